// SQL values as JSON text, as JSON_OBJECT, JSON_ARRAY, JSON_STRING and the JSON aggregates of Flink write them.

import { type DataType, isText, type Value } from '@weir/shared/data-type';
import { formatBase64 } from '../base64.ts';
import { decimalText, type Wide } from '../decimal.ts';
import { RowError } from '../row-error.ts';
import { doubleToText } from '../runtime/floats.ts';
import { timestampText } from '../values.ts';
import { bigDecimalText, jsonNumberText } from './json-number.ts';
import { JsonNumber } from './json-text.ts';
import { jsonString, writeObject } from './json-write.ts';

/**
 * The part of a type that Flink does not write as JSON: DATE, TIME, an interval, a bare NULL, or a key that is no text.
 *
 * @returns `undefined` when all of it can be written.
 */
export function unwritableAsJson(type: DataType): DataType | undefined {
  switch (type.kind) {
    case 'DATE':
    case 'TIME':
    case 'INTERVAL_DAY':
    case 'INTERVAL_MONTH':
    case 'NULL':
      return type;
    case 'ARRAY':
      return unwritableAsJson(type.element.type);
    case 'MULTISET':
      return isText(type.element.type) ? undefined : type.element.type;
    case 'MAP':
      return isText(type.key.type) ? unwritableAsJson(type.value.type) : type.key.type;
    case 'ROW':
      return type.fields.map((field) => unwritableAsJson(field.type)).find((part) => part !== undefined);
    default:
      return undefined;
  }
}

/**
 * The JSON text of a value, object keys in order; NULL is `null`.
 *
 * @throws  RowError JSON_PATH for a map with a NULL key.
 */
export function valueToJson(value: Value, type: DataType): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return jsonString(value);
  if (typeof value === 'object') return objectToJson(value, type);
  switch (type.kind) {
    case 'DECIMAL':
      return decimalToJson(value, type.scale);
    case 'FLOAT':
    case 'DOUBLE':
      return doubleToJson(Number(value));
    case 'TIMESTAMP':
      return `"${isoTimestamp(timestampText(value, type))}"`;
    case 'TIMESTAMP_LTZ':
      return `"${isoTimestamp(timestampText(value, type))}Z"`;
    default:
      return String(value);
  }
}

function decimalToJson(value: Wide, scale: number): string {
  const text = decimalText(value, 0);
  return text.startsWith('-')
    ? bigDecimalText(text.slice(1), scale, true)
    : bigDecimalText(text, scale, false);
}

/** A FLOAT is written with the digits of the DOUBLE it is widened to. */
function doubleToJson(value: number): string {
  return Number.isFinite(value) ? jsonNumberText(new JsonNumber(doubleToText(value))) : `"${value}"`;
}

/** The fraction has as many digits as it needs. */
function isoTimestamp(text: string): string {
  return text.replace(' ', 'T').replace(/\.?0+$/, (zeros) => (/\./.test(text) ? '' : zeros));
}

function objectToJson(
  value: Uint8Array | readonly Value[] | ReadonlyMap<Value, Value>,
  type: DataType,
): string {
  if (value instanceof Uint8Array) return `"${formatBase64(value)}"`;
  if (type.kind === 'ARRAY' && isValueList(value))
    return `[${value.map((item) => valueToJson(item, type.element.type)).join(',')}]`;
  if (type.kind === 'ROW' && isValueList(value)) {
    return writeObject(
      type.fields.map((field, index) => [field.name, valueToJson(value[index] ?? null, field.type)] as const),
    );
  }
  if ((type.kind !== 'MAP' && type.kind !== 'MULTISET') || isValueList(value))
    throw new Error('bug: the value is not of its type');
  const item: DataType = type.kind === 'MAP' ? type.value.type : { kind: 'INT' };
  return writeObject([...value].map(([key, entry]) => [keyText(key), valueToJson(entry, item)] as const));
}

function keyText(key: Value): string {
  if (typeof key === 'string') return key;
  throw new RowError('JSON_PATH', 'a map with a NULL key cannot be written as JSON');
}

function isValueList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** True for types whose JSON form cannot fail. */
export function isSafeAsJson(type: DataType): boolean {
  switch (type.kind) {
    case 'ARRAY':
      return isSafeAsJson(type.element.type);
    case 'ROW':
      return type.fields.every((field) => isSafeAsJson(field.type));
    case 'MAP':
      return !type.key.nullable && isSafeAsJson(type.value.type);
    case 'MULTISET':
      return !type.element.nullable;
    default:
      return true;
  }
}
