// What the output of a world must be, from the records of its logs, by the simplest code that can say it.
import { FUTURE_SKEW_MS_MAX } from '@weir/shared/limits';
import { DELAY_MS, JOIN_BOUND_MS, type SimGraph, WINDOW_MS } from './graphs.node.ts';

/** A record of a log, in order. */
export type LoggedRecord = { readonly line: string; readonly arrivalMs: number };

export type Letter = { readonly nodeId: string; readonly code: string; readonly text: string };

/** Lines of the files of each sink, and the dead letters. */
export type Output = {
  readonly files: Readonly<Record<string, readonly string[]>>;
  readonly letters: readonly Letter[];
};

type Row = {
  readonly id: string;
  readonly k: string;
  readonly value: number;
  readonly ts: string;
  readonly line: string;
};

export function expectedOutput(
  graph: SimGraph,
  records: Readonly<Record<string, readonly LoggedRecord[]>>,
): Output {
  const letters: Letter[] = [];
  const taken = (door: string): readonly TimedRow[] => take(door, records[door] ?? [], letters);
  switch (graph.name) {
    case 'rows':
      return { files: { raw: rowLines(taken('door'), letters) }, letters };
    case 'windows': {
      const rows = kept(taken('door'));
      return { files: { raw: rows.map(lineOf), counts: windowLines(rows, letters) }, letters };
    }
    case 'stream': {
      const lines = kept(taken('door')).map(lineOf);
      return { files: { raw: lines, back: lines }, letters };
    }
    case 'join':
      return { files: { pairs: pairLines(taken('left'), taken('right')) }, letters };
  }
}

type TimedRow = Row & { readonly timeMs: number; readonly watermarkMs: number };

/** Decodes records; `watermarkMs` of a row is that of the rows before it. */
function take(door: string, records: readonly LoggedRecord[], letters: Letter[]): readonly TimedRow[] {
  let watermarkMs = Number.NEGATIVE_INFINITY;
  return records.flatMap(({ line, arrivalMs }) => {
    const refuse = (code: string): [] => {
      letters.push({ nodeId: door, code, text: line });
      return [];
    };
    const event = parse(line);
    if (event === undefined) return refuse('JSON_SYNTAX');
    if (event.ts === null) return refuse('NULL_TIME');
    const timeMs = Date.parse(`${event.ts.replace(' ', 'T')}Z`);
    if (timeMs > arrivalMs + FUTURE_SKEW_MS_MAX) return refuse('FUTURE_TIME');
    const row = { ...event, ts: event.ts, line, timeMs, watermarkMs };
    watermarkMs = Math.max(watermarkMs, timeMs - DELAY_MS);
    return [row];
  });
}

function parse(line: string): (Omit<Row, 'ts' | 'line'> & { readonly ts: string | null }) | undefined {
  return line.startsWith('{') ? JSON.parse(line) : undefined;
}

function kept(rows: readonly TimedRow[]): readonly TimedRow[] {
  return rows.filter(({ value }) => value >= 0);
}

function lineOf({ id, k, value, ts }: Row): string {
  return JSON.stringify({ id, k, value, ts });
}

function rowLines(rows: readonly TimedRow[], letters: Letter[]): readonly string[] {
  return kept(rows).flatMap((row) => {
    if (row.value === 0) {
      letters.push({ nodeId: 'calc', code: 'DIVISION_BY_ZERO', text: row.line });
      return [];
    }
    const { id, k, value, ts } = row;
    return [JSON.stringify({ id, k, value, ts, q: Math.trunc(1000 / value) })];
  });
}

/** Rows of windows that were open when the row came (T6), and letters for the others. */
function windowLines(rows: readonly TimedRow[], letters: Letter[]): readonly string[] {
  const windows = new Map<string, { n: number; total: number }>();
  for (const { k, value, timeMs, watermarkMs, line } of rows) {
    const startMs = Math.floor(timeMs / WINDOW_MS) * WINDOW_MS;
    if (startMs + WINDOW_MS - 1 <= watermarkMs) {
      letters.push({ nodeId: 'win', code: 'LATE', text: line });
      continue;
    }
    const window = windows.get(`${startMs} ${k}`) ?? { n: 0, total: 0 };
    window.n += 1;
    window.total += value;
    windows.set(`${startMs} ${k}`, window);
  }
  return [...windows].map(([name, { n, total }]) => {
    const [start = '', k = ''] = name.split(' ');
    return JSON.stringify({ startMs: Number(start), k, n, total });
  });
}

function pairLines(left: readonly TimedRow[], right: readonly TimedRow[]): readonly string[] {
  return left.flatMap((a) =>
    right
      .filter((b) => b.k === a.k && Math.abs(a.timeMs - b.timeMs) <= JOIN_BOUND_MS)
      .map((b) => JSON.stringify({ left: a.id, right: b.id })),
  );
}
