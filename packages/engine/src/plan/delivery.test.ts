import { catalogue } from '@weir/nodes/catalogue';
import { emptyGraph, graphSchema } from '@weir/shared/graph';
import { expect, test } from 'vitest';
import type { AnyNodeDefinition, Catalogue, SinkDelivery, SourceDelivery } from '../define-node.ts';
import { pathDeliveries, weakest } from './delivery.ts';
import { plan as planGraph } from './plan.ts';

const SCHEMA = [
  { name: 'id', type: 'STRING' },
  { name: 'ts', type: 'TIMESTAMP(3)' },
];
const SOURCE = { schema: SCHEMA, eventTime: 'ts', watermarkDelay: '0 s' };

function deliveriesOf(
  nodes: readonly (readonly [string, string, object])[],
  edges: readonly string[],
  from = catalogue,
) {
  const graph = graphSchema.parse({
    ...emptyGraph('test'),
    nodes: nodes.map(([id, type, config]) => ({ id, type, name: id, config })),
    edges: edges.map((edge) => ({ from: edge.split('>')[0], to: edge.split('>')[1] })),
  });
  const { plan, problems } = planGraph(graph, from);
  if (plan === undefined) throw new Error(JSON.stringify(problems));
  return pathDeliveries(plan, from);
}

/** The catalogue with other promises of the door and of the file sink. */
function promising(source: SourceDelivery, sink: SinkDelivery): Catalogue {
  const changed = (
    type: string,
    change: (definition: AnyNodeDefinition) => object,
  ): readonly [string, AnyNodeDefinition] => {
    const definition = catalogue.get(type);
    if (definition === undefined) throw new Error(`no node ${type}`);
    return [type, { ...definition, ...change(definition) }];
  };
  return new Map([
    ...catalogue,
    changed('http', ({ embedded }) => ({
      embedded:
        embedded.kind === 'source'
          ? {
              ...embedded,
              open: (ctx: Parameters<typeof embedded.open>[0]) => ({
                ...embedded.open(ctx),
                delivery: source,
              }),
            }
          : embedded,
    })),
    changed('file_sink', ({ embedded }) => ({ embedded: { ...embedded, delivery: sink } })),
  ]);
}

const DOOR_TO_FILE = [
  [
    ['door', 'http', SOURCE],
    ['out', 'file_sink', { path: 'files/out' }],
  ],
  ['door.out>out.in'],
] as const;

test.each([
  ['acknowledged', 'transactional', 'exactly-once'],
  ['replayable', 'idempotent', 'effectively-once'],
  ['acknowledged', 'append', 'at-least-once'],
  ['replayable', 'live', 'at-most-once'],
  ['ephemeral', 'transactional', 'at-most-once'],
  ['ephemeral', 'append', 'at-most-once'],
  ['preview', 'transactional', 'none'],
  ['preview', 'live', 'none'],
] as const)('from a source that is %s to a sink that is %s: %s', (source, sink, guarantee) => {
  expect(deliveriesOf(...DOOR_TO_FILE, promising(source, sink))).toEqual([
    { source: 'door', sink: 'out', sourceDelivery: source, sinkDelivery: sink, guarantee },
  ]);
});

test('each sink is judged by the sources that reach it, and by no others', () => {
  const found = deliveriesOf(
    [
      ['a', 'http', SOURCE],
      ['b', 'http', SOURCE],
      ['both', 'union', {}],
      ['file', 'file_sink', { path: 'files/out' }],
      ['table', 'live_table', {}],
    ],
    ['a.out>both.in', 'b.out>both.in', 'both.out>file.in', 'b.out>table.in'],
  );
  expect(found.map(({ source, sink, guarantee }) => `${source}>${sink} ${guarantee}`).sort()).toEqual([
    'a>file exactly-once',
    'b>file exactly-once',
    'b>table at-most-once',
  ]);
});

test('the weakest decides', () => {
  expect(weakest(['exactly-once', 'at-most-once', 'at-least-once'])).toBe('at-most-once');
  expect(weakest([])).toBe('exactly-once');
});
