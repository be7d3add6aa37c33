// The checker: types, names, aggregates, and messages with their cure.

import { type Column, typeText } from '@weir/shared/data-type';
import { describe, expect, test } from 'vitest';
import { SCOPE } from '../testing/scope.ts';
import { checkAggregate, checkCondition, checkExpression, columnsUsed, isConstant } from './check.ts';

function typeOf(text: string, columns: readonly Column[] = SCOPE): string {
  const checked = checkExpression(text, columns);
  if (!checked.ok) return checked.diagnostics[0]?.code ?? 'nothing';
  return `${typeText(checked.type)}${checked.nullable ? '' : ' NOT NULL'}`;
}

describe('X0: types of literals and arithmetic', () => {
  test.each([
    ['1', 'INT NOT NULL'],
    ['2147483648', 'BIGINT NOT NULL'],
    ['-9223372036854775808', 'DECIMAL(19, 0) NOT NULL'],
    ['1.5', 'DECIMAL(2, 1) NOT NULL'],
    ['0.908 * l', 'DECIMAL(24, 3)'],
    ['1.5E0', 'DOUBLE NOT NULL'],
    ["INTERVAL '5' SECOND", 'INTERVAL DAY TO SECOND NOT NULL'],
    ["t + INTERVAL '1' DAY", 'TIMESTAMP(3)'],
    ['l % 3', 'INT'],
    ['j / j', 'INT NOT NULL'],
    ['m + 1', 'DECIMAL(13, 2)'],
    ['m / 3', 'DECIMAL(21, 13)'],
    ['n * n', 'DECIMAL(38, 6)'],
    ['m * d', 'DOUBLE'],
    ['CASE WHEN q THEN j ELSE 2.5 END', 'DECIMAL(11, 1) NOT NULL'],
    ['CASE WHEN q THEN j END', 'INT'],
    ['COALESCE(i, 1)', 'INT NOT NULL'],
    ['NULLIF(j, 1)', 'INT'],
    ['TRY_CAST(u AS INT)', 'INT'],
    ['CAST(u AS INT)', 'INT NOT NULL'],
    ['i IS NULL', 'BOOLEAN NOT NULL'],
    ['NULL', 'NULL'],
  ])('%s is %s', (text, expected) => {
    expect(typeOf(text)).toBe(expected);
  });
});

describe('what does not fit is refused', () => {
  test.each([
    ['s + 1', 'SQL_TYPE'],
    ['s = 1', 'SQL_TYPE'],
    ['i AND q', 'SQL_TYPE'],
    ['i LIKE s', 'SQL_TYPE'],
    ["s LIKE 'a!' ESCAPE '!'", 'SQL_LITERAL'],
    ["DATE '2026-02-30'", 'SQL_LITERAL'],
    ['UPPER(i)', 'SQL_TYPE'],
    ['ROUND(1, 2, 3)', 'SQL_ARGUMENTS'],
    ['NO_SUCH(1)', 'SQL_FUNCTION'],
    ['CURRENT_WATERMARK(s)', 'SQL_FUNCTION'],
    ['SUM(i)', 'SQL_AGGREGATE'],
    ['UPPER(DISTINCT s)', 'SQL_AGGREGATE'],
    ['CAST(i AS TIMESTAMP(3))', 'SQL_TYPE'],
    ['d % 2', 'SQL_TYPE'],
    ['CAST(t AS DATE) = t', 'SQL_TYPE'],
    ['t IN (CAST(t AS DATE))', 'SQL_TYPE'],
    ['q OR NULL', 'SQL_TYPE'],
    ['NOT NULL', 'SQL_TYPE'],
  ])('%s: %s', (text, code) => {
    expect(typeOf(text)).toBe(code);
  });

  test('an unknown column gets the nearest name as one click', () => {
    const columns: readonly Column[] = [
      { name: 'amount', type: { kind: 'INT' }, nullable: false },
      { name: 'unit price', type: { kind: 'INT' }, nullable: false },
    ];
    const wrong = checkExpression('amout * 2', columns);
    expect(wrong.diagnostics[0]).toMatchObject({
      code: 'SQL_COLUMN',
      span: { from: 0, to: 5 },
      fix: { replace: 'amount * 2' },
    });
    expect(checkExpression('2 * `unit pric`', columns).diagnostics[0]?.fix?.replace).toBe('2 * `unit price`');
    expect(checkExpression('AMOUNT', columns).diagnostics[0]?.fix?.replace).toBe('amount');
  });

  test('a comparison with NULL is allowed with a warning', () => {
    expect(checkExpression('i = NULL', SCOPE)).toMatchObject({
      ok: true,
      diagnostics: [{ severity: 'warning' }],
    });
  });

  test('problems on both sides of an operator are all reported', () => {
    expect(checkExpression('xx + yy', []).diagnostics).toHaveLength(2);
  });
});

describe('X1: what Flink cannot compile runs here and says so', () => {
  test.each([
    ['SIGN(CAST(i AS SMALLINT))', 'CAST(i AS SMALLINT)'],
    ['TRUNCATE(CAST(i AS TINYINT), -1)', 'CAST(i AS TINYINT)'],
    ['ATAN2(i, m)', 'ATAN2(i, m)'],
    ['ATAN2(1.5, d)', 'ATAN2(1.5, d)'],
  ])('%s', (text, marked) => {
    const { ok, diagnostics } = checkExpression(text, SCOPE);
    expect(ok).toBe(true);
    expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'SQL_PORTABLE' }]);
    expect(text.slice(diagnostics[0]?.span.from, diagnostics[0]?.span.to)).toBe(marked);
  });

  test.each(['SIGN(i)', 'TRUNCATE(m, 1)', 'ATAN2(m, 1.5)', 'ATAN2(i, d)'])('%s does', (text) => {
    expect(checkExpression(text, SCOPE)).toMatchObject({ ok: true, diagnostics: [] });
  });
});

test('a condition has to be BOOLEAN', () => {
  expect(checkCondition('i > 1', SCOPE).ok).toBe(true);
  expect(checkCondition('NULL', SCOPE)).toMatchObject({ ok: true, type: { kind: 'BOOLEAN' } });
  expect(checkCondition('i', SCOPE)).toMatchObject({ ok: false, diagnostics: [{ code: 'SQL_TYPE' }] });
});

test('used columns and constants are known', () => {
  const checked = checkExpression('CASE WHEN q THEN i + i ELSE j END', SCOPE);
  expect(checked.ok && [...columnsUsed(checked.expression)].sort((a, b) => a - b)).toEqual([0, 1, 12]);
  const constant = checkExpression("UPPER('a') || 'b'", SCOPE);
  expect(constant.ok && isConstant(constant.expression)).toBe(true);
});

describe('X3: aggregates', () => {
  function aggregate(text: string): string {
    const checked = checkAggregate(text, SCOPE);
    if (!checked.ok) return checked.diagnostics[0]?.code ?? 'nothing';
    return `${typeText(checked.aggregate.type)}${checked.aggregate.nullable ? '' : ' NOT NULL'}`;
  }

  test.each([
    ['COUNT(*)', 'BIGINT NOT NULL'],
    ['count(i)', 'BIGINT NOT NULL'],
    ['SUM(i)', 'INT'],
    ['SUM(j)', 'INT NOT NULL'],
    ['SUM(j) FILTER (WHERE q)', 'INT'],
    ['SUM(m)', 'DECIMAL(38, 2)'],
    ['AVG(j)', 'INT NOT NULL'],
    ['AVG(m)', 'DECIMAL(38, 6)'],
    ['MAX(u)', 'STRING NOT NULL'],
    ['MIN(d)', 'DOUBLE'],
    ['SUM(i * 2 + j)', 'INT'],
    ['SUM(s)', 'SQL_TYPE'],
    ['SUM(*)', 'SQL_ARGUMENTS'],
    ['COUNT(DISTINCT i)', 'BIGINT NOT NULL'],
    ['STDDEV_POP(j)', 'INT NOT NULL'],
    ['STDDEV(j)', 'INT'],
    ['VAR_POP(m)', 'DECIMAL(38, 6)'],
    ['FIRST_VALUE(u)', 'STRING NOT NULL'],
    ['LAST_VALUE(u) FILTER (WHERE q)', 'STRING'],
    ["LISTAGG(DISTINCT u, '; ')", 'STRING NOT NULL'],
    ['LISTAGG(i)', 'SQL_TYPE'],
    ['LISTAGG(s, u)', 'SQL_TYPE'],
    ['COLLECT(i)', 'MULTISET<INT> NOT NULL'],
    ['ARRAY_AGG(j IGNORE NULLS)', 'ARRAY<INT NOT NULL> NOT NULL'],
    ['ARRAY_AGG(j IGNORE)', 'SQL_SYNTAX'],
    ['JSON_OBJECTAGG(KEY u VALUE i ABSENT ON NULL)', 'VARCHAR(2000) NOT NULL'],
    ['JSON_OBJECTAGG(j VALUE i)', 'SQL_TYPE'],
    ['JSON_OBJECTAGG(u, i)', 'SQL_SYNTAX'],
    ['JSON_ARRAYAGG(CAST(t AS DATE))', 'SQL_TYPE'],
    ['JSON_ARRAYAGG(DISTINCT i)', 'SQL_SYNTAX'],
    ['PERCENTILE(i, 0.5)', 'DOUBLE'],
    ['PERCENTILE(i, ARRAY[0.5, 1], j)', 'ARRAY<DOUBLE>'],
    ['PERCENTILE(i, 1.5)', 'SQL_TYPE'],
    ['PERCENTILE(i, d)', 'SQL_TYPE'],
    ['PERCENTILE(i)', 'SQL_ARGUMENTS'],
    ['PERCENTILE(DISTINCT i, 0.5)', 'SQL_UNSUPPORTED'],
    ['FIRST_VALUE(DISTINCT i)', 'SQL_UNSUPPORTED'],
    ['APPROX_COUNT_DISTINCT(i)', 'SQL_UNSUPPORTED'],
    ['ROW_NUMBER()', 'SQL_UNSUPPORTED'],
    ['BITMAP_BUILD_AGG(i)', 'SQL_UNSUPPORTED'],
    ['SUMM(i)', 'SQL_FUNCTION'],
    ['COUNT()', 'SQL_ARGUMENTS'],
    ['COUNT(i, j)', 'SQL_ARGUMENTS'],
    ['i + 1', 'SQL_AGGREGATE'],
    ['SUM(i) / 2', 'SQL_AGGREGATE'],
    ['SUM(COUNT(i))', 'SQL_AGGREGATE'],
    ['SUM(i) FILTER (WHERE j)', 'SQL_TYPE'],
  ])('%s is %s', (text, expected) => {
    expect(aggregate(text)).toBe(expected);
  });

  test('without GROUP BY most results can be NULL, as Flink types them', () => {
    const nullable = (text: string): boolean | undefined => {
      const checked = checkAggregate(text, SCOPE, { grouped: false });
      return checked.ok ? checked.aggregate.nullable : undefined;
    };
    expect(['SUM(j)', 'COUNT(j)', 'LISTAGG(u)', 'STDDEV_POP(j)'].map(nullable)).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });
});
