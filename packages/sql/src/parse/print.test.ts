// What is printed parses back to the same tree.

import { describe, expect, test } from 'vitest';
import { sameAst } from '../query/ast-walk.ts';
import { parseExpression } from './parse.ts';
import { printExpression } from './print.ts';

describe('an expression that is printed and read again is the same', () => {
  test.each([
    '(a + b) * c - -d',
    'a - (b - c)',
    'a / (b * c) % d',
    "a || 'it''s' || b",
    'NOT (a AND (b OR c))',
    '(a = b) = (c > d)',
    '(a IS NULL) IS NOT TRUE',
    'a BETWEEN SYMMETRIC (b) AND c + 1 AND NOT d',
    '(a BETWEEN 1 AND 2) BETWEEN b AND c',
    "(a NOT LIKE 'x!%' ESCAPE '!') OR a SIMILAR TO 'x+'",
    'a NOT IN (1, b, 3) AND (a IN (1)) IN (TRUE)',
    'CASE a WHEN 1 THEN b ELSE c END',
    'CASE WHEN a > 1 THEN b WHEN c THEN d END',
    'CAST(a AS DECIMAL(10, 2)) + TRY_CAST(b AS ROW<`a b` INT, c ARRAY<STRING NOT NULL>>).c[1]',
    "DATE '2024-01-01' + INTERVAL -'1 02:03:04.5' DAY(3) TO SECOND",
    'EXTRACT(DAY FROM t) + TIMESTAMPDIFF(SECOND, a, b) + FLOOR(t TO HOUR) + CEIL(x)',
    "TRIM(LEADING 'x' FROM a) || TRIM(a) || SUBSTRING(a FROM 2 FOR 3) || OVERLAY(a PLACING b FROM 1 FOR 2)",
    "POSITION('a' IN b) + POSITION((a IN (b)) IN c)",
    "JSON_VALUE(a, 'lax $.x' RETURNING INT DEFAULT 1 ON EMPTY ERROR ON ERROR)",
    "JSON_QUERY(a, '$' WITH CONDITIONAL ARRAY WRAPPER EMPTY ARRAY ON EMPTY)",
    "JSON_OBJECT(KEY 'a' VALUE b ABSENT ON NULL) || JSON_ARRAY(a, b NULL ON NULL)",
    'COUNT(*) FILTER (WHERE a > 1) + COUNT(DISTINCT b)',
    'ARRAY_AGG(DISTINCT a IGNORE NULLS)',
    'JSON_OBJECTAGG(KEY a VALUE b ABSENT ON NULL)',
    'PERCENTILE(a, ARRAY[0.5, 0.9], c) + PERCENTILE(a, 0.5)',
    'SUM(a) OVER (PARTITION BY b, c ORDER BY t DESC NULLS LAST ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)',
    "SUM(a) OVER (ORDER BY t RANGE INTERVAL '1' HOUR PRECEDING)",
    'MAP[a, b][c] + ARRAY[1, 2][1] + (ROW(a, b)).f',
    '`select`.`a``b` + `order`',
    '1 + 1.5 + 1E3 + NULL + TRUE',
    'a IS NOT DISTINCT FROM b',
  ])('%s', (text) => {
    const first = parseExpression(text);
    expect(first.diagnostics).toEqual([]);
    const printed = first.expression === undefined ? '' : printExpression(first.expression);
    const second = parseExpression(printed);
    expect(second.diagnostics, printed).toEqual([]);
    expect(
      first.expression !== undefined &&
        second.expression !== undefined &&
        sameAst(first.expression, second.expression),
      printed,
    ).toBe(true);
  });
});
