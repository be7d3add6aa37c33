// STATE_LIMIT in every operator of the window family: a row beyond the cap is refused and told, and what is kept goes on.
import type { Column, Value } from '@weir/shared/data-type';
import type { StreamType } from '@weir/shared/stream-type';
import { checkAggregate } from '@weir/sql/check/check';
import { compile } from '@weir/testkit/compile.node';
import { expect, it } from 'vitest';
import { compileValue } from '../embedded/compile.ts';
import { Batch } from './batch.ts';
import { correctedWindowsOperator } from './corrected-windows.ts';
import { countWindowOperator } from './count-window.ts';
import type { Operator, OperatorContext } from './operator.ts';
import { overOperator } from './over.ts';
import { previousValueOperator } from './previous-value.ts';
import { sessionOperator } from './session-operator.ts';
import { sortOperator } from './sort.ts';
import { windowGroupsOperator } from './window-groups.ts';
import { windowTopNOperator } from './window-top-n.ts';

const time = { kind: 'TIMESTAMP', precision: 3 } as const;
const COLUMNS: readonly Column[] = [
  { name: 'ts', type: time, nullable: false },
  { name: 'k', type: { kind: 'INT' }, nullable: false },
  { name: 's', type: time, nullable: false },
  { name: 'e', type: time, nullable: false },
];
const INPUT: StreamType = {
  columns: COLUMNS,
  eventTime: 'ts',
  window: { start: 's', end: 'e' },
  changes: 'append',
};

type Context = OperatorContext<Record<string, never>>;

function contextOf(out: Batch, rejected: string[]): Context {
  return {
    config: {},
    inputs: { in: INPUT },
    outputs: {},
    out: () => out,
    connected: () => false,
    late: () => undefined,
    reject: (code) => rejected.push(code),
    progress: () => undefined,
    now: () => 0,
    aggregate: (text) => {
      const checked = checkAggregate(text, COLUMNS);
      if (!checked.ok) throw new Error('unexpected');
      return checked.aggregate;
    },
    evaluate: () => (batch, row) => batch.get(1, row),
    compile: (code) => compileValue(code, compile),
    typeOf: () => ({ type: { kind: 'INT' }, nullable: false }),
  };
}

const aggregates = [{ name: 'n', expression: 'COUNT(*)' }];
const keys = ['k'];
const order = [{ column: 'k', descending: false }];
const shape = { sizeMs: 1000, slideMs: 1000, offsetMs: 0 };
const corrections = { latenessMs: 0, everyMs: undefined, everyRows: 2 };

/** Each with room for two groups, keys or rows. */
const OPERATORS: Readonly<Record<string, (ctx: Context) => Operator>> = {
  session: (ctx) => sessionOperator(ctx, { gapMs: 10, keys, aggregates, sessionsMax: 2 }),
  'window aggregate': (ctx) => windowGroupsOperator(ctx, { keys, aggregates, groupsMax: 2 }),
  'window top-N': (ctx) =>
    windowTopNOperator(ctx, { keys, order, n: 1, rank: false, lastOfEqual: false, rowsMax: 2 }),
  'corrected windows': (ctx) =>
    correctedWindowsOperator(ctx, { shape, corrections, keys, aggregates, groupsMax: 2 }),
  'over, keys': (ctx) =>
    overOperator(ctx, { keys, frame: { kind: 'rows', rows: 1 }, aggregates, keysMax: 2 }),
  'over, rows': (ctx) =>
    overOperator(ctx, { keys, frame: { kind: 'rows', rows: 1 }, aggregates, rowsMax: 2 }),
  'previous value, keys': (ctx) =>
    previousValueOperator(ctx, {
      keys,
      columns: [{ expression: 'k', otherwise: undefined }],
      n: 1,
      keysMax: 2,
    }),
  'previous value, rows': (ctx) =>
    previousValueOperator(ctx, {
      keys,
      columns: [{ expression: 'k', otherwise: undefined }],
      n: 1,
      rowsMax: 2,
    }),
  sort: (ctx) => sortOperator(ctx, { order, rowsMax: 2 }),
  'count window, keys': (ctx) =>
    countWindowOperator(ctx, { size: 9, slide: 9, keys, aggregates, keysMax: 2 }),
  'count window, rows': (ctx) =>
    countWindowOperator(ctx, { size: 9, slide: 3, keys, aggregates, rowsMax: 2 }),
};

it.each(Object.entries(OPERATORS))('STATE_LIMIT: %s', (_, make) => {
  const rejected: string[] = [];
  const out = new Batch(
    Array.from({ length: 9 }, (__, at) => ({ name: `c${at}`, type: time, nullable: true })),
  );
  const operator = make(contextOf(out, rejected));
  const batch = new Batch(COLUMNS);
  for (let key = 0; key < 5; key += 1) batch.push([10, key, 0, 1000] satisfies Value[], key);
  operator.process([batch], { watermarks: new Float64Array(6).fill(-1), start: 0, end: 5 });
  expect(rejected).toEqual(['STATE_LIMIT', 'STATE_LIMIT', 'STATE_LIMIT']);
  expect(operator.stateKeys()).toBe(2);
  const copy = make(contextOf(out, rejected));
  copy.restore(JSON.parse(JSON.stringify(operator.snapshot())));
  expect(copy.snapshot()).toEqual(operator.snapshot());
  expect(copy.stateKeys()).toBe(2);
});
