// Columns that a setting of a node can name: of an input port, or of the node's own schema.
import type { Column } from '@weir/shared/data-type';
import { parseDataType } from '@weir/shared/parse-data-type';
import { configOf, definitionOf } from '../engine.ts';
import { useDesigner } from '../store/context.tsx';
import type { DesignerState } from '../store/types.ts';
import { asSchema } from './values.ts';

/** Columns of the input port; undefined while its type is not known (nothing is connected, or upstream has errors). */
export function useInputColumns(nodeId: string, port: string): readonly Column[] | undefined {
  return useDesigner((state) => inputColumns(state, nodeId, port));
}

/** Columns for a `column` setting: of its input, or of the source's own schema. */
export function useColumns(nodeId: string, port: string | undefined): readonly Column[] {
  const own = useDesigner((state) => (port === undefined ? state.index.nodes.get(nodeId) : undefined));
  const input = useDesigner((state) => (port === undefined ? undefined : inputColumns(state, nodeId, port)));
  if (port !== undefined) return input ?? [];
  const definition = definitionOf(own);
  if (own === undefined || definition === undefined) return [];
  const config = configOf(own, definition);
  return Object.keys(definition.fields)
    .filter((name) => definition.fields[name]?.kind === 'schema')
    .flatMap((name) => asSchema(config[name]))
    .flatMap(({ name, type }) => {
      const parsed = parseDataType(type);
      return parsed === undefined || name === '' ? [] : [{ name, type: parsed, nullable: true }];
    });
}

function inputColumns(state: DesignerState, nodeId: string, port: string): readonly Column[] | undefined {
  const edge = state.index.into.get(nodeId)?.find((candidate) => candidate.to === `${nodeId}.${port}`);
  return edge === undefined ? undefined : state.types.get(edge.from)?.columns;
}
