// C.cep: what of patterns and their expressions can run, and where what cannot is marked.

import type { Column } from '@weir/shared/data-type';
import { describe, expect, test } from 'vitest';
import { matchSteps } from './match-steps.ts';
import { rowExpression } from './row-expression.ts';

const COLUMNS: readonly Column[] = [
  { name: 'id', type: { kind: 'INT' }, nullable: false },
  { name: 'price', type: { kind: 'INT' }, nullable: true },
  { name: 'ts', type: { kind: 'TIMESTAMP', precision: 3 }, nullable: false },
];
const SCOPE = { variables: new Set(['A', 'B']), columns: COLUMNS, eventTime: 'ts' };

describe('steps', () => {
  test('repetitions are read; an optional step and a fixed number are never greedy', () => {
    const read = matchSteps('A B+ C*? D{2,} E{3} F? G{,4} H');
    expect(read.ok ? read.steps.map(({ min, max, greedy }) => [min, max, greedy]) : read.diagnostics).toEqual(
      [
        [1, 1, false],
        [1, Infinity, true],
        [0, Infinity, false],
        [2, Infinity, true],
        [3, 3, false],
        [0, 1, false],
        [0, 4, true],
        [1, 1, false],
      ],
    );
  });

  test.each([
    ['A | B', 'A | B'],
    ['(A B)+ C', 'A B'],
    ['A B A', 'A'],
    ['A B+', 'B+'],
    ['A B?? C', 'B??'],
    ['A? B*?', 'A? B*?'],
    ['A {', '{'],
    ['', ''],
  ])('%s is refused', (text, marked) => {
    const read = matchSteps(text);
    const span = read.ok ? undefined : read.diagnostics[0]?.span;
    expect(span === undefined ? 'accepted' : text.slice(span.from, span.to)).toBe(marked);
  });
});

describe('expressions over rows', () => {
  test('what looks at rows becomes a column; equal looks are one', () => {
    const read = rowExpression(
      'B.price > LAST(B.price, 1) + AVG(A.price + 1) OR B.price < FIRST(A.id)',
      SCOPE,
    );
    expect(read.ok ? read.expression.references : read.diagnostics).toEqual([
      { kind: 'row', variable: 'B', from: 'last', offset: 0, text: 'price' },
      { kind: 'row', variable: 'B', from: 'last', offset: 1, text: 'price' },
      { kind: 'aggregate', variable: 'A', text: 'AVG(price + 1)' },
      { kind: 'row', variable: 'A', from: 'first', offset: 0, text: 'id' },
    ]);
    expect(read.ok && read.expression.type.kind).toBe('BOOLEAN');
  });

  test('without a variable all rows are meant; the time of a match is an event time', () => {
    const read = rowExpression('COUNT(*) + price', SCOPE);
    expect(
      read.ok ? read.expression.references.map((one) => 'variable' in one && one.variable) : read.diagnostics,
    ).toEqual([undefined, undefined]);
    expect(rowExpression('MATCH_ROWTIME(ts)', SCOPE)).toMatchObject({
      ok: true,
      expression: { isTime: true, nullable: false },
    });
    expect(rowExpression('MATCH_ROWTIME(ts) IS NULL', SCOPE)).toMatchObject({
      expression: { isTime: false },
    });
  });

  test.each([
    ['PREV(A.price)', 'SQL_UNSUPPORTED', 'PREV(A.price)'],
    ['A.nope > 1', 'SQL_COLUMN', 'nope'],
    ['C.price > 1', 'SQL_COLUMN', 'C'],
    ['LAST(A.price, B.id)', 'SQL_ARGUMENTS', 'LAST(A.price, B.id)'],
    ['SUM(A.price + B.price)', 'SQL_UNSUPPORTED', 'SUM(A.price + B.price)'],
    ['MATCH_ROWTIME(id)', 'SQL_ARGUMENTS', 'MATCH_ROWTIME(id)'],
    ["A.price || 'x' > 1", 'SQL_TYPE', ''],
  ])('%s is refused', (text, code, marked) => {
    const read = rowExpression(text, SCOPE);
    const first = read.ok ? undefined : read.diagnostics[0];
    expect(first?.code).toBe(code);
    if (marked !== '') expect(text.slice(first?.span.from, first?.span.to)).toBe(marked);
  });
});
