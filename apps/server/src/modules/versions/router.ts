// Procedures of versions.
import type { ModuleHandlers } from '../../trpc.ts';
import type { VersionsService } from './service.ts';

export function versionsRouter(service: VersionsService): ModuleHandlers<'versions'> {
  return {
    list: ({ pipelineId }) => service.list(pipelineId),
    get: ({ pipelineId, number }) => service.get(pipelineId, number),
    publish: ({ pipelineId, note }, actor) => service.publish(pipelineId, note, actor),
    diff: ({ pipelineId, from, to }) => service.diff(pipelineId, from, to),
  };
}
