// Tabs with an underline. The strip and the panel are apart so that a region can put things beside the strip.
import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import styles from './tabs.module.css';

export type TabItem = {
  readonly value: string;
  readonly title: string;
  readonly badge?: ReactNode | undefined;
};

type TabsProps = {
  readonly label: string;
  readonly items: readonly TabItem[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Stands at the end of the strip. */
  readonly end?: ReactNode | undefined;
  readonly children: ReactNode;
};

/** A tab strip over the panel of the chosen tab; only that panel is rendered. */
export function Tabs({ label, items, value, onChange, end, children }: TabsProps): ReactNode {
  return (
    <Radix.Root className={styles.root} value={value} onValueChange={onChange}>
      <div className={styles.strip}>
        <Radix.List className={styles.list} aria-label={label}>
          {items.map((item) => (
            <Radix.Trigger key={item.value} className={styles.tab} value={item.value}>
              {item.title}
              {item.badge}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {end !== undefined && <div className={styles.end}>{end}</div>}
      </div>
      {items.map((item) => (
        <Radix.Content key={item.value} className={styles.panel} value={item.value} tabIndex={-1}>
          {item.value === value && children}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
