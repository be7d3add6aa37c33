// Graphs that journeys begin with.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Graph, graphSchema } from '@weir/shared/graph';

/** A pipeline of `examples/` as its file has it. */
export function exampleGraph(id: string): Graph {
  const path = join(import.meta.dirname, '..', '..', 'examples', `${id}.json`);
  return graphSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

/** A graph of nodes in a row, each `[id, type, config]`, 264 px apart, with the given edges. */
export function rowGraph(
  name: string,
  nodes: readonly (readonly [id: string, type: string, config?: Graph['nodes'][number]['config']])[],
  edges: readonly (readonly [from: string, to: string])[] = [],
): Graph {
  return graphSchema.parse({
    formatVersion: 1,
    name,
    nodes: nodes.map(([id, type, config]) => ({ id, type, name: id, config: config ?? {} })),
    edges: edges.map(([from, to]) => ({ from, to })),
    layout: Object.fromEntries(
      nodes.map(([id], index) => [id, { x: (index % 3) * 264, y: Math.floor(index / 3) * 140 }]),
    ),
  });
}
