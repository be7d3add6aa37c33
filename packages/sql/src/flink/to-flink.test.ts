// The Flink form of expressions and aggregates.

import type { Column } from '@weir/shared/data-type';
import { describe, expect, test } from 'vitest';
import { AGGREGATES } from '../aggregates/index.ts';
import { checkAggregate, checkExpression } from '../check/check.ts';
import { SCOPE } from '../testing/scope.ts';
import { aggregateToFlink } from './aggregate-to-flink.ts';
import { toFlinkSql } from './to-flink.ts';

function printed(text: string): string {
  const checked = checkExpression(text, SCOPE);
  return checked.ok ? toFlinkSql(checked.expression).text : (checked.diagnostics[0]?.message ?? '');
}

describe('every operator is in parentheses and every name in back-ticks', () => {
  test.each([
    ['i + 1 > -2', '((`i` + 1) > (-2))'],
    ["s LIKE 'a%'", "(`s` LIKE 'a%' ESCAPE '')"],
    ["s NOT LIKE 'a!%' ESCAPE '!'", "(NOT (`s` LIKE 'a!%' ESCAPE '!'))"],
    ['i BETWEEN 1 AND 2', '(`i` BETWEEN 1 AND 2)'],
    ["s IN ('a', 'it''s')", "(`s` IN ('a', 'it''s'))"],
    ['IF(q, 1, 2)', 'CASE WHEN `q` THEN 1 ELSE 2 END'],
    ['d + i', '(`d` + `i`)'],
    ['CAST(i AS DECIMAL(5, 2))', 'CAST(`i` AS DECIMAL(5, 2))'],
    ['TRY_CAST(s AS TIMESTAMP)', 'TRY_CAST(`s` AS TIMESTAMP(6))'],
    ['1.50', '1.50'],
    ['0.1E0', '1E-1'],
    ['NULL', 'NULL'],
    ['CAST(NULL AS INT)', 'CAST(NULL AS INT)'],
    ["t + INTERVAL '90' MINUTE", "(`t` + INTERVAL '90' MINUTE)"],
    ["t - INTERVAL '1 02:03:04.5' DAY TO SECOND", "(`t` - INTERVAL '93784.500' SECOND(5, 3))"],
    ['EXTRACT(DOW FROM t)', 'EXTRACT(DOW FROM `t`)'],
    ['YEAR(t)', 'EXTRACT(YEAR FROM `t`)'],
    ['FLOOR(t TO HOUR)', 'FLOOR(`t` TO HOUR)'],
    ["TRIM(LEADING 'x' FROM s)", "TRIM(LEADING 'x' FROM `s`)"],
    ['IFNULL(i, 0)', 'COALESCE(`i`, 0)'],
    ['s || u', '(`s` || `u`)'],
    ['i IS UNKNOWN', 'IS UNKNOWN takes a condition, this is INT'],
  ])('%s', (text, expected) => {
    expect(printed(text)).toBe(expected);
  });
});

test('an aggregate parses back to the same aggregate', () => {
  for (const { call, type } of AGGREGATES.flatMap((definition) => definition.cases)) {
    const columns: readonly Column[] = [
      { name: 'x', type, nullable: true },
      { name: 'i', type: { kind: 'INT' }, nullable: false },
    ];
    const first = checkAggregate(call, columns);
    if (!first.ok) throw new Error(`${call}: ${first.diagnostics[0]?.message}`);
    const second = checkAggregate(aggregateToFlink(first.aggregate).text, columns);
    expect(second).toEqual(first);
  }
});

test('aggregates', () => {
  const aggregate = (text: string) => {
    const checked = checkAggregate(text, SCOPE);
    return checked.ok ? aggregateToFlink(checked.aggregate).text : '';
  };
  expect(aggregate('count(*)')).toBe('COUNT(*)');
  expect(aggregate('MAX(DISTINCT i)')).toBe('MAX(`i`)');
  expect(aggregate("listagg(distinct s, 'it''s')")).toBe("LISTAGG(DISTINCT `s`, 'it''s')");
  expect(aggregate('LISTAGG(s)')).toBe("LISTAGG(`s`, ',')");
  expect(aggregate('VARIANCE(i)')).toBe('VAR_SAMP(`i`)');
  expect(aggregate('ARRAY_AGG(i)')).toBe('ARRAY_AGG(`i` RESPECT NULLS)');
  expect(aggregate('JSON_OBJECTAGG(u VALUE i)')).toBe('JSON_OBJECTAGG(KEY `u` VALUE `i` NULL ON NULL)');
  expect(aggregate('JSON_ARRAYAGG(i)')).toBe('JSON_ARRAYAGG(`i` ABSENT ON NULL)');
  expect(aggregate('PERCENTILE(d, ARRAY[0.50, 1], i)')).toBe('PERCENTILE(`d`, ARRAY[0.50, 1], `i`)');
  expect(aggregate('SUM(i * 2) FILTER (WHERE s = u)')).toBe('SUM((`i` * 2)) FILTER (WHERE (`s` = `u`))');
});
