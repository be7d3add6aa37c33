// A few node types for tests of the control plane: a source with a door, one that keeps state, a sink.
import type { AnyNodeDefinition, Catalogue } from '@weir/engine/define-node';
import { defineNode } from '@weir/engine/define-node';
import type { Graph } from '@weir/shared/graph';
import { parseDataType } from '@weir/shared/parse-data-type';

const flink = () => ({ kind: 'unsupported', reason: 'a node of tests' }) as const;

const doorSource = defineNode({
  type: 'door_source',
  palette: { group: 'source', title: 'Door', summary: 'Takes events.', icon: 'door' },
  docs: '',
  inputs: [],
  outputs: [{ name: 'out', title: 'Rows' }],
  fields: { columns: { kind: 'schema', title: 'Columns', default: [] } },
  meaning: () => 'door',
  infer: ({ config }) => ({
    outputs: {
      out: {
        columns: config.columns.flatMap((column) => {
          const type = parseDataType(column.type);
          return type === undefined ? [] : [{ name: column.name, type, nullable: true }];
        }),
        changes: 'append',
      },
    },
    problems: [],
  }),
  eventTime: false,
  door: true,
  embedded: {
    kind: 'source',
    open: () => ({
      kind: 'source',
      driver: 'door',
      options: {},
      format: { kind: 'json', columns: [] },
      bounded: false,
      delivery: 'acknowledged',
    }),
  },
  flink,
  cases: [],
});

const counter = defineNode({
  type: 'counter',
  palette: { group: 'transform', title: 'Counter', summary: 'Keeps state.', icon: 'count' },
  docs: '',
  inputs: [{ name: 'in', title: 'Rows' }],
  outputs: [{ name: 'out', title: 'Rows' }],
  fields: { label: { kind: 'text', title: 'Label', default: 'count' } },
  meaning: () => 'counts',
  infer: ({ inputs }) => ({
    outputs: inputs.in?.[0] === undefined ? undefined : { out: inputs.in[0] },
    problems: [],
  }),
  eventTime: false,
  embedded: {
    kind: 'operator',
    create: () => {
      throw new Error('bug: tests of the control plane run no operator');
    },
  },
  flink,
  cases: [],
});

const sink = defineNode({
  type: 'sink',
  palette: { group: 'sink', title: 'Sink', summary: 'Takes rows.', icon: 'sink' },
  docs: '',
  inputs: [{ name: 'in', title: 'Rows' }],
  outputs: [],
  fields: {},
  meaning: () => 'sink',
  infer: () => ({ outputs: {}, problems: [] }),
  eventTime: false,
  embedded: { kind: 'sink', driver: 'none', options: () => ({}), delivery: 'transactional' },
  flink,
  cases: [],
});

export const testCatalogue: Catalogue = new Map<string, AnyNodeDefinition>(
  [doorSource, counter, sink].map((definition) => [definition.type, definition]),
);

/** A graph over the catalogue above that plans without an error. */
export function testGraph(change: Partial<Graph> = {}): Graph {
  return {
    formatVersion: 1,
    name: 'Orders',
    nodes: [
      {
        id: 'orders',
        type: 'door_source',
        name: 'Orders',
        config: {
          columns: [
            { name: 'id', type: 'BIGINT' },
            { name: 'country', type: 'STRING', path: 'ship.country' },
          ],
        },
      },
      { id: 'count', type: 'counter', name: 'Count', config: { label: 'count' } },
      { id: 'out', type: 'sink', name: 'Out', config: {} },
    ],
    edges: [
      { from: 'orders.out', to: 'count.in' },
      { from: 'count.out', to: 'out.in' },
    ],
    tests: [],
    samples: {},
    layout: {},
    notes: [],
    ...change,
  };
}
