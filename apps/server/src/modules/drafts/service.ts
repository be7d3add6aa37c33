// Drafts: reading, editing, and telling open designers about edits of others.
import { EventEmitter } from 'node:events';
import type { DraftInfo, EditResult, SubscriptionOutputs } from '@weir/shared/api';
import type { Edit } from '@weir/shared/edits';
import type { Actor } from '../../trpc.ts';
import { createChannel } from '../../util/channel.ts';
import type { DraftStore } from './draft-store.ts';

type Change = SubscriptionOutputs['drafts.changes'];

export type DraftsService = {
  readonly get: (pipelineId: string) => DraftInfo;
  readonly edit: (pipelineId: string, edit: Edit, actor: Actor) => EditResult;
  readonly history: (pipelineId: string, afterSeq: number) => readonly Edit[];
  readonly changes: (pipelineId: string, signal: AbortSignal) => AsyncIterable<Change, void, unknown>;
};

const CHANGES_WAITING_MAX = 1;

export function createDraftsService(deps: {
  readonly store: DraftStore;
  /** Called after an edit is saved: the doors of the draft may have changed. */
  readonly onSaved: (pipelineId: string) => void;
}): DraftsService {
  const emitter = new EventEmitter<Record<string, [Change]>>();
  emitter.setMaxListeners(0);
  return {
    get: (pipelineId) => {
      const { graph, graphHash, seq } = deps.store.get(pipelineId);
      return { id: pipelineId, name: graph.name, graph, seq, graphHash };
    },
    edit: (pipelineId, edit, actor) => {
      const result = deps.store.edit(pipelineId, edit, actor);
      if (result.status === 'saved') {
        emitter.emit(pipelineId, { seq: result.seq, editId: edit.id });
        deps.onSaved(pipelineId);
      }
      return result;
    },
    history: deps.store.history,
    changes: async function* (pipelineId, signal) {
      deps.store.get(pipelineId);
      // The newest sequence is enough: a designer asks for the history after the one it has.
      const channel = createChannel<Change>({ limit: CHANGES_WAITING_MAX, merge: (_waiting, next) => next });
      emitter.on(pipelineId, channel.push);
      try {
        yield* channel.values(signal);
      } finally {
        emitter.off(pipelineId, channel.push);
      }
    },
  };
}
