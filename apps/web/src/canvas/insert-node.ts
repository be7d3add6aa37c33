// Adds a node the way quick-add, palette and keys ask for: free, wired, or spliced into an edge; one undo step.
import type { EditOp } from '@weir/shared/edits';
import type { AnyNodeDefinition } from '../engine.ts';
import { usePanels } from '../store/panels-store.ts';
import type { DesignerStore } from '../store/types.ts';
import type { QuickAdd } from '../store/view-slice.ts';
import { addNode, addWired, mainOutput, splice } from './graph-edits.ts';

/** Adds a node, selects it and opens its settings. Gives its id, or undefined when it did not fit. */
export function insertNode(
  store: DesignerStore,
  definition: AnyNodeDefinition,
  where: QuickAdd,
): string | undefined {
  const state = store.getState();
  const { graph } = state;
  const added = addNode(graph, definition, where.at, Math.random);
  const { ops, wired } = wire(store, added, where);
  if (!state.run(ops, { title: `add ${definition.palette.title}` })) return undefined;
  state.select([added.node.id]);
  usePanels.getState().set({ inspectorOpen: true });
  state.announce(`Added ${added.node.name}, ${definition.palette.title}${wired ? ', connected' : ''}`);
  state.hands?.show([added.node.id]);
  return added.node.id;
}

function wire(
  store: DesignerStore,
  added: ReturnType<typeof addNode>,
  where: QuickAdd,
): { readonly ops: readonly EditOp[]; readonly wired: boolean } {
  const { graph, index } = store.getState();
  if (where.splice !== undefined) {
    const ops = splice(graph, added, where.splice);
    return ops === undefined ? { ops: added.ops, wired: false } : { ops, wired: true };
  }
  const after = where.after === undefined ? undefined : index.nodes.get(where.after);
  const port = where.wire?.port ?? (after === undefined ? undefined : mainOutput(after));
  if (port === undefined) return { ops: added.ops, wired: false };
  const ops = addWired(graph, added, port, where.wire?.kind ?? 'source');
  return { ops, wired: ops.length > added.ops.length };
}
