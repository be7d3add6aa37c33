// MAP_* and STR_TO_MAP: functions on maps.

import { type DataType, type ElementType, typeText } from '@weir/shared/data-type';
import { convert } from '../check/check-context.ts';
import type { Typed } from '../check/typed.ts';
import { commonType, STRING } from '../check/types.ts';
import { define, helperCall, parameter } from './build.ts';
import { type FunctionDefinition, type Refusal, type Resolved, refuse } from './definition.ts';
import { STR_TO_MAP } from './text-to-map.ts';

type MapType = Extract<DataType, { readonly kind: 'MAP' }>;

const TEXT: ElementType = { type: STRING, nullable: true };
const TEXTS: MapType = { kind: 'MAP', key: TEXT, value: TEXT };

function mapOf([map]: readonly Typed[]): MapType {
  return map?.type.kind === 'MAP' ? map.type : TEXTS;
}

function arrayOf(element: ElementType): DataType {
  return { kind: 'ARRAY', element };
}

/** Flink says that an entry itself can be NULL, which it never is. */
function entriesOf({ key, value }: MapType): DataType {
  const fields = [
    { name: 'key', ...key },
    { name: 'value', ...value },
  ];
  return arrayOf({ type: { kind: 'ROW', fields }, nullable: true });
}

function unionResult(values: readonly Typed[]): Resolved | Refusal {
  const types = values.map((value) => value.type);
  const type = commonType(types, 'merge');
  if (type === undefined) {
    const listed = [...new Set(types.map(typeText))].join(', ');
    return refuse(
      `MAP_UNION takes maps of one type, these are ${listed}`,
      'Bring them to one type with CAST.',
    );
  }
  const nullable = values.some((value) => value.nullable);
  return { type, nullable, arguments: values.map((value) => convert(value, type)) };
}

function fromArraysResult([keys, values]: readonly Typed[]): DataType {
  const [key, value] = [keys, values].map((array) =>
    array?.type.kind === 'ARRAY' ? array.type.element : TEXT,
  );
  return { kind: 'MAP', key: key ?? TEXT, value: value ?? TEXT };
}

function family(definition: Omit<Parameters<typeof define>[0], 'family' | 'rule'>): FunctionDefinition {
  return define({ ...definition, family: 'collection', rule: 'X1.68' });
}

const MAP = [parameter('map', 'map')];

/** Functions on maps. */
export const mapFunctions: readonly FunctionDefinition[] = [
  family({
    name: 'MAP_KEYS',
    documentation: 'The keys of a map.',
    parameters: MAP,
    result: (values) => arrayOf(mapOf(values).key),
    toJs: helperCall('mapKeys'),
    cases: [["MAP_KEYS(MAP['a', 1])", ['a']]],
  }),
  family({
    name: 'MAP_VALUES',
    documentation: 'The values of a map, in the order of its keys.',
    parameters: MAP,
    result: (values) => arrayOf(mapOf(values).value),
    toJs: helperCall('mapValues'),
    cases: [["MAP_VALUES(MAP['a', 1])", [1]]],
  }),
  family({
    name: 'MAP_ENTRIES',
    documentation: 'The entries of a map as rows with the fields key and value.',
    parameters: MAP,
    result: (values) => entriesOf(mapOf(values)),
    toJs: helperCall('mapEntries'),
    cases: [
      ["MAP_ENTRIES(MAP['a', 1])", [['a', 1]]],
      ["MAP_ENTRIES(MAP['a', 1])[1].key", 'a'],
    ],
  }),
  family({
    name: 'MAP_UNION',
    documentation: 'The entries of all maps; of equal keys the later map wins.',
    parameters: [...MAP, parameter('map', 'map', { optional: true, repeated: true })],
    result: unionResult,
    toJs: helperCall('mapUnion'),
    cases: [["MAP_UNION(MAP['a', 1], MAP['a', 2])['a']", 2]],
  }),
  family({
    name: 'MAP_FROM_ARRAYS',
    documentation: 'A map of an array of keys and one of values; arrays of different lengths end the row.',
    parameters: [parameter('keys', 'array'), parameter('values', 'array')],
    fallible: true,
    result: fromArraysResult,
    toJs: helperCall('mapFromArrays'),
    cases: [["MAP_FROM_ARRAYS(ARRAY['a', 'b'], ARRAY[1, 2])['b']", 2]],
  }),
  STR_TO_MAP,
];
