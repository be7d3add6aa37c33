// Undo of everything: random edits over random graphs are undone exactly, and refusals leave nothing behind.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdit } from './apply-edit.ts';
import type { EditOp } from './edits.ts';
import { emptyGraph, type Graph, type GraphTest, graphSchema } from './graph.ts';

const id = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const coordinate = fc.integer({ min: -500, max: 500 });
const edge = fc.record({ from: id.map((node) => `${node}.out`), to: id.map((node) => `${node}.in`) });
const config = fc.dictionary(fc.constantFrom('where', 'size'), fc.string({ maxLength: 5 }), { maxKeys: 2 });
const note = fc.record({
  text: fc.string({ maxLength: 8 }),
  x: coordinate,
  y: coordinate,
  width: fc.integer({ min: 60, max: 300 }),
  height: fc.integer({ min: 40, max: 300 }),
});

const op: fc.Arbitrary<EditOp> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      op: fc.constant('addNode' as const),
      node: fc.record({
        id,
        type: fc.constant('filter'),
        name: fc.string({ minLength: 1, maxLength: 5 }),
        config,
      }),
      at: fc.record({ x: coordinate, y: coordinate }),
    }),
  },
  fc.record({ op: fc.constant('removeNode' as const), id }),
  fc.record({ op: fc.constant('renameNode' as const), id, name: fc.string({ minLength: 1, maxLength: 5 }) }),
  fc.record({ op: fc.constant('setConfig' as const), id, config }),
  fc.record({ op: fc.constant('moveNode' as const), id, x: coordinate, y: coordinate }),
  { weight: 3, arbitrary: fc.record({ op: fc.constant('addEdge' as const), edge }) },
  fc.record({ op: fc.constant('removeEdge' as const), edge }),
  fc.record({
    op: fc.constant('setSample' as const),
    id,
    sample: fc.option(fc.record({ text: fc.string({ maxLength: 9 }) })),
  }),
  fc.record({ op: fc.constant('setName' as const), name: fc.string({ minLength: 1, maxLength: 9 }) }),
  fc.record({ op: fc.constant('setDescription' as const), description: fc.string({ maxLength: 9 }) }),
  fc.record({ op: fc.constant('setNote' as const), id, note: fc.option(note) }),
  fc.record({
    op: fc.constant('setTests' as const),
    tests: fc.constant<GraphTest[]>([{ name: 't', inputs: {}, expected: {} }]),
  }),
);
const edits = fc.array(fc.array(op, { minLength: 1, maxLength: 4 }), { maxLength: 30 });

describe('applyEdit', () => {
  test('undo of every accepted edit, in reverse, gives the first graph back', () => {
    fc.assert(
      fc.property(edits, (list) => {
        const history: { readonly before: Graph; readonly inverse: readonly EditOp[] }[] = [];
        let graph = emptyGraph('p');
        for (const ops of list) {
          const applied = applyEdit(graph, ops);
          if (!applied.ok) continue;
          history.push({ before: graph, inverse: applied.inverse });
          graph = applied.graph;
        }
        for (const step of history.reverse()) {
          const undone = applyEdit(graph, step.inverse);
          expect(undone.ok).toBe(true);
          if (undone.ok) graph = undone.graph;
          expect(sorted(graph)).toEqual(sorted(step.before));
        }
      }),
      { numRuns: 400 },
    );
  });

  test('redo after undo gives the same graph', () => {
    fc.assert(
      fc.property(edits, (list) => {
        let graph = emptyGraph('p');
        for (const ops of list) {
          const done = applyEdit(graph, ops);
          if (!done.ok) continue;
          const undone = applyEdit(done.graph, done.inverse);
          if (!undone.ok) throw new Error(undone.message);
          const redone = applyEdit(undone.graph, ops);
          if (!redone.ok) throw new Error(redone.message);
          expect(sorted(redone.graph)).toEqual(sorted(done.graph));
          graph = done.graph;
        }
      }),
    );
  });

  test('an accepted edit keeps the graph well formed and never changes its input', () => {
    fc.assert(
      fc.property(edits, (list) => {
        let graph = emptyGraph('p');
        for (const ops of list) {
          const before = JSON.stringify(graph);
          const applied = applyEdit(graph, ops);
          expect(JSON.stringify(graph)).toBe(before);
          if (!applied.ok) continue;
          graph = applied.graph;
          expect(graphSchema.safeParse(graph).success).toBe(true);
          const ids = new Set(graph.nodes.map((node) => node.id));
          for (const { from, to } of graph.edges) {
            expect(ids.has(from.slice(0, 1)) && ids.has(to.slice(0, 1))).toBe(true);
          }
        }
      }),
    );
  });

  test('a refused operation refuses the whole edit', () => {
    const applied = applyEdit(emptyGraph('p'), [
      { op: 'setName', name: 'q' },
      { op: 'removeNode', id: 'a' },
    ]);
    expect(applied).toEqual({ ok: false, message: 'node a does not exist' });
  });

  test('parts that are not touched keep their identity', () => {
    const graph = build();
    const moved = applyEdit(graph, [{ op: 'moveNode', id: 'a', x: 5, y: 6 }]);
    if (!moved.ok) throw new Error(moved.message);
    expect(moved.graph.nodes).toBe(graph.nodes);
    expect(moved.graph.edges).toBe(graph.edges);
    expect(moved.graph.layout.b).toBe(graph.layout.b);
    const renamed = applyEdit(graph, [{ op: 'renameNode', id: 'a', name: 'z' }]);
    if (!renamed.ok) throw new Error(renamed.message);
    expect(renamed.graph.nodes[1]).toBe(graph.nodes[1]);
    expect(renamed.graph.layout).toBe(graph.layout);
  });

  test('removing a node takes its edges and sample, and undo brings them back', () => {
    const graph = build();
    const removed = applyEdit(graph, [{ op: 'removeNode', id: 'a' }]);
    if (!removed.ok) throw new Error(removed.message);
    expect(removed.graph.edges).toEqual([]);
    expect(removed.graph.samples).toEqual({});
    const back = applyEdit(removed.graph, removed.inverse);
    if (!back.ok) throw new Error(back.message);
    expect(sorted(back.graph)).toEqual(sorted(graph));
  });
});

function build(): Graph {
  const applied = applyEdit(emptyGraph('p'), [
    { op: 'addNode', node: { id: 'a', type: 'http', name: 'a', config: {} }, at: { x: 0, y: 0 } },
    { op: 'addNode', node: { id: 'b', type: 'filter', name: 'b', config: {} }, at: { x: 264, y: 0 } },
    { op: 'addEdge', edge: { from: 'a.out', to: 'b.in' } },
    { op: 'setSample', id: 'a', sample: { text: '{}' } },
  ]);
  if (!applied.ok) throw new Error(applied.message);
  return applied.graph;
}

function sorted(graph: Graph): unknown {
  return {
    ...graph,
    nodes: [...graph.nodes].sort((a, b) => a.id.localeCompare(b.id)),
    edges: [...graph.edges].sort((a, b) => `${a.from}${a.to}`.localeCompare(`${b.from}${b.to}`)),
    notes: [...graph.notes].sort((a, b) => a.id.localeCompare(b.id)),
  };
}
