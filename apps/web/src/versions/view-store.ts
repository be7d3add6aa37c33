// A designer store over a fixed graph: the canvas shows it, nothing changes it and nothing is sent.
import type { Graph } from '@weir/shared/graph';
import { createStore } from 'zustand/vanilla';
import { connectSlice } from '../store/connect-slice.ts';
import { flowSlice } from '../store/flow-slice.ts';
import { graphSlice } from '../store/graph-slice.ts';
import { planSlice } from '../store/plan-slice.ts';
import { previewSlice } from '../store/preview-slice.ts';
import { selectionSlice } from '../store/selection-slice.ts';
import { syncSlice } from '../store/sync-slice.ts';
import type { DesignerState, DesignerStore } from '../store/types.ts';
import { viewSlice } from '../store/view-slice.ts';

/** The store of a version. Canvas hands are shared with `designer`, so that its keys act on what is seen. */
export function viewStore(
  fixed: { readonly pipelineId: string; readonly graph: Graph; readonly graphHash: string },
  designer: DesignerStore,
): DesignerStore {
  const nothing = (): void => undefined;
  const store = createStore<DesignerState>()((set, get) => ({
    ...graphSlice(set, get, fixed, { onCommand: nothing, onGraph: nothing, nowMs: () => 0 }),
    ...selectionSlice(set, get),
    ...flowSlice(set, get),
    ...planSlice(set, get),
    ...previewSlice(set),
    ...connectSlice(set, get),
    ...syncSlice(set, { dismissConflict: nothing, seq: 0, graphHash: fixed.graphHash }),
    ...viewSlice(set),
    run: () => false,
    undo: nothing,
    redo: nothing,
    announce: (message) => designer.getState().announce(message),
    setHands: (hands) => {
      set({ hands });
      designer.getState().setHands(hands);
    },
  }));
  store.getState().replan();
  store.getState().reconcileFlow();
  return store;
}
