// ARRAY[…], MAP[…], ROW(…) and what reaches into them: a[i], m[key], r.field, CARDINALITY, ELEMENT.

import {
  type DataType,
  type ElementType,
  elementText,
  isText,
  sameType,
  typeText,
} from '@weir/shared/data-type';
import { constant, helper, type Js, joinJs, js } from '@weir/shared/fragment';
import { convert } from '../check/check-context.ts';
import type { Typed, TypedCall } from '../check/typed.ts';
import { commonType, INT, isInteger, STRING } from '../check/types.ts';
import { define, parameter, type Sql, sql, sqlId, sqlList } from './build.ts';
import { type CallForm, type FunctionDefinition, type Refusal, type Resolved, refuse } from './definition.ts';

/** The common element of values as CASE types them, or why there is none. */
function elementOf(name: string, values: readonly Typed[]): ElementType | Refusal {
  if (values.length === 0) return refuse(`${name} needs a value, its type would be unknown`);
  const types = values.map((value) => value.type);
  const type = commonType(types, 'case');
  if (type === undefined) {
    const listed = [...new Set(types.map(typeText))].join(', ');
    return refuse(
      `${name} holds values of one type, these are ${listed}`,
      'Bring them to one type with CAST.',
    );
  }
  if (type.kind === 'NULL')
    return refuse(`${name} of nothing but NULL has no type`, 'Write CAST(NULL AS INT).');
  return { type, nullable: values.some((value) => value.nullable) };
}

function arrayResult(values: readonly Typed[]): Resolved | Refusal {
  const element = elementOf('ARRAY', values);
  if ('refused' in element) return element;
  return {
    type: { kind: 'ARRAY', element },
    nullable: false,
    arguments: values.map((value) => convert(value, element.type)),
  };
}

const ARRAY = define({
  name: 'ARRAY',
  family: 'collection',
  rule: 'X1.66',
  documentation: 'An array of values of one type.',
  parameters: [parameter('value', 'any', { optional: true, repeated: true })],
  syntax: 'ARRAY[value, …]',
  nulls: 'own',
  result: arrayResult,
  toJs: (values) => js`[${joinJs(values, ', ')}]`,
  toFlink: (values) => sql`ARRAY[${sqlList(values)}]`,
  cases: [
    ['ARRAY[1, 2, 3]', [1, 2, 3]],
    ['ARRAY[1, CAST(NULL AS INT)]', [1, null]],
    ['ARRAY[1, 1.5]', [10, 15]],
  ],
});

function mapResult(values: readonly Typed[]): Resolved | Refusal {
  if (values.length % 2 === 1)
    return refuse(
      'MAP takes keys and values in turn, this has an odd number of them',
      "Write MAP['a', 1, 'b', 2].",
    );
  const key = elementOf(
    'MAP',
    values.filter((_, index) => index % 2 === 0),
  );
  if ('refused' in key) return key;
  const value = elementOf(
    'MAP',
    values.filter((_, index) => index % 2 === 1),
  );
  if ('refused' in value) return value;
  return {
    type: { kind: 'MAP', key, value },
    nullable: false,
    arguments: values.map((node, index) => convert(node, index % 2 === 0 ? key.type : value.type)),
  };
}

function pairsJs(values: readonly Js[]): Js {
  const pairs = values.flatMap((key, index) => {
    const value = values[index + 1];
    return index % 2 === 0 && value !== undefined ? [js`[${key}, ${value}]`] : [];
  });
  return joinJs(pairs, ', ');
}

const MAP = define({
  name: 'MAP',
  family: 'collection',
  rule: 'X1.68',
  documentation: 'A map of keys to values; of equal keys the last one wins.',
  parameters: [
    parameter('key', 'any', { optional: true }),
    parameter('value', 'any', { optional: true, repeated: true }),
  ],
  syntax: 'MAP[key, value, …]',
  nulls: 'own',
  result: mapResult,
  toJs: (values) => js`${helper('mapOf')}([${pairsJs(values)}])`,
  toFlink: (values) => sql`MAP[${sqlList(values)}]`,
  cases: [
    ["MAP['a', 1, 'b', 2]['b']", 2],
    ["MAP['a', 1, 'a', 2]['a']", 2],
    ["MAP['a', 1]['z']", null],
  ],
});

function rowResult(values: readonly Typed[]): Resolved | Refusal {
  const untyped = values.findIndex((value) => value.type.kind === 'NULL');
  if (untyped >= 0)
    return {
      ...refuse('a NULL in a row has no type', 'Write CAST(NULL AS INT).'),
      at: { argument: untyped },
    };
  const fields = values.map(({ type, nullable }, index) => ({ name: `EXPR$${index}`, type, nullable }));
  return { type: { kind: 'ROW', fields }, nullable: false, arguments: values };
}

const ROW = define({
  name: 'ROW',
  family: 'collection',
  rule: 'X1.69',
  documentation: 'A row of values; CAST gives its fields names: CAST(ROW(1, 2) AS ROW<a INT, b INT>).',
  parameters: [parameter('value', 'any'), parameter('value', 'any', { optional: true, repeated: true })],
  nulls: 'own',
  result: rowResult,
  toJs: (values) => js`[${joinJs(values, ', ')}]`,
  cases: [
    ["ROW(1, 'a')", [1, 'a']],
    ["(1, 'a')", [1, 'a']],
    ['CAST(ROW(1, 2) AS ROW<a INT, b INT>).b', 2],
  ],
});

/** An operand before `[` or a dot: what is no name and no call stands in parentheses. */
function accessed(printed: Sql, node: Typed | undefined): Sql {
  return node?.kind === 'column' || node?.kind === 'call' ? printed : sql`(${printed})`;
}

function itemResult(values: readonly Typed[]): Resolved | Refusal {
  const [collection, key] = values;
  if (collection === undefined || key === undefined) return refuse('an element needs an index or key');
  if (collection.type.kind === 'ARRAY') return elementResult(collection.type.element, values);
  if (collection.type.kind === 'MAP') return entryResult(collection.type, values);
  const hint = collection.type.kind === 'ROW' ? 'Fields of a row stand behind a dot: row.field.' : undefined;
  return refuse(`${typeText(collection.type)} has no elements; [ ] takes an ARRAY or a MAP`, hint);
}

function elementResult(element: ElementType, [array, index]: readonly Typed[]): Resolved | Refusal {
  if (array === undefined || index === undefined) return refuse('an element needs an index');
  if (!isInteger(index.type) || index.type.kind === 'BIGINT') {
    const message = `an array index is an INT, this is ${typeText(index.type)}`;
    return refuse(message, 'Convert it: CAST(… AS INT).');
  }
  if (index.kind === 'literal' && Number(index.value) < 1)
    return { ...refuse(`an array index starts at 1, this is ${String(index.value)}`), at: { argument: 1 } };
  return { type: element.type, nullable: true, arguments: [array, convert(index, INT)] };
}

function entryResult(
  type: Extract<DataType, { readonly kind: 'MAP' }>,
  [map, key]: readonly Typed[],
): Resolved | Refusal {
  if (map === undefined || key === undefined) return refuse('an entry needs a key');
  const wanted = type.key.type;
  const fits = (isText(wanted) && isText(key.type)) || sameOrWider(wanted, key.type);
  if (!fits) {
    const message = `the keys of this map are ${typeText(wanted)}, this is ${typeText(key.type)}`;
    return refuse(message, `Convert it: CAST(… AS ${typeText(wanted)}).`);
  }
  // Text is looked up as it is: brought to the length of the keys it could be cut to one of them.
  const looked = isText(key.type) ? key : convert(key, wanted);
  return { type: type.value.type, nullable: true, arguments: [map, looked] };
}

/** True when a value of the other type converts to the type without a loss. */
export function sameOrWider(type: DataType, other: DataType): boolean {
  const common = other.kind === 'NULL' ? type : commonType([type, other], 'merge');
  return common !== undefined && sameType(common, type);
}

const ITEM = define({
  name: '[]',
  family: 'collection',
  rule: 'X1.66',
  documentation: 'An element of an array, from 1, or the value of a key of a map; NULL when there is none.',
  parameters: [parameter('collection', 'any'), parameter('key', 'any')],
  syntax: 'array[index], map[key]',
  yieldsNull: true,
  warning: ([collection, key]) => {
    const type = collection?.type;
    const element = type?.kind === 'ARRAY' ? type.element : type?.kind === 'MAP' ? type.value : undefined;
    if (element === undefined || element.nullable || key === undefined) return undefined;
    return {
      code: 'SQL_PORTABLE',
      message:
        'Flink gives -1 or an empty text for an element that is not there, because these cannot be NULL',
      hint: 'Let the elements be nullable: CAST(… AS ARRAY<INT>).',
    };
  },
  result: itemResult,
  toJs: ([collection = js`null`, key = js`null`], { arguments: [node] }) =>
    node?.type.kind === 'MAP'
      ? js`${helper('mapItem')}(${collection}, ${key})`
      : js`(${collection}[${key} - 1] ?? null)`,
  toFlink: ([collection = sql``, key = sql``], { arguments: [node] }) =>
    sql`${accessed(collection, node)}[${key}]`,
  cases: [
    ["ARRAY['x', 'y'][2]", 'y'],
    ['ARRAY[10, 20][3]', null],
    ["MAP[1, 'x'][1]", 'x'],
  ],
});

function fieldResult([row]: readonly Typed[], { field = '' }: CallForm): Resolved | Refusal {
  if (row === undefined) return refuse('a field needs a row');
  if (row.type.kind !== 'ROW') {
    const refusal = refuse(`${typeText(row.type)} has no fields; only a ROW has`);
    // Before the dot of a bare column could stand a table, which Flink then misses: it marks that name.
    return row.kind === 'column' ? { ...refusal, at: { argument: 0 } } : refusal;
  }
  const found = row.type.fields.find((known) => known.name === field);
  if (found === undefined) {
    const names = row.type.fields.map((known) => known.name).slice(0, 12);
    return { ...refuse(`this row has no field ${field}`, `Fields are ${names.join(', ')}.`), at: 'name' };
  }
  return { type: found.type, nullable: row.nullable || found.nullable, arguments: [row] };
}

function fieldIndex({ arguments: [row], field }: TypedCall): number {
  if (row?.type.kind !== 'ROW') throw new Error('bug: only a ROW has fields');
  return row.type.fields.findIndex((known) => known.name === field);
}

const FIELD = define({
  name: '.',
  family: 'collection',
  rule: 'X1.69',
  documentation: 'A field of a row.',
  parameters: [parameter('row', 'any')],
  syntax: 'row.field',
  yieldsNull: true,
  result: fieldResult,
  toJs: ([row = js`null`], call) => js`${row}[${fieldIndex(call)}]`,
  toFlink: ([row = sql``], call) => sql`${accessed(row, call.arguments[0])}.${sqlId(call.field ?? '')}`,
  cases: [['CAST(ROW(1, ROW(2)) AS ROW<a INT, b ROW<c INT>>).b.c', 2]],
});

function cardinalityResult([collection]: readonly Typed[]): DataType | Refusal {
  const kind = collection?.type.kind;
  if (kind === 'ARRAY' || kind === 'MAP') return INT;
  return refuse(`CARDINALITY takes an ARRAY or a MAP, this is ${typeText(collection?.type ?? STRING)}`);
}

const CARDINALITY = define({
  name: 'CARDINALITY',
  family: 'collection',
  rule: 'X1.66',
  documentation: 'How many elements an array or map has.',
  parameters: [parameter('collection', 'any')],
  result: cardinalityResult,
  toJs: ([collection = js`null`], { arguments: [node] }) =>
    node?.type.kind === 'MAP' ? js`${collection}.size` : js`${collection}.length`,
  cases: [
    ['CARDINALITY(ARRAY[1, 2])', 2],
    ["CARDINALITY(MAP['a', 1])", 1],
  ],
});

const ELEMENT = define({
  name: 'ELEMENT',
  family: 'collection',
  rule: 'X1.66',
  documentation: 'The only element of an array, NULL of an empty one; more than one end the row.',
  parameters: [parameter('array', 'array')],
  yieldsNull: true,
  fallible: true,
  result: ([array]) => (array?.type.kind === 'ARRAY' ? array.type.element.type : INT),
  toJs: ([array = js`null`]) => js`${helper('onlyElement')}(${array})`,
  cases: [["ELEMENT(ARRAY['x'])", 'x']],
});

/** A bare NULL has a type that knows no NOT NULL. */
function nameOf({ type, nullable }: Typed): string {
  return type.kind === 'NULL' ? 'NULL' : elementText({ type, nullable });
}

const TYPEOF = define({
  name: 'TYPEOF',
  family: 'condition',
  rule: 'X1.71',
  documentation: 'The type of a value as text, with NOT NULL where it cannot be NULL.',
  parameters: [parameter('value', 'any')],
  nulls: 'own',
  result: (values): Resolved => ({ type: STRING, nullable: true, arguments: values }),
  toJs: (_, { arguments: [node] }) => constant(node === undefined ? 'NULL' : nameOf(node)),
  cases: [
    ["TYPEOF('abc')", 'CHAR(3) NOT NULL'],
    ['TYPEOF(ARRAY[1, 2])', 'ARRAY<INT NOT NULL> NOT NULL'],
    ['TYPEOF(NULL)', 'NULL'],
    ['TYPEOF(CAST(NULL AS DECIMAL(5, 2)))', 'DECIMAL(5, 2)'],
  ],
});

/** Functions that make collections and reach into them. */
export const collectionFunctions: readonly FunctionDefinition[] = [
  ARRAY,
  MAP,
  ROW,
  ITEM,
  FIELD,
  CARDINALITY,
  ELEMENT,
  TYPEOF,
];
