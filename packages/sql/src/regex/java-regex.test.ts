// R6: what of Java's regular expressions is translated, refused with its place, or as broken as in Java.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CompiledRegex, compileJavaRegex } from './compiled-regex.ts';
import { PATTERN_UNITS_MAX, translateJavaRegex } from './java-regex.ts';

function found(pattern: string, text: string): readonly string[] | string {
  const regex = compileJavaRegex(pattern);
  if (!(regex instanceof CompiledRegex)) return regex.kind;
  const all: string[] = [];
  regex.each(text, (match) => all.push(text.slice(match.start(0), match.end(0))));
  return all;
}

describe('R6: constructs mean what they mean in Java', () => {
  test.each([
    ['.', 'a\r\n\u0085\u2028b', ['a', 'b']],
    ['(?s).', 'a\n', ['a', '\n']],
    ['(?s:.)b.', 'a\nb\n', []],
    ['\\s', 'a\u000bb', ['\u000b']],
    ['\\d', '1\u0663', ['1']],
    ['\\h+', 'a\u00a0\tb', ['\u00a0\t']],
    ['\\v', 'a\u0085', ['\u0085']],
    ['\\R', 'a\r\nb\n', ['\r\n', '\n']],
    ['[\\h&&&]', 'a', 'unsupported'],
    ['(?i)straße', 'STRAßE', ['STRAßE']],
    ['(?i)é', 'É', []],
    ['(?i)[k-m]', 'K\u212aLn', ['K', 'L']],
    ['(?i)[^a]', 'aAb', ['b']],
    ['(?i:a)b', 'AbAB', ['Ab']],
    ['a(?i)b|c', 'aBC', ['aB', 'C']],
    ['(?-i)a', 'A', []],
    ['[[:alpha:]]', 'b:l', [':', 'l']],
    ['[a[bc]d]+', 'abcde', ['abcd']],
    ['[a[^b-z]]+', 'a1b', ['a1']],
    ['[]a]', ']a', [']', 'a']],
    ['[^]a]', ']ab', ['b']],
    ['[a-]', '-b', ['-']],
    ['[\\w-]+', 'a-b', ['a-b']],
    ['[\\[\\]\\\\]', '[]\\', ['[', ']', '\\']],
    ['[\\x41\\x{1F600}\\u0042]', 'AB😀', ['A', 'B', '😀']],
    ['\\uD83D\\uDE00', '😀', ['😀']],
    ['\\Qa.b\\E+', 'a.bb', ['a.bb']],
    ['\\Qa.', 'a.', ['a.']],
    ['\\0101', 'A', ['A']],
    ['\\cA\\e\\t', '\u0001\u001b\t', ['\u0001\u001b\t']],
    ['\\p{Lu}\\p{L}*', 'éÉa', ['Éa']],
    ['\\p{IsGreek}', 'aα', ['α']],
    ['\\p{Upper}\\p{Punct}', 'É!A!', ['A!']],
    ['\\P{L}', 'a1', ['1']],
    ['\\p{XDigit}{2}', 'fg09', ['09']],
    ['(?<n>a)(b)?', 'ab', ['ab']],
    ['a{2}', 'aaa', ['aa']],
    ['a{1,}?', 'aa', ['a', 'a']],
    ['a|', 'ba', ['', 'a', '']],
    ['^a', 'a\na', ['a']],
    ['\\Aa|b\\z', 'aab', ['a', 'b']],
    ['}', '}', ['}']],
    ['\\ \\#', ' #', [' #']],
    ['x?', '😀', ['', '', '']],
  ])('%s in %j', (pattern, text, expected) => {
    expect(found(pattern, text)).toEqual(expected);
  });
});

describe('R6: $ holds at the end and before a last line end', () => {
  test.each([
    ['a$', 'a', ['a']],
    ['a$', 'a\n', ['a']],
    ['a$', 'a\r\n', ['a']],
    ['a$', 'a\u2029', ['a']],
    ['a$', 'a\n\n', []],
    ['a\\Z', 'a\n', ['a']],
    ['a\\z', 'a\n', []],
    ['a\\n$', 'a\n', ['a\n']],
    ['a\\s*$', 'a\n', ['a\n']],
    ['a\\s*?$', 'a\n', ['a']],
    ['\\r$', '\r\n', []],
    ['$', 'a\n', ['', '']],
    ['$', 'a\r\n', ['', '']],
    ['^$', '\n', ['']],
    ['(a$|b)', 'ba\n', ['b', 'a']],
    ['(?:a$|b$)+', 'b\r', ['b']],
    ['.+$', 'ab\n', ['ab']],
    ['$1', '$1', []],
    ['(?:a$)+', 'a\n', ['a']],
  ])('%s in %j', (pattern, text, expected) => {
    expect(found(pattern, text)).toEqual(expected);
  });

  test.each(['$a', '$\\b', '$\\z', '$^', 'x?$(a)?'])(
    '%s is an error where a last line end makes it differ from Java',
    (pattern) => {
      expect(found(pattern, 'a')).toEqual(expect.any(Array));
      expect(() => found(pattern, 'a\n')).toThrow(expect.objectContaining({ code: 'PATTERN' }));
    },
  );

  test('groups behind a cut line end stand where Java has them', () => {
    const regex = compileJavaRegex('(a)($)');
    if (!(regex instanceof CompiledRegex)) throw new Error('did not compile');
    const match = regex.first('xa\n');
    expect([0, 1, 2].map((group) => [match?.start(group), match?.end(group)])).toEqual([
      [1, 2],
      [1, 2],
      [2, 2],
    ]);
  });
});

describe('R6: what is refused', () => {
  test.each([
    ['(?=a)', 'unsupported', 0, 3],
    ['x(?<!a)', 'unsupported', 1, 5],
    ['(?>a)', 'unsupported', 0, 3],
    ['(a)\\1', 'unsupported', 3, 4],
    ['(?<n>a)\\k<n>', 'unsupported', 7, 8],
    ['ab*+c', 'unsupported', 1, 4],
    ['a{1001}', 'unsupported', 1, 7],
    ['(?m)^a', 'unsupported', 0, 3],
    ['\\p{IsAlphabetic}', 'unsupported', 0, 16],
    ['(?i)\\p{Lu}', 'unsupported', 4, 10],
    ['[a-z&&[^b]]', 'unsupported', 4, 5],
    ['\\G', 'unsupported', 0, 1],
    ['a{2}{3}', 'unsupported', 4, 5],
    ['(', 'invalid', 0, 1],
    ['a)', 'invalid', 1, 2],
    ['[', 'invalid', 0, 1],
    ['[z-a]', 'invalid', 1, 4],
    ['*a', 'invalid', 0, 1],
    ['a**', 'invalid', 2, 3],
    ['a{', 'invalid', 1, 2],
    ['a{x}', 'invalid', 1, 2],
    ['a{2,1}', 'invalid', 1, 6],
    ['\\y', 'invalid', 0, 1],
    ['\\', 'invalid', 0, 1],
    ['(?<1>a)', 'invalid', 0, 3],
    ['(?<n>a)(?<n>b)', 'invalid', 7, 10],
    ['(?P<n>a)', 'invalid', 0, 3],
    ['\\x4', 'invalid', 0, 1],
    ['[a-\\d]', 'invalid', 3, 4],
  ])('%s is %s', (pattern, kind, from, to) => {
    const regex = translateJavaRegex(pattern);
    if (!('kind' in regex)) throw new Error('it was translated');
    expect(regex).toMatchObject({ kind, from, to });
  });

  test('patterns that are too long or too large', () => {
    expect(compileJavaRegex('a'.repeat(PATTERN_UNITS_MAX + 1))).toMatchObject({ kind: 'unsupported' });
    expect(compileJavaRegex('(a{100}){100}')).toMatchObject({ kind: 'unsupported' });
    expect(compileJavaRegex('(ab){1,1000}')).toMatchObject({ kind: 'unsupported' });
    expect(compileJavaRegex('a{1,1000}')).toBeInstanceOf(CompiledRegex);
  });
});

test('R6: many searches that are more than linear together end the row', () => {
  const regex = compileJavaRegex('a.*b|a');
  if (!(regex instanceof CompiledRegex)) throw new Error('did not compile');
  expect(() => regex.each('a'.repeat(100_000), () => undefined)).toThrow(
    expect.objectContaining({ code: 'NUMBER_RANGE' }),
  );
  let count = 0;
  regex.each('ab'.repeat(1000) + 'a'.repeat(100), () => {
    count += 1;
  });
  expect(count).toBe(101);
});

test('R6: one search over a long hostile text is linear', () => {
  const regex = compileJavaRegex('(?:a+)+$');
  if (!(regex instanceof CompiledRegex)) throw new Error('did not compile');
  expect(regex.first(`${'a'.repeat(200_000)}b`)).toBeUndefined();
});

test('R6: any text compiles or has a problem inside it; searching throws only for what stands behind $', () => {
  const unit = fc.constantFrom(...'ab(){}[]|*+?.^$\\-&:<>=!,0129xupdQEPiIsm \u00e9\ud83d\ude00\n');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 14 }), (pattern) => {
      const regex = compileJavaRegex(pattern);
      if (regex instanceof CompiledRegex) {
        if (regex.hasMoreAfterEnd) return;
        regex.each('ab\u00e9\ud83d\n', () => undefined);
        expect(regex.matches('a\r\n')).toBe(regex.first('a\r\n') !== undefined);
      } else expect(regex.from < regex.to && regex.to <= pattern.length).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
