// Values of rows as text in a cell.
import type { Json } from '@weir/shared/graph';

// Longer texts are cut in the cell; the tooltip shows this much.
const CHARS_MAX = 400;

/** A value as a cell shows it: NULL is written, not blank. */
export function cellText(value: Json | undefined): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return value.length > CHARS_MAX ? `${value.slice(0, CHARS_MAX)}…` : value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = JSON.stringify(value);
  return text.length > CHARS_MAX ? `${text.slice(0, CHARS_MAX)}…` : text;
}

/** True for types whose values are read from the right. */
export function isNumeric(type: string): boolean {
  return /^(TINYINT|SMALLINT|INT|BIGINT|FLOAT|DOUBLE|DECIMAL)/.test(type);
}

/** A type without its parameters, for headers. */
export function shortType(type: string): string {
  return type.replace(/\(.*$/, '');
}
