// The parser: precedence, spans, messages, limits.

import { describe, expect, test } from 'vitest';
import type { Ast } from './ast.ts';
import { parseExpression } from './parse.ts';

/** The tree as fully parenthesised text. */
function shape(node: Ast): string {
  switch (node.kind) {
    case 'literal':
      return node.form === 'string' ? `'${node.text}'` : node.text;
    case 'column':
      return node.name;
    case 'unary':
      return `(${node.operator} ${shape(node.operand)})`;
    case 'binary':
      return `(${shape(node.left)} ${node.operator} ${shape(node.right)})`;
    case 'is':
      return `(${shape(node.operand)} IS ${node.negated ? 'NOT ' : ''}${node.test})`;
    case 'between':
      return `(${shape(node.operand)} BETWEEN ${shape(node.low)} AND ${shape(node.high)})`;
    case 'in':
      return `(${shape(node.operand)} IN ${node.items.map(shape).join(',')})`;
    case 'like':
      return `(${shape(node.operand)} ${node.operator} ${shape(node.pattern)})`;
    case 'case':
      return `CASE${node.branches.map(({ when, result }) => ` ${shape(when)}:${shape(result)}`).join('')}`;
    case 'cast':
      return `CAST(${shape(node.operand)} ${node.target.kind})`;
    case 'call':
      return `${node.name}(${node.unit ?? ''}${node.arguments.map(shape).join(',')})`;
    case 'subquery':
      return '(query)';
  }
}

describe('X1: operators bind as in Calcite', () => {
  test.each([
    ['a + b * c', '(a + (b * c))'],
    ['a - b - c', '((a - b) - c)'],
    ['a || b + c', '((a || b) + c)'],
    ['-a * b', '((- a) * b)'],
    ['NOT a = b', '(NOT (a = b))'],
    ['NOT a AND b', '((NOT a) AND b)'],
    ['a OR b AND c', '(a OR (b AND c))'],
    ['a = b IS NULL', '((a = b) IS NULL)'],
    ['a BETWEEN 1 AND 2 AND b', '((a BETWEEN 1 AND 2) AND b)'],
    ['a IN (1, 2) OR b', '((a IN 1,2) OR b)'],
    ["a || 'x' LIKE 'y%'", "((a || 'x') LIKE 'y%')"],
    ['(a, b) OVERLAPS (c, d) AND e', '((ROW(a,b) OVERLAPS ROW(c,d)) AND e)'],
    ["NOT a NOT SIMILAR TO 'x' AND b", "((NOT (a SIMILAR TO 'x')) AND b)"],
    ["POSITION('a' IN b) > 0", "(POSITION('a',b) > 0)"],
    ['EXTRACT(YEAR FROM t)', 'EXTRACT(YEARt)'],
    ['FLOOR(t TO DAY)', 'FLOOR(DAYt)'],
    ["TRIM(BOTH 'x' FROM s)", "TRIM(s,'x')"],
    ['SUBSTRING(s FROM 2 FOR 3)', 'SUBSTRING(s,2,3)'],
    ['a IS DISTINCT FROM b OR c', '((a IS DISTINCT FROM b) OR c)'],
    ['time', 'time'],
    ['`order` -- comment', 'order'],
    ["'it''s'", "'it's'"],
  ])('%s', (text, expected) => {
    const { expression, diagnostics } = parseExpression(text);
    expect(diagnostics).toEqual([]);
    expect(expression && shape(expression)).toBe(expected);
  });
});

describe('what is wrong is said where it is wrong', () => {
  test.each([
    ['(a + 1', 0, 1, 'this ( is not closed'],
    ["a = 'abc", 4, 8, 'this text is not closed'],
    ['a +', 3, 3, 'the expression ends too early'],
    ['', 0, 0, 'the expression is empty'],
    ['a b', 2, 3, 'b was not expected here'],
    ['a)', 1, 2, ') was not expected here'],
    ['CASE WHEN a THEN 1', 0, 4, 'this CASE is not closed'],
    ['CAST(a AS DUBLE)', 10, 15, 'DUBLE is not a type'],
    ['CAST(a AS VARIANT)', 10, 17, 'the type VARIANT is not built yet'],
    ['a == b', 2, 4, '== is not an operator of SQL'],
    ["INTERVAL '5' MINUTES", 13, 20, 'MINUTES is not a unit of time that INTERVAL takes'],
    ['a IN (SELECT 1)', 6, 12, 'a query inside IN is not built yet'],
    ['(a, b) PRECEDES (c, d)', 7, 15, 'Flink has no operator PRECEDES'],
    ['(a, b) IMMEDIATELY SUCCEEDS (c, d)', 7, 18, 'Flink has no operator IMMEDIATELY SUCCEEDS'],
    ["a AT TIME ZONE 'UTC'", 2, 4, 'AT TIME ZONE is not built yet'],
    ['a # b', 2, 3, '# has no meaning in an expression'],
  ])('%s', (text, from, to, message) => {
    const { diagnostics } = parseExpression(text);
    expect(diagnostics[0]).toMatchObject({ message, span: { from, to }, severity: 'error' });
  });

  test('several mistakes are all reported', () => {
    expect(parseExpression('(a + ) * (b == 2)').diagnostics.map(({ span }) => span.from)).toEqual([5, 12]);
  });

  test('a foreign operator comes with the text that cures it', () => {
    expect(parseExpression('a != b').diagnostics[0]?.fix?.replace).toBe('a <> b');
    expect(parseExpression('a = "x"').diagnostics[0]?.fix?.replace).toBe("a = 'x'");
  });
});

describe('limits', () => {
  test('64 levels of nesting parse, more do not', () => {
    const nested = (depth: number) =>
      parseExpression(`${'('.repeat(depth)}a${')'.repeat(depth)}`).diagnostics[0]?.code;
    expect(nested(64)).toBeUndefined();
    expect(nested(65)).toBe('SQL_LIMIT');
    expect(nested(4000)).toBe('SQL_LIMIT');
  });

  test('8 KiB and 2,000 parts', () => {
    expect(parseExpression(`'${'x'.repeat(8190)}'`).diagnostics).toEqual([]);
    expect(parseExpression(`'${'x'.repeat(8191)}'`).diagnostics[0]?.code).toBe('SQL_LIMIT');
    expect(parseExpression(`1${'+1'.repeat(999)}`).diagnostics).toEqual([]);
    expect(parseExpression(`1${'+1'.repeat(1000)}`).diagnostics[0]?.code).toBe('SQL_LIMIT');
  });
});
