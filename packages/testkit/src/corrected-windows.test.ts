// T19: windows with allowed lateness and early results against a naive oracle, folded and change by change.
import { plan } from '@weir/engine/plan/plan';
import { catalogue } from '@weir/nodes/catalogue';
import { emptyGraph, type Graph } from '@weir/shared/graph';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AGGREGATES, aggregatesOf, close, ROUNDED } from './aggregate-oracle.ts';
import { compile } from './compile.node.ts';
import { runTextJob, type TextJobOptions } from './text-job.ts';
import { type OracleShape, type WindowCell, type WindowEvent, windowsOf } from './window-oracle.ts';

type Node = Graph['nodes'][number];
type Corrections = { readonly lateness: string; readonly earlyEvery: string; readonly earlyRows: number };

const RUNS = Number(process.env['WEIR_RUNS'] ?? 300);
const node = (id: string, type: string, config: Node['config']): Node => ({ id, type, name: id, config });

function graph(shape: OracleShape, corrections: Corrections, delayMs = 300): Graph {
  const { kind, sizeMs, slideMs, offsetMs } = shape;
  const part = `${slideMs} ms`;
  const [type, more] =
    kind === 'cumulating'
      ? (['cumulating', { step: part }] as const)
      : sizeMs === slideMs
        ? (['tumbling', {}] as const)
        : (['hopping', { slide: part }] as const);
  const aggregates = Object.entries(AGGREGATES).map(([name, expression]) => ({ name, expression }));
  const window = { ...more, size: `${sizeMs} ms`, offset: `${offsetMs} ms`, keys: ['k'], aggregates };
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
  return {
    ...emptyGraph('t'),
    nodes: [source, node('w', type, { ...window, ...corrections }), node('out', 'blackhole', {})],
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

/** Changes of each window and key, in order: the kind and the results as text. */
type Changes = Record<string, string[]>;

function shown(rows: readonly string[], kinds: readonly string[]): Changes {
  const changes: Changes = {};
  for (const [index, text] of rows.entries()) {
    const { window_start, window_end, window_time, k, ...results } = JSON.parse(text);
    expect(epoch(window_time)).toBe(epoch(window_end) - 1);
    const values = Object.entries(results).map(([name, value]) => [
      name,
      ROUNDED.has(name) && typeof value === 'number' ? close(value) : value,
    ]);
    const id = `${epoch(window_start)}|${epoch(window_end)}|${k}`;
    changes[id] = [...(changes[id] ?? []), `${kinds[index]} ${JSON.stringify(Object.fromEntries(values))}`];
  }
  return changes;
}

type How = { readonly latenessMs: number; readonly everyMs: number; readonly everyRows: number };
type Cell = WindowCell & { shown?: string; rows: number; changed: boolean };

/** Corrected windows, one row and one moment at a time. */
class Oracle {
  readonly changes: Changes = {};
  late = 0;
  readonly #cells = new Map<string, Cell>();
  #watermark = Number.NEGATIVE_INFINITY;

  readonly #shape: OracleShape;
  readonly #how: How;

  constructor(shape: OracleShape, how: How) {
    this.#shape = shape;
    this.#how = how;
  }

  take(event: WindowEvent): void {
    const windows = windowsOf(event.ms, this.#shape).filter(
      ([, end]) => end - 1 + this.#how.latenessMs > this.#watermark,
    );
    if (windows.length === 0) this.late += 1;
    for (const [start, end] of windows) {
      const id = `${start}|${end}|${event.key}`;
      const cell = this.#cells.get(id) ?? { start, end, key: event.key, events: [], rows: 0, changed: false };
      this.#cells.set(id, cell);
      cell.events.push(event);
      cell.rows += 1;
      cell.changed = true;
      if (end - 1 <= this.#watermark) this.#show(id, cell);
      else if (this.#how.everyRows > 0 && cell.rows >= this.#how.everyRows) {
        cell.rows = 0;
        this.#show(id, cell);
      }
    }
  }

  advance(watermark: number): void {
    if (watermark <= this.#watermark) return;
    const cells = [...this.#cells];
    const starts = cells.map(([, { start }]) => start);
    const moments = new Set(cells.map(([, { end }]) => end));
    const { offsetMs } = this.#shape;
    if (this.#how.everyMs > 0) {
      const from = Math.max(this.#watermark, Math.min(...starts));
      const to = Math.min(watermark + 1, Math.max(...moments));
      for (
        let tick = Math.floor((from - offsetMs) / this.#how.everyMs) * this.#how.everyMs + offsetMs;
        tick <= to;
        tick += this.#how.everyMs
      )
        moments.add(tick);
    }
    for (const moment of [...moments].sort((a, b) => a - b)) {
      if (moment - 1 <= this.#watermark || moment - 1 > watermark) continue;
      const isTick = this.#how.everyMs > 0 && (moment - offsetMs) % this.#how.everyMs === 0;
      for (const [id, cell] of cells)
        if (cell.end === moment || (isTick && cell.changed && cell.start < moment && cell.end > moment))
          this.#show(id, cell);
    }
    this.#watermark = watermark;
  }

  #show(id: string, cell: Cell): void {
    cell.changed = false;
    const results = JSON.stringify(aggregatesOf(cell.events));
    if (results === cell.shown) return;
    const list = this.changes[id] ?? [];
    if (cell.shown === undefined) list.push(`+I ${results}`);
    else list.push(`-U ${cell.shown}`, `+U ${results}`);
    this.changes[id] = list;
    cell.shown = results;
  }
}

const event = fc.record({
  ms: fc.integer({ min: -2000, max: 6000 }),
  key: fc.constantFrom('a', 'b', null),
  value: fc.option(fc.integer({ min: -9, max: 9 })),
  real: fc.option(fc.integer({ min: -40, max: 40 }).map((n) => n / 8)),
});
const events = fc.array(event, { maxLength: 50 });
const chunks = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 });
const restarts = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined });
const shape = fc.constantFrom<OracleShape>(
  { kind: 'sliding', sizeMs: 1000, slideMs: 1000, offsetMs: 0 },
  { kind: 'sliding', sizeMs: 1500, slideMs: 500, offsetMs: -200 },
  { kind: 'cumulating', sizeMs: 1200, slideMs: 400, offsetMs: 50 },
);
const corrections = fc.constantFrom(
  { latenessMs: 700, everyMs: 0, everyRows: 0 },
  { latenessMs: 0, everyMs: 300, everyRows: 0 },
  { latenessMs: 0, everyMs: 0, everyRows: 2 },
  { latenessMs: 2500, everyMs: 250, everyRows: 3 },
);

describe('corrected windows', () => {
  it('T19, T6: every change of every window and key, and what is late; restarts and batches change nothing', () => {
    fc.assert(
      fc.property(events, shape, corrections, chunks, restarts, (list, of, how, sizes, restartEvery) => {
        const oracle = new Oracle(of, how);
        let highest = Number.NEGATIVE_INFINITY;
        for (const one of list) {
          oracle.take(one);
          highest = Math.max(highest, one.ms);
          oracle.advance(highest - 300);
        }
        oracle.advance(1e9);
        const pipeline = graph(of, {
          lateness: `${how.latenessMs} ms`,
          earlyEvery: `${how.everyMs} ms`,
          earlyRows: how.everyRows,
        });
        const lines = { src: list.map(line) };
        const result = run({ graph: pipeline, lines, chunks: sizes, restartEvery });
        expect(shown(result.rows['out'] ?? [], result.kinds['out'] ?? [])).toEqual(oracle.changes);
        expect(result.late).toBe(oracle.late);
        expect(run({ graph: pipeline, lines, chunks: [1] })).toEqual(result);
      }),
      { numRuns: RUNS },
    );
  });

  it('WINDOW_SIZE: windows that overlap more than a hundred times cannot be corrected', () => {
    const many: OracleShape = { kind: 'sliding', sizeMs: 1010, slideMs: 10, offsetMs: 0 };
    const late = { lateness: '1 s', earlyEvery: '', earlyRows: 0 };
    expect(plan(graph(many, late), catalogue).problems).toMatchObject([
      { code: 'WINDOW_SIZE', field: 'size' },
    ]);
    expect(plan(graph(many, { ...late, lateness: '' }), catalogue).plan).toBeDefined();
  });
});
