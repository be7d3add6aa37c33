// Functions that measure, search or split text.

import { isText, typeText } from '@weir/shared/data-type';
import { js, sql } from '@weir/shared/fragment';
import { INT, isInteger, STRING } from '../check/types.ts';
import { define, helperCall, parameter } from './build.ts';
import { type FunctionDefinition, refuse } from './definition.ts';

const text = parameter('text', 'text');
const needle = parameter('needle', 'text');

const CHAR_LENGTH = define({
  name: 'CHAR_LENGTH',
  aliases: ['CHARACTER_LENGTH'],
  family: 'text',
  rule: 'X1.30',
  documentation: 'The number of characters (code points).',
  parameters: [text],
  result: () => INT,
  toJs: helperCall('charLength'),
  cases: [
    ["CHAR_LENGTH('héllo')", 5],
    ["CHAR_LENGTH('😀')", 1],
  ],
});

const POSITION = define({
  name: 'POSITION',
  family: 'text',
  rule: 'X1.36',
  documentation: 'Where the first text stands in the second, counted from 1; 0 when it does not.',
  parameters: [needle, text],
  syntax: 'POSITION(needle IN text)',
  result: () => INT,
  toJs: helperCall('positionOf'),
  toFlink: ([part = sql`NULL`, whole = sql`NULL`]) => sql`POSITION(${part} IN ${whole})`,
  cases: [
    ["POSITION('l' IN 'hello')", 3],
    ["POSITION('x' IN 'hello')", 0],
    ["POSITION('' IN '')", 1],
    ["POSITION('b' IN '😀b')", 2],
  ],
});

const LOCATE = define({
  name: 'LOCATE',
  family: 'text',
  rule: 'X1.36',
  documentation: 'Where the first text stands in the second, from a position on; 0 when it does not.',
  parameters: [needle, text, parameter('start', 'integer', { optional: true })],
  result: () => INT,
  toJs: (values) => helperCall(values.length === 3 ? 'locateFrom' : 'positionOf')(values),
  cases: [
    ["LOCATE('l', 'hello', 4)", 4],
    ["LOCATE('h', 'hello', -5)", 1],
    ["LOCATE('', 'hello', 9)", 1],
    ["LOCATE('h', 'hello', -2147483647 - 1)", 0],
  ],
});

const INSTR = define({
  name: 'INSTR',
  family: 'text',
  rule: 'X1.36',
  documentation:
    'Where an occurrence of the second text stands in the first; a start below 0 counts and searches from the end.',
  parameters: [
    text,
    needle,
    parameter('start', 'integer', { optional: true }),
    parameter('occurrence', 'integer', { optional: true }),
  ],
  result: () => INT,
  fallible: ({ arguments: values }) => values.length > 2,
  toJs: ([whole = js`null`, part = js`null`, start, occurrence = js`1`]) =>
    start === undefined
      ? helperCall('positionOf')([part, whole])
      : helperCall('instr')([whole, part, start, occurrence]),
  cases: [
    ["INSTR('hello', 'l')", 3],
    ["INSTR('hello', 'l', -1)", 4],
    ["INSTR('aaaa', 'aa', 1, 2)", 2],
    ["INSTR('hello', 'l', 0)", 0],
    ["INSTR('hello', '', -1)", 6],
    ["INSTR('a😀b😀', '😀', -1, 2)", 2],
  ],
});

const SPLIT_INDEX = define({
  name: 'SPLIT_INDEX',
  family: 'text',
  rule: 'X1.42',
  documentation: 'The part with this number, from 0, of a text cut at a separator; NULL when there is none.',
  parameters: [text, parameter('separator', 'any'), parameter('index', 'integer')],
  yieldsNull: true,
  result: ([, separator]) => {
    const type = separator?.type ?? STRING;
    const isCode = isInteger(type) && type.kind !== 'BIGINT';
    if (type.kind === 'NULL' || isText(type) || isCode) return STRING;
    return refuse(
      `SPLIT_INDEX takes text or the code of a character as separator, this is ${typeText(type)}`,
    );
  },
  toJs: (values, { arguments: [, separator] }) =>
    helperCall(separator !== undefined && isInteger(separator.type) ? 'splitIndexAt' : 'splitIndex')(values),
  cases: [
    ["SPLIT_INDEX('a,b,c', ',', 1)", 'b'],
    ["SPLIT_INDEX('a,b,c', ',', 3)", null],
    ["SPLIT_INDEX('a,b,c', 44, 2)", 'c'],
    ["SPLIT_INDEX('', ',', 0)", null],
    ["SPLIT_INDEX('a b', '', 1)", 'b'],
    ["SPLIT_INDEX('a,', ',', 1)", ''],
    ["SPLIT_INDEX('a,b', 0, 0)", null],
  ],
});

const SPLIT = define({
  name: 'SPLIT',
  family: 'text',
  rule: 'X1.43',
  documentation: 'The parts of a text cut at a separator; an empty separator cuts everywhere.',
  parameters: [text, parameter('separator', 'text')],
  result: () => ({ kind: 'ARRAY', element: { type: STRING, nullable: true } }),
  toJs: helperCall('splitText'),
  cases: [
    ["SPLIT('a,b,,c', ',')", ['a', 'b', '', 'c']],
    ["SPLIT('', ',')", []],
    ["SPLIT('ab', '')", ['a', 'b']],
  ],
});

const HASH_CODE = define({
  name: 'HASH_CODE',
  family: 'text',
  rule: 'X1.71',
  documentation:
    'A number from 0 up that is the same for the same text; HASH_CODE(id) % 10 = 0 takes a tenth.',
  parameters: [text],
  result: () => INT,
  toJs: helperCall('hashCode'),
  cases: [
    ["HASH_CODE('abc')", 96_354],
    ["HASH_CODE('')", 0],
    ["HASH_CODE('polygenelubricants')", -2_147_483_648],
  ],
});

/** Functions that measure, search or split text. */
export const textSearchFunctions: readonly FunctionDefinition[] = [
  CHAR_LENGTH,
  POSITION,
  LOCATE,
  INSTR,
  SPLIT_INDEX,
  SPLIT,
  HASH_CODE,
];
