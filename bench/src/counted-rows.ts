// The rows of P9: a hundred keys, a row every millisecond, windows of 10 s, made before the clock starts.

/** A row as a program has it after JSON.parse. */
export type CountedRow = { readonly ts: number; readonly key: string };

export const WINDOW_MS = 10_000;

/** A number of rows, the same each time. */
export function countedRows(count: number): CountedRow[] {
  const keys = Array.from({ length: 100 }, (_, key) => `key ${key}`);
  let state = 1;
  return Array.from({ length: count }, (_, ts) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return { ts, key: keys[(state >>> 8) % 100] ?? '' };
  });
}

/** Window and key of a row as one text. */
export function cellOf({ ts, key }: CountedRow): string {
  return `${Math.floor(ts / WINDOW_MS)} ${key}`;
}
