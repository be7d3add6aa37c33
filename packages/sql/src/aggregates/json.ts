// JSON_OBJECTAGG and JSON_ARRAYAGG: the rows of a group as JSON text.

import { type DataType, isText, typeText } from '@weir/shared/data-type';
import { INT, STRING } from '../check/types.ts';
import { type Refusal, refuse } from '../functions/definition.ts';
import type { AggregateDefinition } from './definition.ts';

const JSON_TEXT: DataType = { kind: 'VARCHAR', length: 2000 };

/** DATE, TIME and intervals have no JSON form in Flink. */
function refuseJson(name: string, type: DataType): Refusal | undefined {
  switch (type.kind) {
    case 'DATE':
    case 'TIME':
    case 'INTERVAL_DAY':
    case 'INTERVAL_MONTH':
      return refuse(`${name} has no JSON for ${typeText(type)}`, 'Convert it: CAST(… AS STRING).');
    case 'ARRAY':
    case 'MULTISET':
      return refuseJson(name, type.element.type);
    case 'MAP':
      return refuseJson(name, type.key.type) ?? refuseJson(name, type.value.type);
    case 'ROW':
      return type.fields
        .map((field) => refuseJson(name, field.type))
        .find((problem) => problem !== undefined);
    default:
      return undefined;
  }
}

const JSON_OBJECTAGG: AggregateDefinition = {
  name: 'JSON_OBJECTAGG',
  rule: 'X3.11',
  documentation:
    'A JSON object of keys and values, {} of no rows. A row whose key the group has already, or is NULL, is an error of that row.',
  syntax: 'JSON_OBJECTAGG([KEY] key VALUE value [NULL | ABSENT ON NULL])',
  arguments: [2, 2],
  distinct: { refused: 'keys are unique without it' },
  resolve: ({ values, form }) => {
    const [key, value] = values;
    if (key === undefined || value === undefined) return refuse('JSON_OBJECTAGG takes a key and a value');
    if (!isText(key.type))
      return refuse(`a key of JSON is text, this is ${typeText(key.type)}`, 'Convert it: CAST(… AS STRING).');
    const write = form.onNull ?? 'NULL';
    return (
      refuseJson('JSON_OBJECTAGG', value.type) ?? {
        type: JSON_TEXT,
        nullable: false,
        arguments: values,
        option: { kind: 'onNull', write },
      }
    );
  },
  slices: {
    kind: 'refused',
    reason: 'a key may repeat when the parts of a window are put together, and there is no row to blame then',
  },
  cases: [
    { call: 'JSON_OBJECTAGG(KEY x VALUE i)', type: STRING, values: ['b', 'a'], result: '{"a":1,"b":0}' },
    {
      call: 'JSON_OBJECTAGG(KEY CAST(i AS STRING) VALUE x ABSENT ON NULL)',
      type: INT,
      values: [5, null],
      result: '{"0":5}',
    },
  ],
};

const JSON_ARRAYAGG: AggregateDefinition = {
  name: 'JSON_ARRAYAGG',
  rule: 'X3.11',
  documentation:
    'A JSON array of the values in order of arrival, NULL left out unless NULL ON NULL is said; [] of no rows.',
  syntax: 'JSON_ARRAYAGG(x [NULL | ABSENT ON NULL])',
  arguments: [1, 1],
  distinct: { refused: 'Flink has no JSON_ARRAYAGG(DISTINCT …)' },
  resolve: ({ values, form }) => {
    const [value] = values;
    if (value === undefined || value.type.kind === 'NULL') return refuse('JSON_ARRAYAGG does not take NULL');
    const write = form.onNull ?? 'ABSENT';
    return (
      refuseJson('JSON_ARRAYAGG', value.type) ?? {
        type: JSON_TEXT,
        nullable: false,
        arguments: values,
        option: { kind: 'onNull', write },
      }
    );
  },
  slices: { kind: 'embedded', reason: 'Flink has no JSON aggregate in windows that share slices' },
  cases: [
    { call: 'JSON_ARRAYAGG(x)', type: INT, values: [2, null, 1], result: '[2,1]' },
    { call: 'JSON_ARRAYAGG(x NULL ON NULL)', type: STRING, values: ['a"', null], result: '["a\\"",null]' },
  ],
};

/** JSON_OBJECTAGG and JSON_ARRAYAGG. */
export const jsonAggregates: readonly AggregateDefinition[] = [JSON_OBJECTAGG, JSON_ARRAYAGG];
