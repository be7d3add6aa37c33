import { applyEdit } from '@weir/shared/apply-edit';
import { emptyGraph, type Graph } from '@weir/shared/graph';
import { describe, expect, test } from 'vitest';
import { graphOps } from './graph-ops.ts';

const graph: Graph = {
  ...emptyGraph('p'),
  nodes: [
    { id: 'a', type: 'http', name: 'orders', config: { x: 1 } },
    { id: 'b', type: 'filter', name: 'paid', config: { where: 'x > 1' } },
    { id: 'c', type: 'live_table', name: 'board', config: {} },
  ],
  edges: [
    { from: 'a.out', to: 'b.in' },
    { from: 'b.out', to: 'c.in' },
  ],
  samples: { a: { text: '{}' } },
  layout: { a: { x: 0, y: 0 }, b: { x: 200, y: 0 }, c: { x: 400, y: 0 } },
  notes: [{ id: 'n', text: 'hello', x: 0, y: 100, width: 100, height: 60 }],
};

function normal(value: Graph): unknown {
  const byKey = <T>(list: readonly T[], key: (item: T) => string): readonly T[] =>
    [...list].sort((x, y) => (key(x) < key(y) ? -1 : 1));
  return {
    ...value,
    description: value.description ?? '',
    nodes: byKey(value.nodes, (node) => node.id),
    edges: byKey(value.edges, (edge) => `${edge.from}>${edge.to}`),
    notes: byKey(value.notes, (note) => note.id),
  };
}

/** Applies the operations both ways and checks that each way ends where it should. */
function expectBothWays(one: Graph, other: Graph): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    const applied = applyEdit(from, graphOps(from, to));
    if (!applied.ok) throw new Error(applied.message);
    expect(normal(applied.graph)).toEqual(normal(to));
  }
}

describe('edits from one graph to another', () => {
  test('the same graph needs none, whatever the order of lists and keys', () => {
    expect(graphOps(graph, graph)).toEqual([]);
    expect(
      graphOps(graph, { ...graph, nodes: graph.nodes.toReversed(), edges: graph.edges.toReversed() }),
    ).toEqual([]);
  });

  test('an empty graph to a full one and back', () => {
    expectBothWays(emptyGraph('q'), graph);
  });

  test('a changed setting, name, place, note and description', () => {
    expectBothWays(graph, {
      ...graph,
      description: 'new',
      nodes: graph.nodes.map((node) =>
        node.id === 'b' ? { ...node, name: 'big', config: { where: 'x > 9' } } : node,
      ),
      layout: { ...graph.layout, c: { x: 420, y: 20 } },
      notes: [],
    });
  });

  test('a node of another type under the same id keeps its edges', () => {
    expectBothWays(graph, {
      ...graph,
      nodes: graph.nodes.map((node) => (node.id === 'b' ? { ...node, type: 'project', config: {} } : node)),
    });
  });

  test('a node in the middle taken out, its neighbours joined', () => {
    const { b: _, ...layout } = graph.layout;
    expectBothWays(graph, {
      ...graph,
      nodes: graph.nodes.filter((node) => node.id !== 'b'),
      edges: [{ from: 'a.out', to: 'c.in' }],
      layout,
    });
  });

  test('samples and tests', () => {
    expectBothWays(graph, { ...graph, samples: {}, tests: [{ name: 't', inputs: {}, expected: {} }] });
  });
});
