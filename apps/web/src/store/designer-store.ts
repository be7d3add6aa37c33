// One store per open pipeline, composed of slices and wired to the things that follow the graph: autosave, plan,
// preview. There is no global "current graph": two pipelines can be open without knowing of each other.
import type { DraftInfo } from '@weir/shared/api';
import type { Graph } from '@weir/shared/graph';
import { createStore } from 'zustand/vanilla';
import { ApiError, api } from '../api.ts';
import { startPreview } from '../preview/preview-runner.ts';
import { EditQueue } from '../sync/edit-queue.ts';
import { type Journal, openJournal } from '../sync/journal.ts';
import { connectSlice } from './connect-slice.ts';
import { flowSlice } from './flow-slice.ts';
import { graphSlice } from './graph-slice.ts';
import { planSlice } from './plan-slice.ts';
import { previewSlice } from './preview-slice.ts';
import { selectionSlice } from './selection-slice.ts';
import { syncSlice } from './sync-slice.ts';
import type { DesignerState, DesignerStore } from './types.ts';
import { viewSlice } from './view-slice.ts';

/** An open pipeline: its store and how to let go of it. */
export type OpenPipeline = { readonly store: DesignerStore; readonly close: () => void };

/** Loads a draft, applies what an earlier page left unsent, and starts autosave, plan and preview. */
export async function openPipeline(pipelineId: string): Promise<OpenPipeline> {
  const [draft, journal] = await Promise.all([
    api.query('drafts.get', { pipelineId }),
    openJournal().catch(() => undefined),
  ]);
  const { kept, newer } = await unsent(pipelineId, draft.seq, journal);
  const { store, queue, preview } = build(pipelineId, draft, journal);
  store.getState().replaceGraph(draft.graph);
  if (newer.length > 0) queue.receive(newer, draft.seq + newer.length);
  if (kept.length > 0) store.getState().replaceGraph(queue.restore(kept));
  store.getState().reconcileFlow();
  store.getState().replan();
  preview.request();
  const stopFollowing = follow(pipelineId, queue);
  const online = (): void => queue.flush();
  window.addEventListener('online', online);
  return {
    store,
    close: () => {
      window.removeEventListener('online', online);
      stopFollowing();
      queue.close();
      preview.close();
    },
  };
}

function build(pipelineId: string, draft: DraftInfo, journal: Journal | undefined) {
  let store: DesignerStore | undefined;
  const queue: EditQueue = new EditQueue(
    {
      send: (edit) => api.mutate('drafts.edit', { pipelineId, edit: { ...edit, ops: [...edit.ops] } }),
      isOffline: (error) =>
        error instanceof ApiError && (error.code === 'NETWORK' || error.code === 'UNAUTHORIZED'),
      keep: async (order, edit) => journal?.put({ pipelineId, order, edit }),
      forget: async (order) => journal?.remove(pipelineId, order),
      onState: (state, hash) => store?.getState().setSaveState(state, hash),
      onRebase: (graph) => store?.getState().replaceGraph(graph),
      newId: () => crypto.randomUUID(),
      later: (ms, run) => {
        const timer = window.setTimeout(run, ms);
        return () => window.clearTimeout(timer);
      },
    },
    draft,
  );
  const after = afterGraph(() => store);
  store = createStore<DesignerState>()((set, get) => ({
    ...graphSlice(
      set,
      get,
      { pipelineId, graph: draft.graph },
      {
        onCommand: (ops, mergeKey) => queue.push(ops, mergeKey),
        onGraph: after.changed,
        nowMs: () => performance.now(),
      },
    ),
    ...selectionSlice(set, get),
    ...flowSlice(set, get),
    ...planSlice(set, get),
    ...previewSlice(set),
    ...connectSlice(set, get),
    ...syncSlice(set, {
      dismissConflict: () => queue.clearConflict(),
      seq: draft.seq,
      graphHash: draft.graphHash,
    }),
    ...viewSlice(set),
  }));
  const preview = startPreview(store);
  after.onMeaning(preview.request);
  return { store, queue, preview };
}

// What follows a change of the graph: cards at once, plan and preview once per task and only when rows can differ.
function afterGraph(get: () => DesignerStore | undefined) {
  let planned = false;
  let request: () => void = () => undefined;
  return {
    onMeaning: (run: () => void) => {
      request = run;
    },
    changed: (graph: Graph, before: Graph) => {
      const store = get();
      if (store === undefined) return;
      store.getState().reconcileFlow();
      store.getState().pruneSelection();
      const meaning = graph.nodes !== before.nodes || graph.edges !== before.edges;
      if (!meaning && graph.samples === before.samples) return;
      if (planned) return;
      planned = true;
      queueMicrotask(() => {
        planned = false;
        store.getState().replan();
        request();
      });
    },
  };
}

// Edits kept from before a reload, without those that the server has already; and what the server took since it gave
// the draft: an edit that was on its way when the page went can arrive between the two questions.
async function unsent(pipelineId: string, draftSeq: number, journal: Journal | undefined) {
  const kept = (await journal?.adopt(pipelineId).catch(() => [])) ?? [];
  if (kept.length === 0) return { kept: [], newer: [] };
  const afterSeq = Math.min(draftSeq, ...kept.map((entry) => entry.edit.baseSeq));
  const history = await api.query('drafts.history', { pipelineId, afterSeq });
  const done = new Set(history.map((edit) => edit.id));
  for (const entry of kept) if (done.has(entry.edit.id)) await journal?.remove(pipelineId, entry.order);
  return {
    kept: kept.filter((entry) => !done.has(entry.edit.id)),
    newer: history.slice(draftSeq - afterSeq),
  };
}

// Another tab or person: fetch what came after our sequence and replay ours on top.
function follow(pipelineId: string, queue: EditQueue): () => void {
  return api.subscribe(
    'drafts.changes',
    { pipelineId },
    {
      value: ({ seq }) => {
        // Our own edits are announced too; give their answer time to arrive first.
        window.setTimeout(() => {
          const afterSeq = queue.seq;
          if (seq <= afterSeq) return;
          api.query('drafts.history', { pipelineId, afterSeq }).then(
            // An answer to an edit of ours came in between: the next notice or answer brings the rest.
            (missed) => {
              if (queue.seq !== afterSeq) return;
              queue.receive(missed, afterSeq + missed.length);
              learnHash(pipelineId, queue);
            },
            () => undefined,
          );
        }, 400);
      },
    },
  );
}

// What runs is compared with the draft by hash; edits of others come without one.
function learnHash(pipelineId: string, queue: EditQueue): void {
  api.query('drafts.get', { pipelineId }).then(
    (draft) => queue.learnHash(draft.seq, draft.graphHash),
    () => undefined,
  );
}
