// The name of the pipeline in the top bar; a click edits it.
import { type ReactNode, useEffect, useState } from 'react';
import { useDesigner, useDesignerStore } from '../store/context.tsx';
import styles from './top-bar.module.css';

/** The name, or an input for it. */
export function PipelineName(): ReactNode {
  const name = useDesigner((state) => state.graph.name);
  const store = useDesignerStore();
  const [text, setText] = useState<string>();
  useEffect(() => {
    document.title = `${name} · Weir`;
  }, [name]);
  if (text === undefined) {
    return (
      <h1 className={styles.name}>
        <button type="button" className={styles.name} title={`Rename ${name}`} onClick={() => setText(name)}>
          {name}
        </button>
      </h1>
    );
  }
  const finish = (save: boolean): void => {
    const next = text.trim();
    const current = store.getState().graph.name;
    if (save && next !== '' && next !== current)
      store.getState().run([{ op: 'setName', name: next }], { title: 'rename the pipeline' });
    setText(undefined);
  };
  return (
    <input
      className={styles.nameInput}
      aria-label="Name of the pipeline"
      value={text}
      maxLength={120}
      ref={(input) => input?.focus()}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => finish(true)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish(true);
        if (event.key === 'Escape') finish(false);
      }}
    />
  );
}
