// A part of the inspector under a title that folds it.
import { type ReactNode, useState } from 'react';
import { Icon } from '../ui/icon.tsx';
import styles from './inspector.module.css';

/** A titled part of the bench that can be folded. */
export function Section(props: {
  readonly title: string;
  readonly hint?: ReactNode | undefined;
  readonly end?: ReactNode | undefined;
  readonly folded?: boolean | undefined;
  readonly children: ReactNode;
}): ReactNode {
  const [open, setOpen] = useState(props.folded !== true);
  return (
    <section className={styles.section} aria-label={props.title}>
      <header className={styles.sectionHead}>
        <h3>
          <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
            <Icon name={open ? 'down' : 'right'} size={12} />
            {props.title}
          </button>
        </h3>
        {props.hint !== undefined && <span className={styles.hint}>{props.hint}</span>}
        {props.end !== undefined && <span className={styles.end}>{props.end}</span>}
      </header>
      {open && props.children}
    </section>
  );
}
