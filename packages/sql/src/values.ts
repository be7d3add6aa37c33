// Text to value and back at the edges of the engine: CSV fields, preview input, NDJSON and preview output.
// This is a codec, not CAST: it refuses what CAST would bend (fractions of an INT, 30 February).

import { type DataType, isNanos, isText, type Value } from '@weir/shared/data-type';
import { formatBase64, parseBase64 } from './base64.ts';
import { DAY_MS, daysFromCivil, daysInMonth, formatDate, formatTime, formatTimestamp } from './civil.ts';
import { decimalText, narrow, numeralToDecimal, parseNumeral, type Wide } from './decimal.ts';
import { formatNested, type JsonValue, nestedText, parseNested } from './nested-values.ts';
import { nanosToText } from './runtime/nanos.ts';

const INTEGER_BOUNDS = {
  TINYINT: 2n ** 7n,
  SMALLINT: 2n ** 15n,
  INT: 2n ** 31n,
  BIGINT: 2n ** 63n,
} as const;

/**
 * Reads one field as a value of the type.
 *
 * @returns The value, or `undefined` when the text is none of that type. Blanks around it are ignored except for STRING.
 *          Timestamps: `2026-01-02 03:04:05[.123]`, a `T` for the blank and a final `Z` are accepted, LTZ also takes
 *          an offset `+02:00`; digits beyond the precision are cut. DECIMAL digits beyond the scale round
 *          half up, as Flink's decoders do; too many whole digits are refused.
 */
export function parseValue(text: string, type: DataType): Value | undefined {
  if (isText(type)) return text;
  const trimmed = text.trim();
  switch (type.kind) {
    case 'BOOLEAN':
      return parseBoolean(trimmed);
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT':
      return parseInteger(trimmed, type.kind);
    case 'FLOAT':
    case 'DOUBLE':
      return parseFloating(trimmed, type.kind);
    case 'DECIMAL':
      return parseDecimal(trimmed, type.precision, type.scale);
    case 'DATE':
      return parseDate(trimmed);
    case 'TIME':
      return parseTime(trimmed);
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return parseTimestamp(trimmed, { precision: type.precision, offsets: type.kind === 'TIMESTAMP_LTZ' });
    case 'INTERVAL_DAY':
    case 'INTERVAL_MONTH':
      return parseInteger(trimmed, 'BIGINT');
    case 'ARRAY':
    case 'MULTISET':
    case 'MAP':
    case 'ROW':
      return parseNested(trimmed, type, parseValue);
    case 'BYTES':
    case 'BINARY':
    case 'VARBINARY':
      return parseBase64(trimmed);
    default:
      return undefined;
  }
}

function parseBoolean(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  if (lower === 'true') return true;
  return lower === 'false' ? false : undefined;
}

function parseInteger(text: string, kind: keyof typeof INTEGER_BOUNDS): Wide | undefined {
  if (text.length <= 15 && /^-?\d+$/.test(text)) {
    const small = Number(text) + 0;
    return kind === 'BIGINT' || (small < INTEGER_BOUNDS[kind] && small >= -INTEGER_BOUNDS[kind])
      ? small
      : undefined;
  }
  if (text.length > 400 || !/^[+-]?\d+$/.test(text)) return undefined;
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
  const bound = INTEGER_BOUNDS[kind];
  return value < bound && value >= -bound ? narrow(value) : undefined;
}

function parseFloating(text: string, kind: 'FLOAT' | 'DOUBLE'): number | undefined {
  if (text === 'NaN') return Number.NaN;
  if (text === 'Infinity' || text === '-Infinity') return Number(text);
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) return undefined;
  const value = kind === 'FLOAT' ? Math.fround(Number(text)) : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

function parseDecimal(text: string, precision: number, scale: number): Wide | undefined {
  const numeral = parseNumeral(text);
  return numeral === undefined ? undefined : numeralToDecimal(numeral, precision, scale);
}

/** Days since 1970 of `2026-01-02`, years 0000 to 9999. */
export function parseDate(text: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return undefined;
  const year = Number(match[1]);
  const month = Number(match[2]);
  const day = Number(match[3]);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return daysFromCivil(year, month, day);
}

/** Milliseconds of the day of `03:04[:05[.123]]`; digits beyond milliseconds are cut. */
export function parseTime(text: string): number | undefined {
  const match = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?$/.exec(text);
  if (match === null) return undefined;
  const hour = Number(match[1]);
  const minute = Number(match[2]);
  const second = Number(match[3] ?? 0);
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return ((hour * 60 + minute) * 60 + second) * 1000 + Number((match[4] ?? '').padEnd(3, '0').slice(0, 3));
}

function parseTimestamp(text: string, form: { precision: number; offsets: boolean }): Wide | undefined {
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text);
  if (match === null) return undefined;
  const days = parseDate(match[1] ?? '');
  const time = match[2] === undefined ? 0 : parseTime(match[2]);
  if (days === undefined || time === undefined) return undefined;
  const zone = match[3] ?? 'Z';
  if (zone !== 'Z' && !form.offsets) return undefined;
  const offset = zone === 'Z' ? 0 : offsetMs(zone);
  const unit = 10 ** (3 - Math.min(form.precision, 3));
  const epochMs = days * DAY_MS + Math.floor(time / unit) * unit - offset;
  if (form.precision <= 3) return epochMs;
  const fraction = (/\.(\d+)/.exec(text)?.[1] ?? '').slice(0, form.precision).padEnd(9, '0');
  return narrow(BigInt(epochMs) * 1_000_000n + BigInt(fraction.slice(3)));
}

function offsetMs(zone: string): number {
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

/**
 * The JSON form of a value for output and previews.
 *
 * @returns BIGINT beyond 2^53 and DECIMAL come as text because a JavaScript number would lose digits; `jsonText`
 *          writes them as JSON numbers. TIMESTAMP is `2026-01-02 03:04:05.123`, LTZ ends in `Z`. NaN and the
 *          infinities are text, bytes base64; ARRAY is a list, ROW an object, MAP an object by the text of its keys.
 */
export function formatValue(value: Value, type: DataType): JsonValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (value instanceof Uint8Array) return formatBase64(value);
  if (typeof value === 'object') return formatNested(value, type, formatValue);
  switch (type.kind) {
    case 'DECIMAL':
      return decimalText(value, type.scale);
    case 'DATE':
      return formatDate(Number(value));
    case 'TIME':
      return formatTime(Number(value), Number(value) % 1000 === 0 ? 0 : 3);
    case 'TIMESTAMP':
      return timestampText(value, type);
    case 'TIMESTAMP_LTZ':
      return `${timestampText(value, type)}Z`;
    default:
      if (typeof value === 'bigint') return String(value);
      return Number.isFinite(value) ? value : String(value);
  }
}

/** A TIMESTAMP or TIMESTAMP_LTZ in UTC with all digits of its type. */
export function timestampText(
  value: Wide,
  type: Extract<DataType, { readonly kind: 'TIMESTAMP' | 'TIMESTAMP_LTZ' }>,
): string {
  return isNanos(type) ? nanosToText(value, type.precision) : formatTimestamp(Number(value), type.precision);
}

/** The same as JSON text, BIGINT and DECIMAL as exact number tokens. */
export function jsonText(value: Value, type: DataType): string {
  if (typeof value === 'bigint' || (typeof value === 'number' && type.kind === 'DECIMAL')) {
    return type.kind === 'DECIMAL' ? decimalText(value, type.scale) : String(value);
  }
  if (Object.is(value, -0)) return '-0.0';
  if (value !== null && typeof value === 'object' && !(value instanceof Uint8Array)) {
    return nestedText(value, type, jsonText, formatValue);
  }
  return JSON.stringify(formatValue(value, type));
}
