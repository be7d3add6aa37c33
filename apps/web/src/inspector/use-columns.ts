// Columns that a setting of a node can name: of an input port, or of the node's own schema.
import { parseSettings } from '@weir/engine/plan/settings';
import type { Column } from '@weir/shared/data-type';
import type { GraphNode } from '@weir/shared/graph';
import type { StreamType } from '@weir/shared/stream-type';
import { checkExpression } from '@weir/sql/check/check';
import { useMemo } from 'react';
import { configOf, definitionOf } from '../engine.ts';
import { useDesigner } from '../store/context.tsx';
import { asExpressions } from './values.ts';

/**
 * Columns of the input port, or of a scope of the node such as the pair of a join; undefined while they are not known
 * (nothing is connected, or upstream has errors).
 */
export function useInputColumns(nodeId: string, name: string): readonly Column[] | undefined {
  const node = useDesigner((state) => state.index.nodes.get(nodeId));
  const edges = useDesigner((state) => state.index.into.get(nodeId));
  const types = useDesigner((state) => state.types);
  return useMemo(() => columnsNamed({ node, edges: edges ?? [], types }, name), [node, edges, types, name]);
}

/** Columns for a `column` setting: of its input, or of the source's own, computed ones too. */
export function useColumns(nodeId: string, port: string | undefined): readonly Column[] {
  const input = useInputColumns(nodeId, port ?? 'record') ?? [];
  const node = useDesigner((state) => (port === undefined ? state.index.nodes.get(nodeId) : undefined));
  const definition = definitionOf(node);
  if (node === undefined || definition === undefined) return input;
  const computed = asExpressions(configOf(node, definition)['computed']).flatMap(({ name, expression }) => {
    const checked = checkExpression(expression, input);
    return checked.ok ? [{ name, type: checked.type, nullable: checked.nullable }] : [];
  });
  return [...input, ...computed];
}

type Surroundings = {
  readonly node: GraphNode | undefined;
  readonly edges: readonly { readonly from: string; readonly to: string }[];
  readonly types: ReadonlyMap<string, StreamType>;
};

function columnsNamed({ node, edges, types }: Surroundings, name: string): readonly Column[] | undefined {
  const definition = definitionOf(node);
  if (node === undefined || definition === undefined) return undefined;
  const ofPort = (port: string): readonly StreamType[] =>
    edges.filter((edge) => edge.to === `${node.id}.${port}`).flatMap((edge) => types.get(edge.from) ?? []);
  if (definition.inputs.some((port) => port.name === name)) return ofPort(name)[0]?.columns;
  const inputs = Object.fromEntries(definition.inputs.map((port) => [port.name, ofPort(port.name)]));
  const settings = parseSettings(node, definition);
  // Settings of another shape than the fields have come from a file that somebody wrote by hand.
  if (settings.problems.some((problem) => problem.code === 'CONFIG_VALUE')) return undefined;
  return definition.scopes?.({ config: settings.config, inputs })[name];
}
