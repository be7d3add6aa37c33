// Windows of many panes against a naive oracle: whatever is taken back, stacked or put together, and however it restarts.
import { catalogue } from '@weir/nodes/catalogue';
import { emptyGraph, type Graph } from '@weir/shared/graph';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AGGREGATES, aggregatesOf, close, ROUNDED } from './aggregate-oracle.ts';
import { compile } from './compile.node.ts';
import { runTextJob, type TextJobOptions } from './text-job.ts';
import {
  type OracleShape,
  sessionCells,
  type WindowCell,
  type WindowEvent,
  windowCells,
} from './window-oracle.ts';

const RUNS = Number(process.env['WEIR_RUNS'] ?? 300);

type Session = { readonly kind: 'session'; readonly gapMs: number };

function settings(shape: OracleShape | Session): {
  readonly type: string;
  readonly more: Record<string, string>;
} {
  if (shape.kind === 'session') return { type: 'session', more: { gap: `${shape.gapMs} ms` } };
  const { kind, sizeMs, slideMs, offsetMs } = shape;
  const more = { size: `${sizeMs} ms`, offset: `${offsetMs} ms` };
  if (kind === 'cumulating') return { type: 'cumulating', more: { ...more, step: `${slideMs} ms` } };
  return sizeMs === slideMs
    ? { type: 'tumbling', more }
    : { type: 'hopping', more: { ...more, slide: `${slideMs} ms` } };
}

function graph(shape: OracleShape | Session, delayMs: number): Graph {
  const { type, more } = settings(shape);
  const aggregates = Object.entries(AGGREGATES).map(([name, expression]) => ({ name, expression }));
  return {
    ...emptyGraph('t'),
    nodes: [
      {
        id: 'src',
        type: 'http',
        name: 'src',
        config: {
          schema: [
            { name: 'ts', type: 'TIMESTAMP(3)' },
            { name: 'k', type: 'STRING' },
            { name: 'v', type: 'BIGINT' },
            { name: 'r', type: 'DOUBLE' },
          ],
          eventTime: 'ts',
          watermarkDelay: `${delayMs} ms`,
          idleTimeout: '',
        },
      },
      {
        id: 'w',
        type,
        name: 'w',
        config: { ...more, keys: ['k'], aggregates },
      },
      { id: 'out', type: 'blackhole', name: 'out', config: {} },
    ],
    edges: [
      { from: 'src.out', to: 'w.in' },
      { from: 'w.out', to: 'out.in' },
    ],
  };
}

const run = (options: Omit<TextJobOptions, 'catalogue' | 'compile'>): ReturnType<typeof runTextJob> =>
  runTextJob({ ...options, catalogue, compile });
const line = ({ ms, key, value, real }: WindowEvent): string =>
  JSON.stringify({ ts: ms, k: key, v: value, r: real });
const epoch = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`);

function shown(text: string): Readonly<Record<string, unknown>> {
  const { window_start, window_end, window_time, k, ...results } = JSON.parse(text);
  expect(epoch(window_time)).toBe(epoch(window_end) - 1);
  const values = Object.entries(results).map(([name, value]) => [
    name,
    ROUNDED.has(name) && typeof value === 'number' ? close(value) : value,
  ]);
  return { id: `${epoch(window_start)}|${epoch(window_end)}|${k}`, ...Object.fromEntries(values) };
}

const byId = (a: { readonly id?: unknown }, b: { readonly id?: unknown }): number =>
  String(a.id) < String(b.id) ? -1 : 1;

const wantedOf = (cells: readonly WindowCell[]): readonly Readonly<Record<string, unknown>>[] =>
  cells
    .map((cell) => ({ id: `${cell.start}|${cell.end}|${cell.key}`, ...aggregatesOf(cell.events) }))
    .sort(byId);

const event = fc.record({
  ms: fc.integer({ min: -2000, max: 6000 }),
  key: fc.constantFrom('a', 'b', null),
  value: fc.option(fc.integer({ min: -9, max: 9 })),
  real: fc.option(fc.integer({ min: -40, max: 40 }).map((n) => n / 8)),
});
const events = fc.array(event, { maxLength: 50 });
const chunks = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 });
const sliding = (sizeMs: number, slideMs: number, offsetMs = 0): OracleShape => ({
  kind: 'sliding',
  sizeMs,
  slideMs,
  offsetMs,
});
const shape = fc.constantFrom(
  sliding(1000, 1000),
  sliding(2000, 1000, 300),
  sliding(3000, 100),
  sliding(1500, 500, -200),
  sliding(900, 100, 50),
  { kind: 'cumulating' as const, sizeMs: 3000, slideMs: 500, offsetMs: 0 },
  { kind: 'cumulating' as const, sizeMs: 1200, slideMs: 100, offsetMs: -70 },
);

describe('windows over panes', () => {
  it('T4, T5, T6: every aggregate equals the oracle whatever the size, the slide and the disorder', () => {
    fc.assert(
      fc.property(events, shape, fc.constantFrom(0, 300, 2000), chunks, (list, window, delayMs, sizes) => {
        const { cells, late } = windowCells(list, window, delayMs);
        const result = run({ graph: graph(window, delayMs), lines: { src: list.map(line) }, chunks: sizes });
        expect((result.rows['out'] ?? []).map(shown).sort(byId)).toEqual(wantedOf(cells));
        expect(result.late).toBe(late);
      }),
      { numRuns: RUNS },
    );
  });

  it('I9, I10, I21: restarts and batches change nothing, neither the order nor the last bit of a DOUBLE', () => {
    const real = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }));
    const wild = fc.array(
      event.chain((one) => real.map((value) => ({ ...one, real: value }))),
      { maxLength: 50 },
    );
    fc.assert(
      fc.property(
        wild,
        shape,
        chunks,
        fc.integer({ min: 1, max: 4 }),
        (list, window, sizes, restartEvery) => {
          const of = graph(window, 300);
          const lines = { src: list.map(line) };
          const whole = run({ graph: of, lines, chunks: [1] });
          expect(run({ graph: of, lines, chunks: sizes, restartEvery })).toEqual(whole);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('T7: sessions equal the oracle; restarts and batches change nothing', () => {
    const gap = fc.constantFrom(1, 100, 400, 2500);
    const delay = fc.constantFrom(0, 300, 2000);
    fc.assert(
      fc.property(events, gap, delay, chunks, (list, gapMs, delayMs, sizes) => {
        const { cells, late } = sessionCells(list, gapMs, delayMs);
        const of = graph({ kind: 'session', gapMs }, delayMs);
        const lines = { src: list.map(line) };
        const result = run({ graph: of, lines, chunks: sizes });
        expect((result.rows['out'] ?? []).map(shown).sort(byId)).toEqual(wantedOf(cells));
        expect(result.late).toBe(late);
        expect(run({ graph: of, lines, chunks: [2], restartEvery: 1 })).toEqual(result);
      }),
      { numRuns: RUNS },
    );
  });

  it('X3.3: what has left a window leaves nothing behind, however large it was', () => {
    const list = [
      { ms: 0, key: 'a', value: 1, real: 1e300 },
      ...Array.from({ length: 40 }, (_, at) => ({ ms: 100 * at + 50, key: 'a', value: 1, real: 0.125 })),
    ];
    const { rows } = run({
      graph: graph(sliding(1000, 100), 0),
      lines: { src: list.map(line) },
      chunks: [9],
    });
    const later = (rows['out'] ?? [])
      .map((text) => JSON.parse(text))
      .filter((row) => epoch(row.window_start) > 0);
    expect(later.length).toBeGreaterThan(30);
    for (const row of later) expect(row.real).toBe(row.n / 8);
  });
});
