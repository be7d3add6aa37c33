// Sources and sinks of a graph by their ports.
import type { Graph } from '@weir/shared/graph';
import { definitionOf } from '../engine.ts';
import type { Ends } from './totals.ts';

/** Nodes without inputs, and nodes without outputs. */
export function endsOf(graph: Pick<Graph, 'nodes'>): Ends {
  const named = graph.nodes.map((node) => ({ id: node.id, name: node.name, definition: definitionOf(node) }));
  return {
    sources: named.filter(({ definition }) => definition?.inputs.length === 0),
    sinks: named.filter(({ definition }) => definition?.outputs.length === 0),
  };
}
