// The methods of the protocol, each in a line or two: what they do is done elsewhere.
import { Failure } from '@weir/shared/diagnostics';
import { nodeDisk } from '../disk/node-disk.ts';
import type { Doors } from '../door/doors.ts';
import { prometheusText } from '../metrics/prometheus.ts';
import { listStreams } from '../streams/stream-folder.ts';
import type { Handlers } from './connections.ts';
import type { PlaneFolders } from './job-folders.ts';
import type { Jobs } from './jobs.ts';
import { listFiles } from './list-files.ts';
import type { LiveMetrics } from './live-metrics.ts';
import type { HelloResult } from './protocol.ts';

export type HandlerWorld = {
  readonly hello: HelloResult;
  readonly jobs: Jobs;
  readonly doors: Doors;
  readonly metrics: LiveMetrics;
  readonly folders: PlaneFolders;
  readonly now: () => number;
  readonly shutdown: () => Promise<void>;
};

export function createHandlers(world: HandlerWorld): Handlers {
  const { jobs, doors, metrics, folders } = world;
  return {
    hello: () => world.hello,
    'job.start': (start) => jobs.start(start),
    'job.stop': ({ jobKey, mode }) => jobs.stop(jobKey, mode),
    'job.get': ({ jobKey }) => jobs.info(jobKey),
    'job.list': () =>
      [...jobs.all].map((job) => ({
        jobKey: job.jobKey,
        info: job.info,
        ...(job.meter?.summary(world.now()) ?? {}),
      })),
    'job.remove': async ({ jobKey }) => {
      await jobs.remove(jobKey);
      return {};
    },
    'job.savepoint': ({ jobKey }) => jobs.get(jobKey).savepoint(),
    'job.savepoints': ({ jobKey }) => jobs.get(jobKey).kept.list(),
    'job.savepoint.remove': ({ jobKey, epoch }) => {
      jobs.get(jobKey).kept.remove(epoch);
      return {};
    },
    'job.compatibility': ({ jobKey, graph, savepoint }) =>
      jobs.get(jobKey).kept.compatibility(graph, savepoint),
    'job.deadLetters': ({ jobKey, nodeId, limit }) => jobs.get(jobKey).deadLetters({ nodeId, limit }),
    'job.table': ({ jobKey, nodeId }) => jobs.get(jobKey).table(nodeId),
    'job.tail.start': ({ jobKey, tailId, port, where }, connection) => {
      connection.tails.set(tailId, jobKey);
      if (jobs.find(jobKey)?.tail({ kind: 'tail.start', tailId, port, where }) === true) return {};
      connection.tails.delete(tailId);
      throw new Failure('NOT_FOUND', 'job does not run', 'Start it, then follow its rows.');
    },
    'job.tail.stop': ({ jobKey, tailId }, connection) => {
      connection.tails.delete(tailId);
      jobs.find(jobKey)?.tail({ kind: 'tail.stop', tailId });
      return {};
    },
    'door.open': (door) => {
      doors.open(door);
      return {};
    },
    'door.close': ({ doorKey }) => {
      doors.close(doorKey);
      return {};
    },
    'door.info': ({ doorKey }) => ({ accepted: doors.log(doorKey).accepted }),
    'door.capture': ({ doorKey, rows }) => {
      const records = doors.log(doorKey).newest(rows);
      return {
        text: records.map((record) => `${record.toString().replaceAll('\n', ' ')}\n`).join(''),
        rows: records.length,
      };
    },
    'streams.list': () => listStreams(nodeDisk, folders.streams),
    'files.list': () => listFiles(folders.files),
    'metrics.text': () => ({ text: prometheusText([...jobs.all], world.now()) }),
    'metrics.subscribe': ({ jobKey, hz }, connection) => {
      metrics.subscribe(jobKey, hz, connection);
      return {};
    },
    'metrics.unsubscribe': ({ jobKey }, connection) => {
      metrics.unsubscribe(jobKey, connection);
      return {};
    },
    shutdown: async () => {
      await world.shutdown();
      return {};
    },
  };
}
