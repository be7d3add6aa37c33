// Generated code: plain where it must be fast, right at the edges.

import type { Column, Value } from '@weir/shared/data-type';
import { describe, expect, test } from 'vitest';
import { checkExpression } from '../check/check.ts';
import { RowError } from '../row-error.ts';
import { type Compiled, compileRow } from '../testing/run-js.ts';
import { SCOPE } from '../testing/scope.ts';

function compile(
  text: string,
  form: 'value' | 'condition' = 'value',
  columns: readonly Column[] = SCOPE,
): Compiled {
  const checked = checkExpression(text, columns);
  if (!checked.ok) throw new Error(`${text}: ${checked.diagnostics[0]?.message}`);
  return compileRow(checked.expression, form);
}

function evaluate(text: string, values: Readonly<Record<string, Value>> = {}): Value {
  return compile(text).run(SCOPE.map((column) => values[column.name] ?? null));
}

describe('hot paths are what one would write by hand', () => {
  test.each([
    ['j + j * 2', '((c1 + Math.imul(c1, 2)) | 0)'],
    ['e * 2 - 1', '((c6 * 2) - 1)'],
    ['i / 3', '(c0 === null ? null : ((c0 / 3) | 0))'],
    ['d + e', '(c5 === null ? null : (c5 + c6))'],
    ["u = 'a'", '(c10 === k_0)'],
    ["u < 'abc'", '(c10 < k_0)'],
    ['m > 5', '(c7 === null ? null : (c7 > 500))'],
    ['COALESCE(i, 0) + 1', '(((c0 ?? 0) + 1) | 0)'],
    ['j BETWEEN 1 AND 9', '((c1 >= 1) && (c1 <= 9))'],
  ])('%s', (text, source) => {
    expect(compile(text).source).toBe(source);
  });

  test('a filter asks once for NULL and needs no third value', () => {
    expect(compile("i > 1 AND s LIKE 'a%'", 'condition').source).toBe(
      '((c0 !== null && (c0 > 1)) && (c9 !== null && c9.startsWith(k_0)))',
    );
    expect(compile('NOT (p OR i = 1)', 'condition').source).toBe(
      '((c11 === false) && (c0 !== null && !(c0 === 1)))',
    );
  });
});

describe('X1: values at the edges', () => {
  test.each<[string, Readonly<Record<string, Value>>, Value]>([
    ['i + 1', { i: 2_147_483_647 }, -2_147_483_648],
    ['i / -1', { i: -2_147_483_648 }, -2_147_483_648],
    ['i % 2', { i: -4 }, 0],
    ['l + 1', { l: 9_007_199_254_740_991 }, 9_007_199_254_740_992n],
    ['l + 1', { l: 2n ** 63n - 1n }, -(2n ** 63n)],
    ['l * 2', { l: 2n ** 62n }, -(2n ** 63n)],
    ['l - l', { l: 2n ** 62n }, 0],
    ['m / 3', { m: 100 }, 3_333_333_333_333],
    ['n * n', { n: 10n ** 37n }, null],
    ['i / 0E0', { i: 1 }, Infinity],
    ['i IN (1, NULL)', { i: 2 }, null],
    ['i NOT IN (1, NULL)', { i: 1 }, false],
    ['i IS DISTINCT FROM NULL', {}, false],
    ["s LIKE 'a_c'", { s: 'a😀c' }, true],
    ["s LIKE 'a_c'", { s: 'a\nc' }, false],
    ["s LIKE 'a%c'", { s: 'a\n\nc' }, true],
    ["s LIKE '%aab'", { s: 'aaab' }, true],
    ["s LIKE '50!%' ESCAPE '!'", { s: '50%' }, true],
    ['s < u', { s: '\ufffd', u: '😀' }, true],
    ['CAST(d AS STRING)', { d: 1e7 }, '1.0E7'],
    ['CAST(d AS STRING)', { d: 100 }, '100.0'],
    ['CAST(d AS INT)', { d: Number.NaN }, 0],
    ['CAST(l AS INT)', { l: 3_000_000_000 }, -1_294_967_296],
    ["TRY_CAST('12.9' AS INT)", {}, 12],
    ["TRY_CAST('1e3' AS INT)", {}, null],
    ["CAST(' 42 ' AS BIGINT)", {}, 42],
    ["t + INTERVAL '1' MONTH", { t: 1_706_659_200_000 }, 1_709_164_800_000],
  ])('%s of %o is %o', (text, values, expected) => {
    expect(evaluate(text, values)).toBe(expected);
  });

  test('R1: integer and decimal division by zero, and CAST of other text, end the row', () => {
    for (const [text, code] of [
      ['j / i', 'DIVISION_BY_ZERO'],
      ['m % i', 'DIVISION_BY_ZERO'],
      ["CAST('x' AS INT)", 'CAST'],
      ["REPEAT('x', 2000000)", 'NUMBER_RANGE'],
    ] as const) {
      const { run, fallible } = compile(text);
      expect(fallible).toBe(true);
      const row = SCOPE.map(({ name }): Value => (name === 'i' ? 0 : 1));
      expect(() => run(row)).toThrow(expect.objectContaining({ code }));
    }
    expect(new RowError('CAST', 'x')).not.toBeInstanceOf(Error);
  });

  test('R1: an operand that fails does so also beside a NULL; a constant divisor cannot fail', () => {
    const { run } = compile('i + j / ti');
    expect(() => run(SCOPE.map(({ name }): Value => (name === 'i' ? null : 0)))).toThrow();
    expect(compile('i / 2').fallible).toBe(false);
    expect(compile('TRY_CAST(s AS INT)').fallible).toBe(false);
  });

  test('a function is called once although its value is tested and used', () => {
    expect(compile('CHAR_LENGTH(SUBSTRING(s, 2)) + 1').source.match(/h_substringFrom/g)).toHaveLength(1);
  });

  test('the great-circle distance of two places', () => {
    const columns = ['lat1', 'lon1', 'lat2', 'lon2'].map(
      (name): Column => ({ name, type: { kind: 'DOUBLE' }, nullable: true }),
    );
    const text = `2 * 6371 * ASIN(SQRT(POWER(SIN(RADIANS(lat2 - lat1) / 2), 2)
      + COS(RADIANS(lat1)) * COS(RADIANS(lat2)) * POWER(SIN(RADIANS(lon2 - lon1) / 2), 2)))`;
    expect(compile(text, 'value', columns).run([52.52, 13.405, 48.8566, 2.3522])).toBeCloseTo(877.46, 1);
    expect(compile(text, 'value', columns).run([52.52, null, 48.8566, 2.3522])).toBeNull();
  });
});

test('LIKE is linear: a text made for backtracking takes no time', () => {
  const text = 'a'.repeat(100_000);
  const pattern = `%${'a%'.repeat(50)}b`;
  const { run } = compile(`s LIKE '${pattern}'`);
  expect(run(SCOPE.map(({ name }): Value => (name === 's' ? text : null)))).toBe(false);
});
