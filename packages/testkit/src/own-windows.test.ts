// Nodes below rows that have windows: equal to the windows in one node, to a naive ranking, and the same after restarts.
import { plan } from '@weir/engine/plan/plan';
import { catalogue } from '@weir/nodes/catalogue';
import { emptyGraph, type Graph } from '@weir/shared/graph';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from './compile.node.ts';
import { runTextJob, type TextJobOptions } from './text-job.ts';
import { type OracleShape, type WindowEvent, windowCells } from './window-oracle.ts';

type Node = Graph['nodes'][number];

const RUNS = Number(process.env['WEIR_RUNS'] ?? 300);
const node = (id: string, type: string, config: Node['config']): Node => ({ id, type, name: id, config });

function graph(delayMs: number, ...nodes: readonly Node[]): Graph {
  const source = node('src', 'http', {
    schema: [
      { name: 'ts', type: 'TIMESTAMP(3)' },
      { name: 'k', type: 'STRING' },
      { name: 'v', type: 'BIGINT' },
      { name: 'r', type: 'DOUBLE' },
    ],
    eventTime: 'ts',
    watermarkDelay: `${delayMs} ms`,
    idleTimeout: '',
  });
  const all = [source, ...nodes, node('out', 'blackhole', {})];
  const edges = all.slice(1).map((to, index) => ({ from: `${all[index]?.id}.out`, to: `${to.id}.in` }));
  return { ...emptyGraph('t'), nodes: all, edges };
}

const run = (options: Omit<TextJobOptions, 'catalogue' | 'compile'>): ReturnType<typeof runTextJob> =>
  runTextJob({ ...options, catalogue, compile });
const line = ({ ms, key, value, real }: WindowEvent): string =>
  JSON.stringify({ ts: ms, k: key, v: value, r: real });
const epoch = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`);

const event = fc.record({
  ms: fc.integer({ min: -2000, max: 6000 }),
  key: fc.constantFrom('a', 'b', null),
  value: fc.option(fc.integer({ min: -4, max: 4 })),
  real: fc.constant(0),
});
const events = fc.array(event, { maxLength: 50 });
const chunks = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 });
const restarts = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined });
const shape = fc.constantFrom<OracleShape>(
  { kind: 'sliding', sizeMs: 1000, slideMs: 1000, offsetMs: 0 },
  { kind: 'sliding', sizeMs: 1500, slideMs: 500, offsetMs: -200 },
  { kind: 'cumulating', sizeMs: 1200, slideMs: 400, offsetMs: 50 },
);

function assign({ kind, sizeMs, slideMs, offsetMs }: OracleShape): Node {
  const window = kind === 'cumulating' ? 'cumulating' : sizeMs === slideMs ? 'tumbling' : 'hopping';
  const slide = `${slideMs} ms`;
  return node('a', 'assign_window', { window, size: `${sizeMs} ms`, slide, offset: `${offsetMs} ms` });
}

describe('assign window', () => {
  it('T4, T5: windows that are assigned and then aggregated are those of the oracle; restarts change nothing', () => {
    const aggregates = [
      { name: 'n', expression: 'COUNT(*)' },
      { name: 'kinds', expression: 'COUNT(DISTINCT v)' },
      { name: 'high', expression: 'MAX(v)' },
    ];
    fc.assert(
      fc.property(
        events,
        shape,
        fc.constantFrom(0, 300),
        chunks,
        restarts,
        (list, of, delay, sizes, restartEvery) => {
          const pipeline = graph(
            delay,
            assign(of),
            node('w', 'window_aggregate', { keys: ['k'], aggregates }),
          );
          const lines = { src: list.map(line) };
          const result = run({ graph: pipeline, lines, chunks: sizes, restartEvery });
          const rows = (result.rows['out'] ?? []).map((text) => {
            const row = JSON.parse(text);
            return [epoch(row.window_start), epoch(row.window_end), row.k, row.n, row.kinds, row.high].join(
              '|',
            );
          });
          const wanted = windowCells(list, of, delay).cells.map((cell) => {
            const values = cell.events.flatMap(({ value }) => (value === null ? [] : [value]));
            const high = values.length === 0 ? null : Math.max(...values);
            return [cell.start, cell.end, cell.key, cell.events.length, new Set(values).size, high].join('|');
          });
          expect([...rows].sort()).toEqual(wanted.sort());
          expect(run({ graph: pipeline, lines, chunks: [1] })).toEqual(result);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('C.window-top-n: the best rows of each window, ties by arrival; restarts change nothing', () => {
    const order = [{ column: 'v', descending: true }];
    fc.assert(
      fc.property(
        events,
        shape,
        fc.integer({ min: 1, max: 3 }),
        chunks,
        restarts,
        (list, of, n, sizes, restartEvery) => {
          const pipeline = graph(
            300,
            assign(of),
            node('w', 'window_top_n', { keys: ['k'], order, n, rank: 'place' }),
          );
          const lines = { src: list.map(line) };
          const result = run({ graph: pipeline, lines, chunks: sizes, restartEvery });
          const rows = (result.rows['out'] ?? []).map((text) => {
            const row = JSON.parse(text);
            return [
              epoch(row.window_start),
              epoch(row.window_end),
              row.k,
              row.place,
              epoch(row.ts),
              row.v,
            ].join('|');
          });
          const worth = (value: number | null): number => value ?? Number.NEGATIVE_INFINITY;
          const wanted = windowCells(list, of, 300).cells.flatMap((cell) =>
            [...cell.events]
              .sort((a, b) => (worth(a.value) === worth(b.value) ? 0 : worth(b.value) - worth(a.value)))
              .slice(0, n)
              .map(({ ms, value }, index) =>
                [cell.start, cell.end, cell.key, index + 1, ms, value].join('|'),
              ),
          );
          expect([...rows].sort()).toEqual(wanted.sort());
          expect(run({ graph: pipeline, lines, chunks: [1] })).toEqual(result);
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe('problems', () => {
  it('WINDOW_MISSING: nodes that work per window need rows that have one', () => {
    const order = [{ column: 'v', descending: true }];
    for (const below of [
      node('w', 'window_top_n', { keys: [], order, n: 1, rank: '' }),
      node('w', 'window_aggregate', { keys: [], aggregates: [{ name: 'n', expression: 'COUNT(*)' }] }),
    ]) {
      const { problems } = plan(graph(0, below), catalogue);
      expect(problems.filter(({ severity }) => severity === 'error')).toMatchObject([
        { code: 'WINDOW_MISSING', nodeId: 'w' },
      ]);
    }
  });

  it('UNNEST_TYPE: a column that holds one value has no elements', () => {
    const below = node('u', 'unnest', { column: 'v', names: '', ordinality: '', outer: false });
    expect(plan(graph(0, below), catalogue).problems).toMatchObject([
      {
        code: 'UNNEST_TYPE',
        nodeId: 'u',
        field: 'column',
        message: 'column v is BIGINT, which has no elements',
      },
    ]);
  });

  it('WINDOW_SIZE: a row that would give more than 100,000 results is refused', () => {
    const of = (slide: string): Node =>
      node('w', 'hopping', {
        size: '1 d',
        slide,
        offset: '',
        keys: [],
        aggregates: [{ name: 'n', expression: 'COUNT(*)' }],
      });
    expect(plan(graph(0, of('500 ms')), catalogue).problems).toMatchObject([
      { code: 'WINDOW_SIZE', field: 'slide' },
    ]);
    expect(plan(graph(0, of('1 s')), catalogue).plan).toBeDefined();
  });

  it('WINDOW_SIZE: windows of which a row lies in more than 10,000 are refused where each makes a row', () => {
    const many = node('w', 'assign_window', { window: 'hopping', size: '1 d', slide: '1 s', offset: '' });
    expect(plan(graph(0, many), catalogue).problems).toMatchObject([{ code: 'WINDOW_SIZE', field: 'slide' }]);
  });
});
