// Slot: the inspector in live mode, for the one selected node.
import type { ReactNode } from 'react';

/** Metrics, state and windows of a node while it runs. */
export function LiveInspector({ nodeId }: { readonly nodeId: string }): ReactNode {
  return <div data-node={nodeId} />;
}
