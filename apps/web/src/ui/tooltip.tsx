// A tooltip: the name of a control and its key, after a short rest of the pointer or at once on keyboard focus.
import { Tooltip as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { Kbd } from './kbd.tsx';
import styles from './tooltip.module.css';

type TooltipProps = {
  readonly text: ReactNode;
  readonly keys?: string | undefined;
  readonly side?: 'top' | 'right' | 'bottom' | 'left' | undefined;
  readonly children: ReactElement;
};

/** Shows `text` for the one control inside. */
export function Tooltip({ text, keys, side = 'bottom', children }: TooltipProps): ReactNode {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={styles.tooltip} side={side} sideOffset={6} collisionPadding={8}>
          {text}
          {keys !== undefined && <Kbd keys={keys} />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Shared timing of all tooltips; once around the application. */
export function TooltipProvider({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <Radix.Provider delayDuration={450} skipDelayDuration={200} disableHoverableContent>
      {children}
    </Radix.Provider>
  );
}
