// What gives another answer on Flink says so when it is written (SQL_PORTABLE), and everyday use says nothing.

import type { Column } from '@weir/shared/data-type';
import { describe, expect, test } from 'vitest';
import { checkExpression } from './check.ts';

const COLUMNS: readonly Column[] = [
  { name: 'd', type: { kind: 'DOUBLE' }, nullable: true },
  { name: 'e', type: { kind: 'DOUBLE' }, nullable: true },
  { name: 'price', type: { kind: 'DECIMAL', precision: 10, scale: 2 }, nullable: true },
  { name: 'rate', type: { kind: 'DECIMAL', precision: 5, scale: 4 }, nullable: true },
  { name: 'cost', type: { kind: 'DECIMAL', precision: 10, scale: 2 }, nullable: false },
  { name: 's', type: { kind: 'STRING' }, nullable: false },
  { name: 'u', type: { kind: 'STRING' }, nullable: true },
  { name: 'n', type: { kind: 'INT' }, nullable: false },
  { name: 'day', type: { kind: 'DATE' }, nullable: true },
  { name: 'ts', type: { kind: 'TIMESTAMP', precision: 3 }, nullable: true },
  { name: 'fine', type: { kind: 'TIMESTAMP', precision: 9 }, nullable: true },
  { name: 'clock', type: { kind: 'TIME', precision: 3 }, nullable: true },
];

function warnings(text: string): readonly string[] {
  const checked = checkExpression(text, COLUMNS);
  if (!checked.ok) throw new Error(checked.diagnostics.map(({ message }) => message).join('; '));
  return checked.diagnostics.map(({ code, span }) => `${code} ${text.slice(span.from, span.to)}`);
}

describe('marked', () => {
  test.each([
    ['d <> d', 'd <> d'],
    ['d IS NOT DISTINCT FROM d', 'd IS NOT DISTINCT FROM d'],
    ['GREATEST(price, rate)', 'price'],
    ['GREATEST(cost, rate)', 'rate'],
    ['LEAST(price, 0)', 'price'],
    ['EXTRACT(HOUR FROM day)', 'EXTRACT(HOUR FROM day)'],
    ['1 + MINUTE(day)', 'MINUTE(day)'],
    ["LPAD(s, n, '0')", "LPAD(s, n, '0')"],
    ["RPAD(s, -1, '0')", "RPAD(s, -1, '0')"],
    ["REGEXP_REPLACE(s, s, '')", 's'],
    ['CAST(fine AS TIMESTAMP(6))', 'CAST(fine AS TIMESTAMP(6))'],
    ['TRY_CAST(clock AS TIMESTAMP(0))', 'TRY_CAST(clock AS TIMESTAMP(0))'],
    ["TO_DATE(s, 'yyyy')", "TO_DATE(s, 'yyyy')"],
    ['ARRAY[1, 2][n]', 'ARRAY[1, 2][n]'],
    ['JSON_QUOTE(s)', 'JSON_QUOTE(s)'],
  ])('%s', (text, marked) => {
    expect(warnings(text)).toEqual([`SQL_PORTABLE ${marked}`]);
  });
});

describe('not marked', () => {
  test.each([
    'd = e',
    'n = n',
    'GREATEST(price, cost)',
    'GREATEST(cost, 0)',
    'GREATEST(price, CAST(0 AS DECIMAL(10, 2)))',
    'LEAST(d, n)',
    'YEAR(day)',
    'EXTRACT(HOUR FROM ts)',
    "LPAD(s, 5, '0')",
    "LPAD(u, n, '0')",
    "REGEXP_REPLACE(s, 'a+', '')",
    "REGEXP_REPLACE(s, u, '')",
    'CAST(fine AS TIMESTAMP(3))',
    'CAST(ts AS TIMESTAMP(0))',
    'CAST(ts AS TIMESTAMP(6))',
    'CAST(s AS DECIMAL(10, 2))',
    'CAST(d AS STRING)',
    'TO_DATE(s)',
    'price * rate',
  ])('%s', (text) => {
    expect(warnings(text)).toEqual([]);
  });
});
