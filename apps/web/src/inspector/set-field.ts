// Writes one setting of a node as a command; letters typed into the same field merge into one undo step.
import type { GraphNode } from '@weir/shared/graph';
import { definitionOf } from '../engine.ts';
import type { DesignerStore } from '../store/types.ts';

/** Sets a field to a JSON value. `title` names the step where it is not plain typing. */
export function setField(
  store: DesignerStore,
  nodeId: string,
  field: string,
  value: unknown,
  options: { readonly title?: string | undefined } = {},
): void {
  const node = store.getState().index.nodes.get(nodeId);
  if (node === undefined) return;
  const title = definitionOf(node)?.fields[field]?.title.toLowerCase() ?? field;
  // Through text: what is not JSON (an absent path) leaves the value, and nothing is shared with a form.
  const config: GraphNode['config'] = JSON.parse(JSON.stringify({ ...node.config, [field]: value }));
  store.getState().run([{ op: 'setConfig', id: nodeId, config }], {
    title: options.title ?? `change ${title} of ${node.name}`,
    mergeKey: options.title === undefined ? `config ${nodeId} ${field}` : undefined,
  });
}
