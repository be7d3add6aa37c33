// Running aggregates, previous values and sorting against naive oracles, with disorder, restarts and any size of batch.
import { plan } from '@weir/engine/plan/plan';
import { catalogue } from '@weir/nodes/catalogue';
import { emptyGraph, type Graph } from '@weir/shared/graph';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AGGREGATES, aggregatesOf, close, ROUNDED } from './aggregate-oracle.ts';
import { compile } from './compile.node.ts';
import { runTextJob, type TextJobOptions } from './text-job.ts';
import { timeOrder } from './time-order-oracle.ts';
import type { WindowEvent } from './window-oracle.ts';

type Node = Graph['nodes'][number];

const RUNS = Number(process.env['WEIR_RUNS'] ?? 300);
const node = (id: string, type: string, config: Node['config']): Node => ({ id, type, name: id, config });

function graph(delayMs: number, type: string, config: Node['config']): Graph {
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
  const nodes = [source, node('w', type, config), node('out', 'blackhole', {})];
  const edges = [
    { from: 'src.out', to: 'w.in' },
    { from: 'w.out', to: 'out.in' },
  ];
  return { ...emptyGraph('t'), nodes, edges };
}

const run = (options: Omit<TextJobOptions, 'catalogue' | 'compile'>): ReturnType<typeof runTextJob> =>
  runTextJob({ ...options, catalogue, compile });
const line = ({ ms, key, value, real }: WindowEvent): string =>
  JSON.stringify({ ts: ms, k: key, v: value, r: real });
const epoch = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`);
const idOf = ({ ms, key, value, real }: WindowEvent): string => [ms, key, value, real].join('|');

function shown(text: string): Readonly<Record<string, unknown>> {
  const { ts, k, v, r, ...results } = JSON.parse(text);
  const values = Object.entries(results).map(([name, value]) => [
    name,
    ROUNDED.has(name) && typeof value === 'number' ? close(value) : value,
  ]);
  return { id: [epoch(ts), k, v, r].join('|'), ...Object.fromEntries(values) };
}

const event = fc.record({
  ms: fc.integer({ min: -20, max: 60 }).map((n) => n * 50),
  key: fc.constantFrom('a', 'b', null),
  value: fc.option(fc.integer({ min: -9, max: 9 })),
  real: fc.option(fc.integer({ min: -40, max: 40 }).map((n) => n / 8)),
});
const events = fc.array(event, { maxLength: 60 });
const chunks = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 });
const restarts = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined });
const delay = fc.constantFrom(0, 300, 10_000);
const aggregates = Object.entries(AGGREGATES).map(([name, expression]) => ({ name, expression }));
const over = (more: Node['config']): Node['config'] => ({
  keys: ['k'],
  frame: 'rows',
  unbounded: false,
  rows: 0,
  range: '1 s',
  aggregates,
  ...more,
});

describe('over', () => {
  it('T9, C.over: the last rows of each key, in order of time, whatever the disorder', () => {
    fc.assert(
      fc.property(
        events,
        fc.constantFrom(0, 1, 3, 20),
        delay,
        chunks,
        restarts,
        (list, rows, ms, sizes, restartEvery) => {
          const { left, late } = timeOrder(list, ms, 'bounded');
          const before = new Map<string | null, WindowEvent[]>();
          const wanted = left.flat().map((one) => {
            const all = [...(before.get(one.key) ?? []), one];
            before.set(one.key, all);
            return { id: idOf(one), ...aggregatesOf(all.slice(-rows - 1)) };
          });
          const result = run({
            graph: graph(ms, 'over', over({ rows })),
            lines: { src: list.map(line) },
            chunks: sizes,
            restartEvery,
          });
          expect((result.rows['out'] ?? []).map(shown)).toEqual(wanted);
          expect(result.late).toBe(late);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('T9, C.over: a span of time with all peers, of rows that are not late', () => {
    fc.assert(
      fc.property(
        events,
        fc.constantFrom(1, 100, 1000),
        chunks,
        restarts,
        (list, range, sizes, restartEvery) => {
          const { left } = timeOrder(list, 10_000, 'bounded');
          const sorted = left.flat();
          const wanted = sorted.map((one) => {
            const frame = sorted.filter(
              ({ key, ms }) => key === one.key && ms <= one.ms && ms >= one.ms - range,
            );
            return { id: idOf(one), ...aggregatesOf(frame) };
          });
          const result = run({
            graph: graph(10_000, 'over', over({ frame: 'range', range: `${range} ms` })),
            lines: { src: list.map(line) },
            chunks: sizes,
            restartEvery,
          });
          expect((result.rows['out'] ?? []).map(shown)).toEqual(wanted);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('T9: over everything before, row by row or with peers; late is what the watermark has reached', () => {
    fc.assert(
      fc.property(
        events,
        fc.constantFrom('rows', 'range'),
        delay,
        chunks,
        restarts,
        (list, frame, ms, sizes, restartEvery) => {
          const { left, late } = timeOrder(list, ms, 'unbounded');
          const sorted = left.flat();
          const wanted = sorted.map((one, index) => {
            const all = sorted.filter(
              (other, at) => other.key === one.key && (frame === 'rows' ? at <= index : other.ms <= one.ms),
            );
            return { id: idOf(one), ...aggregatesOf(all) };
          });
          const result = run({
            graph: graph(ms, 'over', over({ frame, unbounded: true })),
            lines: { src: list.map(line) },
            chunks: sizes,
            restartEvery,
          });
          expect((result.rows['out'] ?? []).map(shown)).toEqual(wanted);
          expect(result.late).toBe(late);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('I9, I10, I21: restarts and batches change nothing, to the last bit of a DOUBLE, with late rows too', () => {
    const wild = fc.array(
      event.chain((one) =>
        fc
          .option(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }))
          .map((real) => ({ ...one, real })),
      ),
      { maxLength: 60 },
    );
    const frame = fc.constantFrom<Node['config']>(
      { rows: 4 },
      { frame: 'range', range: '200 ms' },
      { frame: 'range', range: '1 s' },
      { unbounded: true },
    );
    fc.assert(
      fc.property(wild, frame, chunks, fc.integer({ min: 1, max: 4 }), (list, more, sizes, restartEvery) => {
        const of = graph(100, 'over', over(more));
        const lines = { src: list.map(line) };
        expect(run({ graph: of, lines, chunks: sizes, restartEvery })).toEqual(
          run({ graph: of, lines, chunks: [1] }),
        );
      }),
      { numRuns: RUNS },
    );
  });

  it('SQL_UNSUPPORTED: a value that is another one each time cannot leave a frame again', () => {
    const random = [{ name: 'm', expression: 'SUM(v) FILTER (WHERE RAND() > 0.5)' }];
    for (const of of [
      graph(0, 'over', over({ aggregates: random })),
      graph(0, 'count_window', { size: 4, slide: 2, keys: [], aggregates: random }),
    ])
      expect(plan(of, catalogue).problems).toContainEqual(
        expect.objectContaining({
          code: 'SQL_UNSUPPORTED',
          severity: 'error',
          field: 'aggregates.0.expression',
        }),
      );
    const unbounded = over({ unbounded: true, aggregates: random });
    expect(plan(graph(0, 'over', unbounded), catalogue).plan).toBeDefined();
  });

  it('WINDOW_SIZE: a span of no time is refused', () => {
    const of = graph(0, 'over', over({ frame: 'range', range: '' }));
    expect(plan(of, catalogue).problems).toMatchObject([{ code: 'WINDOW_SIZE', field: 'range' }]);
  });
});

describe('previous value', () => {
  it('X3.16, T9: the n-th row before the last of the peers; restarts and batches change nothing', () => {
    fc.assert(
      fc.property(
        events,
        fc.constantFrom(1, 2, 5),
        delay,
        chunks,
        restarts,
        (list, n, ms, sizes, restartEvery) => {
          const { left, late } = timeOrder(list, ms, 'unbounded');
          const sorted = left.flat();
          const wanted = sorted.map((one) => {
            const all = sorted.filter(({ key, ms: time }) => key === one.key && time <= one.ms);
            const found = all[all.length - 1 - n];
            return { id: idOf(one), before: found === undefined ? -7 : found.value };
          });
          const of = graph(ms, 'previous_value', {
            keys: ['k'],
            columns: [{ name: 'before', expression: 'v' }],
            n,
            default: '-7',
          });
          const result = run({ graph: of, lines: { src: list.map(line) }, chunks: sizes, restartEvery });
          expect((result.rows['out'] ?? []).map(shown)).toEqual(wanted);
          expect(result.late).toBe(late);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('SQL_TYPE: a default of another type than the value is refused', () => {
    const config = { keys: [], columns: [{ name: 'before', expression: 'v' }], n: 1, default: "'x'" };
    expect(plan(graph(0, 'previous_value', config), catalogue).problems).toMatchObject([
      { code: 'SQL_TYPE', field: 'default' },
    ]);
  });
});

describe('count window', () => {
  it('the last rows of a key by arrival, with every so many; restarts and batches change nothing', () => {
    const shape = fc.constantFrom([1, 1], [3, 3], [4, 2], [9, 3], [5, 1]);
    fc.assert(
      fc.property(events, shape, chunks, restarts, (list, [size = 1, slide = 1], sizes, restartEvery) => {
        const before = new Map<string | null, WindowEvent[]>();
        const wanted = list.flatMap((one) => {
          const all = [...(before.get(one.key) ?? []), one];
          before.set(one.key, all);
          if (all.length % slide !== 0) return [];
          return [{ k: one.key, ...aggregatesOf(all.slice(-size)) }];
        });
        const of = graph(0, 'count_window', { size, slide, keys: ['k'], aggregates });
        const result = run({ graph: of, lines: { src: list.map(line) }, chunks: sizes, restartEvery });
        const rows = (result.rows['out'] ?? []).map((text) => {
          const { k } = JSON.parse(text);
          return { k, ...Object.fromEntries(Object.entries(shown(text)).filter(([name]) => name !== 'id')) };
        });
        expect(rows).toEqual(wanted);
      }),
      { numRuns: RUNS },
    );
  });

  it('WINDOW_SIZE: a slide that does not divide the size is refused', () => {
    const of = graph(0, 'count_window', { size: 5, slide: 2, keys: [], aggregates: aggregates.slice(0, 1) });
    expect(plan(of, catalogue).problems).toMatchObject([{ code: 'WINDOW_SIZE', field: 'slide' }]);
  });
});

describe('sort', () => {
  const order = [
    { column: 'ts', descending: false },
    { column: 'v', descending: true },
  ];

  it('C.sort, T9: in order of time, then of the value, then of arrival; restarts and batches change nothing', () => {
    fc.assert(
      fc.property(events, delay, chunks, restarts, (list, ms, sizes, restartEvery) => {
        // One key: late is what is not after the last row that has left.
        const { left, late } = timeOrder(
          list.map((one, index) => ({ ...one, key: '', real: index })),
          ms,
          'bounded',
        );
        const worth = (one: WindowEvent): number => one.value ?? Number.NEGATIVE_INFINITY;
        const wanted = left.flatMap((peers) =>
          [...peers]
            .sort((a, b) => (worth(a) === worth(b) ? 0 : worth(b) - worth(a)))
            .map(({ real }) => idOf(list[Number(real)] ?? { ms: 0, key: '', value: 0, real: 0 })),
        );
        const result = run({
          graph: graph(ms, 'sort', { order }),
          lines: { src: list.map(line) },
          chunks: sizes,
          restartEvery,
        });
        expect((result.rows['out'] ?? []).map((text) => shown(text)['id'])).toEqual(wanted);
        expect(result.late).toBe(late);
      }),
      { numRuns: RUNS },
    );
  });

  it('SORT_TIME: another order than by event time first is refused', () => {
    for (const first of [order[1], { column: 'ts', descending: true }])
      expect(
        plan(graph(0, 'sort', { order: first === undefined ? [] : [first] }), catalogue).problems,
      ).toMatchObject([{ code: 'SORT_TIME', field: 'order' }]);
  });
});
