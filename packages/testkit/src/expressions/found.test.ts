// What random expressions found once: each is a case of its own for ever.

import type { Value } from '@weir/shared/data-type';
import { checkExpression } from '@weir/sql/check/check';
import { toFlinkSql } from '@weir/sql/flink/to-flink';
import { RowError } from '@weir/sql/row-error';
import { compileRow } from '@weir/sql/testing/run-js';
import { expect, test } from 'vitest';
import { compare } from './differential.ts';
import { SCOPE } from './generate/scope.ts';

type Found = {
  readonly name: string;
  readonly sql: string;
  /** Columns of the scope by name; the others are NULL. */
  readonly row?: Readonly<Record<string, Value>>;
  readonly gives: Value | { readonly error: string };
};

const FOUND: readonly Found[] = [
  {
    name: 'TRUE does not fit a DECIMAL without whole digits',
    sql: 'CAST(TRUE AS DECIMAL(3, 3))',
    gives: null,
  },
  {
    name: 'a DECIMAL that the common type of CASE cannot hold is NULL and declared so',
    sql: 'CASE WHEN p0 THEN o0 ELSE n0 END',
    row: { p0: true, o0: 10n ** 38n - 1n, n0: 0 },
    gives: null,
  },
  {
    name: 'the same for IF',
    sql: 'IF(p0, o0, n0)',
    row: { p0: true, o0: 10n ** 38n - 1n, n0: 0 },
    gives: null,
  },
  {
    name: 'a row that holds NaN does not equal itself',
    sql: 'r0 IS DISTINCT FROM r0',
    row: { r0: [1, 'x', [Number.NaN]] },
    gives: true,
  },
  {
    name: 'the error of the dividend comes before that of the divisor',
    sql: 'CAST(c0 AS INT) % si0',
    row: { c0: 'abcd', si0: 0 },
    gives: { error: 'CAST' },
  },
  {
    name: 'a TIME of one digit keeps it',
    sql: "CAST(CAST(TIME '23:59:59' AS TIME(1)) AS STRING)",
    gives: '23:59:59.0',
  },
  {
    name: 'half of a character has its own place in the order of text',
    sql: "s0 BETWEEN v0 AND '😀'",
    row: { s0: '\udc00x', v0: '😀' },
    gives: false,
  },
  { name: 'the same for the first half', sql: 's0 < v0', row: { s0: '\udbff', v0: '\ue000' }, gives: true },
];

test('R7: a NULL with a type keeps it when it is printed', () => {
  const checked = checkExpression('CASE WHEN p THEN f0 ELSE CAST(NULL AS DECIMAL(10, 3)) END', SCOPE);
  if (!checked.ok) throw new Error(checked.diagnostics[0]?.message);
  expect(checked.type).toEqual({ kind: 'DOUBLE' });
  expect(checkExpression(toFlinkSql(checked.expression).text, SCOPE)).toEqual(checked);
});

test("R7: NULLIF('', …) reads back although the type of '' has no name", () => {
  const checked = checkExpression("NULLIF('', s)", SCOPE);
  if (!checked.ok) throw new Error(checked.diagnostics[0]?.message);
  expect(toFlinkSql(checked.expression).text).toBe("CASE WHEN ('' = `s`) THEN NULL ELSE '' END");
  expect(checkExpression(toFlinkSql(checked.expression).text, SCOPE)).toEqual(checked);
});

test.each(FOUND)('$name', ({ sql, row = {}, gives }) => {
  const checked = checkExpression(sql, SCOPE);
  if (!checked.ok) throw new Error(checked.diagnostics[0]?.message);
  const values = SCOPE.map((column) => row[column.name] ?? null);
  expect(compare(checked.expression, [values])).toEqual({ kind: 'same' });
  expect(outcome(() => compileRow(checked.expression).run(values))).toEqual(gives);
});

function outcome(run: () => Value): Found['gives'] {
  try {
    return run();
  } catch (error) {
    if (error instanceof RowError) return { error: error.code };
    throw error;
  }
}
