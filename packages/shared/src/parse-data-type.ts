// Reads the text of a type, nested ones included: `DECIMAL(10, 2)`, `ARRAY<INT NOT NULL>`, ROW<a INT, `b c` STRING>.

import type { Column, DataType, ElementType } from './data-type.ts';

const DEPTH_MAX = 16;
const FIELDS_MAX = 1000;
const LENGTH_MAX = 2_147_483_647;

const SIMPLE = [
  'BOOLEAN',
  'TINYINT',
  'SMALLINT',
  'INT',
  'BIGINT',
  'FLOAT',
  'DOUBLE',
  'STRING',
  'BYTES',
  'DATE',
] as const;

/** Digits of the fraction of a second that a type has when it is written without them. */
export type Defaults = { readonly timestamp: number; readonly time: number };

/** What columns mean by TIMESTAMP and TIME: an event time has 3 digits at most, so Flink's 6 would not do. */
const COLUMN_DEFAULTS: Defaults = { timestamp: 3, time: 3 };

/** What a CAST means by them, as in Flink. */
export const CAST_DEFAULTS: Defaults = { timestamp: 6, time: 0 };

/**
 * Reads a type as people write it: `INT`, `decimal(10,2)`, `TIMESTAMP(3)`, `TIMESTAMP_LTZ`, `MAP<STRING, INT>`.
 *
 * @returns The type, or `undefined` when the text names none that a column can have. INTEGER, NUMERIC and VARCHAR are
 *          accepted as INT, DECIMAL and STRING; TIMESTAMP and TIME without a precision have 3 fraction digits.
 */
export function parseDataType(text: string, defaults: Defaults = COLUMN_DEFAULTS): DataType | undefined {
  const element = parseElementType(text, defaults);
  return element?.nullable === true ? element.type : undefined;
}

/** The same with a final NOT NULL taken as nullability. */
export function parseElementType(
  text: string,
  defaults: Defaults = COLUMN_DEFAULTS,
): ElementType | undefined {
  if (text.length > 20_000) return undefined;
  const tokens = text.match(/`(?:[^`]|``)*`|[\p{L}_$][\p{L}\p{N}_$]*|\d+|[^\s]/gu) ?? [];
  const reader = new TypeReader(tokens, defaults);
  const element = reader.element(0);
  return reader.atEnd ? element : undefined;
}

class TypeReader {
  readonly #tokens: readonly string[];
  readonly #defaults: Defaults;
  #position = 0;

  constructor(tokens: readonly string[], defaults: Defaults) {
    this.#tokens = tokens;
    this.#defaults = defaults;
  }

  get atEnd(): boolean {
    return this.#position >= this.#tokens.length;
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#position]?.toUpperCase() !== token) return false;
    this.#position += 1;
    return true;
  }

  element(depth: number): ElementType | undefined {
    const type = this.#type(depth);
    if (type === undefined) return undefined;
    if (!this.#take('NOT')) {
      this.#take('NULL');
      return { type, nullable: true };
    }
    return this.#take('NULL') ? { type, nullable: false } : undefined;
  }

  #type(depth: number): DataType | undefined {
    if (depth > DEPTH_MAX) return undefined;
    const name = (this.#tokens[this.#position] ?? '').toUpperCase();
    if (!/^[A-Z_]+$/.test(name)) return undefined;
    this.#position += 1;
    if (name === 'ARRAY' || name === 'MULTISET') {
      const [element] = this.#list(1, () => this.element(depth + 1)) ?? [];
      return element === undefined ? undefined : { kind: name, element };
    }
    if (name === 'MAP') {
      const [key, value] = this.#list(2, () => this.element(depth + 1)) ?? [];
      return key === undefined || value === undefined ? undefined : { kind: 'MAP', key, value };
    }
    if (name === 'ROW') {
      const fields = this.#list(undefined, () => this.#field(depth + 1));
      if (fields === undefined || new Set(fields.map((field) => field.name)).size < fields.length)
        return undefined;
      return { kind: 'ROW', fields };
    }
    if (name === 'DOUBLE') this.#take('PRECISION');
    const parameters = this.#parameters();
    return parameters === undefined ? undefined : scalarType(name, parameters, this.#defaults);
  }

  #field(depth: number): Column | undefined {
    const written = this.#tokens[this.#position];
    if (written === undefined || !/^[`\p{L}_$]/u.test(written)) return undefined;
    this.#position += 1;
    const name = written.startsWith('`') ? written.slice(1, -1).replaceAll('``', '`') : written;
    const element = this.element(depth);
    return element === undefined || name === '' ? undefined : { name, ...element };
  }

  /** `<a, b, …>`, exactly `count` of them unless any number will do. */
  #list<T>(count: number | undefined, item: () => T | undefined): readonly T[] | undefined {
    if (!this.#take('<')) return undefined;
    const items: T[] = [];
    do {
      const next = item();
      if (next === undefined || items.length >= FIELDS_MAX) return undefined;
      items.push(next);
    } while (this.#take(','));
    return this.#take('>') && (count === undefined || items.length === count) ? items : undefined;
  }

  #parameters(): readonly number[] | undefined {
    if (!this.#take('(')) return [];
    const numbers: number[] = [];
    do {
      const token = this.#tokens[this.#position] ?? '';
      if (!/^\d{1,10}$/.test(token)) return undefined;
      this.#position += 1;
      numbers.push(Number(token));
    } while (this.#take(','));
    return this.#take(')') && numbers.length <= 2 ? numbers : undefined;
  }
}

/** A type without nested ones: its name in upper case and its parameters; `undefined` when they do not fit. */
export function scalarType(
  name: string,
  parameters: readonly number[],
  defaults: Defaults,
): DataType | undefined {
  const [first, second] = parameters;
  if (name === 'DECIMAL' || name === 'NUMERIC' || name === 'DEC') return decimal(first ?? 10, second ?? 0);
  if (second !== undefined) return undefined;
  switch (name) {
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
    case 'TIME': {
      const precision = first ?? (name === 'TIME' ? defaults.time : defaults.timestamp);
      return precision <= (name === 'TIME' ? 3 : 9) ? { kind: name, precision } : undefined;
    }
    case 'VARCHAR':
      return first === undefined || first === LENGTH_MAX ? { kind: 'STRING' } : sized('VARCHAR', first);
    case 'VARBINARY':
      return first === LENGTH_MAX ? { kind: 'BYTES' } : sized('VARBINARY', first ?? 1);
    case 'CHAR':
    case 'BINARY':
      return sized(name, first ?? 1);
  }
  if (first !== undefined) return undefined;
  if (name === 'INTEGER') return { kind: 'INT' };
  const simple = SIMPLE.find((kind) => kind === name);
  return simple === undefined ? undefined : { kind: simple };
}

function sized(kind: 'CHAR' | 'VARCHAR' | 'BINARY' | 'VARBINARY', length: number): DataType | undefined {
  return length < 1 || length > LENGTH_MAX ? undefined : { kind, length };
}

function decimal(precision: number, scale: number): DataType | undefined {
  if (precision < 1 || precision > 38 || scale > precision) return undefined;
  return { kind: 'DECIMAL', precision, scale };
}
