// X4: the interpreter, which the compiled code is held against, gives what a real Flink gave (testdata/expressions).

import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Column, Value } from '@weir/shared/data-type';
import { checkExpression } from '@weir/sql/check/check';
import { RowError } from '@weir/sql/row-error';
import { formatValue } from '@weir/sql/values';
import { expect, test } from 'vitest';
import { isValueCase } from '../conformance/expression-case.ts';
import { type ExpressionGolden, parseGolden, type Verdict } from '../conformance/golden.ts';
import { goldenType, goldenValue, matches } from '../conformance/golden-values.ts';
import { explained } from '../conformance/known-differences.ts';
import { interpret } from './interpret.ts';
import { NotCovered } from './model.ts';

const folder = new URL('../../testdata/expressions/', import.meta.url);

/** Columns and row of a golden, `undefined` when it holds something that the product does not have. */
function inputsOf(
  golden: ExpressionGolden,
): { columns: readonly Column[]; row: readonly Value[] } | undefined {
  const columns: Column[] = [];
  const row: Value[] = [];
  for (const [name, input] of Object.entries(golden.inputs)) {
    const element = goldenType(input.type);
    const value = element === undefined ? undefined : goldenValue(input.value, element.type);
    if (element === undefined || value === undefined) return undefined;
    columns.push({ name, ...element });
    row.push(value);
  }
  return { columns, row };
}

function run(golden: ExpressionGolden): Verdict {
  const inputs = isValueCase(golden) ? inputsOf(golden) : undefined;
  const checked = inputs === undefined ? undefined : checkExpression(golden.expr, inputs.columns);
  if (inputs === undefined || checked?.ok !== true) return { kind: 'unsupported', why: 'not checked' };
  const theirs = golden.error === undefined ? golden.result : 'a row error';
  try {
    const value = interpret(checked.expression, inputs.row);
    const isSame =
      golden.error === undefined && matches(golden.result, value, checked.type, golden.tolerance);
    if (isSame) return { kind: 'equal' };
    const why = golden.error === undefined ? 'value' : 'Flink fails';
    return explained(golden, { kind: 'different', ours: formatValue(value, checked.type), theirs, why });
  } catch (error) {
    if (error instanceof NotCovered) return { kind: 'unsupported', why: error.what };
    if (!(error instanceof RowError)) throw error;
    if (golden.error !== undefined) return { kind: 'equal' };
    return explained(golden, { kind: 'different', ours: `row error ${error.code}`, theirs, why: 'value' });
  }
}

test('X4: what the interpreter knows it knows as Flink does', () => {
  const differences: string[] = [];
  let equalCount = 0;
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.jsonl.gz'))) {
    const text = gunzipSync(readFileSync(new URL(file, folder))).toString('utf8');
    for (const line of text.split('\n').filter((written) => written !== '')) {
      const golden = parseGolden(line);
      if (golden?.form !== 'expression') continue;
      const verdict = run(golden.line);
      if (verdict.kind === 'equal') equalCount += 1;
      if (verdict.kind === 'different')
        differences.push(`${golden.line.expr} ${line} ${JSON.stringify(verdict)}`);
    }
  }
  expect(differences.slice(0, 10)).toEqual([]);
  expect(equalCount).toBeGreaterThan(20_000);
});
