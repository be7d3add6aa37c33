// X1.12: SIMILAR TO gives what Flink's own translation and java.util.regex give; the expectations were made with both.

import { describe, expect, test } from 'vitest';
import { CompiledRegex } from './compiled-regex.ts';
import { compileSimilar, similarToJava } from './similar.ts';

function matched(pattern: string, texts: readonly string[], escapeWith?: string): readonly string[] | string {
  const regex = compileSimilar(pattern, escapeWith);
  return regex instanceof CompiledRegex ? texts.filter((text) => regex.matches(text)) : regex.kind;
}

describe('X1.12: the whole text has to match', () => {
  test.each([
    ['a%', ['a', 'a\nb', 'ba'], ['a', 'a\nb']],
    ['a_', ['ab', 'a\n', 'a\u0085', 'a😀', 'a'], ['ab', 'a😀']],
    ['a|abc', ['a', 'abc', 'ab', 'aabc'], ['a', 'abc']],
    ['(ab)+c?', ['ab', 'ababc', 'c'], ['ab', 'ababc']],
    ['a{2,3}', ['a', 'aa', 'aaaa'], ['aa']],
    ['[a-c]*', ['', 'abc', 'd'], ['', 'abc']],
    ['[^a]', ['a', 'b', '\n'], ['b', '\n']],
    ['[[:alpha:]][[:DIGIT:]]', ['a1', 'é1', 'aa'], ['a1']],
    ['[[:space:]]', [' ', '\t'], [' ']],
    ['[[:whitespace:]]', [' ', '\t'], [' ', '\t']],
    ['\\d$', ['\\d$', '1'], ['\\d$']],
    ['', ['', 'a'], ['']],
    // What Flink lets through means what it means in Java.
    ['a.c', ['a.c', 'abc', 'a\nc'], ['a.c', 'abc']],
    ['(?i)a', ['a', 'A'], ['a', 'A']],
    ['[\\d]', ['1', 'd', '\\'], ['1']],
  ])('%s', (pattern, texts, expected) => {
    expect(matched(pattern, texts)).toEqual(expected);
  });
});

describe('X1.12: ESCAPE', () => {
  test.each([
    ['a!%', '!', ['a%', 'ab'], ['a%']],
    ['[!]]', '!', [']', 'a'], [']']],
    ['a!!', '!', ['a!'], ['a!']],
    ['a%%_', '%', ['a%b', 'ab'], ['a%b']],
    ['a%%', '%', ['a%'], 'invalid'],
    // A doubled backslash stays one backslash of Java, where \d is a digit.
    ['\\\\d', '\\', ['\\d', '1'], ['1']],
    ['[[:alpha:]]:_', ':', ['a_', 'ab'], ['a_']],
    ['a', '', ['a'], 'invalid'],
    ['a', 'ab', ['a'], 'invalid'],
    ['a!b', '!', ['ab'], 'invalid'],
    ['a!', '!', ['a'], 'invalid'],
    ['a%', '%', ['a'], 'invalid'],
    ['a', ':', ['a'], 'invalid'],
    ['[a]]', ']', ['a'], 'invalid'],
  ])('%s ESCAPE %s', (pattern, escapeWith, texts, expected) => {
    expect(matched(pattern, texts, escapeWith)).toEqual(expected);
  });

  test('without one the character 0 escapes, as in Flink', () => {
    expect(similarToJava('a\0%', undefined)).toBe('a%');
  });
});

test.each(['a]', '[a', '[a%]', '[[:Alpha:]]', '(', 'a)(', '*'])('%s is none', (pattern) => {
  expect(matched(pattern, [''])).toBe('invalid');
});

test.each(['(?=a)', 'a*+', '[a&&b]'])('%s is Java only', (pattern) => {
  expect(matched(pattern, [''])).toBe('unsupported');
});
