// Procedures of drafts.
import type { ModuleHandlers } from '../../trpc.ts';
import type { DraftsService } from './service.ts';

export function draftsRouter(service: DraftsService): ModuleHandlers<'drafts'> {
  return {
    get: ({ pipelineId }) => service.get(pipelineId),
    edit: ({ pipelineId, edit }, actor) => service.edit(pipelineId, edit, actor),
    history: ({ pipelineId, afterSeq }) => service.history(pipelineId, afterSeq),
    changes: ({ pipelineId }, signal) => service.changes(pipelineId, signal),
  };
}
