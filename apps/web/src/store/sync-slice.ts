// The save state of the draft as the queue reports it; the chip in the top bar shows it.
import type { SaveState } from '../sync/edit-queue.ts';
import type { SetState } from './types.ts';

export type SyncSlice = {
  readonly saveState: SaveState;
  /** Hash of the draft as the server has it; undefined while edits wait. */
  readonly graphHash: string | undefined;
  readonly setSaveState: (state: SaveState, graphHash: string | undefined) => void;
  /** Marks a conflict as read. */
  readonly dismissConflict: () => void;
};

export function syncSlice(
  set: SetState,
  hooks: { readonly dismissConflict: () => void; readonly seq: number; readonly graphHash: string },
): SyncSlice {
  return {
    saveState: { kind: 'saved', seq: hooks.seq },
    graphHash: hooks.graphHash,
    setSaveState: (saveState, graphHash) => set({ saveState, graphHash }),
    dismissConflict: hooks.dismissConflict,
  };
}
