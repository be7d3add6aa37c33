// PRINTF: java.util.Formatter over the values that Flink hands it. What Java refuses gives NULL, as in Flink.

import type { TypeKind, Value } from '@weir/shared/data-type';
import { decimalText } from '../decimal.ts';
import { RowError } from '../row-error.ts';
import { doubleToText, floatToText } from '../runtime/floats.ts';
import { boundedLength } from '../runtime/text-limit.ts';
import { formatFloating, formatInteger } from './format-number.ts';
import { type Format, parseFormat, type Specifier } from './parse-format.ts';

/** What PRINTF must know of an argument beside its value. `scale` counts for DECIMAL. */
export type PrintedType = { readonly kind: TypeKind; readonly scale: number };

/** PRINTF with a format that is known, or with text. */
export function printf(
  format: Format | string | null,
  types: readonly PrintedType[],
  ...values: readonly Value[]
): string | null {
  if (format === null) return null;
  const parsed = typeof format === 'string' ? parseFormat(format) : format;
  if (parsed.kind === 'invalid') return null;
  if (parsed.kind === 'unsupported') throw new RowError('PATTERN', 'PRINTF runs no %h, %a and %t');
  let last = -1;
  let next = 0;
  let result = '';
  for (const piece of parsed.pieces) {
    if (typeof piece === 'string') {
      result += piece;
      continue;
    }
    const { argument } = piece;
    if (argument === 'next') {
      last = next;
      next += 1;
    } else if (typeof argument === 'number') last = argument;
    const type = types[last];
    if (argument !== 'none' && type === undefined) return null;
    const text =
      argument === 'none' ? (piece.conversion === 'n' ? '\n' : '%') : converted(piece, type, values[last]);
    if (text === undefined) return null;
    boundedLength(result.length + Math.max(text.length, piece.width));
    result += justified(text, piece);
  }
  return result;
}

function justified(text: string, { flags, width }: Specifier): string {
  return flags.has('-') ? text.padEnd(width) : text.padStart(width);
}

/** The argument as text, `undefined` when the conversion does not take it. */
function converted(
  specifier: Specifier,
  type: PrintedType | undefined,
  value: Value | undefined = null,
): string | undefined {
  if (type === undefined) return undefined;
  const text = written(specifier, type, value);
  return text !== undefined && specifier.upperCase ? text.toUpperCase() : text;
}

const INTEGER_BITS: Partial<Record<TypeKind, number>> = { TINYINT: 8, SMALLINT: 16, INT: 32, BIGINT: 64 };

function written(specifier: Specifier, type: PrintedType, value: Value): string | undefined {
  const { conversion, precision } = specifier;
  if (conversion === 'b')
    return cut(value === null ? 'false' : value === false ? 'false' : 'true', precision);
  if (value === null) return cut('null', precision);
  if (conversion === 's') return cut(textOf(value, type), precision);
  if (typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  const bits = INTEGER_BITS[type.kind];
  if (conversion === 'c') return bits === undefined || bits === 64 ? undefined : character(Number(value));
  if (conversion === 'd' || conversion === 'o' || conversion === 'x') {
    if (bits === undefined) return undefined;
    boundedLength(specifier.width);
    return formatInteger(BigInt(value), bits, specifier);
  }
  if (type.kind !== 'DOUBLE' && type.kind !== 'FLOAT') return undefined;
  boundedLength(Math.max(specifier.width, precision));
  return formatFloating(Number(value), specifier);
}

function cut(text: string, precision: number): string {
  return precision < 0 ? text : text.slice(0, precision);
}

function character(point: number): string | undefined {
  return point < 0 || point > 0x10ffff ? undefined : String.fromCodePoint(point);
}

function textOf(value: Value, { kind, scale }: PrintedType): string {
  if (typeof value === 'bigint' || typeof value === 'number') {
    if (kind === 'DECIMAL') return decimalText(value, scale);
    if (kind === 'DOUBLE') return doubleToText(Number(value));
    if (kind === 'FLOAT') return floatToText(Number(value));
  }
  return String(value);
}
