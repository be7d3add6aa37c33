// Compares what came out with what Flink gave, as the README of the goldens says: sequences where the order is fixed,
// per key where keys may interleave, folded tables where several inputs meet.

import type { Column, DataType, Value } from '@weir/shared/data-type';
import { formatValue } from '@weir/sql/values';
import { goldenValue } from '../conformance/golden-values.ts';
import type { GoldenChange, OperatorCase } from './golden-case.ts';
import type { Change, GraphRun } from './run-graph.ts';

/** A difference in words; `undefined` when there is none. */
export type Difference = { readonly why: string; readonly ours: unknown; readonly theirs: unknown };

/** One change as text: kind and row. */
type Line = { readonly kind: string; readonly row: string; readonly key: string };

/** How a case is compared. */
export type Comparison = {
  /** True where the pipeline keeps the order of its rows. */
  readonly isOrdered: boolean;
  /** Positions of the columns of the key; `undefined` when the output does not hold them all. */
  readonly keys: readonly number[] | undefined;
  /** Rows of the output to look at; absent for all. */
  readonly only?: ((row: readonly unknown[]) => boolean) | undefined;
};

/** Compares the run of a case. */
export function compareRun(one: OperatorCase, run: GraphRun, how: Comparison): Difference | undefined {
  if (run.errors.length > 0) return { why: 'rows in error', ours: run.errors.slice(0, 5), theirs: 'none' };
  const ours = run.changes.map((change) => ourLine(change, run.columns, how));
  const shown = shownRows(run, how, ours);
  // A sequence that is a defect of Flink is not copied; what it leaves behind is.
  const output = /FLINK-40368/.test(one.note ?? '') ? undefined : (one.output ?? undefined);
  const difference =
    output === undefined
      ? compareFinal(one, run.columns, ours, how)
      : compareOutput(
          output
            .filter(([, row]) => how.only?.(row) ?? true)
            .map((change) => goldenLine(change, run.columns, how)),
          shown,
          how,
        );
  return difference ?? compareLate(one, run, how);
}

/** True when the folded tables are equal, whatever the way there. */
export function isFinallyEqual(one: OperatorCase, run: GraphRun, how: Comparison): boolean {
  const ours = run.changes.map((change) => ourLine(change, run.columns, how));
  return compareFinal(one, run.columns, ours, how) === undefined;
}

function shownRows(run: GraphRun, { only }: Comparison, ours: readonly Line[]): readonly Line[] {
  if (only === undefined) return ours;
  return ours.filter((_, index) => only((run.changes[index]?.row ?? []).map((value) => value)));
}

function compareOutput(
  theirLines: readonly Line[],
  ourLines: readonly Line[],
  { isOrdered, keys }: Comparison,
): Difference | undefined {
  const theirs = withoutEmptyUpdates(theirLines);
  const ours = withoutEmptyUpdates(ourLines);
  const text = ({ kind, row }: Line): string => `${kind} ${row}`;
  const isAppend = theirs.every(({ kind }) => kind === '+I');
  const [a, b] = [theirs.map(text), ours.map(text)];
  if (isOrdered || (!isAppend && keys === undefined)) return firstDifference('sequence', b, a);
  const bags = bagDifference('rows', b, a);
  if (bags !== undefined || keys === undefined) return bags;
  for (const key of new Set(theirs.map((line) => line.key))) {
    const [x, y] = [theirs, ours].map((lines) => lines.filter((line) => line.key === key).map(text));
    const difference = firstDifference(`sequence of key ${key}`, y ?? [], x ?? []);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** The folded table: rows with how often they are there. */
function compareFinal(
  one: OperatorCase,
  columns: readonly Column[],
  ours: readonly Line[],
  how: Comparison,
): Difference | undefined {
  const wanted = new Map<string, number>();
  const theirs = (one.output ?? []).map((change) => goldenLine(change, columns, how));
  if (one.final !== undefined && one.final !== null) {
    for (const [count, row] of one.final) add(wanted, goldenRow(row, columns), count);
  } else if (/FLINK-40368/.test(one.note ?? '')) {
    // Updates without the row that they replace: the newest row of a key is the one that is left.
    for (const row of new Map(theirs.map((line) => [line.key, line.row])).values()) add(wanted, row, 1);
  } else for (const line of theirs) add(wanted, line.row, isAdded(line) ? 1 : -1);
  const found = new Map<string, number>();
  for (const line of ours) add(found, line.row, isAdded(line) ? 1 : -1);
  const list = (bag: ReadonlyMap<string, number>): readonly string[] =>
    [...bag].map(([row, count]) => `${count} x ${row}`).sort();
  return bagDifference('final table', list(found), list(wanted));
}

function add(into: Map<string, number>, row: string, count: number): void {
  const sum = (into.get(row) ?? 0) + count;
  if (sum === 0) into.delete(row);
  else into.set(row, sum);
}

function isAdded({ kind }: Line): boolean {
  return kind === '+I' || kind === '+U';
}

/** Without the pairs that take a row back and add the same row again: they say nothing. */
function withoutEmptyUpdates(lines: readonly Line[]): readonly Line[] {
  const kept: Line[] = [];
  for (const line of lines) {
    const before = kept.at(-1);
    if (line.kind === '+U' && before?.kind === '-U' && before.row === line.row) kept.pop();
    else kept.push(line);
  }
  return kept;
}

function compareLate(one: OperatorCase, run: GraphRun, { only }: Comparison): Difference | undefined {
  const counters = one.numLateRecordsDropped;
  if (counters === undefined || counters === null || only !== undefined) return undefined;
  const theirs = Object.values(counters).reduce((sum, count) => sum + count, 0);
  return theirs === run.late ? undefined : { why: 'late rows', ours: run.late, theirs: counters };
}

function firstDifference(
  why: string,
  ours: readonly string[],
  theirs: readonly string[],
): Difference | undefined {
  const length = Math.max(ours.length, theirs.length);
  for (let index = 0; index < length; index += 1) {
    if (ours[index] === theirs[index]) continue;
    const around = (lines: readonly string[]): readonly string[] =>
      lines.slice(Math.max(0, index - 1), index + 3);
    return { why: `${why}, at ${index} of ${theirs.length}`, ours: around(ours), theirs: around(theirs) };
  }
  return undefined;
}

function bagDifference(
  why: string,
  ours: readonly string[],
  theirs: readonly string[],
): Difference | undefined {
  const counts = new Map<string, number>();
  for (const line of theirs) counts.set(line, (counts.get(line) ?? 0) + 1);
  for (const line of ours) counts.set(line, (counts.get(line) ?? 0) - 1);
  const missing = [...counts].flatMap(([line, count]) => (count > 0 ? [line] : []));
  const extra = [...counts].flatMap(([line, count]) => (count < 0 ? [line] : []));
  if (missing.length === 0 && extra.length === 0) return undefined;
  return {
    why: `${why}: ${missing.length} missing, ${extra.length} too many`,
    ours: extra.slice(0, 4),
    theirs: missing.slice(0, 4),
  };
}

function ourLine({ kind, row }: Change, columns: readonly Column[], { keys }: Comparison): Line {
  const texts = row.map((value, index) => shown(value, columns[index]?.type ?? { kind: 'NULL' }));
  return { kind, row: texts.join(' | '), key: (keys ?? []).map((at) => texts[at]).join(' | ') };
}

function goldenLine([kind, row]: GoldenChange, columns: readonly Column[], { keys }: Comparison): Line {
  const texts = row.map((value, index) => goldenText(value, columns[index]?.type));
  return { kind, row: texts.join(' | '), key: (keys ?? []).map((at) => texts[at]).join(' | ') };
}

function goldenRow(row: readonly unknown[], columns: readonly Column[]): string {
  return row.map((value, index) => goldenText(value, columns[index]?.type)).join(' | ');
}

/** A value of a golden, read as the type of our column. */
function goldenText(json: unknown, type: DataType | undefined): string {
  const value = type === undefined ? undefined : goldenValue(json, type);
  return value === undefined || type === undefined ? `? ${JSON.stringify(json)}` : shown(value, type);
}

/** A value as text: floating point to twelve digits, JSON with its keys in order. */
function shown(value: Value, type: DataType): string {
  if (value === null) return 'NULL';
  if ((type.kind === 'DOUBLE' || type.kind === 'FLOAT') && typeof value === 'number') {
    return Number.isFinite(value) ? String(Number(value.toPrecision(12))) : String(value);
  }
  if (type.kind === 'ARRAY' && Array.isArray(value)) {
    return `[${value.map((item: Value) => shown(item, type.element.type)).join(', ')}]`;
  }
  const text = formatValue(value, type);
  if (typeof text !== 'string') return canonical(text);
  return /^[{[]/.test(text) ? canonicalText(text) : text;
}

function canonicalText(text: string): string {
  try {
    return canonical(JSON.parse(text));
  } catch {
    return text;
  }
}

function canonical(json: unknown): string {
  if (Array.isArray(json)) return `[${json.map(canonical).join(',')}]`;
  if (typeof json !== 'object' || json === null) return JSON.stringify(json);
  const entries = Object.entries(json).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${canonical(value)}`).join(',')}}`;
}
