// CAST and TRY_CAST of the interpreter (X2).

import { type DataType, isBytes, isText } from '@weir/shared/data-type';
import { RowError } from '@weir/sql/row-error';
import { utf8, utf8Text } from './bytes.ts';
import { clockText, DAY_NANOS, dayText, digits, split } from './calendar.ts';
import { cutNanos, floatOfWhole, readText } from './cast-text.ts';
import { Fraction, fractionOf } from './fraction.ts';
import {
  exactOf,
  fitted,
  floatOf,
  listOf,
  type Model,
  mapOf,
  NotCovered,
  textOf,
  wholeOf,
  wrapped,
} from './model.ts';

/** A value that is not NULL in another type; `safe` is TRY_CAST. */
export function cast(value: Model, from: DataType, to: DataType, safe: boolean): Model {
  if (isText(from) && !isText(to) && !isBytes(to)) {
    const read = readText(textOf(value), to);
    if (read !== undefined) return read;
    if (safe) return null;
    throw new RowError('CAST', `text is no ${to.kind}`);
  }
  if (isText(to)) return fitsAsItIs(from, to) ? value : sizedText(toText(value, from), to);
  if (isBytes(to)) return sizedBytes(typeof value === 'string' ? utf8(value) : bytes(value), to);
  switch (from.kind) {
    case 'ARRAY':
    case 'ROW':
    case 'MAP':
      return nested(value, from, to, safe);
    case 'FLOAT':
    case 'DOUBLE':
      return fromFloat(floatOf(value), to);
    case 'DATE':
    case 'TIME':
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return fromMoment(wholeOf(value), from, to);
    case 'INTERVAL_DAY':
    case 'INTERVAL_MONTH':
      return value;
    case 'BOOLEAN':
      if (to.kind === 'BOOLEAN') return value;
      return fromExact(new Fraction(value === true ? 1n : 0n), from, to);
    default:
      return fromExact(exactOf(value), from, to);
  }
}

function bytes(value: Model): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new Error('bug: bytes were expected');
}

function fromExact(value: Fraction, from: DataType, to: DataType): Model {
  switch (to.kind) {
    case 'BOOLEAN':
      return value.over !== 0n;
    case 'DOUBLE':
      return Number(plainText(value));
    case 'FLOAT':
      // A DECIMAL goes by way of a DOUBLE, whole numbers do not.
      return from.kind === 'DECIMAL' ? Math.fround(Number(plainText(value))) : floatOfWhole(value.over);
    case 'INTERVAL_DAY':
    case 'INTERVAL_MONTH': {
      const limit = to.kind === 'INTERVAL_MONTH' ? 2n ** 31n : 2n ** 53n;
      if (value.abs().compareTo(new Fraction(limit)) >= 0n)
        throw new NotCovered('an interval beyond its type');
      return value.over;
    }
    default:
      return fitted(value, to);
  }
}

/** All digits of a fraction whose denominator is a power of ten. */
function plainText(value: Fraction): string {
  let places = 0;
  while (value.shifted(places).truncated() * value.under !== value.shifted(places).over) places += 1;
  return decimalText(value, places);
}

function decimalText(value: Fraction, scale: number): string {
  const sign = value.sign() < 0n ? '-' : '';
  const unscaled = digits(value.shifted(scale).abs().truncated(), scale + 1);
  return scale === 0 ? sign + unscaled : `${sign}${unscaled.slice(0, -scale)}.${unscaled.slice(-scale)}`;
}

/** Java's narrowing: NaN is 0, what is too large the largest; TINYINT and SMALLINT are low bits of that INT. */
function fromFloat(value: number, to: DataType): Model {
  switch (to.kind) {
    case 'BOOLEAN':
      return value !== 0;
    case 'FLOAT':
      return Math.fround(value);
    case 'DOUBLE':
      return value;
    case 'DECIMAL':
      if (!Number.isFinite(value)) throw new RowError('CAST', 'NaN and the infinities are no DECIMAL');
      return fitted(fractionOf(String(value)), to);
    case 'BIGINT':
      return saturated(value, 64);
    case 'INT':
      return saturated(value, 32);
    case 'SMALLINT':
      return wrapped(saturated(value, 32), 16);
    case 'TINYINT':
      return wrapped(saturated(value, 32), 8);
    default:
      throw new NotCovered(`a floating number as ${to.kind}`);
  }
}

function saturated(value: number, bits: number): bigint {
  if (Number.isNaN(value)) return 0n;
  const max = 2n ** BigInt(bits - 1) - 1n;
  if (value === Infinity) return max;
  if (value === -Infinity) return -max - 1n;
  const whole = BigInt(Math.trunc(value));
  return whole > max ? max : whole < -max - 1n ? -max - 1n : whole;
}

/** Digits that the target does not have are cut; digits that it has stay as they are, also those that were too many. */
function fromMoment(value: bigint, from: DataType, to: DataType): Model {
  if (from.kind === to.kind && digitsOf(from) <= digitsOf(to)) return value;
  const nanos = from.kind === 'DATE' ? value * DAY_NANOS : from.kind === 'TIME' ? value * 1_000_000n : value;
  switch (to.kind) {
    case 'DATE':
      return BigInt(split(nanos).days);
    case 'TIME': {
      const unit = 10n ** BigInt(9 - to.precision);
      const { clock } = split(nanos);
      return (clock - (clock % unit)) / 1_000_000n;
    }
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ': {
      const isStamp = from.kind === 'TIMESTAMP' || from.kind === 'TIMESTAMP_LTZ';
      return isStamp && digitsOf(from) <= to.precision ? nanos : cutNanos(nanos, to.precision);
    }
    default:
      throw new NotCovered(`a moment as ${to.kind}`);
  }
}

function digitsOf(type: DataType): number {
  return type.kind === 'TIME' || type.kind === 'TIMESTAMP' || type.kind === 'TIMESTAMP_LTZ'
    ? type.precision
    : 0;
}

function nested(value: Model, from: DataType, to: DataType, safe: boolean): Model {
  try {
    return parts(value, from, to);
  } catch (error) {
    // A part that does not convert makes all of a TRY_CAST NULL.
    if (safe && error instanceof RowError) return null;
    throw error;
  }
}

function parts(value: Model, from: DataType, to: DataType): Model {
  const part = (item: Model, a: DataType, b: DataType): Model =>
    item === null ? null : cast(item, a, b, false);
  if (from.kind === 'ARRAY' && to.kind === 'ARRAY')
    return listOf(value).map((item) => part(item, from.element.type, to.element.type));
  if (from.kind === 'ROW' && to.kind === 'ROW')
    return from.fields.map((field, index) =>
      part(listOf(value)[index] ?? null, field.type, to.fields[index]?.type ?? field.type),
    );
  if (from.kind === 'MAP' && to.kind === 'MAP') {
    const pairs = mapOf(value).pairs.map(
      ([k, v]) => [part(k, from.key.type, to.key.type), part(v, from.value.type, to.value.type)] as const,
    );
    return { pairs };
  }
  throw new NotCovered(`${from.kind} as ${to.kind}`);
}

/** A value as text, before it is brought to a length. */
function toText(value: Model, from: DataType): string {
  if (value === null) return 'NULL';
  switch (from.kind) {
    case 'BOOLEAN':
      return value === true ? 'TRUE' : 'FALSE';
    case 'FLOAT':
      return floatText(floatOf(value), shortestFloat(floatOf(value)));
    case 'DOUBLE':
      return floatText(floatOf(value), String(floatOf(value)));
    case 'DECIMAL':
      return decimalText(exactOf(value), from.scale);
    case 'DATE':
      return dayText(wholeOf(value));
    case 'TIME':
      return timeText(wholeOf(value), from.precision);
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ': {
      const { days, clock } = split(wholeOf(value));
      return `${dayText(days)} ${clockText(clock, from.precision)}`;
    }
    case 'INTERVAL_DAY': {
      const ms = wholeOf(value);
      const { days, clock } = split((ms < 0n ? -ms : ms) * 1_000_000n);
      return `${ms < 0n ? '-' : '+'}${days} ${clockText(clock, 3)}`;
    }
    case 'INTERVAL_MONTH': {
      const months = wholeOf(value);
      const size = months < 0n ? -months : months;
      return `${months < 0n ? '-' : '+'}${size / 12n}-${digits(size % 12n, 2)}`;
    }
    case 'ARRAY':
      return `[${listOf(value)
        .map((item) => toText(item, from.element.type))
        .join(', ')}]`;
    case 'ROW':
      return `(${from.fields.map((field, index) => toText(listOf(value)[index] ?? null, field.type)).join(', ')})`;
    case 'MAP':
      return `{${mapOf(value)
        .pairs.map(([k, v]) => `${toText(k, from.key.type)}=${toText(v, from.value.type)}`)
        .join(', ')}}`;
    default:
      if (value instanceof Uint8Array) return utf8Text(value);
      return typeof value === 'string' ? value : String(wholeOf(value));
  }
}

/** One digit of the fraction always stays when the type has any. */
function timeText(ms: bigint, precision: number): string {
  const text = clockText(ms * 1_000_000n, precision);
  if (precision === 0) return text;
  let end = text.length;
  while (text[end - 1] === '0' && text[end - 2] !== '.') end -= 1;
  return text.slice(0, end);
}

function shortestFloat(value: number): string {
  let count = 1;
  while (Number.isFinite(value) && Math.fround(Number(value.toPrecision(count))) !== value) count += 1;
  return Number.isFinite(value) ? String(Number(value.toPrecision(count))) : String(value);
}

/** The digits that JavaScript writes in the layout of Java: `1.0`, `1.0E7`, `1.0E-4`. */
function floatText(value: number, shortest: string): string {
  if (!Number.isFinite(value)) return shortest;
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const size = fractionOf(shortest).abs();
  const sign = value < 0 ? '-' : '';
  if (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e7) {
    const plain = plainText(size);
    return sign + (plain.includes('.') ? plain : `${plain}.0`);
  }
  let exponent = 0;
  while (size.shifted(-exponent).compareTo(new Fraction(10n)) >= 0n) exponent += 1;
  while (size.shifted(-exponent).compareTo(new Fraction(1n)) < 0n) exponent -= 1;
  const mantissa = plainText(size.shifted(-exponent));
  return `${sign}${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${exponent}`;
}

/** A type that is long enough takes text as it is, also UPPER('ß') of CHAR(1), which is longer than its type. */
function fitsAsItIs(from: DataType, to: DataType): boolean {
  if (!isText(from) || to.kind === 'STRING') return isText(from);
  const most = 'length' in from ? from.length : Infinity;
  return (
    'length' in to && (to.kind === 'VARCHAR' ? most <= to.length : from.kind === 'CHAR' && most === to.length)
  );
}

function sizedText(text: string, to: DataType): string {
  if (to.kind !== 'CHAR' && to.kind !== 'VARCHAR') return text;
  const characters = [...text].slice(0, to.length);
  return to.kind === 'VARCHAR'
    ? characters.join('')
    : characters.join('') + ' '.repeat(to.length - characters.length);
}

function sizedBytes(value: Uint8Array, to: DataType): Uint8Array {
  if (to.kind !== 'BINARY' && to.kind !== 'VARBINARY') return value;
  const kept = [...value].slice(0, to.length);
  while (to.kind === 'BINARY' && kept.length < to.length) kept.push(0);
  return Uint8Array.from(kept);
}
