// Streams of the oracle of whole graphs: every row with its place in the input, or only what is left in the end.

/** A value of the oracle: whole numbers, texts, NULL. Event times are epoch milliseconds. */
export type Cell = number | string | null;
export type Row = Readonly<Record<string, Cell>>;

/** A row that is added, caused by source row `seq` (the number of source rows for what the end of the input causes). */
export type Added = { readonly seq: number; readonly row: Row };

/** A column of a stream, in order. */
export type OracleColumn = { readonly name: string; readonly kind: 'time' | 'text' | 'int' };

/**
 * A stream. `added` are its rows in order where they are only added; a stream of changes has only `left`, the rows that are
 * not taken back.
 */
export type OracleStream = {
  readonly columns: readonly OracleColumn[];
  readonly eventTime: string | undefined;
  /** How far the watermark stays behind the source's. */
  readonly lagMs: number;
  readonly added: readonly Added[] | undefined;
  readonly left: readonly Row[];
};

/** Event time of one run: the watermark before each source row, after the last one, and at the end of the input. */
export class OracleClock {
  readonly #before: readonly number[];

  constructor(times: readonly number[], delayMs: number) {
    const before: number[] = [];
    let watermark = Number.NEGATIVE_INFINITY;
    for (const time of times) {
      before.push(watermark);
      watermark = Math.max(watermark, time - delayMs);
    }
    this.#before = [...before, watermark, Number.POSITIVE_INFINITY];
  }

  /** The watermark that a row of a stream meets. */
  at(seq: number, lagMs: number): number {
    return (this.#before[seq] ?? Number.NEGATIVE_INFINITY) - lagMs;
  }

  /** The source row that lifts the watermark to a value: what fires then comes before that row is over. */
  lifts(watermark: number, lagMs: number): number {
    return this.#before.findIndex((before) => before - lagMs >= watermark) - 1;
  }
}

/** A stream of rows that are only added, in the order of their source rows. */
export function appended(
  stream: Omit<OracleStream, 'added' | 'left'>,
  added: readonly Added[],
): OracleStream {
  const sorted = [...added].sort((a, b) => a.seq - b.seq);
  return { ...stream, added: sorted, left: sorted.map(({ row }) => row) };
}

/** A stream of changes. It has no event time here: nothing below works in event time. */
export function changed(columns: readonly OracleColumn[], left: readonly Row[]): OracleStream {
  return { columns, eventTime: undefined, lagMs: 0, added: undefined, left };
}

/** One text for the values of some columns. */
export function keyOf(row: Row, names: readonly string[]): string {
  return JSON.stringify(names.map((name) => row[name] ?? null));
}

/** Groups rows by the values of some columns, in order of first arrival. */
export function grouped<T>(
  rows: readonly T[],
  rowOf: (one: T) => Row,
  names: readonly string[],
): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const one of rows) {
    const key = keyOf(rowOf(one), names);
    const group = groups.get(key) ?? [];
    group.push(one);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Some columns of a row. */
export function picked(row: Row, names: readonly string[]): Row {
  return Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
}

/** Aggregates of the generated graphs: each computed from all rows of its group. */
export const AGGREGATES: Readonly<Record<string, (rows: readonly Row[], column: string) => Cell>> = {
  'COUNT(*)': (rows) => rows.length,
  SUM: (rows, column) => {
    const values = numbers(rows, column);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
  },
  MAX: (rows, column) => {
    const values = numbers(rows, column);
    return values.length === 0 ? null : Math.max(...values);
  },
  MIN: (rows, column) => {
    const values = numbers(rows, column);
    return values.length === 0 ? null : Math.min(...values);
  },
  'COUNT DISTINCT': (rows, column) => new Set(numbers(rows, column)).size,
};

function numbers(rows: readonly Row[], column: string): readonly number[] {
  return rows.flatMap((row) => {
    const value = row[column];
    return typeof value === 'number' ? [value] : [];
  });
}
