// What joins keep and for how long, and in what order a temporal join gives rows: driven row by row, with a clock to turn.
import type { Column, Value } from '@weir/shared/data-type';
import { FANOUT_ROWS_MAX } from '@weir/shared/limits';
import type { ChangeKind } from '@weir/shared/stream-type';
import { describe, expect, it } from 'vitest';
import { Batch, DELETE, INSERT, ROW_KIND_NAMES } from './batch.ts';
import { lookupJoinOperator } from './lookup-join.ts';
import type { Operator, OperatorContext } from './operator.ts';
import { rateLimitOperator } from './rate-limit.ts';
import { type RegularJoinSettings, regularJoinOperator } from './regular-join.ts';
import { temporalJoinOperator } from './temporal-join.ts';
import { MAX_WATERMARK, MIN_WATERMARK } from './time.ts';

const COLUMNS: readonly Column[] = [
  { name: 'ts', type: { kind: 'TIMESTAMP', precision: 3 }, nullable: false },
  { name: 'k', type: { kind: 'STRING' }, nullable: true },
  { name: 'v', type: { kind: 'INT' }, nullable: true },
];

/** A row: its port, its values, its kind. */
type Step = readonly ['left' | 'right', readonly Value[], number?];

/** An operator over two inputs of COLUMNS, or one. */
class Bench {
  nowMs = 0;
  readonly rejected: string[] = [];
  readonly operator: Operator;
  readonly #outs = new Map<string, Batch>();
  #watermark = MIN_WATERMARK;

  constructor(make: (ctx: OperatorContext<unknown>) => Operator, changes: ChangeKind = 'retract') {
    const input = { columns: COLUMNS, eventTime: 'ts', changes };
    const none = (): never => {
      throw new Error('unexpected');
    };
    this.operator = make({
      config: {},
      inputs: { in: input, left: input, right: input },
      outputs: {},
      out: (port) => this.#out(port),
      connected: () => false,
      late: none,
      reject: (code) => this.rejected.push(code),
      now: () => this.nowMs,
      progress: () => undefined,
      aggregate: none,
      evaluate: none,
      compile: none,
      typeOf: none,
    });
  }

  #out(port: string): Batch {
    const known = this.#outs.get(port);
    if (known !== undefined) return known;
    const width = port === 'out' ? 2 : 1;
    const columns = Array.from({ length: width }, () => COLUMNS).flat();
    const out = new Batch(columns.map((column, index) => ({ ...column, name: `c${index}`, nullable: true })));
    this.#outs.set(port, out);
    return out;
  }

  /** One micro-batch of rows; the watermark after each. Gives kind, left `v` and right `v` of what comes out. */
  rows(steps: readonly Step[], watermarks: readonly number[] = []): string[] {
    const [left, right] = [new Batch(COLUMNS), new Batch(COLUMNS)];
    const marks = Float64Array.from({ length: steps.length + 1 }, (_, at) =>
      at === 0 ? this.#watermark : (watermarks[at - 1] ?? watermarks.at(-1) ?? this.#watermark),
    );
    steps.forEach(([side, values, kind], sequence) => {
      (side === 'left' ? left : right).push(values, sequence, kind ?? INSERT);
    });
    for (const out of this.#outs.values()) out.clear();
    this.operator.process([left, right], { watermarks: marks, start: 0, end: steps.length });
    this.#watermark = marks[steps.length] ?? this.#watermark;
    return [...this.#outs.entries()].flatMap(([port, out]) =>
      Array.from({ length: out.length }, (_, row) => {
        const kind = ROW_KIND_NAMES[out.kinds[row] ?? 0];
        return port === 'out' ? `${kind} ${out.get(2, row)} ${out.get(5, row) ?? '-'}` : `${port} ${kind}`;
      }),
    );
  }
}

const joinSettings = { leftKeys: ['k'], rightKeys: ['k'], condition: '', prefix: 'r_' };
const temporal = (): Bench =>
  new Bench((ctx) => temporalJoinOperator(ctx, { ...joinSettings, type: 'left' }), 'retract');
const regular = (settings: Partial<RegularJoinSettings>): Bench =>
  new Bench((ctx) =>
    regularJoinOperator(ctx, {
      ...joinSettings,
      type: 'inner',
      leftTtlMs: undefined,
      rightTtlMs: undefined,
      ...settings,
    }),
  );

describe('temporal join', () => {
  it('T10: rows of a key that one step of the watermark passes leave in the order in which they came', () => {
    const bench = temporal();
    const steps: Step[] = [
      ['left', [10, 'a', 1]],
      ['left', [10, 'a', 1], DELETE],
      ['left', [5, 'a', 2]],
      ['right', [100, 'b', 0]],
    ];
    expect(bench.rows(steps, [0, 0, 0, 80])).toEqual(['+I 1 -', '-D 1 -', '+I 2 -']);
  });

  it('T10: a step of the watermark takes what it passes and no more, in batches of any size', () => {
    const steps: Step[] = [
      ['left', [10, 'a', 1]],
      ['left', [5, 'a', 2]],
      ['right', [20, 'a', 9]],
      ['left', [7, 'a', 3]],
      ['right', [30, 'b', 9]],
    ];
    const marks = [0, 0, 6, 8, 20];
    const whole = temporal().rows(steps, marks);
    const single = temporal();
    expect(steps.flatMap((step, at) => single.rows([step], [marks[at] ?? 0]))).toEqual(whole);
    expect(whole).toEqual(['+I 2 -', '+I 3 -', '+I 1 -']);
  });

  it('C.temporal-join: versions that no row can ask for go, also of keys without left rows', () => {
    const bench = temporal();
    for (let time = 1; time <= 100; time += 1) bench.rows([['right', [time, 'a', time]]], [time]);
    expect(bench.operator.stateKeys()).toBeLessThan(4);
    expect(bench.rows([['left', [100, 'a', 1]]], [101])).toEqual(['+I 1 100']);
  });

  it('C.temporal-join: many rows of one key wait and leave one by one, as time comes to them', () => {
    const bench = temporal();
    const rows = 40_000;
    bench.rows(Array.from({ length: rows }, (_, at): Step => ['left', [at, 'a', at]]));
    const steps = Array.from({ length: rows }, (): Step => ['right', [rows, 'b', 0]]);
    const out = bench.rows(
      steps,
      steps.map((_, at) => at),
    );
    expect([out.length, out[0], out.at(-1)]).toEqual([rows, '+I 0 -', `+I ${rows - 1} -`]);
  });

  it('C.temporal-join: a key that has neither rows nor versions is given up', () => {
    const bench = temporal();
    for (let time = 1; time <= 100; time += 1) bench.rows([['left', [time, `k${time}`, time]]], [time]);
    expect(bench.operator.stateKeys()).toBe(0);
    expect(bench.rows([['right', [101, 'k7', 5]]], [101])).toEqual([]);
    expect(
      bench.rows(
        [
          ['left', [101, 'k7', 6]],
          ['left', [101, 'k8', 7]],
        ],
        [101, MAX_WATERMARK],
      ),
    ).toEqual(['+I 6 5', '+I 7 -']);
  });
});

describe('regular join', () => {
  it('T14: a row that has expired is not taken back again, whether or not it has been swept', () => {
    const bench = regular({ type: 'left', leftTtlMs: 10 });
    expect(bench.rows([['left', [1, 'a', 1]]])).toEqual(['+I 1 -']);
    bench.nowMs = 9;
    expect(bench.rows([['right', [1, 'a', 2]]])).toEqual(['-D 1 -', '+I 1 2']);
    bench.nowMs = 10;
    expect(bench.rows([['left', [1, 'a', 1], DELETE]])).toEqual([]);
    expect(bench.operator.stateKeys()).toBe(1);
  });

  it('STATE_LIMIT: a row that is refused leaves nothing behind', () => {
    const bench = regular({ rowsMax: 1 });
    bench.rows([['left', [1, 'a', 1]]]);
    for (let key = 0; key < 100; key += 1) bench.rows([['left', [1, `k${key}`, 1]]]);
    expect(bench.rejected.length).toBe(100);
    bench.rows([['left', [1, 'a', 1], DELETE]]);
    expect(
      bench.rows([
        ['left', [1, 'k7', 1]],
        ['right', [1, 'k7', 2]],
      ]),
    ).toEqual([]);
  });

  it('FANOUT: what came out pair by pair is taken back whole, however many pairs there are', () => {
    const bench = regular({});
    bench.rows([['left', [1, 'a', 1]]]);
    const rights = Array.from({ length: FANOUT_ROWS_MAX + 1 }, (_, at): Step => ['right', [1, 'a', at]]);
    expect(bench.rows(rights).length).toBe(rights.length);
    expect(bench.rows([['left', [1, 'a', 1], DELETE]]).length).toBe(rights.length);
    expect(bench.rows([['left', [1, 'a', 1]]])).toEqual([]);
    expect(bench.rejected).toEqual(['FANOUT']);
  });

  it('T14: of equal rows the one that has not expired is taken back', () => {
    const bench = regular({ type: 'left', leftTtlMs: 10 });
    bench.rows([['left', [1, 'a', 1]]]);
    bench.nowMs = 5;
    bench.rows([['left', [1, 'a', 1]]]);
    bench.nowMs = 12;
    expect(bench.rows([['left', [1, 'a', 1], DELETE]])).toEqual(['-D 1 -']);
    expect(bench.operator.stateKeys()).toBe(0);
  });
});

describe('lookup join', () => {
  it('STATE_LIMIT: a row that is refused leaves nothing behind, and its key finds nothing', () => {
    const bench = new Bench((ctx) => lookupJoinOperator(ctx, { ...joinSettings, type: 'left', rowsMax: 1 }));
    bench.rows([['right', [1, 'a', 1]]]);
    for (let key = 0; key < 100; key += 1) bench.rows([['right', [1, `k${key}`, 1]]]);
    expect(bench.rejected.length).toBe(100);
    bench.rows([['right', [1, 'a', 1], DELETE]]);
    const steps: Step[] = [
      ['left', [1, 'k7', 1]],
      ['right', [1, 'k7', 2]],
      ['left', [1, 'k7', 3]],
      ['right', [1, 'k7', 4]],
      ['right', [1, 'k7', 2], DELETE],
      ['left', [1, 'k7', 5]],
    ];
    expect(bench.rows(steps)).toEqual(['+I 1 -', '+I 3 2', '+I 5 4']);
  });
});

describe('rate limit', () => {
  const settings = { keys: ['k'], rows: 1, perMs: 10, burst: 1 };

  it('a late row counts at the watermark: a bucket that is full by then is full for it too, swept or not', () => {
    const bench = new Bench((ctx) => rateLimitOperator(ctx, settings));
    const rows = (time: number): Step[] =>
      Array.from({ length: 70 }, (_, at) => ['left', [time, `k${at}`, at]]);
    bench.rows(rows(0), [0]);
    bench.rows([], []);
    bench.rows([['left', [30, 'x', 1]]], [30]);
    expect(bench.rows(rows(5)).filter((row) => row.startsWith('limited'))).toEqual([]);
    expect(bench.rows(rows(5)).filter((row) => row.startsWith('limited')).length).toBe(70);
  });
});
