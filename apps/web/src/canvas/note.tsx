// A note on the canvas: text behind the cards, edited in place, resized at its edges.
import { type NodeProps, NodeResizer } from '@xyflow/react';
import { memo, type ReactNode, useState } from 'react';
import { useDesigner, useDesignerStore } from '../store/context.tsx';
import type { NoteNode } from '../store/flow-slice.ts';
import { noteIdOf } from '../store/selection-slice.ts';
import styles from './card.module.css';

/** The React Flow node of type `note`. */
export const Note = memo(function Note({ id, selected }: NodeProps<NoteNode>): ReactNode {
  const noteId = noteIdOf(id) ?? '';
  const note = useDesigner((state) => state.graph.notes.find((other) => other.id === noteId));
  const editing = useDesigner((state) => state.renaming === id);
  const store = useDesignerStore();
  if (note === undefined) return null;
  const { id: _, ...body } = note;
  return (
    <>
      <NodeResizer
        isVisible={selected}
        minWidth={80}
        minHeight={40}
        maxWidth={2000}
        maxHeight={2000}
        onResizeEnd={(_event, { x, y, width, height }) => {
          const next = {
            ...body,
            x: Math.round(x),
            y: Math.round(y),
            width: Math.round(width),
            height: Math.round(height),
          };
          store.getState().run([{ op: 'setNote', id: noteId, note: next }], { title: 'resize a note' });
        }}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: F2 on the canvas does the same by keyboard */}
      <div className={styles.note} onDoubleClick={() => store.getState().setRenaming(id)}>
        {editing ? (
          <NoteText noteId={noteId} text={note.text} />
        ) : note.text === '' ? (
          'Empty note'
        ) : (
          note.text
        )}
      </div>
    </>
  );
});

function NoteText({ noteId, text: first }: { readonly noteId: string; readonly text: string }): ReactNode {
  const store = useDesignerStore();
  const [text, setText] = useState(first);
  const finish = (): void => {
    const state = store.getState();
    state.setRenaming(undefined);
    const note = state.graph.notes.find((other) => other.id === noteId);
    if (note === undefined || note.text === text) return;
    const { id: _, ...body } = note;
    state.run([{ op: 'setNote', id: noteId, note: { ...body, text } }], { title: 'edit a note' });
  };
  return (
    <textarea
      className={`nodrag nowheel ${styles.noteText}`}
      aria-label="Text of the note"
      value={text}
      maxLength={4000}
      ref={(area) => area?.focus()}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape' || (event.key === 'Enter' && (event.ctrlKey || event.metaKey))) {
          finish();
          store.getState().hands?.focus();
        }
      }}
    />
  );
}
