// Puts the data plane together: doors, jobs, metrics and the socket of the control plane.

import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { Failure } from '@weir/shared/diagnostics';
import { nodeDisk } from '../disk/node-disk.ts';
import { REFILL_PAUSE_MS, Reserve } from '../disk/reserve.ts';
import { Doors } from '../door/doors.ts';
import { openHttpDoor } from '../door/http-door.ts';
import { nodeMachine } from '../host/machine.ts';
import { makeFolder } from '../log/durable-files.ts';
import { type Connection, Connections } from './connections.ts';
import type { Faults } from './faults.ts';
import { createHandlers } from './handlers.ts';
import { planeFolders } from './job-folders.ts';
import { Jobs } from './jobs.ts';
import { LiveMetrics } from './live-metrics.ts';
import type { ManagedJob } from './managed-job.ts';
import { PLANE_PROTOCOL_VERSION } from './protocol.ts';
import type { FromWorker } from './worker-messages.ts';

export type DataPlaneOptions = {
  readonly dataDir: string;
  readonly examplesDir: string;
  readonly socketPath: string;
  readonly doorPort: number;
  readonly build: string;
  readonly reserveBytes: number;
  readonly workerEntry: string;
  readonly faults: Faults;
  readonly now: () => number;
  /** Everything is suspended and closed; the process may end. */
  readonly ended: () => void;
};

export type DataPlane = { readonly shutdown: () => Promise<void> };

/** Starts it. @throws Failure STATE_LOCKED when one runs on the folder already, PORT_IN_USE. */
export async function startDataPlane(options: DataPlaneOptions): Promise<DataPlane> {
  const { now, doorPort } = options;
  await refuseSecond(options.socketPath);
  const folders = planeFolders(options.dataDir, options.examplesDir);
  makeFolder(nodeDisk, folders.files);
  const reserve = new Reserve(nodeMachine, folders.reserve, options.reserveBytes);
  const refill = setInterval(() => void reserve.fill(), REFILL_PAUSE_MS);
  const doors = new Doors({
    machine: nodeMachine,
    folder: folders.doors,
    hasRoom: () => reserve.hasRoom,
    onCommit: (doorKey) => jobs.wake(doorKey),
    onCut: (doorKey, bytes) =>
      process.stderr.write(
        `door ${doorKey}: ${bytes} bytes at the end of its log were not whole and are cut off\n`,
      ),
  });
  const jobs = new Jobs({
    machine: nodeMachine,
    folders,
    doors,
    workerEntry: options.workerEntry,
    faults: options.faults,
    now,
    changed: (job) => connections.broadcast({ event: 'job.changed', jobKey: job.jobKey, info: job.info }),
    metered: (job) => metrics.begin(job, connections),
    message: (job, message) => relayTail(connections, message, job),
    left: (job) => endTails(connections, job),
  });
  const metrics = new LiveMetrics(jobs, now);
  const http = await openHttpDoor({ port: doorPort, doors, now }).catch((cause: unknown) => {
    metrics.close();
    clearInterval(refill);
    throw new Failure(
      'PORT_IN_USE',
      `door port ${doorPort} cannot be opened: ${cause instanceof Error ? cause.message : String(cause)}`,
      'Start with another one: --door-port N',
    );
  });
  let ending: Promise<void> | undefined;
  const shutdown = (): Promise<void> => {
    ending ??= (async () => {
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      http.closeIdleConnections();
      await Promise.race([closed, new Promise((resume) => setTimeout(resume, REQUESTS_END_MS))]);
      http.closeAllConnections();
      await jobs.suspendAll();
      metrics.close();
      clearInterval(refill);
      doors.closeAll();
      // The answer to the request that asked goes out first.
      setTimeout(() => {
        server.close();
        options.ended();
      }, ANSWER_MS);
    })();
    return ending;
  };
  const hello = {
    protocolVersion: PLANE_PROTOCOL_VERSION,
    build: options.build,
    pid: process.pid,
    doorPort,
    startedAt: new Date(now()).toISOString(),
  };
  const handlers = createHandlers({ hello, jobs, doors, metrics, folders, now, shutdown });
  const connections = new Connections(handlers, (connection) => {
    metrics.leave(connection);
    for (const [tailId, jobKey] of connection.tails) jobs.find(jobKey)?.tail({ kind: 'tail.stop', tailId });
  });
  const server = createServer((socket) => connections.add(socket));
  await listen(server, options.socketPath);
  return { shutdown };
}

const REQUESTS_END_MS = 2_000;
const ANSWER_MS = 50;

function relayTail(connections: Connections, message: FromWorker, job: ManagedJob): void {
  if (message.kind !== 'tail.rows' && message.kind !== 'tail.end') return;
  const { tailId } = message;
  for (const connection of connections.all) {
    if (connection.tails.get(tailId) !== job.jobKey) continue;
    if (message.kind === 'tail.end') {
      connection.tails.delete(tailId);
      connection.send({ event: 'tail.end', tailId, error: message.error });
    } else connection.send({ event: 'tail.rows', tailId, rows: message.rows, skipped: message.skipped });
  }
}

/** The job stopped: its tails have nothing to follow. */
function endTails(connections: Connections, job: ManagedJob): void {
  for (const connection of connections.all)
    for (const tailId of tailsOf(connection, job)) {
      connection.tails.delete(tailId);
      connection.send({ event: 'tail.end', tailId });
    }
}

function tailsOf(connection: Connection, job: ManagedJob): readonly string[] {
  return [...connection.tails].filter(([, jobKey]) => jobKey === job.jobKey).map(([tailId]) => tailId);
}

/** A socket file that nobody answers on is what a killed process left. */
function refuseSecond(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      reject(new Failure('STATE_LOCKED', 'a data plane runs on this state folder already', 'Stop it first.'));
    });
    probe.once('error', () => {
      if (process.platform !== 'win32') rmSync(path, { force: true });
      resolve();
    });
  });
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      if (process.platform !== 'win32') chmodSync(path, 0o600);
      resolve();
    });
  });
}
