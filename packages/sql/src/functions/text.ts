// Functions that make text of text: case, parts, padding, repeating.

import { joinSql, type Sql, sql } from '@weir/shared/fragment';
import type { Typed } from '../check/typed.ts';
import { joinedType, STRING, varyingType } from '../check/types.ts';
import { define, helperCall, parameter } from './build.ts';
import type { FunctionDefinition, Resolved, Warning } from './definition.ts';

const text = parameter('text', 'text');
const count = parameter('count', 'integer');

type Short = Pick<FunctionDefinition, 'name' | 'rule' | 'documentation' | 'parameters' | 'cases'> &
  Partial<FunctionDefinition>;

function textFunction(helperName: string, definition: Short): FunctionDefinition {
  return define({ family: 'text', result: () => STRING, toJs: helperCall(helperName), ...definition });
}

/** The type of the first argument, as the SQL standard has it for changes of case. */
function asFirst(values: readonly Typed[]): Typed['type'] {
  return values[0]?.type ?? STRING;
}

/** A part of the first argument. Flink types it as nullable whatever the arguments are. */
function partOfFirst(values: readonly Typed[]): Resolved {
  return { type: varyingType(asFirst(values)), nullable: true, arguments: values };
}

const UPPER = textFunction('upperText', {
  name: 'UPPER',
  rule: 'X1.31',
  documentation: 'The text in upper case.',
  parameters: [text],
  result: asFirst,
  cases: [
    ["UPPER('aß')", 'ASS'],
    ["UPPER('')", ''],
  ],
});

const LOWER = textFunction('lowerText', {
  name: 'LOWER',
  rule: 'X1.31',
  documentation: 'The text in lower case.',
  parameters: [text],
  result: asFirst,
  cases: [
    ["LOWER('ABC')", 'abc'],
    ["LOWER('ΣΑΣ')", 'σας'],
  ],
});

const INITCAP = textFunction('initCap', {
  name: 'INITCAP',
  rule: 'X1.32',
  documentation:
    'Every word with a capital and then small letters; only ASCII letters and digits make words.',
  parameters: [text],
  result: asFirst,
  cases: [
    ["INITCAP('hello WORLD')", 'Hello World'],
    ["INITCAP('it''s éa 1st')", "It'S éA 1st"],
  ],
});

const SUBSTRING = textFunction('substringFrom', {
  name: 'SUBSTRING',
  aliases: ['SUBSTR'],
  rule: 'X1.34',
  documentation: 'A part of the text from a position counted from 1; below 0 counts from the end.',
  parameters: [text, parameter('start', 'integer'), parameter('length', 'integer', { optional: true })],
  syntax: 'SUBSTRING(text FROM start FOR length?)',
  result: (values) => varyingType(asFirst(values)),
  yieldsNull: true,
  toJs: (values) => helperCall(values.length === 3 ? 'substringOf' : 'substringFrom')(values),
  cases: [
    ["SUBSTRING('hello' FROM 2 FOR 3)", 'ell'],
    ["SUBSTRING('hello', -3)", 'llo'],
    ["SUBSTRING('hello', 0, 2)", 'he'],
    ["SUBSTRING('hello', -9, 2)", ''],
    ["SUBSTRING('hello', 2, -1)", null],
    ["SUBSTRING('a😀b', 2, 1)", '😀'],
    ["SUBSTRING('hello', -2147483647 - 1, 2147483647)", ''],
  ],
});

const LEFT = textFunction('leftOf', {
  name: 'LEFT',
  rule: 'X1.35',
  documentation: 'The first characters.',
  parameters: [text, count],
  result: partOfFirst,
  cases: [
    ["LEFT('hello', 2)", 'he'],
    ["LEFT('hello', -1)", ''],
  ],
});

const RIGHT = textFunction('rightOf', {
  name: 'RIGHT',
  rule: 'X1.35',
  documentation: 'The last characters.',
  parameters: [text, count],
  result: partOfFirst,
  cases: [
    ["RIGHT('hello', 2)", 'lo'],
    ["RIGHT('a😀', 2147483647)", 'a😀'],
  ],
});

const REPLACE = textFunction('replaceText', {
  name: 'REPLACE',
  rule: 'X1.37',
  documentation: 'Every occurrence of a text replaced by another.',
  parameters: [text, parameter('search', 'text'), parameter('replacement', 'text')],
  fallible: true,
  cases: [
    ["REPLACE('a-b-c', '-', '+')", 'a+b+c'],
    ["REPLACE('aaa', 'aa', '$&')", '$&a'],
    ["REPLACE('ab', '', '-')", '-a-b-'],
  ],
});

const REPEAT = textFunction('repeatText', {
  name: 'REPEAT',
  rule: 'X1.45',
  documentation: 'The text so many times.',
  parameters: [text, count],
  fallible: true,
  cases: [
    ["REPEAT('ab', 3)", 'ababab'],
    ["REPEAT('ab', -1)", ''],
    ["REPEAT('', 2147483647)", ''],
  ],
});

const REVERSE = textFunction('reverseText', {
  name: 'REVERSE',
  rule: 'X1.45',
  documentation: 'The characters backwards.',
  parameters: [text],
  result: (values) => ({ type: STRING, nullable: true, arguments: values }),
  cases: [["REVERSE('a😀b')", 'b😀a']],
});

/** Padding gives NULL for a negative length or nothing to pad with, which Flink's type does not say. */
function padMayBeNull([, length, pad]: readonly Typed[]): boolean {
  const isLength = length?.kind === 'literal' && Number(length.value) >= 0;
  return !(isLength && pad?.kind === 'literal' && pad.value !== '');
}

/** A NULL in a column that Flink declares NOT NULL is lost on the way, or fails the sink. */
function padWarning(name: string): (values: readonly Typed[]) => Warning | undefined {
  return (values) =>
    values.some((value) => value.nullable) || !padMayBeNull(values)
      ? undefined
      : {
          code: 'SQL_PORTABLE',
          message: `${name} is NULL for a negative length or an empty pad; Flink says that it never is`,
          hint: 'Write the length and the pad out, or let one argument be nullable.',
        };
}

const padded = [text, parameter('length', 'integer'), parameter('pad', 'text')];

const LPAD = textFunction('padLeft', {
  name: 'LPAD',
  rule: 'X1.44',
  documentation: 'The text filled up at the left, or cut, to a length.',
  parameters: padded,
  yieldsNull: padMayBeNull,
  warning: padWarning('LPAD'),
  fallible: true,
  cases: [
    ["LPAD('7', 3, '0')", '007'],
    ["LPAD('hello', 2, 'x')", 'he'],
    ["LPAD('7', 4, 'ab')", 'aba7'],
    ["LPAD('7', -1, '0')", null],
    ["LPAD('7', 3, '')", null],
  ],
});

const RPAD = textFunction('padRight', {
  name: 'RPAD',
  rule: 'X1.44',
  documentation: 'The text filled up at the right, or cut, to a length.',
  parameters: padded,
  yieldsNull: padMayBeNull,
  warning: padWarning('RPAD'),
  fallible: true,
  cases: [["RPAD('7', 3, '.')", '7..']],
});

function overlaySql([
  value = sql`NULL`,
  replacement = sql`NULL`,
  start = sql`1`,
  ...length
]: readonly Sql[]): Sql {
  const tail = length.length === 0 ? sql`` : sql` FOR ${joinSql(length, ', ')}`;
  return sql`OVERLAY(${value} PLACING ${replacement} FROM ${start}${tail})`;
}

const OVERLAY = textFunction('overlay', {
  name: 'OVERLAY',
  rule: 'X1.46',
  documentation:
    'The text with a part replaced by another, in UTF-16 units; what follows is lost when length is 0.',
  parameters: [
    text,
    parameter('replacement', 'text'),
    parameter('start', 'integer'),
    parameter('length', 'integer', { optional: true }),
  ],
  syntax: 'OVERLAY(text PLACING replacement FROM start FOR length?)',
  result: (values) => varyingType(overlaid(values)),
  fallible: ({ arguments: values }) => values.length === 4,
  toJs: (values) => helperCall(values.length === 4 ? 'overlay' : 'overlayFrom')(values),
  toFlink: overlaySql,
  cases: [
    ["OVERLAY('hello' PLACING 'XY' FROM 2)", 'hXYlo'],
    ["OVERLAY('hello' PLACING 'XY' FROM 2 FOR 1)", 'hXYllo'],
    ["OVERLAY('hello' PLACING 'XY' FROM 2 FOR 0)", 'hXY'],
    ["OVERLAY('hello' PLACING 'XY' FROM 6)", 'hello'],
    ["OVERLAY('hello' PLACING '' FROM 2)", 'h'],
  ],
});

function overlaid([value, replacement]: readonly Typed[]): Typed['type'] {
  return joinedType([value?.type ?? STRING, replacement?.type ?? STRING]);
}

/** Functions that make text of text. */
export const textFunctions: readonly FunctionDefinition[] = [
  UPPER,
  LOWER,
  INITCAP,
  SUBSTRING,
  LEFT,
  RIGHT,
  REPLACE,
  REPEAT,
  REVERSE,
  LPAD,
  RPAD,
  OVERLAY,
];
