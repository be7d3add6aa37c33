// X1.68: STR_TO_MAP cuts as String.split of Java does; the expectations were made with Java 17.

import { describe, expect, test } from 'vitest';
import { checkExpression } from '../check/check.ts';
import { compileRow } from '../testing/run-js.ts';
import { readDelimiter, textToMap } from './text-to-map.ts';

describe('X1.68: the parts are those of Java', () => {
  test.each([
    ['a=1;b=2', ';', '=', { a: '1', b: '2' }],
    ['a=1;;', ';', '=', { a: '1' }],
    [';a', ';', '=', { '': null, a: null }],
    [';;', ';', '=', {}],
    ['', '(', '=', {}],
    ['a: 1;  b:2', '; *', ': *', { a: '1', b: '2' }],
    ['k1.v1;k2.v2', ';', '.', { '': '2.v2' }],
    ['ab', '|', ':', { a: null, b: null }],
    ['ab', '', 'x*', { a: '', b: '' }],
    ['ab', ';', 'x*', { a: 'b' }],
    ['😀b', '', '=', { '?': null, b: null }],
    ['a1b2', '(?<=x)|[0-9]', '=', 'PATTERN'],
    ['a', '(', '=', 'PATTERN'],
    ['a\n', '$a', '=', 'PATTERN'],
  ])('%j by %j and %j', (text, entries, key, expected) => {
    const run = () => Object.fromEntries(textToMap(text, { pattern: entries }, { pattern: key }));
    if (typeof expected === 'string') expect(run).toThrow(expect.objectContaining({ code: expected }));
    else expect(run()).toEqual(expected);
  });
});

test('signs without a meaning, or behind a backslash, are plain text', () => {
  expect(['=>', '\\|', '\\.\\*', 'é;', '\\'].map(readDelimiter)).toEqual([
    '=>',
    '|',
    '.*',
    'é;',
    expect.any(Object),
  ]);
  expect(readDelimiter('\\d')).not.toBe('d');
});

test('delimiters may come from the row', () => {
  const columns = [
    { name: 's', type: { kind: 'STRING' }, nullable: false },
    { name: 'by', type: { kind: 'STRING' }, nullable: true },
  ] as const;
  const checked = checkExpression("STR_TO_MAP(s, by, '=')", columns);
  if (!checked.ok) throw new Error('not checked');
  const { run, fallible } = compileRow(checked.expression);
  expect(fallible).toBe(true);
  expect(run(['a=1 & b=2', ' *& *'])).toEqual(
    new Map([
      ['a', '1'],
      ['b', '2'],
    ]),
  );
  expect(run(['a=1', null])).toBeNull();
  expect(() => run(['a=1', '('])).toThrow(expect.objectContaining({ code: 'PATTERN' }));
});

test.each([
  ["STR_TO_MAP('a', '(')", '(', 'this group is not closed'],
  ["STR_TO_MAP('a', ',', '(?=x)')", '(?=', 'looking ahead or behind is not linear'],
  ["STR_TO_MAP('a', '$a')", '$a', 'a pattern has to end at its $'],
])('%s is refused at its place', (expression, marked, message) => {
  const [problem] = checkExpression(expression, []).diagnostics;
  expect(problem).toMatchObject({ severity: 'error', code: 'SQL_LITERAL', message });
  expect(expression.slice(problem?.span.from, problem?.span.to)).toBe(marked);
});

test('a long text is cut in linear time', () => {
  const text = Array.from({ length: 100_000 }, (_, index) => `k${index} = v`).join(' ; ');
  expect(textToMap(text, { pattern: '\\s*;\\s*' }, { pattern: '\\s*=\\s*' }).size).toBe(100_000);
});
