// A few exclusive choices in one control: a radio group that looks like a switch.
import { ToggleGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { Icon } from './icon.tsx';
import styles from './segmented.module.css';

type Option = { readonly value: string; readonly title: string; readonly icon?: string | undefined };

type SegmentedProps = {
  readonly label: string;
  readonly options: readonly Option[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly small?: boolean | undefined;
};

/** One of a few options; arrow keys move, the choice is never empty. */
export function Segmented({ label, options, value, onChange, small }: SegmentedProps): ReactNode {
  return (
    <ToggleGroup.Root
      type="single"
      className={cx(styles.segmented, small === true && styles.compact)}
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        if (next !== '') onChange(next);
      }}
    >
      {options.map((option) => (
        <ToggleGroup.Item key={option.value} className={styles.option} value={option.value}>
          {option.icon !== undefined && <Icon name={option.icon} size={14} />}
          {option.title}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
