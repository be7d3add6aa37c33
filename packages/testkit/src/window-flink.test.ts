// The Flink form of each window node, read back by the importer, gives the rows of the node itself: what is printed says what runs.
import { flinkStatements } from '@weir/engine/flink/statements';
import { catalogue } from '@weir/nodes/catalogue';
import { importSql } from '@weir/nodes/from-sql/import-sql';
import { emptyGraph, type Graph } from '@weir/shared/graph';
import { expect, test } from 'vitest';
import { compile } from './compile.node.ts';
import { runGraph } from './operators/run-graph.ts';

type Node = Graph['nodes'][number];

const node = (id: string, type: string, config: Node['config']): Node => ({ id, type, name: id, config });
const aggregates = [
  { name: 'n', expression: 'COUNT(*)' },
  { name: 'total', expression: 'SUM(v)' },
  { name: 'high', expression: 'MAX(v)' },
];
const order = [
  { column: 'v', descending: true },
  { column: 'id', descending: false },
];
const assign = node('a', 'assign_window', { window: 'hopping', size: '10 s', slide: '5 s', offset: '1 s' });
const assignOne = node('a', 'assign_window', { window: 'tumbling', size: '10 s', slide: '', offset: '' });
const over = { keys: ['k'], frame: 'rows', unbounded: false, rows: 2, range: '5 s', aggregates };

const CHAINS: Readonly<Record<string, readonly Node[]>> = {
  tumbling: [node('w', 'tumbling', { size: '10 s', offset: '-3 s', keys: ['k'], aggregates })],
  hopping: [node('w', 'hopping', { size: '10 s', slide: '5 s', offset: '', keys: [], aggregates })],
  cumulating: [
    node('w', 'cumulating', { size: '20 s', step: '5 s', offset: '2 s', keys: ['k'], aggregates }),
  ],
  session: [node('w', 'session', { gap: '3 s', keys: ['k'], aggregates })],
  'session without keys': [node('w', 'session', { gap: '2 s', keys: [], aggregates })],
  'assign window, tumbling': [assignOne],
  'assign window, cumulating': [
    node('a', 'assign_window', { window: 'cumulating', size: '20 s', slide: '5 s', offset: '' }),
  ],
  'window aggregate': [assignOne, node('w', 'window_aggregate', { keys: ['k'], aggregates })],
  'window aggregate over a window': [
    node('t', 'tumbling', { size: '10 s', offset: '', keys: ['k'], aggregates }),
    node('w', 'window_aggregate', { keys: [], aggregates: [{ name: 'keys', expression: 'COUNT(*)' }] }),
  ],
  'window top-N': [assign, node('w', 'window_top_n', { keys: ['k'], order, n: 2, rank: 'place' })],
  'window top-N without rank': [assign, node('w', 'window_top_n', { keys: [], order, n: 1, rank: '' })],
  'over rows': [node('w', 'over', over)],
  'over a range': [node('w', 'over', { ...over, frame: 'range', keys: [] })],
  'over everything': [node('w', 'over', { ...over, frame: 'range', unbounded: true })],
  'previous value': [
    node('w', 'previous_value', {
      keys: ['k'],
      columns: [{ name: 'before', expression: 'v + 1' }],
      n: 2,
      default: '',
    }),
  ],
  sort: [node('w', 'sort', { order: [{ column: 'ts', descending: false }, ...order] })],
};

/** Rows with disorder, ties, late ones and NULL keys. */
const lines = Array.from({ length: 120 }, (_, id) => {
  const ms = Math.floor(id / 2) * 700 + ((id * 7919) % 11) * 900 - (id % 17 === 0 ? 30_000 : 0);
  return JSON.stringify({ ts: Math.max(0, ms), k: ['a', 'b', null][id % 3], v: (id * 31) % 23, id });
});

function graph(chain: readonly Node[]): Graph {
  const source = node('src', 'file', {
    path: 'files/rows.ndjson',
    format: 'json',
    schema: [
      { name: 'ts', type: 'TIMESTAMP(3)' },
      { name: 'k', type: 'STRING' },
      { name: 'v', type: 'INT' },
      { name: 'id', type: 'INT' },
    ],
    eventTime: 'ts',
    watermarkDelay: '3 s',
  });
  const nodes = [source, ...chain, node('out', 'file_sink', { path: 'files/out', format: 'json' })];
  const edges = nodes.slice(1).map((to, index) => ({ from: `${nodes[index]?.id}.out`, to: `${to.id}.in` }));
  return { ...emptyGraph('t'), nodes, edges };
}

function run(of: Graph): { readonly rows: readonly string[]; readonly late: number } {
  const result = runGraph({ graph: of, catalogue, compile, lines: () => lines, chunk: 7 });
  if ('problems' in result) throw new Error(result.problems.join('; '));
  return { rows: result.changes.map(({ row }) => JSON.stringify(row)).sort(), late: result.late };
}

test.each(Object.entries(CHAINS))('E: %s', (_, chain) => {
  const of = graph(chain);
  const statements = flinkStatements(of, catalogue);
  expect(statements.filter(({ note }) => note !== undefined)).toEqual([]);
  const { graph: read, problems } = importSql(statements.map(({ text }) => text).join('\n'));
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const own = run(of);
  expect(own.rows.length).toBeGreaterThan(0);
  expect(run(read)).toEqual(own);
});
