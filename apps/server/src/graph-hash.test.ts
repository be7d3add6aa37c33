import { expect, test } from 'vitest';
import { canonicalJson, graphHash } from './graph-hash.ts';
import { testGraph } from './testing/catalogue.ts';

const graph = testGraph();

test('names, layout, notes, samples and order leave the hash as it is', () => {
  const same = testGraph({
    name: 'Another',
    nodes: [...graph.nodes].reverse().map((node) => ({ ...node, name: `${node.name} again` })),
    edges: [...graph.edges].reverse(),
    layout: { orders: { x: 1, y: 2 } },
    notes: [{ id: 'n', text: 'hello', x: 0, y: 0, width: 100, height: 100 }],
    samples: { orders: { text: '{}' } },
  });
  expect(graphHash(same)).toBe(graphHash(graph));
});

test('a setting, an edge or a test changes the hash', () => {
  const nodes = graph.nodes.map((node) =>
    node.id === 'count' ? { ...node, config: { label: 'other' } } : node,
  );
  const hashes = [
    graph,
    testGraph({ nodes }),
    testGraph({ edges: graph.edges.slice(1) }),
    testGraph({ tests: [{ name: 'one', inputs: {}, expected: {} }] }),
  ].map(graphHash);
  expect(new Set(hashes).size).toBe(4);
});

test('keys are written in one order whatever order they came in', () => {
  expect(canonicalJson({ b: 1, a: [true, null, { d: 'x', c: 2 }], e: undefined })).toBe(
    '{"a":[true,null,{"c":2,"d":"x"}],"b":1}',
  );
});
