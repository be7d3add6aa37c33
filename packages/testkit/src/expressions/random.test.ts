// X: on random expressions over values at the edges the compiled code gives what the interpreter gives.
//
// WEIR_RUNS is the number of expressions, WEIR_SEED the first seed; a failure names the seed of its expression.

import type { Value } from '@weir/shared/data-type';
import { checkExpression, columnsUsed } from '@weir/sql/check/check';
import { toFlinkSql } from '@weir/sql/flink/to-flink';
import { expect, test } from 'vitest';
import { type Comparison, compare, shownValue } from './differential.ts';
import { Random } from './generate/random.ts';
import { flatExpressions, randomExpression } from './generate/random-expression.ts';
import { edgeRows, randomRow, SCOPE } from './generate/scope.ts';

const RUNS = Number(process.env['WEIR_RUNS'] ?? 10_000);
const SEED = Number(process.env['WEIR_SEED'] ?? 20_260_101);
const TOLD_MAX = 10;

type Difference = Extract<Comparison, { readonly kind: 'different' }>;

function told(seed: number, { why, expression, row }: Difference): string {
  const columns = [...columnsUsed(expression)].map(
    (index) => `${SCOPE[index]?.name ?? ''} = ${shownValue(row[index] ?? null)}`,
  );
  return `seed ${seed}: ${toFlinkSql(expression).text}\n  ${why}\n  ${columns.join(', ')}`;
}

test(`X: ${RUNS} random expressions from seed ${SEED} on: compiled and interpreted agree, so do value and condition, NULL comes from nullable ones and errors from those that can fail`, {
  timeout: 600_000,
}, () => {
  const differences: string[] = [];
  const unknown = new Map<string, number>();
  let checkedCount = 0;
  for (let seed = SEED; seed < SEED + RUNS && differences.length < TOLD_MAX; seed += 1) {
    const random = new Random(seed);
    const checked = checkExpression(randomExpression(random), SCOPE);
    if (!checked.ok) continue;
    checkedCount += 1;
    const result = compare(checked.expression, [randomRow(random), randomRow(random), randomRow(random)]);
    if (result.kind === 'different') differences.push(told(seed, result));
    if (result.kind === 'notCovered') unknown.set(result.what, (unknown.get(result.what) ?? 0) + 1);
  }
  expect(differences.join('\n\n')).toBe('');
  expect(checkedCount).toBeGreaterThan(RUNS * 0.8);
  const unknownCount = [...unknown.values()].reduce((a, b) => a + b, 0);
  expect(unknownCount, JSON.stringify([...unknown])).toBeLessThan(RUNS * 0.02);
});

/** The differences of expressions on rows, told for people. */
function differencesOf(
  texts: Iterable<string>,
  rows: () => readonly (readonly Value[])[],
): readonly string[] {
  const differences: string[] = [];
  for (const text of texts) {
    const checked = checkExpression(text, SCOPE);
    if (!checked.ok) continue;
    const result = compare(checked.expression, rows());
    if (result.kind === 'different') differences.push(told(SEED, result));
    if (differences.length === TOLD_MAX) break;
  }
  return differences;
}

test('X: every form of the grammar, over columns and literals alone, on many rows', () => {
  const random = new Random(SEED);
  const rows = (): readonly (readonly Value[])[] => Array.from({ length: 20 }, () => randomRow(random));
  expect(differencesOf(flatExpressions(random, 30), rows).join('\n\n')).toBe('');
});

const TYPES = [
  ...'BOOLEAN TINYINT SMALLINT INT BIGINT FLOAT DOUBLE STRING DATE BYTES'.split(' '),
  ...'DECIMAL(5,2) DECIMAL(38,0) DECIMAL(38,18) DECIMAL(3,3) DECIMAL(19,0) CHAR(1) CHAR(6) VARCHAR(2) VARCHAR(40)'.split(
    ' ',
  ),
  ...'TIME(0) TIME(1) TIME(3) TIMESTAMP(0) TIMESTAMP(2) TIMESTAMP(3) TIMESTAMP(6) TIMESTAMP(9)'.split(' '),
  ...'TIMESTAMP_LTZ(0) TIMESTAMP_LTZ(3) TIMESTAMP_LTZ(9) BINARY(3) VARBINARY(2) ARRAY<STRING> ARRAY<BIGINT>'.split(
    ' ',
  ),
];

test('X2: every CAST and TRY_CAST of every column, on all values at the edges', () => {
  const texts = SCOPE.flatMap(({ name }) =>
    TYPES.flatMap((type) => [`CAST(${name} AS ${type})`, `TRY_CAST(${name} AS ${type})`]),
  );
  expect(texts.filter((text) => checkExpression(text, SCOPE).ok).length).toBeGreaterThan(1000);
  expect(differencesOf(texts, edgeRows).join('\n\n')).toBe('');
});
