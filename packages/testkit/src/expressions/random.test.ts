// X: on random expressions over values at the edges the compiled code gives what the interpreter gives.
//
// WEIR_RUNS is the number of expressions, WEIR_SEED the first seed; a failure names the seed of its expression.

import { checkExpression, columnsUsed } from '@weir/sql/check/check';
import { toFlinkSql } from '@weir/sql/flink/to-flink';
import { expect, test } from 'vitest';
import { type Comparison, compare, shownValue } from './differential.ts';
import { Random } from './generate/random.ts';
import { randomExpression } from './generate/random-expression.ts';
import { randomRow, SCOPE } from './generate/scope.ts';

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
