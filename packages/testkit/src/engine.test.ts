// The engine against naive oracles, and what must not change its output: batch size, restarts, timing.
import { catalogue } from '@weir/nodes/catalogue';
import { emptyGraph, type Graph } from '@weir/shared/graph';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from './compile.node.ts';
import { joinOracle, type OracleEvent, windowOracle } from './oracle.ts';
import { runTextJob, type TextJobOptions } from './text-job.ts';

type Node = Graph['nodes'][number];

const RUNS = Number(process.env['WEIR_RUNS'] ?? 300);
const node = (id: string, type: string, config: Node['config']): Node => ({ id, type, name: id, config });
const source = (id: string, delayMs: number): Node =>
  node(id, 'http', {
    schema: [
      { name: 'ts', type: 'TIMESTAMP(3)' },
      { name: 'k', type: 'STRING' },
      { name: 'v', type: 'BIGINT' },
    ],
    eventTime: 'ts',
    watermarkDelay: `${delayMs} ms`,
    idleTimeout: '',
  });

function graph(nodes: Node[], edges: readonly string[]): Graph {
  return {
    ...emptyGraph('t'),
    nodes,
    edges: edges.map((text) => ({ from: text.split(' ')[0] ?? '', to: text.split(' ')[1] ?? '' })),
  };
}

function run(options: Omit<TextJobOptions, 'catalogue' | 'compile'>): ReturnType<typeof runTextJob> {
  return runTextJob({ ...options, catalogue, compile });
}

const line = (event: OracleEvent): string => JSON.stringify({ ts: event.ms, k: event.key, v: event.value });
const event = fc.record({
  ms: fc.integer({ min: -3000, max: 12_000 }),
  key: fc.constantFrom('a', 'b', 'c', null),
  value: fc.option(fc.integer({ min: -50, max: 50 })),
});
const events = fc.array(event, { maxLength: 60 });
const chunks = fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 5 });
const shape = fc.constantFrom(
  { sizeMs: 1000, slideMs: 1000 },
  { sizeMs: 3000, slideMs: 1000 },
  { sizeMs: 2000, slideMs: 500 },
  { sizeMs: 700, slideMs: 700 },
);

function windowGraph(
  window: { readonly sizeMs: number; readonly slideMs: number; readonly delayMs: number },
  more: readonly string[] = [],
): Graph {
  const type = window.sizeMs === window.slideMs ? 'tumbling' : 'hopping';
  const config = {
    size: `${window.sizeMs} ms`,
    ...(type === 'hopping' ? { slide: `${window.slideMs} ms` } : {}),
    keys: ['k'],
    aggregates: [
      { name: 'n', expression: 'COUNT(*)' },
      { name: 's', expression: 'SUM(v)' },
      ...more.map((expression, index) => ({ name: `m${index}`, expression })),
    ],
    offset: '',
  };
  return graph(
    [source('src', window.delayMs), node('w', type, config), node('out', 'blackhole', {})],
    ['src.out w.in', 'w.out out.in'],
  );
}

function windowRows(lines: readonly string[]): readonly string[] {
  const ms = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`);
  return lines.map((text) => {
    const row = JSON.parse(text);
    return `${ms(row.window_start)}|${ms(row.window_end)}|${row.k}|${row.n}|${row.s}`;
  });
}

describe('windows', () => {
  it('T1, T4, T5, T6, I22: equal the oracle, late rows counted alike, whatever the disorder', () => {
    fc.assert(
      fc.property(events, shape, fc.constantFrom(0, 300, 2000), chunks, (list, window, delayMs, sizes) => {
        const expected = windowOracle(list, { ...window, delayMs });
        const { rows, late } = run({
          graph: windowGraph({ ...window, delayMs }),
          lines: { src: list.map(line) },
          chunks: sizes,
        });
        expect([...windowRows(rows['out'] ?? [])].sort()).toEqual([...expected.rows].sort());
        expect(late).toBe(expected.late);
      }),
      { numRuns: RUNS },
    );
  });

  it('I21: batch size and timing change nothing, not even the order', () => {
    fc.assert(
      fc.property(events, shape, chunks, fc.boolean(), (list, window, sizes, timeAll) => {
        const of = windowGraph({ ...window, delayMs: 200 });
        const lines = { src: list.map(line) };
        const one = run({ graph: of, lines, chunks: [1] });
        expect(run({ graph: of, lines, chunks: sizes, timeAll })).toEqual(one);
      }),
      { numRuns: RUNS },
    );
  });

  it('X3, I9, I21: aggregates that keep their values survive restarts and any size of batch, in any window', () => {
    const kept = [
      'COUNT(DISTINCT v)',
      'SUM(DISTINCT v)',
      'LISTAGG(CAST(v AS STRING))',
      'LISTAGG(DISTINCT CAST(v AS STRING))',
      'ARRAY_AGG(v)',
      'FIRST_VALUE(v)',
      'LAST_VALUE(v)',
      'STDDEV_POP(CAST(v AS DOUBLE))',
      'PERCENTILE(v, ARRAY[0.25, 0.5])',
      'JSON_ARRAYAGG(v NULL ON NULL)',
    ];
    fc.assert(
      fc.property(
        events,
        shape,
        chunks,
        fc.integer({ min: 1, max: 4 }),
        (list, window, sizes, restartEvery) => {
          const of = windowGraph({ ...window, delayMs: 200 }, kept);
          const lines = { src: list.map(line) };
          const whole = run({ graph: of, lines, chunks: [1] });
          expect(run({ graph: of, lines, chunks: sizes, restartEvery }).rows['out']).toEqual(
            whole.rows['out'],
          );
        },
      ),
      { numRuns: RUNS / 3 },
    );
  });

  it('I9, I10, I20, T20: a job dropped and restored from snapshots gives the same rows', () => {
    fc.assert(
      fc.property(
        events,
        shape,
        chunks,
        fc.integer({ min: 1, max: 4 }),
        (list, window, sizes, restartEvery) => {
          const of = windowGraph({ ...window, delayMs: 200 });
          const lines = { src: list.map(line) };
          const whole = run({ graph: of, lines, chunks: sizes });
          const pieces = run({ graph: of, lines, chunks: sizes, restartEvery });
          expect(pieces.rows['out']).toEqual(whole.rows['out']);
          expect(pieces.late).toBe(whole.late);
        },
      ),
      { numRuns: RUNS },
    );
  });
});

/** Left and right from one source, split by key, and from two. */
function joinGraph(
  delayMs: number,
  bounds: { readonly lowerMs: number; readonly upperMs: number },
  sources: 1 | 2,
): Graph {
  const join = node('j', 'interval_join', {
    leftKeys: ['k'],
    rightKeys: ['k'],
    lower: `${bounds.lowerMs} ms`,
    upper: `${bounds.upperMs} ms`,
    prefix: 'r_',
  });
  const out = node('out', 'blackhole', {});
  if (sources === 2)
    return graph(
      [source('l', delayMs), source('r', delayMs), join, out],
      ['l.out j.left', 'r.out j.right', 'j.out out.in'],
    );
  const only = (id: string, where: string): Node => node(id, 'filter', { where });
  return graph(
    [source('src', delayMs), only('l', 'v >= 0'), only('r', 'v < 0'), join, out],
    ['src.out l.in', 'src.out r.in', 'l.out j.left', 'r.out j.right', 'j.out out.in'],
  );
}

const pairs = (lines: readonly string[]): readonly string[] =>
  lines.map((text) => {
    const row = JSON.parse(text);
    return `${row.v}|${row.r_v}`;
  });
const numbered = fc.array(
  fc.record({
    ms: fc.integer({ min: 0, max: 8000 }),
    key: fc.constantFrom('a', 'b', null),
    value: fc.integer({ min: -30, max: 30 }),
  }),
  { maxLength: 40 },
);
const someBounds = fc.constantFrom(
  { lowerMs: -500, upperMs: 700 },
  { lowerMs: 0, upperMs: 2000 },
  { lowerMs: -2000, upperMs: -100 },
  { lowerMs: 100, upperMs: 100 },
);

describe('interval join', () => {
  it('C.interval-join: without late rows every pair within the bounds, once', () => {
    fc.assert(
      fc.property(
        numbered,
        someBounds,
        chunks,
        fc.constantFrom<1 | 2>(1, 2),
        (list, bounds, sizes, sources) => {
          const left = list.filter((one) => one.value >= 0);
          const right = list.filter((one) => one.value < 0);
          const lines = sources === 1 ? { src: list.map(line) } : { l: left.map(line), r: right.map(line) };
          const { rows } = run({ graph: joinGraph(10_000, bounds, sources), lines, chunks: sizes });
          expect([...pairs(rows['out'] ?? [])].sort()).toEqual([...joinOracle(left, right, bounds)].sort());
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('T8, I21: with late rows too, batches, restarts and timing change nothing', () => {
    fc.assert(
      fc.property(
        numbered,
        someBounds,
        chunks,
        fc.constantFrom<1 | 2>(1, 2),
        fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
        (list, bounds, sizes, sources, restartEvery) => {
          const lines =
            sources === 1
              ? { src: list.map(line) }
              : {
                  l: list.filter((one) => one.value >= 0).map(line),
                  r: list.filter((one) => one.value < 0).map(line),
                };
          const of = joinGraph(100, bounds, sources);
          const one = run({ graph: of, lines, chunks: [1] });
          expect(run({ graph: of, lines, chunks: sizes, restartEvery }).rows['out']).toEqual(one.rows['out']);
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe('whole pipelines', () => {
  it('I6, I21: filter, project, union, window over a join: batches, restarts and timing change nothing', () => {
    const of = graph(
      [
        source('l', 500),
        source('r', 300),
        node('big', 'filter', { where: 'v > 0' }),
        node('small', 'filter', { where: 'v <= 5' }),
        node('u', 'union', {}),
        node('q', 'project', { columns: [{ name: 'q', expression: '100 / v' }], keep: true }),
        node('w', 'tumbling', {
          size: '1 s',
          keys: ['k'],
          aggregates: [
            { name: 'n', expression: 'COUNT(*)' },
            { name: 'm', expression: 'MAX(q)' },
          ],
          offset: '',
        }),
        node('j', 'interval_join', {
          leftKeys: ['k'],
          rightKeys: ['k'],
          lower: '-2 s',
          upper: '2 s',
          prefix: 'r_',
        }),
        node('out', 'blackhole', {}),
        node('late', 'blackhole', {}),
      ],
      [
        'l.out big.in',
        'l.out small.in',
        'big.out u.in',
        'small.out u.in',
        'u.out q.in',
        'q.out w.in',
        'w.out j.left',
        'r.out j.right',
        'j.out out.in',
        'w.late late.in',
      ],
    );
    fc.assert(
      fc.property(
        events,
        events,
        chunks,
        fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
        fc.boolean(),
        (left, right, sizes, restartEvery, timeAll) => {
          const lines = { l: left.map(line), r: right.map(line) };
          const one = run({ graph: of, lines, chunks: [1] });
          const other = run({ graph: of, lines, chunks: sizes, restartEvery, timeAll });
          expect(other.rows).toEqual(one.rows);
          expect([...other.letters].sort()).toEqual([...one.letters].sort());
          expect(other.late).toBe(one.late);
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe('time guards', () => {
  it('T16, T17: NULL and future event times are dead letters and never move the watermark', () => {
    const now = 1_767_607_200_000;
    const list = [
      { ms: now, key: 'a', value: 1 },
      { ms: now + 11 * 60_000, key: 'a', value: 2 },
      { ms: now + 1, key: 'a', value: 3 },
    ];
    const lines = [...list.map(line), '{"ts":null,"k":"a","v":4}', '{"k":"a","v":5}'];
    const { rows, letters, late } = run({
      graph: windowGraph({ sizeMs: 1000, slideMs: 1000, delayMs: 0 }),
      lines: { src: lines },
      chunks: [9],
      nowMs: now,
      live: true,
    });
    expect(letters).toEqual(['FUTURE_TIME', 'NULL_TIME', 'NULL_TIME']);
    expect(late).toBe(0);
    expect((rows['out'] ?? []).map((text) => JSON.parse(text).n)).toEqual([2]);
  });

  it('T18: late rows leave by the late port when it is connected, else they are dead letters', () => {
    const list = [0, 5000, 10].map((ms) => line({ ms, key: 'a', value: 1 }));
    const of = windowGraph({ sizeMs: 1000, slideMs: 1000, delayMs: 0 });
    expect(run({ graph: of, lines: { src: list }, chunks: [9] })).toMatchObject({
      late: 1,
      letters: ['LATE'],
    });
    const routed = {
      ...of,
      nodes: [...of.nodes, node('late', 'blackhole', {})],
      edges: [...of.edges, { from: 'w.late', to: 'late.in' }],
    };
    const result = run({ graph: routed, lines: { src: list }, chunks: [9] });
    expect(result).toMatchObject({ late: 1, letters: [] });
    expect(result.rows['late']).toHaveLength(1);
  });

  it('FANOUT: a row that would make more than 10,000 rows makes none and is told', () => {
    const rights = Array.from({ length: 10_001 }, (_, index) =>
      line({ ms: index % 10, key: 'a', value: -1 - index }),
    );
    const { rows, letters } = run({
      graph: joinGraph(1000, { lowerMs: -500, upperMs: 700 }, 1),
      lines: { src: [...rights, line({ ms: 5, key: 'a', value: 1 })] },
      chunks: [5000],
    });
    expect(letters).toEqual(['FANOUT']);
    expect(rows['out']).toHaveLength(0);
  });
});

describe('large graphs', () => {
  it('S29: a chain of a thousand nodes is cut where needed and runs', () => {
    const nodes = Array.from({ length: 1000 }, (_, index) =>
      node(`f${index}`, 'filter', { where: 'v >= 0' }),
    );
    const edges = nodes.map((one, index) => `${index === 0 ? 'src' : `f${index - 1}`}.out ${one.id}.in`);
    const of = graph(
      [source('src', 0), ...nodes, node('out', 'blackhole', {})],
      [...edges, 'f999.out out.in'],
    );
    const { rows } = run({
      graph: of,
      lines: { src: [1, -1, 2].map((value) => line({ ms: 0, key: 'a', value })) },
      chunks: [2],
    });
    expect((rows['out'] ?? []).map((text) => JSON.parse(text).v)).toEqual([1, 2]);
  });
});
