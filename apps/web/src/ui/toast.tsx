// Toasts: what just happened, with one action at most. `toast()` may be called from anywhere.
import { type ReactNode, useSyncExternalStore } from 'react';
import { IconButton } from './button.tsx';
import { StateGlyph } from './icon.tsx';
import styles from './toast.module.css';

export type ToastTone = 'info' | 'ok' | 'warn' | 'crit';

type ToastMessage = {
  readonly id: number;
  readonly tone: ToastTone;
  readonly text: string;
  readonly action?: { readonly title: string; readonly run: () => void } | undefined;
};

// More than this many at once cover the canvas; the oldest goes.
const TOASTS_MAX = 4;
const TOAST_MS = 7000;

let messages: readonly ToastMessage[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

/** Shows a message for seven seconds. */
export function toast(text: string, options: Partial<Pick<ToastMessage, 'tone' | 'action'>> = {}): void {
  const id = nextId++;
  const same = messages.filter((message) => message.text !== text);
  set([...same, { id, tone: options.tone ?? 'info', text, action: options.action }].slice(-TOASTS_MAX));
  window.setTimeout(() => dismiss(id), TOAST_MS);
}

function dismiss(id: number): void {
  set(messages.filter((message) => message.id !== id));
}

function set(next: readonly ToastMessage[]): void {
  messages = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where toasts appear; once in the application. */
export function Toaster(): ReactNode {
  const shown = useSyncExternalStore(subscribe, () => messages);
  return (
    <section className={styles.region} aria-label="Messages" aria-live="polite">
      {shown.map((message) => (
        <div key={message.id} className={styles.toast} data-tone={message.tone}>
          {message.tone !== 'info' && <StateGlyph state={message.tone} />}
          <span className={styles.text}>{message.text}</span>
          {message.action !== undefined && <ToastAction message={message} />}
          <IconButton icon="x" label="Dismiss" small onClick={() => dismiss(message.id)} side="top" />
        </div>
      ))}
    </section>
  );
}

function ToastAction({ message }: { readonly message: ToastMessage }): ReactNode {
  return (
    <button
      type="button"
      className={styles.action}
      onClick={() => {
        message.action?.run();
        dismiss(message.id);
      }}
    >
      {message.action?.title}
    </button>
  );
}
