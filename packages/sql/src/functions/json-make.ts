// JSON_OBJECT, JSON_ARRAY, JSON_STRING: JSON text from values, keys in order as Flink writes them.

import { typeText } from '@weir/shared/data-type';
import { constant, helper, type Js, joinJs, joinSql, js } from '@weir/shared/fragment';
import type { Typed, TypedCall } from '../check/typed.ts';
import { STRING } from '../check/types.ts';
import { isSafeAsJson, unwritableAsJson } from '../json/json-value.ts';
import { define, parameter, type Sql, sql } from './build.ts';
import { type FunctionDefinition, type Refusal, type Resolved, refuse } from './definition.ts';

function writable(values: readonly Typed[], places: (index: number) => boolean): Refusal | undefined {
  for (const [index, value] of values.entries()) {
    const type = places(index) ? unwritableAsJson(value.type) : undefined;
    if (type === undefined) continue;
    const hint =
      type.kind === 'NULL' ? 'Say its type: CAST(NULL AS STRING).' : 'Convert it: CAST(… AS STRING).';
    return { ...refuse(`${typeText(type)} cannot be written as JSON`, hint), at: { argument: index } };
  }
  return undefined;
}

/** The JSON text of an argument; what another JSON function made goes in as it is. */
function textOf(value: Js, node: Typed): Js {
  const isJson =
    node.kind === 'call' &&
    (node.function === 'JSON_OBJECT' || node.function === 'JSON_ARRAY' || node.function === 'JSON');
  if (isJson) return value;
  const text = js`${helper('valueToJson')}(x, ${constant(node.type)})`;
  if (!node.nullable) return js`${helper('valueToJson')}(${value}, ${constant(node.type)})`;
  return js`((x) => x === null ? null : ${text})(${value})`;
}

function isFallible({ arguments: values }: TypedCall): boolean {
  return values.some((value) => !isSafeAsJson(value.type));
}

const ON_NULL = { NULL: sql` NULL ON NULL`, ABSENT: sql` ABSENT ON NULL` } as const;

function onNullSql({ json }: TypedCall): Sql {
  return json?.onNull === undefined ? sql`` : ON_NULL[json.onNull];
}

function objectResult(values: readonly Typed[]): Resolved | Refusal {
  for (const [index, key] of values.entries()) {
    if (index % 2 === 0 && (key.kind !== 'literal' || typeof key.value !== 'string'))
      return refuse('a key of JSON_OBJECT is a text literal', "Write JSON_OBJECT('a' VALUE x).");
  }
  const problem = writable(values, (index) => index % 2 === 1);
  return problem ?? { type: STRING, nullable: false, arguments: values };
}

const JSON_OBJECT = define({
  name: 'JSON_OBJECT',
  family: 'json',
  rule: 'X1.53',
  documentation: 'A JSON object; a NULL becomes null, or is left out with ABSENT ON NULL.',
  parameters: [
    parameter('key', 'any', { optional: true }),
    parameter('value', 'any', { optional: true, repeated: true }),
  ],
  syntax: "JSON_OBJECT([KEY] 'key' VALUE value, … [NULL | ABSENT ON NULL])",
  nulls: 'own',
  fallible: isFallible,
  result: objectResult,
  toJs: (values, { arguments: nodes, json }) => {
    const keys = nodes
      .filter((_, index) => index % 2 === 0)
      .map((node) => (node.kind === 'literal' ? node.value : ''));
    const texts = values.flatMap((value, index) => {
      const node = nodes[index];
      return index % 2 === 1 && node !== undefined ? [textOf(value, node)] : [];
    });
    return js`${helper('jsonObject')}(${joinJs([constant(keys), js`${json?.onNull === 'ABSENT'}`, ...texts], ', ')})`;
  },
  toFlink: (values, call) => {
    const pairs = values.flatMap((key, index) => {
      const value = values[index + 1];
      return index % 2 === 0 && value !== undefined ? [sql`KEY ${key} VALUE ${value}`] : [];
    });
    return sql`JSON_OBJECT(${joinSql(pairs, ', ')}${onNullSql(call)})`;
  },
  cases: [
    [`JSON_OBJECT('b' VALUE 1, KEY 'a' VALUE 'x')`, '{"a":"x","b":1}'],
    [`JSON_OBJECT('a' VALUE CAST(NULL AS INT))`, '{"a":null}'],
    [`JSON_OBJECT('a' VALUE CAST(NULL AS INT) ABSENT ON NULL)`, '{}'],
    [
      `JSON_OBJECT('o' VALUE JSON_OBJECT('a' VALUE 1.50), 'l' VALUE ARRAY[1, 2])`,
      '{"l":[1,2],"o":{"a":1.50}}',
    ],
  ],
});

const JSON_ARRAY = define({
  name: 'JSON_ARRAY',
  family: 'json',
  rule: 'X1.53',
  documentation: 'A JSON array; NULLs are left out, or become null with NULL ON NULL.',
  parameters: [parameter('value', 'any', { optional: true, repeated: true })],
  syntax: 'JSON_ARRAY(value, … [NULL | ABSENT ON NULL])',
  nulls: 'own',
  fallible: isFallible,
  result: (values) => writable(values, () => true) ?? { type: STRING, nullable: false, arguments: values },
  toJs: (values, { arguments: nodes, json }) => {
    const texts = values.flatMap((value, index) => {
      const node = nodes[index];
      return node === undefined ? [] : [textOf(value, node)];
    });
    return js`${helper('jsonArray')}(${joinJs([js`${json?.onNull !== 'NULL'}`, ...texts], ', ')})`;
  },
  toFlink: (values, call) => sql`JSON_ARRAY(${joinSql(values, ', ')}${onNullSql(call)})`,
  cases: [
    [`JSON_ARRAY(1, 'x', TRUE, 1E7)`, '[1,"x",true,1.0E+7]'],
    ['JSON_ARRAY(1, CAST(NULL AS INT))', '[1]'],
    ['JSON_ARRAY(1, CAST(NULL AS INT) NULL ON NULL)', '[1,null]'],
    ['JSON_ARRAY()', '[]'],
  ],
});

const JSON_STRING = define({
  name: 'JSON_STRING',
  family: 'json',
  rule: 'X1.53',
  documentation: 'Any value as JSON text.',
  parameters: [parameter('value', 'any')],
  fallible: isFallible,
  result: (values) => writable(values, () => true) ?? STRING,
  toJs: ([value = js`null`], { arguments: [node] }) =>
    js`${helper('valueToJson')}(${value}, ${constant(node?.type ?? STRING)})`,
  cases: [
    [`JSON_STRING('say "hi"')`, '"say \\"hi\\""'],
    ['JSON_STRING(ARRAY[1, 2])', '[1,2]'],
    [`JSON_STRING(TIMESTAMP '2026-01-02 03:04:05')`, '"2026-01-02T03:04:05"'],
  ],
});

const RAW = define({
  name: 'JSON',
  family: 'json',
  rule: 'X1.53',
  documentation: 'JSON text taken as JSON: only as a value of JSON_OBJECT, where it is not put in quotes.',
  parameters: [parameter('json', 'text')],
  yieldsNull: true,
  fallible: true,
  result: () => STRING,
  toJs: ([text = js`null`]) => js`${helper('jsonRaw')}(${text})`,
  cases: [[`JSON_OBJECT('a' VALUE JSON('{"b": [1, 2]}'))`, '{"a":{"b":[1,2]}}']],
});

/** Functions that make JSON. */
export const jsonMakeFunctions: readonly FunctionDefinition[] = [JSON_OBJECT, JSON_ARRAY, JSON_STRING, RAW];
