// C.window: windows over streams of changes against a naive oracle that strikes rows out of its lists.
import { catalogue } from '@weir/nodes/catalogue';
import { emptyGraph, type Graph } from '@weir/shared/graph';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AGGREGATES, aggregatesOf, close, ROUNDED } from './aggregate-oracle.ts';
import { compile } from './compile.node.ts';
import { runTextJob, type TextJobOptions } from './text-job.ts';
import { type OracleShape, type WindowEvent, windowsOf } from './window-oracle.ts';

type Node = Graph['nodes'][number];

const RUNS = Number(process.env['WEIR_RUNS'] ?? 300);
const DELAY_MS = 400;
const node = (id: string, type: string, config: Node['config']): Node => ({ id, type, name: id, config });

// Of equal values the earliest is taken back, whichever row it came with, so what goes by arrival is left to the cases; so is
// VAR, whose sum of squares rounding may leave below zero.
const LEFT_OUT = new Set(['list', 'first', 'last', 'spread']);
const aggregates = Object.entries(AGGREGATES).flatMap(([name, expression]) =>
  LEFT_OUT.has(name) ? [] : [{ name, expression }],
);

function graph(...nodes: readonly Node[]): Graph {
  const source = node('src', 'http', {
    format: 'debezium-json',
    schema: [
      { name: 'ts', type: 'TIMESTAMP(3)' },
      { name: 'k', type: 'STRING' },
      { name: 'v', type: 'BIGINT' },
      { name: 'r', type: 'DOUBLE' },
    ],
    eventTime: 'ts',
    watermarkDelay: `${DELAY_MS} ms`,
    idleTimeout: '',
  });
  const all = [source, ...nodes, node('out', 'blackhole', {})];
  const edges = all.slice(1).map((to, index) => ({ from: `${all[index]?.id}.out`, to: `${to.id}.in` }));
  return { ...emptyGraph('t'), nodes: all, edges };
}

/** A row that comes, or one of those before that is taken back. */
type Change = { readonly event: WindowEvent; readonly back: boolean };

const event = fc.record({
  ms: fc.integer({ min: -10, max: 40 }).map((n) => n * 100),
  key: fc.constantFrom('a', null),
  value: fc.option(fc.integer({ min: -4, max: 4 })),
  real: fc.option(fc.integer({ min: -40, max: 40 }).map((n) => n / 8)),
});

/** Each row at most once, and taken back only after it came. */
const changes = fc
  .array(fc.record({ event, back: fc.option(fc.nat({ max: 20 })) }), { maxLength: 50 })
  .map((steps) => {
    const there: WindowEvent[] = [];
    return steps.flatMap(({ event: one, back }): Change[] => {
      const gone = back === null || there.length === 0 ? undefined : there.splice(back % there.length, 1)[0];
      if (gone !== undefined) return [{ event: gone, back: true }];
      there.push(one);
      return [{ event: one, back: false }];
    });
  });

const line = ({ event: { ms, key, value, real }, back }: Change): string =>
  JSON.stringify({
    [back ? 'before' : 'after']: { ts: ms, k: key, v: value, r: real },
    op: back ? 'd' : 'c',
  });
const run = (options: Omit<TextJobOptions, 'catalogue' | 'compile'>): ReturnType<typeof runTextJob> =>
  runTextJob({ ...options, catalogue, compile });
const epoch = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`);

type Cell = { start: number; end: number; readonly key: string | null; events: WindowEvent[] };

function strike(events: WindowEvent[], { event: one, back }: Change): void {
  if (back) events.splice(events.indexOf(one), 1);
  else events.push(one);
}

/** Windows by their shape, or sessions by their gap. */
function oracle(list: readonly Change[], shape: OracleShape | number): readonly unknown[] {
  let open: Cell[] = [];
  const fired: Cell[] = [];
  let watermark = Number.NEGATIVE_INFINITY;
  for (const change of list) {
    const { ms, key } = change.event;
    fired.push(...open.filter(({ end }) => end - 1 <= watermark));
    open = open.filter(({ end }) => end - 1 > watermark);
    if (typeof shape === 'number') open = intoSession(open, change, { gapMs: shape, watermark });
    else
      for (const [start, end] of windowsOf(ms, shape)) {
        if (end - 1 <= watermark) continue;
        const known = open.find((cell) => cell.start === start && cell.end === end && cell.key === key);
        const cell = known ?? { start, end, key, events: [] };
        if (known === undefined) open.push(cell);
        strike(cell.events, change);
      }
    watermark = Math.max(watermark, ms - DELAY_MS);
  }
  return [...fired, ...open]
    .filter(({ events }) => events.length > 0)
    .map(({ start, end, key, events }) => {
      const results = Object.entries(aggregatesOf(events)).filter(([name]) => !LEFT_OUT.has(name));
      return { id: `${start}|${end}|${key}`, ...Object.fromEntries(results) };
    });
}

function intoSession(
  open: readonly Cell[],
  change: Change,
  { gapMs, watermark }: { readonly gapMs: number; readonly watermark: number },
): Cell[] {
  const { ms, key } = change.event;
  const touched = open.filter((cell) => cell.key === key && cell.start <= ms + gapMs && cell.end >= ms);
  if (touched.length === 0 && ms + gapMs - 1 <= watermark) return [...open];
  const events = touched.flatMap((cell) => cell.events);
  strike(events, change);
  const start = Math.min(ms, ...touched.map((cell) => cell.start));
  const end = Math.max(ms + gapMs, ...touched.map((cell) => cell.end));
  return [...open.filter((cell) => !touched.includes(cell)), { start, end, key, events }];
}

function shown(text: string): { readonly id: string } {
  const { window_start, window_end, window_time, k, ...results } = JSON.parse(text);
  expect(epoch(window_time)).toBe(epoch(window_end) - 1);
  const values = Object.entries(results).map(([name, value]) => [
    name,
    ROUNDED.has(name) && typeof value === 'number' ? close(value) : value,
  ]);
  return { id: `${epoch(window_start)}|${epoch(window_end)}|${k}`, ...Object.fromEntries(values) };
}

const byText = (rows: readonly unknown[]): readonly string[] => rows.map((row) => JSON.stringify(row)).sort();
const chunks = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 });
const restarts = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined });
const base = { keys: ['k'], aggregates, offset: '' };
const one: OracleShape = { kind: 'sliding', sizeMs: 1000, slideMs: 1000, offsetMs: 0 };
const hops: OracleShape = { kind: 'sliding', sizeMs: 1500, slideMs: 300, offsetMs: 0 };
const grows: OracleShape = { kind: 'cumulating', sizeMs: 1200, slideMs: 400, offsetMs: 0 };

describe('windows over changes', () => {
  const cases: readonly (readonly [name: string, shape: OracleShape | number, nodes: readonly Node[]])[] = [
    ['tumbling', one, [node('w', 'tumbling', { ...base, size: '1 s' })]],
    ['hopping', hops, [node('w', 'hopping', { ...base, size: '1500 ms', slide: '300 ms' })]],
    ['cumulating', grows, [node('w', 'cumulating', { ...base, size: '1200 ms', step: '400 ms' })]],
    ['session', 500, [node('w', 'session', { gap: '500 ms', keys: ['k'], aggregates })]],
    [
      'window aggregate',
      hops,
      [
        node('a', 'assign_window', { window: 'hopping', size: '1500 ms', slide: '300 ms', offset: '' }),
        node('w', 'window_aggregate', { keys: ['k'], aggregates }),
      ],
    ],
  ];

  it.each(cases)('C.window, I21, I9: %s: rows that are taken back leave their windows', (_, shape, nodes) => {
    fc.assert(
      fc.property(changes, chunks, restarts, (list, sizes, restartEvery) => {
        const of = graph(...nodes);
        const lines = { src: list.map(line) };
        const result = run({ graph: of, lines, chunks: sizes, restartEvery });
        expect(byText((result.rows['out'] ?? []).map(shown))).toEqual(byText(oracle(list, shape)));
        expect(run({ graph: of, lines, chunks: [1] })).toEqual(result);
      }),
      { numRuns: RUNS / 2 },
    );
  });
});
