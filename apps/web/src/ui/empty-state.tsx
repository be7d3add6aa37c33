// Nothing to show: says why and what to do next.
import type { ReactNode } from 'react';
import styles from './empty-state.module.css';

/** A calm box with a cause and a next step. `tone` crit for something that failed. */
export function EmptyState(props: {
  readonly title: string;
  readonly text?: ReactNode | undefined;
  readonly tone?: 'crit' | undefined;
  readonly children?: ReactNode | undefined;
}): ReactNode {
  return (
    <div className={styles.empty} data-tone={props.tone}>
      <p className={styles.title}>{props.title}</p>
      {props.text !== undefined && <p>{props.text}</p>}
      {props.children !== undefined && <div className={styles.actions}>{props.children}</div>}
    </div>
  );
}
