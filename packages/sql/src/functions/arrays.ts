// ARRAY_*: functions on arrays. What two arrays share is typed as COALESCE types it.

import { type DataType, type ElementType, isText, typeText } from '@weir/shared/data-type';
import { helper, type Js, joinJs, js } from '@weir/shared/fragment';
import { convert } from '../check/check-context.ts';
import type { Typed } from '../check/typed.ts';
import { BOOLEAN, commonType, INT, STRING } from '../check/types.ts';
import { isDeep } from '../check/types-nested.ts';
import { define, helperCall, parameter } from './build.ts';
import { sameOrWider } from './collection-make.ts';
import { type FunctionDefinition, type Refusal, type Resolved, refuse } from './definition.ts';

const UNKNOWN: ElementType = { type: { kind: 'NULL' }, nullable: true };

function elementOf(array: Typed | undefined): ElementType {
  return array?.type.kind === 'ARRAY' ? array.type.element : UNKNOWN;
}

/** The arguments with the value brought to the element's type, or why it does not fit. */
function withElement(name: string, [array, value]: readonly Typed[]): readonly [Typed, Typed] | Refusal {
  if (array === undefined || value === undefined) return refuse(`${name} takes an array and a value`);
  const { type } = elementOf(array);
  if (sameOrWider(type, value.type)) return [array, convert(value, type)];
  const message = `the elements of this array are ${typeText(type)}, this is ${typeText(value.type)}`;
  // Text cut to the length of the elements could become one of them.
  const hint = isText(type)
    ? 'Convert the array: CAST(… AS ARRAY<STRING>).'
    : `Convert it: CAST(… AS ${typeText(type)}).`;
  return { ...refuse(message, hint), at: { argument: 1 } };
}

/** Result of a function that looks for a value; NULL when `from` of its arguments are. */
function searchResult(name: string, type: DataType | 'array', from: 'array' | 'any') {
  return (values: readonly Typed[]): Resolved | Refusal => {
    const fitting = withElement(name, values);
    if ('refused' in fitting) return fitting;
    const [array, value] = fitting;
    const nullable = array.nullable || (from === 'any' && value.nullable);
    return { type: type === 'array' ? array.type : type, nullable, arguments: fitting };
  };
}

/** The array takes the value in: a value that can be NULL makes its elements nullable. */
function grownResult(name: string) {
  return (values: readonly Typed[]): Resolved | Refusal => {
    const fitting = withElement(name, values);
    if ('refused' in fitting) return fitting;
    const [array, value] = fitting;
    const element = elementOf(array);
    const type: DataType = {
      kind: 'ARRAY',
      element: { ...element, nullable: element.nullable || value.nullable },
    };
    // As Flink declares it, although only a NULL array gives NULL.
    return { type, nullable: array.nullable || value.nullable, arguments: fitting };
  };
}

/** All arrays brought to what they have in common. */
function commonResult(name: string) {
  return (values: readonly Typed[]): Resolved | Refusal => {
    const types = values.map((value) => value.type);
    const type = commonType(types, 'merge');
    if (type === undefined) {
      const listed = [...new Set(types.map(typeText))].join(', ');
      return refuse(
        `${name} takes arrays of one type, these are ${listed}`,
        'Bring them to one type with CAST.',
      );
    }
    const arguments_ = values.map((value) => convert(value, type));
    return { type, nullable: values.some((value) => value.nullable), arguments: arguments_ };
  };
}

function sameArray(values: readonly Typed[]): DataType {
  return values[0]?.type ?? INT;
}

function ordered(name: string, result: (element: ElementType, array: Typed) => DataType) {
  return ([array]: readonly Typed[]): DataType | Refusal => {
    if (array === undefined) return refuse(`${name} takes an array`);
    const element = elementOf(array);
    if (!isDeep(element.type)) return result(element, array);
    return {
      ...refuse(`${name} puts elements in order, ${typeText(element.type)} has none`),
      at: { argument: 0 },
    };
  };
}

const ONE = [parameter('array', 'array')];
const TWO = [parameter('array', 'array'), parameter('other', 'array')];
const WITH_VALUE = [parameter('array', 'array'), parameter('value', 'any')];

function family(definition: Omit<Parameters<typeof define>[0], 'family' | 'rule'>): FunctionDefinition {
  return define({ ...definition, family: 'collection', rule: 'X1.67' });
}

const searching: readonly FunctionDefinition[] = [
  family({
    name: 'ARRAY_CONTAINS',
    documentation: 'TRUE when the value is an element; NULL can be looked for.',
    parameters: WITH_VALUE,
    nulls: 'own',
    result: searchResult('ARRAY_CONTAINS', BOOLEAN, 'array'),
    toJs: helperCall('arrayContains'),
    cases: [
      ['ARRAY_CONTAINS(ARRAY[1, 2], 2)', true],
      ['ARRAY_CONTAINS(ARRAY[1, CAST(NULL AS INT)], CAST(NULL AS INT))', true],
    ],
  }),
  family({
    name: 'ARRAY_POSITION',
    documentation: 'The place of the value from 1, 0 when it is not there.',
    parameters: WITH_VALUE,
    result: searchResult('ARRAY_POSITION', INT, 'any'),
    toJs: helperCall('arrayPosition'),
    cases: [
      ["ARRAY_POSITION(ARRAY['a', 'b'], 'b')", 2],
      ['ARRAY_POSITION(ARRAY[1], 2)', 0],
    ],
  }),
  family({
    name: 'ARRAY_REMOVE',
    documentation: 'The array without the elements that equal the value; NULL removes NULLs.',
    parameters: WITH_VALUE,
    nulls: 'own',
    result: searchResult('ARRAY_REMOVE', 'array', 'array'),
    toJs: helperCall('arrayRemove'),
    cases: [['ARRAY_REMOVE(ARRAY[1, 2, 1], 1)', [2]]],
  }),
];

const growing: readonly FunctionDefinition[] = [
  family({
    name: 'ARRAY_APPEND',
    documentation: 'The array with the value at its end.',
    parameters: WITH_VALUE,
    nulls: 'own',
    result: grownResult('ARRAY_APPEND'),
    toJs: helperCall('arrayAppend'),
    cases: [['ARRAY_APPEND(ARRAY[1], 2)', [1, 2]]],
  }),
  family({
    name: 'ARRAY_PREPEND',
    documentation: 'The array with the value at its start.',
    parameters: WITH_VALUE,
    nulls: 'own',
    result: grownResult('ARRAY_PREPEND'),
    toJs: helperCall('arrayPrepend'),
    cases: [['ARRAY_PREPEND(ARRAY[1], 2)', [2, 1]]],
  }),
  family({
    name: 'ARRAY_CONCAT',
    documentation: 'One array after another.',
    parameters: [
      parameter('array', 'array'),
      parameter('array', 'array', { optional: true, repeated: true }),
    ],
    result: commonResult('ARRAY_CONCAT'),
    toJs: helperCall('arrayConcat'),
    cases: [['ARRAY_CONCAT(ARRAY[1], ARRAY[2, 1])', [1, 2, 1]]],
  }),
];

const asSets: readonly FunctionDefinition[] = [
  family({
    name: 'ARRAY_DISTINCT',
    documentation: 'The array with the first of equal elements only.',
    parameters: ONE,
    result: sameArray,
    toJs: helperCall('arrayUnion'),
    cases: [['ARRAY_DISTINCT(ARRAY[2, 1, 2])', [2, 1]]],
  }),
  family({
    name: 'ARRAY_UNION',
    documentation: 'The elements of both arrays, each once.',
    parameters: TWO,
    result: commonResult('ARRAY_UNION'),
    toJs: helperCall('arrayUnion'),
    cases: [['ARRAY_UNION(ARRAY[1, 2], ARRAY[2, 3])', [1, 2, 3]]],
  }),
  family({
    name: 'ARRAY_EXCEPT',
    documentation: 'The elements of the first array that the second does not have, each once.',
    parameters: TWO,
    result: commonResult('ARRAY_EXCEPT'),
    toJs: helperCall('arrayExcept'),
    cases: [['ARRAY_EXCEPT(ARRAY[1, 2, 2], ARRAY[1])', [2]]],
  }),
  family({
    name: 'ARRAY_INTERSECT',
    documentation: 'The elements of the first array that the second has too, each once.',
    parameters: TWO,
    result: commonResult('ARRAY_INTERSECT'),
    toJs: helperCall('arrayIntersect'),
    cases: [['ARRAY_INTERSECT(ARRAY[3, 1, 1], ARRAY[1, 3])', [3, 1]]],
  }),
];

const FLAG = parameter('ascending', 'boolean', { optional: true });
const NULLS = parameter('nullsFirst', 'boolean', { optional: true });

function sortJs([array = js`null`, ascending = js`true`, nullsFirst]: readonly Js[]): Js {
  return js`${helper('arraySort')}(${array}, ${ascending}, ${nullsFirst ?? ascending})`;
}

const ordering: readonly FunctionDefinition[] = [
  family({
    name: 'ARRAY_SLICE',
    documentation:
      'The elements from one place to another, both included; negative places count from the end.',
    parameters: [
      parameter('array', 'array'),
      parameter('start', 'integer'),
      parameter('end', 'integer', { optional: true }),
    ],
    result: sameArray,
    toJs: ([array = js`null`, start = js`null`, end]) =>
      end === undefined
        ? js`${helper('arrayTail')}(${array}, ${start})`
        : js`${helper('arraySlice')}(${array}, ${start}, ${end})`,
    cases: [
      ['ARRAY_SLICE(ARRAY[1, 2, 3], 2)', [2, 3]],
      ['ARRAY_SLICE(ARRAY[1, 2, 3], -2, -2)', [2]],
    ],
  }),
  family({
    name: 'ARRAY_SORT',
    documentation:
      'The elements in order; NULLs come first, in descending order last, unless the third value says so.',
    parameters: [...ONE, FLAG, NULLS],
    result: ordered('ARRAY_SORT', (_, array) => array.type),
    toJs: sortJs,
    cases: [
      ['ARRAY_SORT(ARRAY[2, CAST(NULL AS INT), 1])', [null, 1, 2]],
      ['ARRAY_SORT(ARRAY[2, CAST(NULL AS INT), 3], FALSE)', [3, 2, null]],
    ],
  }),
  family({
    name: 'ARRAY_REVERSE',
    documentation: 'The elements backwards.',
    parameters: ONE,
    result: sameArray,
    toJs: helperCall('arrayReverse'),
    cases: [['ARRAY_REVERSE(ARRAY[1, 2])', [2, 1]]],
  }),
  family({
    name: 'ARRAY_MAX',
    documentation: 'The largest element that is not NULL.',
    parameters: ONE,
    yieldsNull: true,
    result: ordered('ARRAY_MAX', (element) => element.type),
    toJs: helperCall('arrayMax'),
    cases: [["ARRAY_MAX(ARRAY['a', 'b'])", 'b']],
  }),
  family({
    name: 'ARRAY_MIN',
    documentation: 'The smallest element that is not NULL.',
    parameters: ONE,
    yieldsNull: true,
    result: ordered('ARRAY_MIN', (element) => element.type),
    toJs: helperCall('arrayMin'),
    cases: [['ARRAY_MIN(ARRAY[2, 1])', 1]],
  }),
  family({
    name: 'ARRAY_JOIN',
    documentation: 'The texts of an array with a separator between them; NULLs are left out or replaced.',
    parameters: [
      parameter('array', 'array'),
      parameter('separator', 'text'),
      parameter('forNull', 'text', { optional: true }),
    ],
    result: ([array]) => {
      const { type } = elementOf(array);
      if (isText(type)) return STRING;
      const message = `ARRAY_JOIN joins texts, the elements are ${typeText(type)}`;
      return { ...refuse(message, 'Convert the array: CAST(… AS ARRAY<STRING>).'), at: { argument: 0 } };
    },
    toJs: (values) => js`${helper('arrayJoin')}(${joinJs(values, ', ')})`,
    cases: [
      ["ARRAY_JOIN(ARRAY['a', 'b'], '-')", 'a-b'],
      ["ARRAY_JOIN(ARRAY['a', CAST(NULL AS STRING)], '-', '?')", 'a-?'],
    ],
  }),
];

/** Functions on arrays. */
export const arrayFunctions: readonly FunctionDefinition[] = [
  ...searching,
  ...growing,
  ...asSets,
  ...ordering,
];
