// Slot: the versions mode, which takes the place of canvas, inspector and dock.
import type { ReactNode } from 'react';
import { EmptyState } from '../ui/empty-state.tsx';

/** Versions, diff and promotion of the open pipeline. */
export function VersionsView({ pipelineId }: { readonly pipelineId: string }): ReactNode {
  return (
    <div style={{ padding: 16 }} data-pipeline={pipelineId}>
      <EmptyState title="Versions" text="The list of versions is being built." />
    </div>
  );
}
