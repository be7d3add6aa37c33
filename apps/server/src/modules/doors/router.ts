// Procedures of doors.
import type { Environment } from '@weir/shared/api';
import type { Graph } from '@weir/shared/graph';
import type { ModuleHandlers } from '../../trpc.ts';
import type { DoorsService } from './service.ts';

export function doorsRouter(
  service: DoorsService,
  graphOf: (pipelineId: string, environment: Environment) => Graph,
): ModuleHandlers<'doors'> {
  return {
    get: (door) => service.get(door, graphOf(door.pipelineId, door.environment)),
    capture: ({ rows, ...door }) => {
      // Asking for the graph first makes an unknown pipeline NOT_FOUND and not a question to the data plane.
      graphOf(door.pipelineId, door.environment);
      return service.capture(door, rows);
    },
  };
}
