// Guesses the columns of a source from sample text: names, paths and the narrowest SQL type that fits every value.
import type { SchemaColumn } from './field.ts';

const ROWS_MAX = 1000;
const COLUMNS_MAX = 200;

/** Columns of NDJSON (nested objects become paths) or of CSV with a header. Empty when nothing can be read. */
export function inferSchema(text: string, format: 'json' | 'csv'): readonly SchemaColumn[] {
  const columns = new Map<string, Guess>();
  for (const row of format === 'json' ? jsonRows(text) : csvRows(text)) {
    for (const [path, value] of row) {
      if (!columns.has(path) && columns.size >= COLUMNS_MAX) continue;
      columns.set(path, merge(columns.get(path) ?? 'none', guessOf(value)));
    }
  }
  const names = new Set<string>();
  return [...columns].map(([path, guess]): SchemaColumn => {
    const name = uniqueName(format === 'json' ? path.replaceAll('.', '_') : path, names);
    return name === path ? { name, type: TYPES[guess] } : { name, type: TYPES[guess], path };
  });
}

type Guess = 'none' | 'boolean' | 'int' | 'bigint' | 'double' | 'date' | 'timestamp' | 'instant' | 'string';

const TYPES: Readonly<Record<Guess, string>> = {
  none: 'STRING',
  boolean: 'BOOLEAN',
  int: 'INT',
  bigint: 'BIGINT',
  double: 'DOUBLE',
  date: 'DATE',
  timestamp: 'TIMESTAMP(3)',
  instant: 'TIMESTAMP_LTZ(3)',
  string: 'STRING',
};

const NUMBERS: readonly Guess[] = ['int', 'bigint', 'double'];

function merge(a: Guess, b: Guess): Guess {
  if (a === b || b === 'none') return a;
  if (a === 'none') return b;
  const [x, y] = [NUMBERS.indexOf(a), NUMBERS.indexOf(b)];
  if (x >= 0 && y >= 0) return NUMBERS[Math.max(x, y)] ?? 'string';
  return 'string';
}

function guessOf(value: unknown): Guess {
  if (value === null || value === '') return 'none';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') {
    if (!Number.isInteger(value)) return 'double';
    return Math.abs(value) <= 2_147_483_647 ? 'int' : 'bigint';
  }
  if (typeof value !== 'string') return 'string';
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return 'date';
  const time = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/.exec(value);
  if (time !== null) return time[1] === undefined ? 'timestamp' : 'instant';
  return 'string';
}

function* jsonRows(text: string): Generator<[string, unknown][]> {
  for (const line of text.split('\n', ROWS_MAX)) {
    try {
      const row: unknown = JSON.parse(line);
      if (typeof row === 'object' && row !== null && !Array.isArray(row)) yield flatten(row, '');
    } catch {
      // A line that is no JSON says nothing about the columns.
    }
  }
}

function flatten(value: object, prefix: string): [string, unknown][] {
  return Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    const nested = typeof inner === 'object' && inner !== null && !Array.isArray(inner) && !key.includes('.');
    return nested && path.split('.').length < 8 ? flatten(inner, path) : [[path, inner]];
  });
}

function* csvRows(text: string): Generator<[string, unknown][]> {
  const lines = text.split(/\r?\n/, ROWS_MAX).filter((line) => line !== '');
  const header = splitCsv(lines[0] ?? '');
  for (const line of lines.slice(1)) {
    const fields = splitCsv(line);
    if (fields.length !== header.length) continue;
    yield header.map((name, index): [string, unknown] => [name, csvValue(fields[index] ?? '')]);
  }
}

function csvValue(text: string): unknown {
  if (/^-?(?:0|[1-9]\d{0,17})$/.test(text)) return Number(text);
  if (/^-?\d+\.\d+(?:[eE][+-]?\d+)?$/.test(text))
    return Number(text) + (Number.isInteger(Number(text)) ? 0.5 : 0);
  if (/^(?:true|false)$/i.test(text)) return true;
  return text;
}

function splitCsv(line: string): readonly string[] {
  const fields: string[] = [];
  for (const match of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    fields.push(match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'));
  }
  return fields;
}

function uniqueName(wanted: string, taken: Set<string>): string {
  const base = wanted === '' ? 'column' : wanted;
  let name = base;
  for (let count = 2; taken.has(name); count += 1) name = `${base}_${count}`;
  taken.add(name);
  return name;
}
