// NEXMark as a folder of scripts, data and expected tables: each query is imported, run and compared by the hash of its
// sorted canonical rows.

import type { Host } from '@weir/engine/host';
import { catalogue } from '@weir/nodes/catalogue';
import { importSql } from '@weir/nodes/from-sql/import-sql';
import type { Column, Value } from '@weir/shared/data-type';
import { decimalText } from '@weir/sql/decimal';
import { timestampText } from '@weir/sql/values';
import { z } from 'zod';
import type { Verdict } from '../conformance/golden.ts';
import { runGraph } from './run-graph.ts';

const setSchema = z.object({
  rows: z.number(),
  sha256: z.string().optional(),
  file: z.string().optional(),
  lateRowsDropped: z.number().optional(),
  late: z.number().optional(),
});

const manifestSchema = z.object({
  data: z.record(z.string(), z.object({ file: z.string().optional() })),
  queries: z.record(z.string(), z.object({ sets: z.record(z.string(), setSchema) })),
});

/** What the folder says of its data and queries. */
export type NexmarkManifest = z.infer<typeof manifestSchema>;

/** Reads the manifest; `undefined` when it is none. */
export function parseManifest(text: string): NexmarkManifest | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  return manifestSchema.safeParse(json).data;
}

/** One query over one set of data. */
export type NexmarkCase = {
  readonly query: string;
  readonly set: string;
  /** The script of the sources, then that of the query. */
  readonly source: string;
  readonly sql: string;
  readonly expected: z.infer<typeof setSchema>;
};

/** What a query is run with. */
export type NexmarkRun = {
  readonly compile: Host['compile'];
  /** The lines of `events` and of `side_input.csv`. */
  readonly lines: (file: string) => readonly string[];
  readonly chunk?: number | undefined;
  /** SHA-256 in hex of the rows, sorted bytewise, each with a line end. */
  readonly digest: (rows: readonly string[]) => string;
};

/** Runs one query. */
export function runNexmarkCase(one: NexmarkCase, run: NexmarkRun): Verdict {
  const values = { DATA: 'files/events', SIDE: 'files/side_input.csv', OUT: 'files/out', SINK: 'print' };
  const script = `${one.source};\n${one.sql}`.replaceAll(
    /\$\{(DATA|SIDE|OUT|SINK)\}/g,
    (_, name: keyof typeof values) => values[name],
  );
  const { graph, problems } = importSql(script, one.query);
  const refused = problems.find(({ severity }) => severity === 'error');
  if (refused !== undefined) return { kind: 'unsupported', why: `${refused.code} ${refused.message}` };
  const result = runGraph({ graph, catalogue, ...run, chunk: run.chunk ?? 1000 });
  if ('problems' in result)
    return { kind: 'unsupported', why: result.problems[0] ?? 'the pipeline has problems' };
  const [error] = result.errors;
  if (error !== undefined) return { kind: 'different', why: 'rows in error', ours: error, theirs: 'none' };
  const counts = new Map<string, number>();
  for (const { kind, row } of result.changes) {
    const text = canonicalRow(row, result.columns);
    const count = (counts.get(text) ?? 0) + (kind === '+I' || kind === '+U' ? 1 : -1);
    if (count === 0) counts.delete(text);
    else counts.set(text, count);
  }
  const rows = [...counts].flatMap(([text, count]) => Array.from({ length: Math.max(0, count) }, () => text));
  return compareTable(one, rows, result.late, run.digest);
}

function compareTable(
  { expected }: NexmarkCase,
  rows: readonly string[],
  late: number,
  digest: NexmarkRun['digest'],
): Verdict {
  if (rows.length !== expected.rows) {
    return { kind: 'different', why: 'number of rows', ours: rows.length, theirs: expected.rows };
  }
  const found = digest(rows);
  if (expected.sha256 !== undefined && found !== expected.sha256) {
    return { kind: 'different', why: 'rows', ours: found, theirs: expected.sha256 };
  }
  const theirs = expected.lateRowsDropped ?? expected.late;
  if (theirs !== undefined && theirs !== late)
    return { kind: 'different', why: 'late rows', ours: late, theirs };
  return { kind: 'equal' };
}

function canonicalRow(row: readonly Value[], columns: readonly Column[]): string {
  const values = row.map((value, index) => canonicalValue(value, columns[index]));
  return `[${values.join(',')}]`;
}

function canonicalValue(value: Value, column: Column | undefined): string {
  if (value === null || column === undefined) return 'null';
  const { type } = column;
  if (type.kind === 'DECIMAL' && (typeof value === 'number' || typeof value === 'bigint')) {
    return JSON.stringify(decimalText(value, type.scale));
  }
  if (type.kind === 'TIMESTAMP' && (typeof value === 'number' || typeof value === 'bigint')) {
    return JSON.stringify(timestampText(value, type));
  }
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}
