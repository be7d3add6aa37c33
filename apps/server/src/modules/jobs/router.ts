// Procedures of jobs.
import { jobKeyOf } from '@weir/runner-embedded/plane/protocol';
import type { PlaneClient } from '../../plane/client.ts';
import type { ModuleHandlers } from '../../trpc.ts';
import type { SavepointsService } from './savepoints.ts';
import type { JobsService } from './service.ts';
import { tailPort } from './tail.ts';

export function jobsRouter(
  service: JobsService,
  savepoints: SavepointsService,
  plane: PlaneClient,
): ModuleHandlers<'jobs'> {
  return {
    start: ({ savepoint, ...lane }, actor) => service.start(lane, actor, savepoint),
    stop: ({ mode, ...lane }, actor) => service.stop(lane, mode, actor),
    get: (lane) => service.get(lane),
    savepoint: (lane, actor) => savepoints.make(lane, actor),
    savepoints: (lane) => savepoints.list(lane),
    removeSavepoint: ({ epoch, ...lane }, actor) => savepoints.remove(lane, epoch, actor),
    compatibility: ({ savepoint, ...lane }) => {
      const graph = service.graphOf(lane);
      return plane.request('job.compatibility', { jobKey: jobKeyOf(lane), graph, savepoint });
    },
    deadLetters: ({ nodeId, limit, ...lane }) => {
      service.graphOf(lane);
      return plane.request('job.deadLetters', { jobKey: jobKeyOf(lane), nodeId, limit });
    },
    table: ({ nodeId, ...lane }) => {
      service.graphOf(lane);
      return plane.request('job.table', { jobKey: jobKeyOf(lane), nodeId });
    },
    changes: (lane, signal) => service.changes(lane, signal),
    tail: async function* (tail, signal) {
      service.graphOf(tail);
      yield* tailPort(plane, tail, signal);
    },
  };
}
