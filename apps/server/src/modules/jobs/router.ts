// Procedures of jobs.
import { jobKeyOf } from '@weir/runner-embedded/plane/protocol';
import type { PlaneClient } from '../../plane/client.ts';
import type { ModuleHandlers } from '../../trpc.ts';
import type { JobsService } from './service.ts';
import { tailPort } from './tail.ts';

export function jobsRouter(service: JobsService, plane: PlaneClient): ModuleHandlers<'jobs'> {
  return {
    start: (lane, actor) => service.start(lane, actor),
    stop: ({ mode, ...lane }, actor) => service.stop(lane, mode, actor),
    get: (lane) => service.get(lane),
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
