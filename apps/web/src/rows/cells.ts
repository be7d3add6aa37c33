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

/**
 * How the values of a column are written in cells: times of one day lose the date, whole seconds the fraction.
 * The tooltip of a cell keeps the whole value.
 */
export function cellWriter(
  type: string,
  values: readonly (Json | undefined)[],
): (value: Json | undefined) => string {
  if (!type.startsWith('TIMESTAMP')) return cellText;
  const times = values.filter((value) => typeof value === 'string').filter((value) => TIME.test(value));
  const [first] = times;
  if (first === undefined) return cellText;
  const sameDay = times.every((time) => time.slice(0, 10) === first.slice(0, 10));
  const wholeSeconds = times.every((time) => /\.0+Z?$/.test(time) || !time.includes('.'));
  return (value) => {
    const text = cellText(value);
    if (typeof value !== 'string' || !TIME.test(value)) return text;
    const short = sameDay ? text.slice(11) : text;
    return wholeSeconds ? short.replace(/\.0+/, '') : short;
  };
}

const TIME = /^\d{4}-\d\d-\d\d[ T]\d\d:/;

/** True for types whose values are read from the right. */
export function isNumeric(type: string): boolean {
  return /^(TINYINT|SMALLINT|INT|BIGINT|FLOAT|DOUBLE|DECIMAL)/.test(type);
}

/** A type without its parameters, for headers. */
export function shortType(type: string): string {
  return type.replace(/\(.*$/, '');
}
