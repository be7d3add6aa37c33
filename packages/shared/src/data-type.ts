// The SQL types a column can have, and the way each is carried through generated JavaScript.

/** A SQL type without nullability. `precision` and `scale` count decimal digits; TIMESTAMP precision is fraction digits. */
export type DataType =
  | { readonly kind: 'BOOLEAN' | 'TINYINT' | 'SMALLINT' | 'INT' | 'BIGINT' | 'FLOAT' | 'DOUBLE' }
  | { readonly kind: 'DECIMAL'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'STRING' | 'DATE' | 'TIME' }
  | { readonly kind: 'TIMESTAMP' | 'TIMESTAMP_LTZ'; readonly precision: number }
  | { readonly kind: 'INTERVAL_DAY' | 'INTERVAL_MONTH' }
  | { readonly kind: 'NULL' };

/** The name of a type without its parameters. */
export type TypeKind = DataType['kind'];

/** A column of a stream: a name, a type and whether NULL can occur. */
export type Column = { readonly name: string; readonly type: DataType; readonly nullable: boolean };

/**
 * A value as generated code carries it. NULL is `null`.
 *
 * BOOLEAN boolean · TINYINT, SMALLINT, INT, FLOAT, DOUBLE number · STRING string · DATE days since 1970 ·
 * TIME milliseconds of the day · TIMESTAMP and TIMESTAMP_LTZ epoch milliseconds · INTERVAL_DAY milliseconds ·
 * INTERVAL_MONTH months. BIGINT, and DECIMAL as its unscaled integer, are a number while the integer is safe
 * (|x| <= 2^53 - 1) and a bigint beyond, never both: so `===` compares them.
 */
export type Value = boolean | number | bigint | string | null;

/** How a column is stored in a batch: Float64Array, Float64Array with a side array for bigints, or a plain array. */
export type Carrier = 'float' | 'wide' | 'reference';

/** The storage of a type in a batch. Booleans are plain values. */
export function carrierOf(type: DataType): Carrier {
  switch (type.kind) {
    case 'BIGINT':
    case 'DECIMAL':
      return 'wide';
    case 'STRING':
    case 'BOOLEAN':
    case 'NULL':
      return 'reference';
    default:
      return 'float';
  }
}

/** The type as SQL writes it, for people and for Flink: `DECIMAL(10, 2)`, `TIMESTAMP_LTZ(3)`. */
export function typeText(type: DataType): string {
  switch (type.kind) {
    case 'DECIMAL':
      return `DECIMAL(${type.precision}, ${type.scale})`;
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return `${type.kind}(${type.precision})`;
    case 'INTERVAL_DAY':
      return 'INTERVAL DAY TO SECOND';
    case 'INTERVAL_MONTH':
      return 'INTERVAL YEAR TO MONTH';
    default:
      return type.kind;
  }
}

const SIMPLE = [
  'BOOLEAN',
  'TINYINT',
  'SMALLINT',
  'INT',
  'BIGINT',
  'FLOAT',
  'DOUBLE',
  'STRING',
  'DATE',
  'TIME',
] as const;

/**
 * Reads a column type as people write it: `INT`, `decimal(10,2)`, `TIMESTAMP(3)`, `TIMESTAMP_LTZ`.
 *
 * @returns The type, or `undefined` when the text names none that a column can have. INTEGER and VARCHAR are
 *          accepted as INT and STRING; TIMESTAMP without a precision has 3 fraction digits here (Flink's default
 *          of 6 cannot be an event time).
 */
export function parseDataType(text: string): DataType | undefined {
  const match = /^\s*([A-Za-z_]+)\s*(?:\(\s*(\d{1,4})\s*(?:,\s*(\d{1,4})\s*)?\))?\s*$/.exec(text);
  if (match === null) return undefined;
  const name = (match[1] ?? '').toUpperCase();
  const first = match[2] === undefined ? undefined : Number(match[2]);
  const second = match[3] === undefined ? undefined : Number(match[3]);
  if (name === 'DECIMAL' || name === 'NUMERIC') return decimal(first ?? 10, second ?? 0);
  if (second !== undefined) return undefined;
  if (name === 'TIMESTAMP' || name === 'TIMESTAMP_LTZ') {
    const precision = first ?? 3;
    return precision <= 3 ? { kind: name, precision } : undefined;
  }
  if (name === 'VARCHAR') return { kind: 'STRING' };
  if (first !== undefined) return undefined;
  if (name === 'INTEGER') return { kind: 'INT' };
  const simple = SIMPLE.find((kind) => kind === name);
  return simple === undefined ? undefined : { kind: simple };
}

function decimal(precision: number, scale: number): DataType | undefined {
  if (precision < 1 || precision > 38 || scale > precision) return undefined;
  return { kind: 'DECIMAL', precision, scale };
}

/** True when both types are the same, parameters included. */
export function sameType(a: DataType, b: DataType): boolean {
  return typeText(a) === typeText(b);
}

/** True for the types that can be an event time. */
export function isEventTime(type: DataType): boolean {
  return type.kind === 'TIMESTAMP' || type.kind === 'TIMESTAMP_LTZ';
}
