// From the bytes of one JSON value to the carrier of a column, exactly.
import {
  type Column,
  type DataType,
  isComposite,
  isNanos,
  typeText,
  type Value,
} from '@weir/shared/data-type';
import type { RowErrorCode } from '@weir/shared/diagnostics';
import { narrow } from '@weir/sql/decimal';
import { RowError } from '@weir/sql/row-error';
import { parseValue } from '@weir/sql/values';
import { integerRange, type TextHost, unreadable } from './decoder.ts';
import type { JsonScanner } from './json-scan.ts';

/** Reads the value at the scanner for one column. `null` is SQL NULL. */
export type ValueReader = (scan: JsonScanner, depth: number) => Value;

const POWERS: readonly number[] = Array.from({ length: 23 }, (_, index) => 10 ** index);

/** The reader of a column: chosen once, by type. */
export function valueReader(column: Column, host: TextHost): ValueReader {
  const strings = stringReader(host);
  switch (column.type.kind) {
    case 'STRING':
    case 'VARCHAR':
    case 'CHAR':
      return (scan, depth) => {
        if (scan.next() === 34) {
          scan.at += 1;
          return strings(scan);
        }
        const from = scan.at;
        scan.skip(depth);
        const text = host.text(scan.bytes, from, scan.at);
        return text === 'null' ? null : text;
      };
    case 'BOOLEAN':
      return (scan, depth) => {
        const byte = scan.next();
        if (byte === 116 || byte === 102 || byte === 110) {
          scan.word();
          return byte === 110 ? null : byte === 116;
        }
        return fromText(scan, depth, column, strings, host);
      };
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT':
      return (scan, depth) => fastInteger(scan, column.type) ?? fromText(scan, depth, column, strings, host);
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ': {
      const times = new TimestampReader();
      const isExact = column.type.precision === 3;
      if (isNanos(column.type)) return (scan, depth) => fromText(scan, depth, column, strings, host);
      return (scan, depth) => {
        const fast =
          scan.next() === 34 ? (isExact ? times.read(scan) : undefined) : fastInteger(scan, column.type);
        return fast ?? fromText(scan, depth, column, strings, host);
      };
    }
    case 'DOUBLE':
      return (scan, depth) => fastDouble(scan) ?? fromText(scan, depth, column, strings, host);
    default:
      return (scan, depth) => fromText(scan, depth, column, strings, host);
  }
}

/** An integer of at most 15 digits read in place; `undefined` leaves the scanner where it was. */
function fastInteger(scan: JsonScanner, type: DataType): number | undefined {
  const start = scan.next();
  const { bytes, end } = scan;
  let at = scan.at;
  const negative = start === 45;
  if (negative) at += 1;
  const from = at;
  let value = 0;
  let byte = at < end ? (bytes[at] ?? 0) : 0;
  while (byte >= 48 && byte <= 57) {
    value = value * 10 + (byte - 48);
    at += 1;
    byte = at < end ? (bytes[at] ?? 0) : 0;
  }
  const length = at - from;
  if (length === 0 || length > 15 || byte === 46 || byte === 101 || byte === 69) return undefined;
  if (length > 1 && bytes[from] === 48) return undefined;
  const signed = negative && value !== 0 ? -value : value;
  const range = integerRange(type);
  if (range !== undefined && (signed < range.min || signed > range.max)) return undefined;
  scan.at = at;
  return signed;
}

/** A number whose digits fit a double exactly and whose power of ten is exact too (Clinger's fast path). */
function fastDouble(scan: JsonScanner): number | undefined {
  const start = scan.next();
  const { bytes, end } = scan;
  let at = scan.at;
  const negative = start === 45;
  if (negative) at += 1;
  const from = at;
  let value = 0;
  let digits = 0;
  let point = -1;
  for (; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte >= 48 && byte <= 57) {
      value = value * 10 + (byte - 48);
      digits += 1;
    } else if (byte === 46 && point < 0 && digits > 0) {
      point = digits;
    } else {
      if (byte === 101 || byte === 69 || byte === 46) return undefined;
      break;
    }
  }
  if (digits === 0 || digits > 15 || point === digits) return undefined;
  if (bytes[from] === 48 && digits > 1 && point !== 1) return undefined;
  scan.at = at;
  const result = point < 0 ? value : value / (POWERS[digits - point] ?? 1);
  return negative ? -result : result;
}

/** The exact path: the value's text through the SQL parser of its type. */
function fromText(
  scan: JsonScanner,
  depth: number,
  column: Column,
  strings: (scan: JsonScanner) => string,
  host: TextHost,
): Value {
  const byte = scan.next();
  const from = scan.at;
  if (byte === 110) {
    scan.word();
    return null;
  }
  if (byte === 34) {
    scan.at += 1;
    return parsed(strings(scan), column, 'JSON_TYPE');
  }
  if (byte === 45 || (byte >= 48 && byte <= 57)) {
    scan.number();
    return numberValue(host.text(scan.bytes, from, scan.at), column);
  }
  scan.skip(depth);
  if (isComposite(column.type) && (byte === 123 || byte === 91))
    return parsed(host.text(scan.bytes, from, scan.at), column, 'JSON_TYPE');
  throw new RowError('JSON_TYPE', `${kindOf(byte)} is no ${typeText(column.type)} for column ${column.name}`);
}

function numberValue(text: string, column: Column): Value {
  switch (column.type.kind) {
    case 'DOUBLE':
    case 'FLOAT': {
      const number = Number(text);
      if (!Number.isFinite(number)) return bad('JSON_NUMBER', text, column);
      return column.type.kind === 'FLOAT' ? Math.fround(number) : number;
    }
    case 'DECIMAL':
      return parsed(text, column, 'JSON_NUMBER');
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT':
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return wholeNumber(text, column);
    default:
      return bad('JSON_TYPE', text, column);
  }
}

/** A number that may be written with a fraction or exponent but must be whole, such as 12.0 or 1e3. */
function wholeNumber(text: string, column: Column): Value {
  const plain = plainInteger(text);
  if (plain === undefined) return bad('JSON_NUMBER', text, column);
  if (column.type.kind === 'TIMESTAMP' || column.type.kind === 'TIMESTAMP_LTZ') {
    const ms = Number(plain);
    if (Math.abs(ms) > 8.64e15) return bad('JSON_NUMBER', text, column);
    return isNanos(column.type) ? narrow(BigInt(ms) * 1_000_000n) : ms;
  }
  return parsed(plain, column, 'JSON_NUMBER');
}

function plainInteger(text: string): string | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/.exec(text);
  if (match === null) return undefined;
  const digits = (match[2] ?? '') + (match[3] ?? '');
  const point = (match[2] ?? '').length + Number(match[4] ?? 0);
  if (point > 400) return undefined;
  const whole = point <= 0 ? '0' : digits.slice(0, point).padEnd(point, '0');
  const rest = point <= 0 ? digits : digits.slice(point);
  return /[1-9]/.test(rest) ? undefined : `${match[1]}${whole}`;
}

function parsed(text: string, column: Column, code: RowErrorCode): Value {
  const value = parseValue(text, column.type);
  return value === undefined ? bad(code, text, column) : value;
}

function bad(code: RowErrorCode, text: string, column: Column): never {
  throw new RowError(code, unreadable(text, column));
}

function kindOf(byte: number): string {
  if (byte === 123) return 'an object';
  if (byte === 91) return 'an array';
  return 'a boolean';
}

/** Reads `"2026-01-05 10:00:00.123"` in place, with T or blank, with or without the fraction and a final Z. */
class TimestampReader {
  /** The day of the last value, as the number yyyymmdd, and its epoch milliseconds. */
  #day = -1;
  #dayMs = 0;

  /** Epoch milliseconds; `undefined` leaves the scanner where it was and the exact parser decides. */
  read(scan: JsonScanner): number | undefined {
    const { bytes, at } = scan;
    const year = two(bytes, at + 1) * 100 + two(bytes, at + 3);
    const month = two(bytes, at + 6);
    const day = two(bytes, at + 9);
    const between = bytes[at + 11];
    if (bytes[at + 5] !== 45 || bytes[at + 8] !== 45 || (between !== 32 && between !== 84)) return undefined;
    if (bytes[at + 14] !== 58 || bytes[at + 17] !== 58) return undefined;
    const hour = two(bytes, at + 12);
    const minute = two(bytes, at + 15);
    const second = two(bytes, at + 18);
    // NaN where a byte is no digit makes the sum NaN.
    const ms = hour * 3_600_000 + minute * 60_000 + second * 1000;
    if (!(hour < 24 && minute < 60 && second < 60)) return undefined;
    let next = at + 20;
    let fraction = 0;
    if (bytes[next] === 46) {
      fraction = two(bytes, next + 1) * 10 + digit(bytes, next + 3);
      if (Number.isNaN(fraction)) return undefined;
      next += 4;
    }
    if (bytes[next] === 90) next += 1;
    if (bytes[next] !== 34 || next >= scan.end) return undefined;
    const key = year * 10_000 + month * 100 + day;
    if (key !== this.#day) {
      if (Number.isNaN(key) || !this.#setDay(year, month, day)) return undefined;
      this.#day = key;
    }
    scan.at = next + 1;
    return this.#dayMs + ms + fraction;
  }

  #setDay(year: number, month: number, day: number): boolean {
    const ms = parseValue(
      `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`,
      { kind: 'DATE' },
    );
    if (typeof ms !== 'number') return false;
    this.#dayMs = ms * 86_400_000;
    return true;
  }
}

function digit(bytes: Uint8Array, at: number): number {
  const value = (bytes[at] ?? 0) - 48;
  return value >= 0 && value <= 9 ? value : Number.NaN;
}

function two(bytes: Uint8Array, at: number): number {
  return digit(bytes, at) * 10 + digit(bytes, at + 1);
}

const CACHE_SLOTS = 2048;
const CACHED_BYTES_MAX = 24;

/** Look-ups after which a column whose strings hardly repeat no longer uses its cache. */
const CACHE_TRIAL = 4096;

/** Reads strings. Short ASCII ones are looked up in a small cache first: most string columns repeat few values. */
function stringReader(host: TextHost): (scan: JsonScanner) => string {
  const escapes = new EscapeReader(host);
  const cache: string[] = new Array<string>(CACHE_SLOTS).fill('');
  let lookups = 0;
  let hits = 0;
  let useful = true;
  return (scan) => {
    const from = scan.at;
    const to = scan.string();
    if (scan.escaped) return escapes.read(scan, from, to);
    const length = to - from;
    if (!useful || !scan.ascii || length > CACHED_BYTES_MAX)
      return host.text(scan.bytes, from, to, scan.ascii);
    const { bytes } = scan;
    let hash = length;
    for (let at = from; at < to; at += 1) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
    const slot = (hash ^ (hash >>> 15)) & (CACHE_SLOTS - 1);
    const cached = cache[slot] ?? '';
    lookups += 1;
    if (cached.length === length && sameText(cached, bytes, from)) {
      hits += 1;
      return cached;
    }
    if (lookups >= CACHE_TRIAL) {
      useful = hits * 2 > lookups;
      lookups = 0;
      hits = 0;
    }
    const text = host.text(bytes, from, to, true);
    cache[slot] = text;
    return text;
  };
}

function sameText(text: string, bytes: Uint8Array, from: number): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) !== bytes[from + index]) return false;
  }
  return true;
}

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '\\': '\\',
  '/': '/',
};

/** What a simple escape stands for, by the byte behind the backslash; 0 for `u`. */
const ESCAPED_BYTES: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  const text = ESCAPES[String.fromCharCode(byte)];
  return text === undefined ? 0 : text.charCodeAt(0);
});

/** Reads strings with escapes: their bytes without backslashes go into a buffer first. */
class EscapeReader {
  readonly #host: TextHost;
  #buffer: Uint8Array = new Uint8Array(256);

  constructor(host: TextHost) {
    this.#host = host;
  }

  read(scan: JsonScanner, from: number, to: number): string {
    const { bytes } = scan;
    if (this.#buffer.length < to - from) this.#buffer = new Uint8Array(2 * (to - from));
    const buffer = this.#buffer;
    let length = 0;
    for (let at = from; at < to; at += 1) {
      let byte = bytes[at] ?? 0;
      if (byte === 92) {
        at += 1;
        byte = ESCAPED_BYTES[bytes[at] ?? 0] ?? 0;
        // Half of a surrogate pair has no UTF-8: such strings are put together as texts.
        if (byte === 0) return resolveEscapes(this.#host.text(bytes, from, to));
      }
      buffer[length] = byte;
      length += 1;
    }
    return this.#host.text(buffer, 0, length, scan.ascii);
  }
}

/** Resolves the escapes of a string whose syntax has been checked. */
export function resolveEscapes(text: string): string {
  return text.replace(
    /\\(?:u([0-9a-fA-F]{4})|(.))/gs,
    (_, hex: string | undefined, plain: string | undefined) =>
      hex === undefined ? (ESCAPES[plain ?? ''] ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
