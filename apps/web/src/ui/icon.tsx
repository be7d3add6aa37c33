// One icon of our set, the state glyphs (a shape per state, so that hue never stands alone), the logo and the tile.
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import styles from './icon.module.css';
import { ICON_PATHS } from './icon-paths.ts';

/** An icon by name; an unknown name gives the plain node icon. Decorative: the control around it has the name. */
export function Icon({
  name,
  size = 16,
}: {
  readonly name: string;
  readonly size?: number | undefined;
}): ReactNode {
  return (
    <svg
      className={styles.icon}
      viewBox="0 0 16 16"
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
    >
      <path d={ICON_PATHS[name] ?? ICON_PATHS.node} />
    </svg>
  );
}

/** The family tile of a node type. `group` picks the colour. */
export function Tile(props: {
  readonly group: string;
  readonly icon: string;
  readonly small?: boolean | undefined;
}): ReactNode {
  return (
    <span className={cx(styles.tile, props.small === true && styles.small)} data-group={props.group}>
      <Icon name={props.icon} size={props.small === true ? 12 : 14} />
    </span>
  );
}

export type State = 'ok' | 'warn' | 'crit' | 'bp' | 'idle' | 'stale';

/** Shapes of the states: ● ▲ ■ ◫ ○ ◌. */
export const GLYPHS: Readonly<Record<State, string>> = {
  ok: 'M5 .8a4.2 4.2 0 1 1 0 8.4A4.2 4.2 0 0 1 5 .8',
  warn: 'M5 .8 9.6 9.2H.4z',
  crit: 'M1 1h8v8H1z',
  bp: 'M1 1h8v8H1zM1 1h4v8H1z',
  idle: 'M5 1.2a3.8 3.8 0 1 1 0 7.6 3.8 3.8 0 0 1 0-7.6',
  stale: 'M5 1.2a3.8 3.8 0 1 1 0 7.6 3.8 3.8 0 0 1 0-7.6',
};

/** The glyph of a state, 10 px. Say the state in words beside it, or pass `label`. */
export function StateGlyph({
  state,
  label,
}: {
  readonly state: State;
  readonly label?: string | undefined;
}): ReactNode {
  const named = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label };
  return (
    // Decorative, or named by `label` through aria-label.
    // biome-ignore lint/a11y/noSvgWithoutTitle: see above
    <svg className={styles.glyph} data-state={state} viewBox="0 0 10 10" width="10" height="10" {...named}>
      <path d={GLYPHS[state]} />
    </svg>
  );
}

/** The mark of Weir. */
export function Logo(): ReactNode {
  return (
    <svg className={styles.logo} viewBox="0 0 22 22" width="22" height="22" aria-hidden="true">
      <path d="M2 5.5h7.5V11H15v5.5h5" />
      <path d="M2 11h3.5M2 16.5h8.5" opacity=".55" />
    </svg>
  );
}
