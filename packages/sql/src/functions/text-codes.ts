// Functions between characters and their codes.

import { constant, helper, type Js, js } from '@weir/shared/fragment';
import type { TypedCall } from '../check/typed.ts';
import { INT, STRING } from '../check/types.ts';
import { translation } from '../runtime/characters.ts';
import { define, helperCall, parameter } from './build.ts';
import type { FunctionDefinition } from './definition.ts';
import { literalText } from './literal-text.ts';

const text = parameter('text', 'text');

const ASCII = define({
  name: 'ASCII',
  family: 'text',
  rule: 'X1.47',
  documentation: 'The first byte of the text in UTF-8, -128 to 127; 0 of the empty text.',
  parameters: [text],
  result: () => INT,
  toJs: helperCall('ascii'),
  cases: [
    ["ASCII('a')", 97],
    ["ASCII('é')", -61],
    ["ASCII('日')", -26],
    ["ASCII('😀')", -16],
    ["ASCII('')", 0],
  ],
});

const CHR = define({
  name: 'CHR',
  family: 'text',
  rule: 'X1.47',
  documentation: 'The character of the low eight bits of a number; the empty text below 0.',
  parameters: [parameter('code', 'bigint')],
  result: (values) => ({ type: STRING, nullable: true, arguments: values }),
  toJs: helperCall('chr'),
  cases: [
    ['CHR(97)', 'a'],
    ['CHR(353)', 'a'],
    ['CHR(9223372036854775807)', 'ÿ'],
    ['CHR(-1)', ''],
  ],
});

/** The sets are constants nearly always: then the table is made once. */
function translateJs(values: readonly Js[], { arguments: [, from, to] }: TypedCall): Js {
  const fromText = literalText(from);
  const toText = literalText(to);
  if (fromText === undefined || toText === undefined) return helperCall('translateText')(values);
  const map = constant(translation(fromText, toText));
  return js`${helper('translateKnown')}(${values[0] ?? null}, ${map})`;
}

const TRANSLATE = define({
  name: 'TRANSLATE',
  family: 'text',
  rule: 'X1.48',
  documentation:
    'Each character of the first set replaced by the one at its place in the second, or removed.',
  parameters: [text, parameter('from', 'text'), parameter('to', 'text')],
  // Flink: a NULL `from` leaves the text as it is, a NULL `to` removes; the type follows all arguments all the same.
  nulls: 'own',
  result: (values) => ({ type: STRING, nullable: values.some((value) => value.nullable), arguments: values }),
  toJs: translateJs,
  cases: [
    ["TRANSLATE('abcabc', 'abc', 'xy')", 'xyxy'],
    ["TRANSLATE('a😀', 'a😀', '😀a')", '😀a'],
    ["TRANSLATE('aa', 'aa', 'xy')", 'xx'],
    ["TRANSLATE('abc', '', 'x')", 'abc'],
    ["TRANSLATE('abc', CAST(NULL AS STRING), 'x')", 'abc'],
    ["TRANSLATE('abc', 'a', CAST(NULL AS STRING))", 'bc'],
  ],
});

/** Functions of characters and codes. */
export const textCodeFunctions: readonly FunctionDefinition[] = [ASCII, CHR, TRANSLATE];
