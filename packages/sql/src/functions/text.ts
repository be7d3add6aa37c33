// Functions of text: parts, case, padding, joining.

import { constant, type Js, js, type Sql, sql } from '@weir/shared/fragment';
import type { TypedCall } from '../typed.ts';
import { STRING } from '../types.ts';
import { define, helperCall, parameter } from './build.ts';
import type { FunctionDefinition } from './definition.ts';

const text = parameter('text', 'text');
const count = parameter('count', 'integer');

type Short = Pick<FunctionDefinition, 'name' | 'rule' | 'documentation' | 'parameters' | 'cases'> &
  Partial<FunctionDefinition>;

function textFunction(helperName: string, definition: Short): FunctionDefinition {
  return define({ family: 'text', result: () => STRING, toJs: helperCall(helperName), ...definition });
}

const UPPER = textFunction('upperText', {
  name: 'UPPER',
  rule: 'X1.31',
  documentation: 'The text in upper case.',
  parameters: [text],
  cases: [["UPPER('aß')", 'ASS']],
});

const LOWER = textFunction('lowerText', {
  name: 'LOWER',
  rule: 'X1.31',
  documentation: 'The text in lower case.',
  parameters: [text],
  cases: [["LOWER('ABC')", 'abc']],
});

const SUBSTRING = textFunction('substringFrom', {
  name: 'SUBSTRING',
  aliases: ['SUBSTR'],
  rule: 'X1.34',
  documentation: 'A part of the text from a position counted from 1; below 0 counts from the end.',
  parameters: [text, parameter('start', 'integer'), parameter('length', 'integer', { optional: true })],
  syntax: 'SUBSTRING(text FROM start FOR length?)',
  yieldsNull: true,
  toJs: (values) => helperCall(values.length === 3 ? 'substringOf' : 'substringFrom')(values),
  cases: [
    ["SUBSTRING('hello' FROM 2 FOR 3)", 'ell'],
    ["SUBSTRING('hello', -3)", 'llo'],
    ["SUBSTRING('hello', 2, -1)", null],
  ],
});

const LEFT = textFunction('leftOf', {
  name: 'LEFT',
  rule: 'X1.35',
  documentation: 'The first characters.',
  parameters: [text, count],
  cases: [["LEFT('hello', 2)", 'he']],
});

const RIGHT = textFunction('rightOf', {
  name: 'RIGHT',
  rule: 'X1.35',
  documentation: 'The last characters.',
  parameters: [text, count],
  cases: [["RIGHT('hello', 2)", 'lo']],
});

const REPLACE = textFunction('replaceText', {
  name: 'REPLACE',
  rule: 'X1.37',
  documentation: 'Every occurrence of a text replaced by another.',
  parameters: [text, parameter('search', 'text'), parameter('replacement', 'text')],
  cases: [["REPLACE('a-b-c', '-', '+')", 'a+b+c']],
});

const REPEAT = textFunction('repeatText', {
  name: 'REPEAT',
  rule: 'X1.45',
  documentation: 'The text so many times.',
  parameters: [text, count],
  fallible: true,
  cases: [["REPEAT('ab', 3)", 'ababab']],
});

const REVERSE = textFunction('reverseText', {
  name: 'REVERSE',
  rule: 'X1.45',
  documentation: 'The characters backwards.',
  parameters: [text],
  cases: [["REVERSE('abc')", 'cba']],
});

const LPAD = textFunction('padLeft', {
  name: 'LPAD',
  rule: 'X1.44',
  documentation: 'The text filled up at the left, or cut, to a length.',
  parameters: [text, parameter('length', 'integer'), parameter('pad', 'text')],
  yieldsNull: true,
  fallible: true,
  cases: [
    ["LPAD('7', 3, '0')", '007'],
    ["LPAD('hello', 2, 'x')", 'he'],
  ],
});

const RPAD = textFunction('padRight', {
  name: 'RPAD',
  rule: 'X1.44',
  documentation: 'The text filled up at the right, or cut, to a length.',
  parameters: [text, parameter('length', 'integer'), parameter('pad', 'text')],
  yieldsNull: true,
  fallible: true,
  cases: [["RPAD('7', 3, '.')", '7..']],
});

const CONCAT = textFunction('concat', {
  name: 'CONCAT',
  rule: 'X1.28',
  documentation: 'The texts one after another; NULL when any is NULL.',
  parameters: [text, parameter('text', 'text', { optional: true, repeated: true })],
  toJs: (values) => values.reduce((a, b) => js`(${a} + ${b})`),
  cases: [["CONCAT('a', 'b', 'c')", 'abc']],
});

// The name of the operator in the tree; it has no call of its own.
const JOIN = textFunction('concat', {
  name: '||',
  rule: 'X1.28',
  documentation: 'Joins two texts.',
  parameters: [text, text],
  syntax: 'text || text',
  toJs: ([a = js`null`, b = js`null`]) => js`(${a} + ${b})`,
  toFlink: ([a = sql`NULL`, b = sql`NULL`]) => sql`(${a} || ${b})`,
  cases: [["'a' || 'b'", 'ab']],
});

const CONCAT_WS = textFunction('concatWithSeparator', {
  name: 'CONCAT_WS',
  rule: 'X1.29',
  documentation: 'The texts joined with a separator; NULL texts are left out.',
  parameters: [parameter('separator', 'text'), parameter('text', 'text', { optional: true, repeated: true })],
  nulls: 'own',
  result: (values) => ({ type: STRING, nullable: values[0]?.nullable ?? true, arguments: values }),
  cases: [["CONCAT_WS('-', 'a', CAST(NULL AS STRING), 'b')", 'a-b']],
});

const TRIM_HELPERS = { BOTH: 'trimBoth', LEADING: 'trimLeft', TRAILING: 'trimRight' } as const;

function trimmed(
  side: keyof typeof TRIM_HELPERS,
  [value = js`null`, set = constant(' ')]: readonly Js[],
): Js {
  return helperCall(TRIM_HELPERS[side])([value, set]);
}

function trimSql([value = sql`NULL`, set]: readonly Sql[], { side }: TypedCall): Sql {
  const word = side === 'LEADING' ? sql`LEADING` : side === 'TRAILING' ? sql`TRAILING` : sql`BOTH`;
  return set === undefined ? sql`TRIM(${word} FROM ${value})` : sql`TRIM(${word} ${set} FROM ${value})`;
}

const TRIM = textFunction('trimBoth', {
  name: 'TRIM',
  rule: 'X1.33',
  documentation: 'The text without blanks, or without given characters, at its ends.',
  parameters: [text, parameter('characters', 'text', { optional: true })],
  syntax: 'TRIM([BOTH | LEADING | TRAILING] [characters FROM] text)',
  toJs: (values, { side }) => trimmed(side ?? 'BOTH', values),
  toFlink: trimSql,
  cases: [
    ["TRIM('  a ')", 'a'],
    ["TRIM(LEADING 'x' FROM 'xxax')", 'ax'],
  ],
});

const LTRIM = textFunction('trimLeft', {
  name: 'LTRIM',
  rule: 'X1.33',
  documentation: 'The text without blanks, or without given characters, at its start.',
  parameters: [text, parameter('characters', 'text', { optional: true })],
  toJs: (values) => trimmed('LEADING', values),
  cases: [["LTRIM('  a ')", 'a ']],
});

const RTRIM = textFunction('trimRight', {
  name: 'RTRIM',
  rule: 'X1.33',
  documentation: 'The text without blanks, or without given characters, at its end.',
  parameters: [text, parameter('characters', 'text', { optional: true })],
  toJs: (values) => trimmed('TRAILING', values),
  cases: [["RTRIM('  a ')", '  a']],
});

/** Functions that make text of text. */
export const textFunctions: readonly FunctionDefinition[] = [
  UPPER,
  LOWER,
  SUBSTRING,
  LEFT,
  RIGHT,
  REPLACE,
  REPEAT,
  REVERSE,
  LPAD,
  RPAD,
  CONCAT,
  JOIN,
  CONCAT_WS,
  TRIM,
  LTRIM,
  RTRIM,
];
