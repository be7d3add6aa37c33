// The one door to the engine: everything the page asks of the pure packages passes here.

import type { AnyNodeDefinition, Catalogue, OutputPort } from '@weir/engine/define-node';
import { defaultConfig } from '@weir/engine/field';
import { outputPorts } from '@weir/engine/output-ports';
import { catalogue } from '@weir/nodes/catalogue';
import type { GraphNode } from '@weir/shared/graph';

export type {
  AnyNodeDefinition,
  Catalogue,
  InputPort,
  NodeGroup,
  OutputPort,
} from '@weir/engine/define-node';
export { type Connectable, canConnect } from '@weir/engine/plan/connect';
export { type Guarantee, pathDeliveries } from '@weir/engine/plan/delivery';
export { type PlanResult, plan } from '@weir/engine/plan/plan';
export { catalogue };

/** Families in the order of the palette with their plural titles. */
export const GROUPS = [
  { group: 'source', title: 'Sources' },
  { group: 'transform', title: 'Transforms' },
  { group: 'window', title: 'Windows' },
  { group: 'join', title: 'Joins' },
  { group: 'sink', title: 'Sinks' },
] as const;

/** The definitions in palette order. */
export function definitions(from: Catalogue = catalogue): readonly AnyNodeDefinition[] {
  return [...from.values()];
}

/** The definition of a node, if its type is in the catalogue. */
export function definitionOf(node: GraphNode | undefined): AnyNodeDefinition | undefined {
  return node === undefined ? undefined : catalogue.get(node.type);
}

/** The output ports of a node. */
export function outputsOf(node: GraphNode | undefined): readonly OutputPort[] {
  const definition = definitionOf(node);
  return node === undefined || definition === undefined ? [] : outputPorts(definition, node);
}

/** The settings of a node with defaults filled in. */
export function configOf(node: GraphNode, definition: AnyNodeDefinition): Readonly<Record<string, unknown>> {
  return { ...defaultConfig(definition.fields), ...node.config };
}

/** The second line of the card. Half-typed settings may have no meaning yet; the summary then stands in. */
export function meaningOf(node: GraphNode): string {
  const definition = definitionOf(node);
  if (definition === undefined) return `unknown type ${node.type}`;
  try {
    // The settings may be of any shape; a definition that trips over them is caught below.
    return definition.meaning(configOf(node, definition) as Parameters<AnyNodeDefinition['meaning']>[0]);
  } catch {
    // A definition may trip over settings of a wrong shape; the problem list says what is wrong with them.
    return definition.palette.summary;
  }
}
