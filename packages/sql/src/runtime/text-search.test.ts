// X1.36, X1.37, X1.42: searching is linear on texts made to be slow, and agrees with the platform on all others.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkExpression } from '../check/check.ts';
import { compileRow } from '../testing/run-js.ts';
import { finderOf, instr, replaceText, splitIndex, splitText } from './text-search.ts';

const few = fc.string({ unit: fc.constantFrom('a', 'b', '😀'), maxLength: 12 });

test('X1.36: INSTR counts code points from both ends', () => {
  fc.assert(
    fc.property(few, few, fc.integer({ min: -14, max: 14 }), (text, needle, start) => {
      const points = [...text];
      const wanted = [...needle];
      const places = points
        .map((_, index) => index + 1)
        .filter((place) => wanted.every((point, offset) => points[place - 1 + offset] === point));
      const limit = points.length - wanted.length + 2 + start;
      const expected =
        start === 0
          ? 0
          : start > 0
            ? places.find((place) => place >= start)
            : places.findLast((place) => place <= limit);
      if (needle !== '') expect(instr(text, needle, start, 1)).toBe(expected ?? 0);
    }),
  );
});

test('X1.37, X1.43: REPLACE and SPLIT agree with the platform', () => {
  fc.assert(
    fc.property(few, few, few, (text, searched, replacement) => {
      expect(replaceText(text, searched, replacement)).toBe(text.replaceAll(searched, () => replacement));
      if (text === '' || searched === '') return;
      expect(splitText(text, searched)).toEqual(text.split(searched));
      expect(splitIndex(text, searched, 1)).toBe(text.split(searched)[1] ?? null);
    }),
  );
});

test('X1.36: a needle made to be slow is found in linear time', () => {
  const needle = `b${'a'.repeat(100_000)}`;
  const text = `${'a'.repeat(300_000)}${needle}`;
  expect(finderOf(needle)(text, 0)).toBe(300_000);
  expect(finderOf(`${needle}c`)(text, 0)).toBe(-1);
  expect(splitText(text, needle)).toEqual(['a'.repeat(300_000), '']);
});

describe('rows that end with an error instead of filling the memory', () => {
  test.each([
    ["REPEAT('ab', 2147483647)", 'NUMBER_RANGE'],
    ["LPAD('', 2147483647, 'x')", 'NUMBER_RANGE'],
    ["RPAD('a', 1048577, 'x')", 'NUMBER_RANGE'],
    ["REPLACE(REPEAT('a', 10000), 'a', REPEAT('b', 10000))", 'NUMBER_RANGE'],
    ["REPLACE(REPEAT('a', 10000), '', REPEAT('b', 10000))", 'NUMBER_RANGE'],
    ["REGEXP_REPLACE(REPEAT('a', 10000), 'a', REPEAT('b', 10000))", 'NUMBER_RANGE'],
    ["HEX(REPEAT('a', 1000000))", 'NUMBER_RANGE'],
    ["TO_BASE64(REPEAT('a', 1000000))", 'NUMBER_RANGE'],
    ["URL_ENCODE(REPEAT('%', 1000000))", 'NUMBER_RANGE'],
    ["ENCODE(REPEAT('a', 1000000), 'UTF-16')", 'NUMBER_RANGE'],
    ["PRINTF('%2147483647d', 1)", 'NUMBER_RANGE'],
    ["PRINTF('%.2147483647f', 1E0)", 'NUMBER_RANGE'],
    ["OVERLAY('hello' PLACING 'x' FROM 2 FOR 2147483647)", 'NUMBER_RANGE'],
    ["INSTR('a', 'a', 1, 0)", 'NUMBER_RANGE'],
    ["SHA2('a', 1 + 1)", 'NUMBER_RANGE'],
    ["FROM_BASE64('YQ=')", 'CAST'],
    ["FROM_BASE64('YQ==YQ==')", 'CAST'],
    ["ENCODE('a', UPPER('ebcdic'))", 'CAST'],
    ["REGEXP('a', UPPER('(?=A)'))", 'PATTERN'],
    ["PRINTF(LOWER('%H'), 'a')", 'PATTERN'],
    ["'a' SIMILAR TO UPPER('(')", 'PATTERN'],
    ["'a' SIMILAR TO '%' ESCAPE UPPER('%')", 'PATTERN'],
  ])('%s: %s', (expression, code) => {
    const checked = checkExpression(expression, []);
    if (!checked.ok) throw new Error(checked.diagnostics.map((problem) => problem.message).join('; '));
    const { run, fallible } = compileRow(checked.expression);
    expect(fallible).toBe(true);
    expect(() => run([])).toThrow(expect.objectContaining({ code }));
  });

  test('an expression that joins more texts than fit', () => {
    const columns = [{ name: 's', type: { kind: 'STRING' }, nullable: false }] as const;
    const checked = checkExpression(Array.from({ length: 200 }, () => 's').join(' || '), columns);
    if (!checked.ok) throw new Error('not checked');
    const { run, fallible } = compileRow(checked.expression);
    expect(fallible).toBe(true);
    expect(() => run(['a'.repeat(100_000)])).toThrow(expect.objectContaining({ code: 'NUMBER_RANGE' }));
    expect(run(['ab'])).toBe('ab'.repeat(200));
  });
});

describe('diagnostics at their place', () => {
  test.each([
    ["REGEXP('a', 'it''s (?=x)')", 'error', '(?=', 'looking ahead or behind is not linear'],
    ["REGEXP('a', 'a$b')", 'error', 'a$b', 'a pattern has to end at its $'],
    ["REGEXP('a', '(')", 'warning', '(', 'this group is not closed, so this never matches'],
    [
      "REGEXP('a', '\\ba')",
      'warning',
      '\\ba',
      '\\b knows ASCII words only; Flink on Java 17 also takes other letters as parts of words',
    ],
    ["ENCODE('a', 'ebcdic')", 'error', 'ebcdic', 'this character set is not known'],
    ["PRINTF('%d %h', 1, 2)", 'error', '%h', '%h prints what only Java knows'],
    ["SHA2('a', 1)", 'error', "SHA2('a', 1)", 'SHA2 makes 224, 256, 384 or 512 bits, not 1'],
    ["'a' SIMILAR TO 'b]'", 'error', "'b]'", 'this ] closes nothing'],
    ["'a' SIMILAR TO 'b' ESCAPE ''", 'error', "'b'", 'ESCAPE takes one character'],
    ["'a' SIMILAR TO '(?=b)%'", 'error', "'(?=b)%'", 'looking ahead or behind is not linear'],
  ])('%s', (expression, severity, marked, message) => {
    const [problem] = checkExpression(expression, []).diagnostics;
    expect(problem).toMatchObject({ severity, message });
    expect(expression.slice(problem?.span.from, problem?.span.to)).toBe(marked);
  });
});
