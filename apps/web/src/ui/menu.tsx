// A menu of actions behind a button, and the same items as a context menu.
import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { cx } from './cx.ts';
import { Icon } from './icon.tsx';
import { Kbd } from './kbd.tsx';
import styles from './menu.module.css';

export type MenuItem =
  | {
      readonly title: string;
      readonly icon?: string | undefined;
      readonly keys?: string | undefined;
      readonly danger?: boolean | undefined;
      readonly disabled?: boolean | undefined;
      readonly run: () => void;
    }
  | 'line';

/** Opens under `trigger`. */
export function Menu({
  trigger,
  items,
  label,
}: {
  readonly trigger: ReactElement;
  readonly items: readonly MenuItem[];
  readonly label: string;
}): ReactNode {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className={styles.menu}
          aria-label={label}
          sideOffset={4}
          align="end"
          collisionPadding={8}
        >
          {items.map((item, index) =>
            item === 'line' ? (
              // Lines have no identity of their own; their place is it.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              <Radix.Separator key={index} className={styles.line} />
            ) : (
              <Radix.Item
                key={item.title}
                className={cx(styles.item, item.danger === true && styles.danger)}
                disabled={item.disabled === true}
                onSelect={item.run}
              >
                <Icon name={item.icon ?? 'right'} size={14} />
                <span className={styles.title}>{item.title}</span>
                {item.keys !== undefined && <Kbd keys={item.keys} />}
              </Radix.Item>
            ),
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
