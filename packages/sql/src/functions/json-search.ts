// JSON_VALUE, JSON_QUERY, JSON_EXISTS: what a path finds in JSON text, with the clauses for nothing and for errors.

import { type DataType, isText, sameType, typeText, type Value } from '@weir/shared/data-type';
import { constant, helper, type Js, js } from '@weir/shared/fragment';
import { convert } from '../check/check-context.ts';
import type { Typed, TypedCall } from '../check/typed.ts';
import { BOOLEAN, DOUBLE, INT, isNumeric, STRING } from '../check/types.ts';
import { typeSql } from '../flink/type-sql.ts';
import { compileJsonPath, isPathProblem } from '../json/json-path.ts';
import type { JsonBehavior, JsonClauses } from '../parse/ast.ts';
import type { JsonQueryRules, JsonValueRules } from '../runtime/json.ts';
import { define, parameter, type Sql, sql, sqlWords } from './build.ts';
import { type CallForm, type FunctionDefinition, type Refusal, type Resolved, refuse } from './definition.ts';

const DOCUMENT = [parameter('json', 'text'), parameter('path', 'text')];

/** A path that is a literal is compiled when the expression is checked: what is wrong with it is said there. */
function pathProblem(values: readonly Typed[]): Refusal | undefined {
  const path = literalText(values[1]);
  const compiled = path === undefined ? undefined : compileJsonPath(path);
  if (compiled === undefined || !isPathProblem(compiled)) return undefined;
  const code = compiled.unsupported ? 'SQL_UNSUPPORTED' : 'SQL_LITERAL';
  const hint = compiled.unsupported
    ? undefined
    : "A path is written so: '$.a.b[0]', 'lax $.a', '$[''a b'']'.";
  return { ...refuse(compiled.problem, hint, code), at: { argument: 1, from: compiled.at } };
}

function literalText(node: Typed | undefined): string | undefined {
  return node?.kind === 'literal' && typeof node.value === 'string' ? node.value : undefined;
}

/** The compiled path: a constant, or compiled from data and kept. */
function pathJs(path: Js, call: TypedCall): Js {
  const text = literalText(call.arguments[1]);
  return text === undefined ? js`${helper('jsonPath')}(${path})` : constant(compileJsonPath(text));
}

/** A path from data may be one that is not built, which ends the row. */
function hasDynamicPath(call: TypedCall): boolean {
  return literalText(call.arguments[1]) === undefined;
}

const RETURNED: readonly DataType[] = [STRING, BOOLEAN, INT, DOUBLE];
const HELPERS: Partial<Record<DataType['kind'], string>> = {
  BOOLEAN: 'jsonValueBoolean',
  INT: 'jsonValueInteger',
  DOUBLE: 'jsonValueDouble',
};

function valueResult(values: readonly Typed[], { json }: CallForm): Resolved | Refusal {
  const type = json?.returning ?? STRING;
  if (!RETURNED.some((known) => sameType(known, type))) {
    const message = `JSON_VALUE returns STRING, BOOLEAN, INTEGER or DOUBLE, not ${typeText(type)}`;
    return refuse(message, 'Return STRING and convert it with TRY_CAST.');
  }
  const problem = pathProblem(values) ?? defaultProblem(values, type);
  if (problem !== undefined) return problem;
  const arguments_ = values.map((value, index) =>
    index < 2 || sameType(value.type, type) ? value : convert(value, type),
  );
  return { type, nullable: true, arguments: arguments_ };
}

function defaultProblem(values: readonly Typed[], type: DataType): Refusal | undefined {
  for (const [index, value] of values.entries()) {
    if (index < 2) continue;
    if (value.kind !== 'literal' || value.value === null)
      return {
        ...refuse('DEFAULT takes a literal that is not NULL', 'Use COALESCE around the call.'),
        at: { argument: index },
      };
    const fits =
      (isText(type) && isText(value.type)) ||
      sameType(type, value.type) ||
      (type.kind === 'DOUBLE' && isNumeric(value.type));
    if (fits) continue;
    const message = `DEFAULT gives ${typeText(value.type)}, the call returns ${typeText(type)}`;
    return {
      ...refuse(message, isText(type) ? 'Write the default in quotes.' : undefined),
      at: { argument: index },
    };
  }
  return undefined;
}

/** The defaults of ON EMPTY and ON ERROR, in this order the last arguments of the call. */
function defaultsOf<T>(
  json: JsonClauses,
  rest: readonly T[],
): { readonly onEmpty?: T; readonly onError?: T } {
  const [first, second] = rest;
  const isEmpty = json.onEmpty === 'DEFAULT';
  return {
    ...(isEmpty && first !== undefined ? { onEmpty: first } : {}),
    ...(json.onError === 'DEFAULT' && (isEmpty ? second : first) !== undefined
      ? { onError: (isEmpty ? second : first) as T }
      : {}),
  };
}

function constantOf(node: Typed | undefined): Value {
  if (node?.kind === 'cast') {
    const value = constantOf(node.operand);
    if (node.operand.type.kind === 'DECIMAL' && value !== null)
      return Number(value) / 10 ** node.operand.type.scale;
    return typeof value === 'bigint' ? Number(value) : value;
  }
  return node?.kind === 'literal' ? node.value : null;
}

function valueBehavior(behavior: JsonBehavior | undefined): JsonValueRules['empty'] {
  return behavior === 'ERROR' || behavior === 'DEFAULT' ? behavior : 'NULL';
}

function valueJs(values: readonly Js[], call: TypedCall): Js {
  const [text = js`null`, path = js`null`] = values;
  const json = call.json ?? {};
  const defaults = defaultsOf(json, call.arguments.slice(2));
  const rules: JsonValueRules = {
    empty: valueBehavior(json.onEmpty),
    error: valueBehavior(json.onError),
    emptyDefault: constantOf(defaults.onEmpty),
    errorDefault: constantOf(defaults.onError),
  };
  const name = helper(HELPERS[call.type.kind] ?? 'jsonValueText');
  return js`${name}(${text}, ${pathJs(path, call)}, ${constant(rules)})`;
}

/** `x ON EMPTY y ON ERROR` as it was written. */
function clausesSql(json: JsonClauses, rest: readonly Sql[] = []): Sql {
  const defaults = defaultsOf(json, rest);
  const behavior = (word: JsonBehavior | undefined, place: Sql, given: Sql | undefined): Sql => {
    if (word === undefined) return sql``;
    return sql` ${given === undefined ? sqlWords(word) : sql`DEFAULT ${given}`} ON ${place}`;
  };
  return sql`${behavior(json.onEmpty, sql`EMPTY`, defaults.onEmpty)}${behavior(json.onError, sql`ERROR`, defaults.onError)}`;
}

function returningSql({ returning }: JsonClauses): Sql {
  return returning === undefined ? sql`` : sql` RETURNING ${typeSql(returning)}`;
}

const JSON_VALUE = define({
  name: 'JSON_VALUE',
  family: 'json',
  rule: 'X1.52',
  documentation:
    'The scalar at a path as text; RETURNING another type ends the row when the value is not of exactly that type.',
  parameters: [
    ...DOCUMENT,
    parameter('default', 'any', { optional: true }),
    parameter('default', 'any', { optional: true }),
  ],
  syntax: 'JSON_VALUE(json, path [RETURNING type] [NULL | ERROR | DEFAULT x ON EMPTY] [… ON ERROR])',
  yieldsNull: true,
  fallible: (call) =>
    hasDynamicPath(call) ||
    !isText(call.type) ||
    call.json?.onEmpty === 'ERROR' ||
    call.json?.onError === 'ERROR',
  result: valueResult,
  toJs: valueJs,
  toFlink: ([text = sql``, path = sql``, ...rest], { json = {} }) =>
    sql`JSON_VALUE(${text}, ${path}${returningSql(json)}${clausesSql(json, rest)})`,
  cases: [
    [`JSON_VALUE('{"a": {"b": 1.50}}', '$.a.b')`, '1.50'],
    [`JSON_VALUE('{"a": 1}', '$.b')`, null],
    [`JSON_VALUE('{"a": 1}', 'lax $.b' DEFAULT 'none' ON EMPTY)`, 'none'],
    [`JSON_VALUE('{"a": 7}', '$.a' RETURNING INTEGER)`, 7],
    [`JSON_VALUE('{"a": 1}', '$.b' RETURNING DOUBLE DEFAULT 0.5 ON ERROR)`, 0.5],
  ],
});

const STRINGS: DataType = { kind: 'ARRAY', element: { type: STRING, nullable: true } };

function queryResult(values: readonly Typed[], { json }: CallForm): DataType | Refusal {
  const type = json?.returning ?? STRING;
  const isArray = sameType(type, STRINGS);
  if (!isArray && !sameType(type, STRING)) {
    const message = `JSON_QUERY returns STRING or ARRAY<STRING>, not ${typeText(type)}`;
    return refuse(message, 'Return ARRAY<STRING> and convert it with CAST.');
  }
  if (isArray && (json?.onEmpty === 'EMPTY OBJECT' || json?.onError === 'EMPTY OBJECT'))
    return refuse('an empty object is no ARRAY<STRING>', 'Write EMPTY ARRAY.');
  return pathProblem(values) ?? type;
}

function queryBehavior(behavior: JsonBehavior | undefined): JsonQueryRules['empty'] {
  return behavior === 'ERROR' || behavior === 'EMPTY ARRAY' || behavior === 'EMPTY OBJECT'
    ? behavior
    : 'NULL';
}

const WRAPPERS = {
  WITHOUT: sql` WITHOUT ARRAY WRAPPER`,
  CONDITIONAL: sql` WITH CONDITIONAL ARRAY WRAPPER`,
  UNCONDITIONAL: sql` WITH UNCONDITIONAL ARRAY WRAPPER`,
} as const;

const JSON_QUERY = define({
  name: 'JSON_QUERY',
  family: 'json',
  rule: 'X1.53',
  documentation: 'The array or object at a path as JSON text, or its elements as an ARRAY<STRING>.',
  parameters: DOCUMENT,
  syntax:
    'JSON_QUERY(json, path [RETURNING type] [WITHOUT | WITH [CONDITIONAL] WRAPPER] [NULL | ERROR | EMPTY ARRAY | EMPTY OBJECT ON EMPTY] [… ON ERROR])',
  yieldsNull: true,
  fallible: (call) =>
    hasDynamicPath(call) || call.json?.onEmpty === 'ERROR' || call.json?.onError === 'ERROR',
  result: queryResult,
  toJs: ([text = js`null`, path = js`null`], call) => {
    const json = call.json ?? {};
    const rules: JsonQueryRules = {
      wrapper: json.wrapper ?? 'WITHOUT',
      empty: queryBehavior(json.onEmpty),
      error: queryBehavior(json.onError),
    };
    const name = helper(call.type.kind === 'ARRAY' ? 'jsonQueryArray' : 'jsonQueryText');
    return js`${name}(${text}, ${pathJs(path, call)}, ${constant(rules)})`;
  },
  toFlink: ([text = sql``, path = sql``], { json = {} }) => {
    const wrapper = json.wrapper === undefined ? sql`` : WRAPPERS[json.wrapper];
    return sql`JSON_QUERY(${text}, ${path}${returningSql(json)}${wrapper}${clausesSql(json)})`;
  },
  cases: [
    [`JSON_QUERY('{"a": [1, {"c": 2, "b": 1}]}', '$.a')`, '[1,{"b":1,"c":2}]'],
    [`JSON_QUERY('{"a": 1}', '$.a' WITH WRAPPER)`, '[1]'],
    [`JSON_QUERY('{"a": 1}', '$.b' EMPTY ARRAY ON ERROR)`, '[]'],
    [`JSON_QUERY('[1, "x", [2]]', '$' RETURNING ARRAY<STRING>)`, ['1', 'x', '[2]']],
  ],
});

const ON_ERROR: Partial<Record<JsonBehavior, Js>> = {
  TRUE: js`true`,
  UNKNOWN: js`null`,
  ERROR: js`undefined`,
};

const JSON_EXISTS = define({
  name: 'JSON_EXISTS',
  family: 'json',
  rule: 'X1.53',
  documentation: 'TRUE when a path finds something other than a JSON null.',
  parameters: DOCUMENT,
  syntax: 'JSON_EXISTS(json, path [TRUE | FALSE | UNKNOWN | ERROR ON ERROR])',
  yieldsNull: true,
  fallible: (call) => hasDynamicPath(call) || call.json?.onError === 'ERROR',
  result: (values) => pathProblem(values) ?? BOOLEAN,
  toJs: ([text = js`null`, path = js`null`], call) => {
    const onError = ON_ERROR[call.json?.onError ?? 'FALSE'] ?? js`false`;
    return js`${helper('jsonExists')}(${text}, ${pathJs(path, call)}, ${onError})`;
  },
  toFlink: ([text = sql``, path = sql``], { json = {} }) =>
    sql`JSON_EXISTS(${text}, ${path}${clausesSql(json)})`,
  cases: [
    [`JSON_EXISTS('{"a": {"b": 1}}', '$.a.b')`, true],
    [`JSON_EXISTS('{"a": 1}', '$.b')`, false],
    [`JSON_EXISTS('no json', '$.b' UNKNOWN ON ERROR)`, null],
  ],
});

/** Functions that look into JSON. */
export const jsonSearchFunctions: readonly FunctionDefinition[] = [JSON_VALUE, JSON_QUERY, JSON_EXISTS];
