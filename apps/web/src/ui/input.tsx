// Text inputs, selects and switches with one look.
import { Switch as RadixSwitch } from 'radix-ui';
import type { ComponentPropsWithRef, ReactNode } from 'react';
import { cx } from './cx.ts';
import { Icon } from './icon.tsx';
import styles from './input.module.css';

type InputProps = ComponentPropsWithRef<'input'> & {
  readonly bad?: boolean | undefined;
  readonly mono?: boolean | undefined;
  readonly quiet?: boolean | undefined;
  readonly icon?: string | undefined;
  /** Unit or key at the end. */
  readonly end?: ReactNode | undefined;
};

/** A one-line input. */
export function Input({ bad, mono, quiet, icon, end, className, ...rest }: InputProps): ReactNode {
  return (
    <span
      className={cx(
        styles.box,
        bad === true && styles.bad,
        quiet === true && styles.quiet,
        mono === true && styles.mono,
        className,
      )}
    >
      {icon !== undefined && <Icon name={icon} size={14} />}
      <input
        aria-invalid={bad === true ? true : undefined}
        autoComplete="off"
        spellCheck={false}
        {...rest}
        className={styles.input}
      />
      {end !== undefined && <span className={styles.end}>{end}</span>}
    </span>
  );
}

type TextAreaProps = ComponentPropsWithRef<'textarea'> & {
  readonly bad?: boolean | undefined;
  readonly mono?: boolean | undefined;
};

/** A text of several lines. */
export function TextArea({ bad, mono, className, ...rest }: TextAreaProps): ReactNode {
  return (
    <textarea
      aria-invalid={bad === true ? true : undefined}
      spellCheck={false}
      {...rest}
      className={cx(styles.area, bad === true && styles.bad, mono === true && styles.mono, className)}
    />
  );
}

type SelectProps = ComponentPropsWithRef<'select'> & {
  readonly bad?: boolean | undefined;
  readonly options: readonly { readonly value: string; readonly title: string }[];
};

/** A native select: keyboard, touch and screen readers come with it. */
export function Select({ bad, options, className, ...rest }: SelectProps): ReactNode {
  return (
    <span className={cx(styles.box, styles.select, bad === true && styles.bad, className)}>
      <select aria-invalid={bad === true ? true : undefined} {...rest} className={styles.input}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.title}
          </option>
        ))}
      </select>
      <Icon name="down" size={12} />
    </span>
  );
}

/** On or off, at once. */
export function Switch(props: {
  readonly id?: string | undefined;
  readonly label?: string | undefined;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}): ReactNode {
  return (
    <RadixSwitch.Root
      {...(props.id === undefined ? {} : { id: props.id })}
      className={styles.switch}
      aria-label={props.label}
      checked={props.on}
      onCheckedChange={props.onChange}
    >
      <RadixSwitch.Thumb className={styles.thumb} />
    </RadixSwitch.Root>
  );
}
