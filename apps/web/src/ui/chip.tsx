// Chips: small facts in a rounded box. Count: a number in a pill. EnvChip: where a version stands, production loudest.
import type { ReactNode } from 'react';
import styles from './chip.module.css';
import { cx } from './cx.ts';

export type ChipTone = 'plain' | 'outline' | 'ok' | 'warn' | 'crit' | 'bp' | 'accent' | 'add' | 'removed';

/** A chip. `mono` for names of columns and other data. */
export function Chip(props: {
  readonly tone?: ChipTone | undefined;
  readonly mono?: boolean | undefined;
  readonly title?: string | undefined;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <span
      className={cx(styles.chip, styles[props.tone ?? 'plain'], props.mono === true && styles.mono)}
      title={props.title}
    >
      {props.children}
    </span>
  );
}

/** A number in a pill, red or amber where it counts problems. */
export function Count({
  value,
  tone = 'plain',
}: {
  readonly value: number;
  readonly tone?: 'plain' | 'crit' | 'warn' | undefined;
}): ReactNode {
  return <span className={cx(styles.count, styles[`count-${tone}`])}>{value.toLocaleString('en')}</span>;
}

/** Draft is dashed, development outlined in accent, production inverted. */
export function EnvChip({
  environment,
  children,
}: {
  readonly environment: 'draft' | 'development' | 'production';
  readonly children: ReactNode;
}): ReactNode {
  return <span className={cx(styles.env, styles[`env-${environment}`])}>{children}</span>;
}
