// Buttons: 28 px, 24 compact. One primary per view; the label says what happens.
import type { ComponentPropsWithRef, ReactNode } from 'react';
import styles from './button.module.css';
import { cx } from './cx.ts';
import { Icon } from './icon.tsx';
import { Tooltip } from './tooltip.tsx';

export type ButtonLook = 'plain' | 'primary' | 'danger' | 'ghost' | 'link';

type ButtonProps = ComponentPropsWithRef<'button'> & {
  readonly look?: ButtonLook | undefined;
  readonly small?: boolean | undefined;
  readonly icon?: string | undefined;
};

/** A button with a text label and, where it helps, an icon before it. */
export function Button({
  look = 'plain',
  small,
  icon,
  children,
  className,
  ...rest
}: ButtonProps): ReactNode {
  return (
    <button
      type="button"
      {...rest}
      className={cx(styles.button, styles[look], small === true && styles.compact, className)}
    >
      {icon !== undefined && <Icon name={icon} size={14} />}
      {children}
    </button>
  );
}

type IconButtonProps = Omit<ComponentPropsWithRef<'button'>, 'children'> & {
  readonly icon: string;
  /** The name of the action: accessible name and tooltip. */
  readonly label: string;
  readonly keys?: string | undefined;
  readonly small?: boolean | undefined;
  readonly bordered?: boolean | undefined;
  readonly side?: 'top' | 'right' | 'bottom' | 'left' | undefined;
};

/** A square button with an icon; its label appears as a tooltip with the key. */
export function IconButton({
  icon,
  label,
  keys,
  small,
  bordered,
  side,
  className,
  ...rest
}: IconButtonProps): ReactNode {
  const look = bordered === true ? 'plain' : 'ghost';
  return (
    <Tooltip text={label} keys={keys} side={side}>
      <button
        type="button"
        aria-label={label}
        {...rest}
        className={cx(
          styles.button,
          styles.square,
          styles[look],
          small === true && styles.compact,
          className,
        )}
      >
        <Icon name={icon} size={16} />
      </button>
    </Tooltip>
  );
}
