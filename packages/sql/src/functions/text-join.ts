// Functions that put texts together or choose one of them.

import { isBytes, isText, typeText } from '@weir/shared/data-type';
import { helper, joinJs, js, sql } from '@weir/shared/fragment';
import { convert } from '../check/check-context.ts';
import type { Typed } from '../check/typed.ts';
import { commonType, joinedType, STRING } from '../check/types.ts';
import { define, helperCall, parameter } from './build.ts';
import { type FunctionDefinition, type Refusal, type Resolved, refuse } from './definition.ts';

const text = parameter('text', 'text');

/**
 * Texts that one expression may join unchecked. A value is at most 1 MiB, a few functions make three of it, and the
 * platform's longest text is 512 Mi units: so many always fit.
 */
const UNCHECKED_TEXTS_MAX = 128;

const counts = new WeakMap<Typed, number>();

/** How many values an expression joins, those of nested joins included. */
function joinedTexts(expression: Typed): number {
  if (expression.kind !== 'call' || !JOINS.has(expression.function)) return 1;
  const known = counts.get(expression);
  if (known !== undefined) return known;
  const separators = expression.function === 'CONCAT_WS' ? expression.arguments.length : 0;
  const count = expression.arguments.reduce((sum, argument) => sum + joinedTexts(argument), separators);
  counts.set(expression, count);
  return count;
}

const JOINS: ReadonlySet<string> = new Set(['CONCAT', '||', 'CONCAT_WS']);

function isLong(call: Typed): boolean {
  return joinedTexts(call) > UNCHECKED_TEXTS_MAX;
}

const joining = {
  family: 'text',
  fallible: isLong,
  toJs: (values, call) =>
    isLong(call)
      ? js`${helper('concatBounded')}(${joinJs(values, ', ')})`
      : values.reduce((a, b) => js`(${a} + ${b})`),
} satisfies Partial<FunctionDefinition>;

const CONCAT = define({
  ...joining,
  name: 'CONCAT',
  rule: 'X1.28',
  documentation: 'The texts one after another; NULL when any is NULL.',
  parameters: [text, parameter('text', 'text', { optional: true, repeated: true })],
  result: () => STRING,
  cases: [
    ["CONCAT('a', 'b', 'c')", 'abc'],
    ["CONCAT('a', CAST(NULL AS STRING))", null],
  ],
});

// The name of the operator in the tree; it has no call of its own.
const JOIN = define({
  ...joining,
  name: '||',
  rule: 'X1.28',
  documentation: 'Joins two texts.',
  parameters: [text, text],
  syntax: 'text || text',
  result: (values) => joinedType(values.map((value) => value.type)),
  toFlink: ([a = sql`NULL`, b = sql`NULL`]) => sql`(${a} || ${b})`,
  cases: [["'a' || 'b'", 'ab']],
});

const CONCAT_WS = define({
  name: 'CONCAT_WS',
  family: 'text',
  rule: 'X1.29',
  documentation: 'The texts joined with a separator; NULL texts are left out.',
  parameters: [parameter('separator', 'text'), parameter('text', 'text', { optional: true, repeated: true })],
  nulls: 'own',
  // Only a NULL separator gives NULL; the wider type is Flink's.
  result: (values) => ({
    type: STRING,
    nullable: values.some((value) => value.nullable),
    arguments: values,
  }),
  fallible: isLong,
  toJs: (values, call) =>
    helperCall(isLong(call) ? 'concatWithSeparatorBounded' : 'concatWithSeparator')(values),
  cases: [
    ["CONCAT_WS('-', 'a', CAST(NULL AS STRING), 'b')", 'a-b'],
    ["CONCAT_WS('-', CAST(NULL AS STRING))", ''],
    ["CONCAT_WS(CAST(NULL AS STRING), 'a')", null],
  ],
});

function eltResult([index, ...choices]: readonly Typed[]): Resolved | Refusal {
  const type = commonType(
    choices.map((choice) => choice.type),
    'case',
  );
  const wanted = type?.kind === 'NULL' ? STRING : type;
  if (index === undefined || wanted === undefined || !(isText(wanted) || isBytes(wanted))) {
    const types = [...new Set(choices.map((choice) => typeText(choice.type)))].join(', ');
    return refuse(`ELT chooses among texts, or among bytes, these are ${types}`, 'Convert them with CAST.');
  }
  const converted = choices.map((choice) => convert(choice, wanted));
  return { type: wanted, nullable: true, arguments: [index, ...converted] };
}

const ELT = define({
  name: 'ELT',
  family: 'text',
  rule: 'X1.48',
  documentation: 'The value with this number, from 1; NULL when there is none.',
  parameters: [
    parameter('index', 'bigint'),
    parameter('value', 'any'),
    parameter('value', 'any', { optional: true, repeated: true }),
  ],
  nulls: 'own',
  result: eltResult,
  toJs: helperCall('elt'),
  cases: [
    ["ELT(2, 'a', 'b')", 'b'],
    ["ELT(0, 'a', 'b')", null],
    ["ELT(9223372036854775807, 'a')", null],
  ],
});

/** Functions that join or choose texts. */
export const textJoinFunctions: readonly FunctionDefinition[] = [CONCAT, JOIN, CONCAT_WS, ELT];
