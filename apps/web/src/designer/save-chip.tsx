// Whether the draft is saved, from what the server acknowledged and nothing else.
import type { ReactNode } from 'react';
import { countText, plural } from '../format.ts';
import { useDesigner, useDesignerStore } from '../store/context.tsx';
import type { SaveState } from '../sync/edit-queue.ts';
import { Icon, StateGlyph } from '../ui/icon.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import styles from './top-bar.module.css';

/** Saved, Saving, Offline with the number of kept edits, or Conflict. */
export function SaveChip(): ReactNode {
  const state = useDesigner((all) => all.saveState);
  const store = useDesignerStore();
  if (state.kind === 'conflict') {
    return (
      <Tooltip text={`An edit could not be kept: ${state.message}. Click when you have seen this.`}>
        <button
          type="button"
          className={styles.save}
          data-kind="conflict"
          onClick={() => store.getState().dismissConflict()}
        >
          <StateGlyph state="crit" />
          Conflict
        </button>
      </Tooltip>
    );
  }
  return (
    <span className={styles.save} data-kind={state.kind} role="status">
      {state.kind === 'saved' ? (
        <Icon name="check" size={12} />
      ) : (
        <StateGlyph state={state.kind === 'offline' ? 'warn' : 'stale'} />
      )}
      {saveText(state)}
    </span>
  );
}

function saveText(state: Exclude<SaveState, { kind: 'conflict' }>): string {
  switch (state.kind) {
    case 'saved':
      return state.seq === 0 ? 'Saved' : `Saved, edit ${countText(state.seq)}`;
    case 'saving':
      return 'Saving';
    case 'offline':
      return `Offline, ${plural(state.waiting, 'edit')} kept`;
  }
}
