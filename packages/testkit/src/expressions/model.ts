// The values of the interpreter, which are not those of generated code: whole numbers are bigints, DECIMAL is a fraction,
// a TIMESTAMP counts nanoseconds whatever its digits, a map is a list of pairs. Nothing here comes from the compiled path.

import type { DataType, Value } from '@weir/shared/data-type';
import { Fraction, tenTo } from './fraction.ts';

/** A map: pairs in the order in which their keys came first. */
export type ModelMap = { readonly pairs: readonly (readonly [key: Model, value: Model])[] };

/**
 * A value. Integers, DATE (days), TIME and INTERVAL DAY (milliseconds), INTERVAL MONTH and timestamps (nanoseconds) are
 * bigints, FLOAT and DOUBLE numbers, DECIMAL a `Fraction`.
 */
export type Model =
  | null
  | boolean
  | bigint
  | number
  | string
  | Fraction
  | Uint8Array
  | readonly Model[]
  | ModelMap;

/** What the interpreter does not know. */
export class NotCovered {
  readonly what: string;

  constructor(what: string) {
    this.what = what;
  }
}

const NANOS_OF_MS = 1_000_000n;

/** The value of a column or a literal. */
export function modelOf(value: Value, type: DataType): Model {
  if (value === null) return null;
  switch (type.kind) {
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT':
    case 'DATE':
    case 'TIME':
    case 'INTERVAL_DAY':
    case 'INTERVAL_MONTH':
      return integer(value);
    case 'DECIMAL':
      return new Fraction(integer(value), tenTo(type.scale));
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return type.precision > 3 ? integer(value) : integer(value) * NANOS_OF_MS;
    case 'ARRAY':
      return list(value).map((item) => modelOf(item, type.element.type));
    case 'ROW':
      return type.fields.map((field, index) => modelOf(list(value)[index] ?? null, field.type));
    case 'MAP':
      return {
        pairs: pairs(value).map(([k, v]) => [modelOf(k, type.key.type), modelOf(v, type.value.type)]),
      };
    case 'MULTISET':
      throw new NotCovered('MULTISET');
    default:
      if (typeof value === 'bigint' || Array.isArray(value) || value instanceof Map) throw misfit(type);
      if (typeof value === 'object' && !(value instanceof Uint8Array)) throw misfit(type);
      return value;
  }
}

function misfit(type: DataType): Error {
  return new Error(`bug: this is no value of ${type.kind}`);
}

function integer(value: Value): bigint {
  if (typeof value === 'bigint' || typeof value === 'number') return BigInt(value);
  throw new Error('bug: this is no whole number');
}

function list(value: Value): readonly Value[] {
  if (isList(value)) return value;
  throw new Error('bug: this is no array');
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function pairs(value: Value): readonly (readonly [Value, Value])[] {
  if (value !== null && typeof value === 'object' && !(value instanceof Uint8Array) && !isList(value))
    return [...value];
  throw new Error('bug: this is no map');
}

/** The value as generated code carries it. */
export function carrierOf(model: Model, type: DataType): Value {
  if (model === null) return null;
  switch (type.kind) {
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT':
    case 'DATE':
    case 'TIME':
    case 'INTERVAL_DAY':
    case 'INTERVAL_MONTH':
      return narrowed(wholeOf(model));
    case 'DECIMAL': {
      const scaled = exactOf(model).shifted(type.scale);
      if (scaled.truncated() * scaled.under !== scaled.over) throw misfit(type);
      return narrowed(scaled.truncated());
    }
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ': {
      const nanos = wholeOf(model);
      if (type.precision > 3) return narrowed(nanos);
      if (nanos % NANOS_OF_MS !== 0n) throw misfit(type);
      return narrowed(nanos / NANOS_OF_MS);
    }
    case 'ARRAY':
      return listOf(model).map((item) => carrierOf(item, type.element.type));
    case 'ROW':
      return type.fields.map((field, index) => carrierOf(listOf(model)[index] ?? null, field.type));
    case 'MAP':
      return new Map(
        mapOf(model).pairs.map(([k, v]) => [carrierOf(k, type.key.type), carrierOf(v, type.value.type)]),
      );
    default:
      if (typeof model === 'bigint' || (typeof model === 'object' && !(model instanceof Uint8Array)))
        throw misfit(type);
      return model;
  }
}

/** Safe integers travel as numbers, others as bigints (R2). */
function narrowed(value: bigint): number | bigint {
  const size = value < 0n ? -value : value;
  return size < 2n ** 53n ? Number(value) : value;
}

/** The model as a whole number. */
export function wholeOf(model: Model | undefined): bigint {
  if (typeof model === 'bigint') return model;
  throw new Error('bug: a whole number was expected');
}

/** The model as an exact number. */
export function exactOf(model: Model | undefined): Fraction {
  if (typeof model === 'bigint') return new Fraction(model);
  if (model instanceof Fraction) return model;
  throw new Error('bug: an exact number was expected');
}

/** The model as a FLOAT or DOUBLE. */
export function floatOf(model: Model | undefined): number {
  if (typeof model === 'number') return model;
  throw new Error('bug: a floating number was expected');
}

/** The model as text. */
export function textOf(model: Model | undefined): string {
  if (typeof model === 'string') return model;
  throw new Error('bug: text was expected');
}

/** The model as an array or a row. */
export function listOf(model: Model | undefined): readonly Model[] {
  if (isModelList(model)) return model;
  throw new Error('bug: an array was expected');
}

function isModelList(model: Model | undefined): model is readonly Model[] {
  return Array.isArray(model);
}

/** The model as a map. */
export function mapOf(model: Model | undefined): ModelMap {
  if (model !== null && typeof model === 'object' && 'pairs' in model) return model;
  throw new Error('bug: a map was expected');
}

/** Cut to so many bits of two's complement, as Java does. */
export function wrapped(value: bigint, bits: number): bigint {
  const turn = 2n ** BigInt(bits);
  const low = ((value % turn) + turn) % turn;
  return low >= turn / 2n ? low - turn : low;
}

/** Bits of the integer types. */
export const BITS: Partial<Record<DataType['kind'], number>> = {
  TINYINT: 8,
  SMALLINT: 16,
  INT: 32,
  BIGINT: 64,
};

/** An exact number in an integer or DECIMAL type: cut and wrapped, or rounded and NULL when it does not fit. */
export function fitted(value: Fraction, type: DataType): Model {
  const bits = BITS[type.kind];
  if (bits !== undefined) return wrapped(value.truncated(), bits);
  if (type.kind !== 'DECIMAL') throw misfit(type);
  const unscaled = value.shifted(type.scale).rounded();
  const size = unscaled < 0n ? -unscaled : unscaled;
  return size < tenTo(type.precision) ? new Fraction(unscaled, tenTo(type.scale)) : null;
}
