// Functions that measure or search text.

import { sql } from '@weir/shared/fragment';
import { INT, STRING } from '../types.ts';
import { define, helperCall, parameter } from './build.ts';
import type { FunctionDefinition } from './definition.ts';

const CHAR_LENGTH = define({
  name: 'CHAR_LENGTH',
  aliases: ['CHARACTER_LENGTH'],
  family: 'text',
  rule: 'X1.30',
  documentation: 'The number of characters (code points).',
  parameters: [parameter('text', 'text')],
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
  parameters: [parameter('needle', 'text'), parameter('text', 'text')],
  syntax: 'POSITION(needle IN text)',
  result: () => INT,
  toJs: helperCall('positionOf'),
  toFlink: ([needle = sql`NULL`, text = sql`NULL`]) => sql`POSITION(${needle} IN ${text})`,
  cases: [
    ["POSITION('l' IN 'hello')", 3],
    ["POSITION('x' IN 'hello')", 0],
  ],
});

const LOCATE = define({
  name: 'LOCATE',
  family: 'text',
  rule: 'X1.36',
  documentation: 'Where the first text stands in the second, from a position on; 0 when it does not.',
  parameters: [
    parameter('needle', 'text'),
    parameter('text', 'text'),
    parameter('start', 'integer', { optional: true }),
  ],
  result: () => INT,
  toJs: (values) => helperCall(values.length === 3 ? 'locateFrom' : 'positionOf')(values),
  cases: [["LOCATE('l', 'hello', 4)", 4]],
});

const SPLIT_INDEX = define({
  name: 'SPLIT_INDEX',
  family: 'text',
  rule: 'X1.42',
  documentation: 'The part with this number, from 0, of a text cut at a separator; NULL when there is none.',
  parameters: [parameter('text', 'text'), parameter('separator', 'text'), parameter('index', 'integer')],
  yieldsNull: true,
  result: () => STRING,
  toJs: helperCall('splitIndex'),
  cases: [
    ["SPLIT_INDEX('a,b,c', ',', 1)", 'b'],
    ["SPLIT_INDEX('a,b,c', ',', 3)", null],
  ],
});

const HASH_CODE = define({
  name: 'HASH_CODE',
  family: 'text',
  rule: 'X1.71',
  documentation:
    'A number from 0 up that is the same for the same text; HASH_CODE(id) % 10 = 0 takes a tenth.',
  parameters: [parameter('text', 'text')],
  result: () => INT,
  toJs: helperCall('hashCode'),
  cases: [["HASH_CODE('abc')", 96_354]],
});

/** Functions that measure or search text. */
export const textSearchFunctions: readonly FunctionDefinition[] = [
  CHAR_LENGTH,
  POSITION,
  LOCATE,
  SPLIT_INDEX,
  HASH_CODE,
];
