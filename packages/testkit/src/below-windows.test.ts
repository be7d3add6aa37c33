// What stands below a window: another window, and whatever reads its late rows.
import { catalogue } from '@weir/nodes/catalogue';
import { emptyGraph, type Graph } from '@weir/shared/graph';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compile } from './compile.node.ts';
import { runTextJob } from './text-job.ts';

type Node = Graph['nodes'][number];

const RUNS = Number(process.env['WEIR_RUNS'] ?? 300);
const node = (id: string, type: string, config: Node['config']): Node => ({ id, type, name: id, config });
const source = (id: string, delayMs: number): Node =>
  node(id, 'http', {
    schema: [
      { name: 'ts', type: 'TIMESTAMP(3)' },
      { name: 'v', type: 'BIGINT' },
    ],
    eventTime: 'ts',
    watermarkDelay: `${delayMs} ms`,
    idleTimeout: '',
  });
const window = (id: string, size: string, expression: string): Node =>
  node(id, 'tumbling', { size, keys: [], aggregates: [{ name: 'n', expression }], offset: '' });

function graph(nodes: Node[], edges: readonly string[]): Graph {
  return {
    ...emptyGraph('t'),
    nodes,
    edges: edges.map((text) => ({ from: text.split(' ')[0] ?? '', to: text.split(' ')[1] ?? '' })),
  };
}

const line = (ms: number): string => JSON.stringify({ ts: ms, v: 2 });
const times = fc.array(fc.integer({ min: -3000, max: 12_000 }), { maxLength: 60 });
const chunks = fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 5 });

it('T5: a window over a window takes every result of the first, also what fires because a source ended', () => {
  // Delays longer than the disorder: no row is late, and much of what fires does so at the ends of the sources.
  const of = graph(
    [
      source('a', 15_000),
      source('b', 16_000),
      node('u', 'union', {}),
      window('w', '1 s', 'COUNT(*)'),
      window('above', '3 s', 'SUM(n)'),
      node('out', 'blackhole', {}),
    ],
    ['a.out u.in', 'b.out u.in', 'u.out w.in', 'w.out above.in', 'above.out out.in'],
  );
  fc.assert(
    fc.property(times, times, chunks, (a, b, sizes) => {
      const { rows, late } = runTextJob({
        graph: of,
        catalogue,
        compile,
        lines: { a: a.map(line), b: [...b.map(line), line(40_000)] },
        chunks: sizes,
      });
      const counted = (rows['out'] ?? []).map((text) => Number(JSON.parse(text).n));
      expect(counted.reduce((sum, n) => sum + n, 0)).toBe(a.length + b.length + 1);
      expect(late).toBe(0);
    }),
    { numRuns: RUNS },
  );
});

it('T19: a window over a window with allowed lateness takes its corrections, and no row twice', () => {
  const of = graph(
    [
      source('a', 500),
      node('w', 'tumbling', {
        size: '1 s',
        keys: [],
        aggregates: [{ name: 'n', expression: 'COUNT(*)' }],
        offset: '',
        lateness: '4 s',
        earlyRows: 2,
      }),
      window('above', '3 s', 'SUM(n)'),
      node('out', 'blackhole', {}),
    ],
    ['a.out w.in', 'w.out above.in', 'above.out out.in'],
  );
  fc.assert(
    fc.property(times, chunks, (list, sizes) => {
      const lines = { a: list.map(line) };
      const { rows, late } = runTextJob({ graph: of, catalogue, compile, lines, chunks: sizes });
      const counted = (rows['out'] ?? []).map((text) => Number(JSON.parse(text).n));
      expect(counted.reduce((sum, n) => sum + n, 0) + late).toBe(list.length);
    }),
    { numRuns: RUNS },
  );
});

it('T18: what is read of late rows is read of the input, also columns that the window does not read', () => {
  const of = graph(
    [
      source('a', 0),
      window('w', '1 s', 'COUNT(*)'),
      node('on_time', 'blackhole', {}),
      node('big', 'filter', { where: 'v > 1' }),
      node('late', 'blackhole', {}),
    ],
    ['a.out w.in', 'w.out on_time.in', 'w.late big.in', 'big.out late.in'],
  );
  const { rows } = runTextJob({
    graph: of,
    catalogue,
    compile,
    lines: { a: [0, 5000, 10].map(line) },
    chunks: [9],
  });
  expect(rows['late']).toEqual(['{"ts":"1970-01-01 00:00:00.010","v":2}']);
});
