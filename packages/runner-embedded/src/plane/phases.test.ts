// Slow (about 40 s): the process dies inside each phase of a checkpoint, and while it recovers from that.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { EVENT_COLUMNS, graphOf } from '../testing/graphs.ts';
import { type PlaneOptions, PlaneProcess, rowsOf, temporaryPlane, until } from '../testing/plane-process.ts';
import type { Phase } from './faults.ts';

/** Two file sinks and a stream, so that a commit can be half done; dead letters are part of the epoch too. */
const GRAPH = graphOf({
  nodes: [
    ['door', 'http', { schema: EVENT_COLUMNS, eventTime: 'ts', watermarkDelay: '1 h' }],
    ['a', 'file_sink', { path: 'files/a' }],
    ['b', 'file_sink', { path: 'files/b' }],
    ['out', 'stream_sink', { stream: 'clean' }],
    ['back', 'stream', { stream: 'clean', schema: EVENT_COLUMNS, eventTime: 'ts', watermarkDelay: '1 h' }],
    ['c', 'file_sink', { path: 'files/c' }],
  ],
  edges: [
    ['door.out', 'a.in'],
    ['door.out', 'b.in'],
    ['door.out', 'out.in'],
    ['back.out', 'c.in'],
  ],
});
const START = {
  jobKey: 'p.draft',
  pipelineId: 'p',
  environment: 'draft',
  graph: GRAPH,
  graphHash: 'h',
  doors: [{ nodeId: 'door', token: 'token' }],
} as const;
const idRow = z.object({ id: z.string() });

let options: (PlaneOptions & { readonly remove: () => void }) | undefined;
let plane: PlaneProcess | undefined;
afterEach(async () => {
  await plane?.kill();
  options?.remove();
});

const PHASES: readonly (readonly [phase: Phase, epoch: number])[] = [
  ['prepared', 1],
  ['prepared', 2],
  ['durable', 1],
  ['durable', 2],
  ['halfCommitted', 2],
  ['committed', 2],
];

test.each(PHASES)(
  'I1, I24: a kill when checkpoint is %s (epoch %i), and another while it recovers',
  async (phase, epoch) => {
    const made = await temporaryPlane();
    options = made;
    const ids: string[] = [];
    let asked = 0;
    /** One whose answer the kill swallowed may be there or not, so that each is called otherwise. */
    const post = async (): Promise<void> => {
      asked += 1;
      const id = `e-${asked}`;
      const response = await fetch(`http://127.0.0.1:${made.doorPort}/in/draft/p/door`, {
        method: 'POST',
        headers: { authorization: 'Bearer token', 'content-type': 'application/x-ndjson' },
        body: `{"id":"${id}","value":1,"ts":"2026-01-01T00:00:00Z"}\nbad ${id}\n`,
      });
      if (response.status === 202) ids.push(id);
    };
    const begin = async (kill?: { readonly phase: Phase; readonly epoch: number }): Promise<PlaneProcess> => {
      plane = await PlaneProcess.start({
        ...made,
        env: { WEIR_FAULTS: JSON.stringify({ ...(kill === undefined ? {} : { kill }) }) },
      });
      return plane;
    };
    const first = await begin({ phase, epoch });
    await first.request('job.start', START);
    await until(async () => {
      if (first.isGone) return true;
      await post().catch(() => undefined);
      return false;
    });
    const second = await begin({ phase: 'recovered', epoch: 0 });
    await second.request('job.start', START).catch(() => undefined);
    await until(() => second.isGone);
    const third = await begin();
    await third.request('job.start', START);
    await post();
    const names = (folder: string): readonly string[] => {
      const path = join(made.dataDir, 'files', folder);
      return rowsOf(
        path,
        readdirSync(path).filter((name) => name.startsWith('part-')),
      ).map((row) => idRow.parse(row).id);
    };
    await until(() => ids.every((id) => names('c').includes(id)));
    await third.request('job.stop', { jobKey: START.jobKey, mode: 'suspend' });
    const taken = [...names('a')].sort();
    expect(taken.filter((id) => ids.includes(id))).toEqual([...ids].sort());
    expect(taken.length).toBeLessThanOrEqual(ids.length + 1);
    for (const folder of ['b', 'c']) expect([...names(folder)].sort(), folder).toEqual(taken);
    const letters = await third.request('job.deadLetters', { jobKey: START.jobKey, limit: 500 });
    expect(letters.letters.map((letter) => letter.text).sort()).toEqual(
      taken.map((id) => `bad ${id}`).sort(),
    );
  },
);
