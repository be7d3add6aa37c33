// R7: what is printed for Flink reads back to the same tree, and laying out changes no meaning. On random expressions
// and aggregates.
//
// Two normalisations are ours: LIKE says its ESCAPE, and IF is printed as CASE, which is declared NULL less often.

import { checkAggregate, checkExpression } from '@weir/sql/check/check';
import { formatExpression } from '@weir/sql/editor/format';
import { aggregateToFlink } from '@weir/sql/flink/aggregate-to-flink';
import { toFlinkSql } from '@weir/sql/flink/to-flink';
import { expect, test } from 'vitest';
import { Random } from './generate/random.ts';
import { randomExpression, randomOfSort } from './generate/random-expression.ts';
import { SCOPE } from './generate/scope.ts';

const RUNS = Number(process.env['WEIR_RUNS'] ?? 10_000) / 2;
const SEED = Number(process.env['WEIR_SEED'] ?? 20_260_102);

/** A tree as text for comparison, without what the normalisations change. */
function treeText(tree: unknown, written: string): string {
  const withoutNullable = written.includes('IF(');
  return JSON.stringify(tree, function (this: unknown, key: string, value: unknown) {
    if (typeof value === 'bigint') return `${value}n`;
    if (Object.is(value, -0)) return '-0';
    if (key === 'nullable' && withoutNullable) return undefined;
    const isLike =
      typeof this === 'object' && this !== null && 'function' in this && this.function === 'LIKE';
    if (key !== 'arguments' || !isLike || !Array.isArray(value)) return value;
    return value.filter((item: { readonly value?: unknown }, index) => index < 2 || item.value !== '');
  });
}

type Printed = { readonly tree: unknown; readonly sql: string };

function expression(text: string): Printed | undefined {
  const checked = checkExpression(text, SCOPE);
  if (!checked.ok) return undefined;
  return { tree: checked.expression, sql: toFlinkSql(checked.expression).text };
}

function aggregate(text: string): Printed | undefined {
  const checked = checkAggregate(text, SCOPE);
  if (!checked.ok) return undefined;
  return { tree: checked.aggregate, sql: aggregateToFlink(checked.aggregate).text };
}

/** How many of random texts check; all of those must read back from their printed form. */
function readBack(
  random: (random: Random) => string,
  print: (text: string) => Printed | undefined,
  runs: number,
): number {
  let checkedCount = 0;
  for (let seed = SEED; seed < SEED + runs; seed += 1) {
    const text = random(new Random(seed));
    const first = print(text);
    if (first === undefined) continue;
    checkedCount += 1;
    const second = print(first.sql);
    const told = `seed ${seed}: ${text}\n${first.sql}`;
    expect(second, told).toBeDefined();
    if (second === undefined) continue;
    expect(second.sql, told).toBe(first.sql);
    const tree = treeText(first.tree, text);
    if (treeText(second.tree, text) !== tree) expect(treeText(second.tree, text), told).toBe(tree);
  }
  return checkedCount / runs;
}

test('R7: expressions read back', () => {
  expect(readBack(randomExpression, expression, RUNS)).toBeGreaterThan(0.8);
});

test('R7: functions that random expressions do not compute read back', () => {
  const other = (random: Random): string => randomOfSort(random, 'other', random.below(3));
  expect(readBack(other, expression, RUNS / 2)).toBeGreaterThan(0.8);
});

test('R7: aggregates read back, with DISTINCT, FILTER and their clauses', () => {
  const call = (random: Random): string => randomOfSort(random, 'aggregate', random.below(3));
  expect(readBack(call, aggregate, RUNS / 2)).toBeGreaterThan(0.8);
});

test('laying out keeps the meaning, and a second time changes nothing', () => {
  for (let seed = SEED; seed < SEED + RUNS / 2; seed += 1) {
    const text = randomExpression(new Random(seed));
    const once = formatExpression(text);
    expect(expression(once)?.sql, `seed ${seed}: ${text}\n${once}`).toBe(expression(text)?.sql);
    expect(formatExpression(once), `seed ${seed}`).toBe(once);
  }
});
