// A modal dialog: title, body, buttons at the end. Focus is kept inside and given back.
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { IconButton } from './button.tsx';
import styles from './dialog.module.css';

type DialogProps = {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** Says in one sentence what the dialog is for; read out on opening. */
  readonly description?: ReactNode | undefined;
  readonly wide?: boolean | undefined;
  readonly footer?: ReactNode | undefined;
  readonly children?: ReactNode | undefined;
};

/** Shows `children` above a scrim while `open`. */
export function Dialog(props: DialogProps): ReactNode {
  return (
    <Radix.Root open={props.open} onOpenChange={(open) => !open && props.onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={styles.scrim} />
        <Radix.Content
          className={styles.dialog}
          onOpenAutoFocus={focusInside}
          data-wide={props.wide === true ? '' : undefined}
          {...(props.description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <header className={styles.head}>
            <Radix.Title className={styles.title}>{props.title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton icon="x" label="Close" small />
            </Radix.Close>
          </header>
          {props.description !== undefined && (
            <Radix.Description className={styles.description}>{props.description}</Radix.Description>
          )}
          <div className={styles.body}>{props.children}</div>
          {props.footer !== undefined && <footer className={styles.foot}>{props.footer}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

// The first field, else the first button at the end, which is the harmless one; never the cross.
function focusInside(event: Event): void {
  if (!(event.currentTarget instanceof HTMLElement)) return;
  const target = event.currentTarget.querySelector('input, textarea, select, footer button');
  if (!(target instanceof HTMLElement)) return;
  event.preventDefault();
  target.focus();
}
