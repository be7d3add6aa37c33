// A problem under the control it belongs to.
import type { Diagnostic } from '@weir/shared/diagnostics';
import type { ReactNode } from 'react';
import styles from './inspector.module.css';

/** A problem under its control: message and what to do. */
export function ProblemLine({
  problem,
  id,
}: {
  readonly problem: Diagnostic;
  readonly id?: string | undefined;
}): ReactNode {
  return (
    <p className={styles.problem} data-severity={problem.severity} id={id}>
      {problem.message}
      {problem.hint !== undefined && <span className={styles.problemHint}> {problem.hint}</span>}
    </p>
  );
}
