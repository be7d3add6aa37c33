// The name of a node on its card; F2 or a double click edits it in place.
import { type ReactNode, useRef, useState } from 'react';
import { useDesigner, useDesignerStore } from '../store/context.tsx';
import styles from './card.module.css';

/** The name, or an input for it while it is being renamed. */
export function CardName({ id, name }: { readonly id: string; readonly name: string }): ReactNode {
  const renaming = useDesigner((state) => state.renaming === id);
  const store = useDesignerStore();
  if (renaming) return <NameInput id={id} name={name} />;
  return (
    // The keyboard way is F2 on the canvas; the double click is an addition for the pointer.
    // biome-ignore lint/a11y/noStaticElementInteractions: see above
    <b
      className={styles.name}
      title={name}
      onDoubleClick={(event) => {
        event.stopPropagation();
        store.getState().setRenaming(id);
      }}
    >
      {name}
    </b>
  );
}

function NameInput({ id, name }: { readonly id: string; readonly name: string }): ReactNode {
  const store = useDesignerStore();
  const [text, setText] = useState(name);
  const taken = store.getState().graph.nodes.some((node) => node.id !== id && node.name === text.trim());
  // Enter ends the editing, and the input that goes away reports a blur: only the first of them counts.
  const done = useRef(false);
  const finish = (save: boolean): void => {
    if (done.current) return;
    done.current = true;
    store.getState().setRenaming(undefined);
    const next = text.trim();
    if (save && next !== '' && next !== name && !taken) {
      store.getState().run([{ op: 'renameNode', id, name: next }], { title: `rename ${name}` });
    }
    store.getState().hands?.focus();
  };
  return (
    <input
      className={`nodrag ${styles.rename}`}
      aria-label="Name of the node"
      aria-invalid={taken}
      title={taken ? 'Another node has this name' : undefined}
      value={text}
      maxLength={120}
      ref={(input) => input?.focus()}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => finish(true)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') finish(true);
        if (event.key === 'Escape') finish(false);
      }}
    />
  );
}
