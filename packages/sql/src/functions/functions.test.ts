// Every worked example of every function, and what the tables promise.

import { describe, expect, test } from 'vitest';
import { checkExpression } from '../check/check.ts';
import { toFlinkSql } from '../flink/to-flink.ts';
import { compileRow } from '../testing/run-js.ts';
import { FUNCTIONS, findFunction, functionNames } from './index.ts';

describe.each(FUNCTIONS)('$rule: $name', (definition) => {
  test.each(definition.cases.map(([expression, expected]) => ({ expression, expected })))(
    '$expression is $expected',
    ({ expression, expected }) => {
      const checked = checkExpression(expression, []);
      if (!checked.ok) throw new Error(checked.diagnostics.map((problem) => problem.message).join('; '));
      const value = compileRow(checked.expression).run([]);
      if (typeof expected === 'number') expect(value).toBeCloseTo(expected, 12);
      else expect(value).toEqual(expected);
      expect(checkExpression(toFlinkSql(checked.expression).text, []).ok).toBe(true);
    },
  );

  test('has a case, a line of documentation that ends in a full stop, and a rule', () => {
    expect(definition.cases.length).toBeGreaterThan(0);
    expect(definition.documentation).toMatch(/\.$/);
    expect(definition.rule).toMatch(/^X1\.\d+$/);
  });
});

test('names and aliases are found and unique', () => {
  expect(new Set(functionNames()).size).toBe(functionNames().length);
  for (const name of functionNames()) expect(findFunction(name)).toBeDefined();
});
