// Slot of the home page: three doors and the list of pipelines come here.
import type { ReactNode } from 'react';
import { EmptyState } from '../ui/empty-state.tsx';

/** The page at `/`. */
export function HomePage(): ReactNode {
  return (
    <main style={{ padding: 24 }}>
      <EmptyState title="Pipelines" text="The list of pipelines is being built." />
    </main>
  );
}
