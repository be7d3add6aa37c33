// The last net: a bug in a view shows what broke instead of a blank page. Edits are already kept by then.
import { Component, type ReactNode } from 'react';
import { Button } from './ui/button.tsx';
import { EmptyState } from './ui/empty-state.tsx';

type Caught = { readonly message: string | undefined };

/** Renders its children, or the error that one of them threw. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, Caught> {
  override state: Caught = { message: undefined };

  static getDerivedStateFromError(error: unknown): Caught {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    if (this.state.message === undefined) return this.props.children;
    return (
      <main style={{ padding: 24 }}>
        <EmptyState
          title="This view broke"
          tone="crit"
          text={`${this.state.message}. Your edits are kept in this browser and on the server.`}
        >
          <Button onClick={() => window.location.reload()}>Load again</Button>
        </EmptyState>
      </main>
    );
  }
}
