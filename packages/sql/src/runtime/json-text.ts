// Values as JSON text the way Flink's JSON functions write them (X1.53): DECIMAL and DOUBLE as Java's BigDecimal does,
// moments in ISO form, bytes as base64.

import { type DataType, isNanos, type Value } from '@weir/shared/data-type';
import { formatBase64 } from '../base64.ts';
import { formatTimestamp } from '../civil.ts';
import type { Wide } from '../decimal.ts';
import { shortestDigits } from './floats.ts';

/** The writer of a type. DATE, TIME and intervals have no JSON; the checker refuses them. */
export function jsonWriter(type: DataType): (value: Value) => string {
  const write = writerOf(type);
  return (value) => (value === null ? 'null' : write(value));
}

type Present = Exclude<Value, null>;

function writerOf(type: DataType): (value: Present) => string {
  switch (type.kind) {
    case 'DECIMAL':
      return (value) => decimalJson(wide(value), type.scale);
    case 'FLOAT':
    case 'DOUBLE':
      return (value) => doubleJson(Number(value));
    case 'TIMESTAMP':
      return (value) => `"${isoMoment(wide(value), type)}"`;
    case 'TIMESTAMP_LTZ':
      return (value) => `"${isoMoment(wide(value), type)}Z"`;
    case 'ARRAY': {
      const item = jsonWriter(type.element.type);
      return (value) => `[${itemsOf(value).map(item).join(',')}]`;
    }
    case 'ROW': {
      const writers = type.fields.map((field) => jsonWriter(field.type));
      return (value) =>
        objectJson(
          type.fields.map((field, index) => [
            field.name,
            writers[index]?.(itemsOf(value)[index] ?? null) ?? 'null',
          ]),
        );
    }
    case 'MAP':
    case 'MULTISET': {
      const key = writerOf(type.kind === 'MAP' ? type.key.type : type.element.type);
      const item = type.kind === 'MAP' ? jsonWriter(type.value.type) : String;
      return (value) =>
        objectJson(
          pairsOf(value).map(([name, one]) => [name === null ? 'null' : plain(key(name)), item(one)]),
        );
    }
    default:
      return (value) => {
        if (value instanceof Uint8Array) return `"${formatBase64(value)}"`;
        return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
      };
  }
}

function wide(value: Present): Wide {
  return typeof value === 'number' || typeof value === 'bigint' ? value : 0;
}

function isList(value: Present): value is readonly Value[] {
  return Array.isArray(value);
}

function isMap(value: Present): value is ReadonlyMap<Value, Value> {
  return value instanceof Map;
}

function itemsOf(value: Present): readonly Value[] {
  return isList(value) ? value : [];
}

function pairsOf(value: Present): readonly (readonly [Value, Value])[] {
  return isMap(value) ? [...value] : [];
}

function objectJson(members: readonly (readonly [name: string, json: string])[]): string {
  return `{${members.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`;
}

/** A key is text: the content of a JSON string, the text of anything else. */
function plain(json: string): string {
  const value: unknown = json.startsWith('"') ? JSON.parse(json) : json;
  return String(value);
}

/** `BigDecimal.toString`: an exponent for many leading zeros. */
function decimalJson(unscaled: Wide, scale: number): string {
  const negative = unscaled < 0;
  const digits = String(negative ? -unscaled : unscaled);
  return bigDecimalText(digits, scale, negative);
}

function bigDecimalText(digits: string, scale: number, negative: boolean): string {
  const sign = negative ? '-' : '';
  const exponent = digits.length - 1 - scale;
  if (scale === 0) return sign + digits;
  if (scale > 0 && exponent >= -6) {
    const padded = digits.padStart(scale + 1, '0');
    return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
  }
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  return `${sign}${digits.charAt(0)}${fraction}E${exponent < 0 ? '' : '+'}${exponent}`;
}

/** Java's decimal of the shortest digits, which keeps one after the point; NaN and the infinities are text. */
function doubleJson(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`;
  if (value === 0) return '0.0';
  const { digits, exponent, negative } = shortestDigits(value);
  // Java writes at least one digit after the point: 1.0E16 has the digits 10.
  const plainWhole = exponent >= 1 && exponent <= 7;
  const kept = plainWhole ? digits.padEnd(exponent + 1, '0') : digits.padEnd(2, '0');
  return bigDecimalText(kept, kept.length - exponent, negative);
}

function isoMoment(
  value: Wide,
  type: Extract<DataType, { readonly kind: 'TIMESTAMP' | 'TIMESTAMP_LTZ' }>,
): string {
  const nanos = isNanos(type) ? BigInt(value) : BigInt(value) * 1_000_000n;
  const below = ((nanos % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const seconds = formatTimestamp(Number((nanos - below) / 1_000_000n), 0).replace(' ', 'T');
  const fraction = String(below).padStart(9, '0').replace(/0+$/, '');
  return fraction === '' ? seconds : `${seconds}.${fraction}`;
}
