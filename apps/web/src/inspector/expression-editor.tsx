// The expression field. CodeMirror is a third of the designer's code, so it comes in a chunk of its own: until then
// the text stands in a box of the same size, and nothing moves when the editor takes its place.
import { lazy, type ReactNode, Suspense } from 'react';
import type { ExpressionEditorProps, ExpressionView as View } from './expression-view.tsx';
import styles from './inspector.module.css';

const RETRY_MS = 1000;

// A server that is away must not take the page with it: the text stands there until the editor can be fetched.
const load = async (): Promise<{ readonly default: typeof View }> => {
  for (;;) {
    try {
      return { default: (await import('./expression-view.tsx')).ExpressionView };
    } catch {
      await new Promise((resolve) => window.setTimeout(resolve, RETRY_MS));
    }
  }
};
const ExpressionView = lazy(load);

// Fetched when the page has nothing else to do, so that the first field opens at once.
window.setTimeout(() => void load(), 1500);

/** A SQL expression with completion and errors at the character. */
export function ExpressionEditor(props: ExpressionEditorProps): ReactNode {
  return (
    <Suspense fallback={<Pending text={props.value} />}>
      <ExpressionView {...props} />
    </Suspense>
  );
}

function Pending({ text }: { readonly text: string }): ReactNode {
  return (
    <div className={styles.editor} data-pending="">
      <code className={styles.pendingText}>{text}</code>
    </div>
  );
}
