// X0.time: OVERLAPS as Flink plans it: ends in either order, NULL ends, moments with intervals.

import type { Column, Value } from '@weir/shared/data-type';
import { describe, expect, test } from 'vitest';
import { toFlinkSql } from '../flink/to-flink.ts';
import { compileRow } from '../testing/run-js.ts';
import { checkExpression } from './check.ts';

const TIMESTAMP = { kind: 'TIMESTAMP', precision: 3 } as const;
const COLUMNS: readonly Column[] = [
  ...['a', 'b', 'c', 'd'].map((name) => ({ name, type: TIMESTAMP, nullable: true })),
  { name: 'day', type: { kind: 'DATE' }, nullable: false },
  { name: 'fine', type: { kind: 'TIMESTAMP', precision: 9 }, nullable: false },
  {
    name: 'r',
    type: { kind: 'ROW', fields: [{ name: 'x', type: TIMESTAMP, nullable: false }] },
    nullable: false,
  },
];

function checked(text: string) {
  const result = checkExpression(text, COLUMNS);
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('; '));
  return result;
}

describe('X0.time: two periods', () => {
  test.each<readonly [row: readonly Value[], expected: boolean | null]>([
    [[1, 3, 2, 4], true],
    [[1, 2, 2, 3], true],
    [[1, 2, 3, 4], false],
    [[3, 1, 4, 2], true],
    [[4, 3, 2, 1], false],
    [[1, 1, 1, 1], true],
    [[null, 2, 1, 3], null],
    // The second period ends before the one known end of the first, which Flink takes for its start.
    [[null, 5, 1, 3], false],
    [[null, null, 1, 3], null],
  ])('%j: %j', (row, expected) => {
    expect(compileRow(checked('(a, b) OVERLAPS (c, d)').expression).run(row)).toBe(expected);
  });

  test('an interval counts from the start and may be negative', () => {
    const run = (text: string, row: readonly Value[]) => compileRow(checked(text).expression).run(row);
    const text = "(a, INTERVAL '1' SECOND) OVERLAPS (c, INTERVAL -'2' SECOND)";
    expect(run(text, [0, null, 3000, null])).toBe(true);
    expect(run(text, [0, null, 3001, null])).toBe(false);
    expect(run("(day, INTERVAL '1' MONTH) OVERLAPS (DATE '1970-01-31', day)", [0, 0, 0, 0, 0, 0])).toBe(true);
  });

  test('milliseconds and nanoseconds are compared as nanoseconds', () => {
    expect(checked('(a, a) OVERLAPS (fine, fine)').expression).toMatchObject({
      function: 'OVERLAPS',
      arguments: [
        { type: { precision: 9 } },
        { type: { precision: 9 } },
        { kind: 'column' },
        { kind: 'column' },
      ],
    });
  });

  test('Flink gets the operator back', () => {
    expect(toFlinkSql(checked("(a, INTERVAL '1' DAY) OVERLAPS (c, d)").expression).text).toBe(
      "((`a`, (`a` + INTERVAL '1' DAY)) OVERLAPS (`c`, `d`))",
    );
  });
});

test.each([
  ['a OVERLAPS (c, d)', 'OVERLAPS stands between two periods'],
  ['(a, b, c) OVERLAPS (c, d)', 'OVERLAPS stands between two periods'],
  ['r OVERLAPS r', 'OVERLAPS stands between two periods'],
  [
    '(a, day) OVERLAPS (c, d)',
    'a period is two moments of one type or a moment and an interval, this is TIMESTAMP(3) and DATE',
  ],
  [
    '(NULL, b) OVERLAPS (c, d)',
    'a period is two moments of one type or a moment and an interval, this is NULL and TIMESTAMP(3)',
  ],
  ['(a, b) OVERLAPS (day, day)', 'OVERLAPS takes periods of one type, these are TIMESTAMP(3) and DATE'],
])('%s is refused', (text, message) => {
  expect(checkExpression(text, COLUMNS).diagnostics[0]).toMatchObject({ code: 'SQL_TYPE', message });
});
