// Procedures of pipelines.
import type { ModuleHandlers } from '../../trpc.ts';
import type { PipelinesService } from './service.ts';

export function pipelinesRouter(service: PipelinesService): ModuleHandlers<'pipelines'> {
  return {
    list: () => service.list(),
    create: (wish, actor) => service.create(wish, actor),
    remove: ({ pipelineId }, actor) => service.remove(pipelineId, actor),
  };
}
