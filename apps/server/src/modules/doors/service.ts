// Doors: the tokens of sources that accept events, and keeping the data plane's open doors equal to what should be.

import { doorKeyOf, doorPath } from '@weir/runner-embedded/plane/protocol';
import type { DoorInfo, Environment } from '@weir/shared/api';
import { Failure } from '@weir/shared/diagnostics';
import type { Graph } from '@weir/shared/graph';
import { and, eq } from 'drizzle-orm';
import { randomToken } from '../../auth/secret.ts';
import type { Compiler } from '../../compile.ts';
import type { Db } from '../../db/client.ts';
import { doors } from '../../db/schema.ts';
import type { Log } from '../../log.ts';
import type { PlaneClient } from '../../plane/client.ts';
import { sampleEvent } from './sample-event.ts';

export type Lane = { readonly pipelineId: string; readonly environment: Environment };
export type Door = Lane & { readonly nodeId: string };
export type OpenDoor = Door & { readonly token: string };

export type DoorsService = {
  /** Doors that the graph of a lane has, each with its token; a token is made at first sight and kept for good. */
  readonly ofGraph: (lane: Lane, graph: Graph) => readonly OpenDoor[];
  /** Opens the doors of the graph and closes those of the lane that are not in it. */
  readonly sync: (lane: Lane, graph: Graph | undefined) => Promise<void>;
  /** Forgets what is open: the data plane is a new one. */
  readonly reset: () => void;
  readonly get: (door: Door, graph: Graph) => Promise<DoorInfo>;
  readonly capture: (door: Door, rows: number) => Promise<{ readonly text: string; readonly rows: number }>;
};

export function createDoorsService(deps: {
  readonly db: Db;
  readonly compiler: Compiler;
  readonly plane: PlaneClient;
  readonly doorPort: number;
  readonly now: () => number;
  readonly log: Log;
}): DoorsService {
  const open = new Map<string, Map<string, OpenDoor>>();
  const ofGraph: DoorsService['ofGraph'] = (lane, graph) =>
    deps.compiler.doorNodes(graph).map((node) => {
      const door = { ...lane, nodeId: node.id };
      return { ...door, token: tokenOf(deps.db, door) };
    });
  const sync: DoorsService['sync'] = async (lane, graph) => {
    if (!deps.plane.isUp()) return;
    const laneKey = `${lane.pipelineId}.${lane.environment}`;
    const before = open.get(laneKey) ?? new Map<string, OpenDoor>();
    const wanted = new Map(
      graph === undefined ? [] : ofGraph(lane, graph).map((door) => [door.nodeId, door]),
    );
    open.set(laneKey, wanted);
    const closing = [...before.values()].filter((door) => !wanted.has(door.nodeId));
    const opening = [...wanted.values()].filter((door) => !before.has(door.nodeId));
    await Promise.all([
      ...closing.map((door) => deps.plane.request('door.close', { doorKey: doorKeyOf(door) })),
      ...opening.map((door) => deps.plane.request('door.open', { doorKey: doorKeyOf(door), ...door })),
    ]).catch((cause: unknown) => {
      // Told again in full when the data plane is back; the saved graph is what counts.
      open.delete(laneKey);
      deps.log.warn('doors were not brought up to date', {
        reason: cause instanceof Error ? cause.message : 'unknown',
      });
    });
  };
  return {
    ofGraph,
    sync,
    reset: () => open.clear(),
    get: async (door, graph) => {
      const node = deps.compiler.doorNodes(graph).find((candidate) => candidate.id === door.nodeId);
      if (node === undefined) throw new Failure('NOT_FOUND', 'no source with a door has this id');
      const token = tokenOf(deps.db, door);
      const url = `http://127.0.0.1:${deps.doorPort}${doorPath(door)}`;
      const event = sampleEvent(node, deps.compiler.definition(node), deps.now());
      const info = await deps.plane
        .request('door.info', { doorKey: doorKeyOf(door) })
        .catch(() => ({ accepted: 0 }));
      return { url, token, curl: curlLine({ url, token, event }), accepted: info.accepted };
    },
    capture: (door, rows) => deps.plane.request('door.capture', { doorKey: doorKeyOf(door), rows }),
  };
}

function tokenOf(db: Db, door: Door): string {
  const where = and(
    eq(doors.pipelineId, door.pipelineId),
    eq(doors.environment, door.environment),
    eq(doors.nodeId, door.nodeId),
  );
  const found = db.select({ token: doors.token }).from(doors).where(where).get();
  if (found !== undefined) return found.token;
  const token = `weir_${randomToken(24)}`;
  db.insert(doors)
    .values({ ...door, token })
    .run();
  return token;
}

function curlLine(call: { readonly url: string; readonly token: string; readonly event: string }): string {
  const parts = [
    'curl',
    '-X POST',
    call.url,
    `-H ${quoted(`Authorization: Bearer ${call.token}`)}`,
    `-H ${quoted('Content-Type: application/json')}`,
    `-d ${quoted(call.event)}`,
  ];
  return parts.join(' ');
}

// Single quotes end the quoting of a POSIX shell; each becomes: close, escaped quote, open.
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
