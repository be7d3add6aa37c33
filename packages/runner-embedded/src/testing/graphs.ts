// Small graphs for tests of the data plane.
import { emptyGraph, type Graph, graphSchema } from '@weir/shared/graph';

export type GraphPart = {
  readonly nodes: readonly (readonly [id: string, type: string, config: Readonly<Record<string, unknown>>])[];
  readonly edges: readonly (readonly [from: string, to: string])[];
};

export function graphOf(part: GraphPart): Graph {
  return graphSchema.parse({
    ...emptyGraph('test'),
    nodes: part.nodes.map(([id, type, config]) => ({ id, type, name: id, config })),
    edges: part.edges.map(([from, to]) => ({ from, to })),
  });
}

export const EVENT_COLUMNS = [
  { name: 'id', type: 'STRING' },
  { name: 'value', type: 'BIGINT' },
  { name: 'ts', type: 'TIMESTAMP(3)' },
];

/** A door whose events go into files as they are. */
export const DOOR_TO_FILE: Graph = graphOf({
  nodes: [
    ['door', 'http', { schema: EVENT_COLUMNS, eventTime: 'ts', watermarkDelay: '0 s' }],
    ['sink', 'file_sink', { path: 'files/out' }],
  ],
  edges: [['door.out', 'sink.in']],
});

/** A door, counts per window of 10 s, files. */
export const DOOR_WINDOW_FILE: Graph = graphOf({
  nodes: [
    ['door', 'http', { schema: EVENT_COLUMNS, eventTime: 'ts', watermarkDelay: '0 s' }],
    ['win', 'tumbling', { size: '10 s', keys: [], aggregates: [{ name: 'n', expression: 'COUNT(*)' }] }],
    ['sink', 'file_sink', { path: 'files/out' }],
  ],
  edges: [
    ['door.out', 'win.in'],
    ['win.out', 'sink.in'],
  ],
});
