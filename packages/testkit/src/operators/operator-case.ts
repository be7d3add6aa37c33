// One operator golden: imported, run, compared.

import type { Host } from '@weir/engine/host';
import { catalogue } from '@weir/nodes/catalogue';
import { importSql } from '@weir/nodes/from-sql/import-sql';
import { type Graph, splitPort } from '@weir/shared/graph';
import { z } from 'zod';
import type { Verdict } from '../conformance/golden.ts';
import { type Comparison, compareRun } from './compare.ts';
import { fileOf, type OperatorCase, scriptOf } from './golden-case.ts';
import { knownDifference } from './known-difference.ts';
import { type GraphRun, runGraph } from './run-graph.ts';

/** What a case is run with: the lines of its files by name, and how the run is cut. */
export type RunWith = {
  readonly compile: Host['compile'];
  readonly lines: (file: string) => readonly string[];
  readonly chunk?: number | undefined;
  readonly restartEvery?: number | undefined;
};

/** Runs a case. */
export function runOperatorCase(one: OperatorCase, run: RunWith): Verdict {
  const { graph, problems } = importSql(scriptOf(one), one.id);
  const refused = problems
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message }) => `${code} ${message}`);
  const failed = one.error !== undefined && one.error !== null;
  const [first] = refused;
  if (first !== undefined) return failed ? { kind: 'equal' } : { kind: 'unsupported', why: first };
  const result = runGraph({ graph, catalogue, ...run, chunk: run.chunk ?? 7 });
  if ('problems' in result) {
    return failed
      ? { kind: 'equal' }
      : { kind: 'unsupported', why: result.problems[0] ?? 'the pipeline has problems' };
  }
  if (failed) return errorVerdict(one, result);
  const how = { ...comparisonOf(graph), only: onTimeRows(one, run) };
  const difference = compareRun(one, result, how);
  if (difference === undefined) return { kind: 'equal' };
  const known = knownDifference(one, graph, result, how);
  if (known === undefined) return { kind: 'different', ...difference };
  return { kind: 'known', known, ours: difference.ours, theirs: difference.theirs };
}

/**
 * Flink fails: ours refuses, makes errors of rows, says that it runs on the embedded engine only, or does the sound thing
 * where the README says that Flink has a defect.
 */
function errorVerdict(one: OperatorCase, { errors, isPortable }: GraphRun): Verdict {
  if (errors.length > 0 || !isPortable || /WITH ORDINALITY/.test(one.sql)) return { kind: 'equal' };
  return { kind: 'different', why: 'accepted', ours: 'rows', theirs: one.error };
}

const STATELESS: ReadonlySet<string> = new Set([
  'filter',
  'project',
  'unnest',
  'router',
  'live_table',
  'file',
  'late_route',
]);

const nodeConfig = z.object({
  keys: z.array(z.string()).optional(),
  columns: z.array(z.object({ name: z.string(), expression: z.string() })).optional(),
  keep: z.boolean().optional(),
});

/** Which order the pipeline promises: that of its input, or that of the keys of its last stateful node. */
export function comparisonOf(graph: Graph): Comparison {
  const isOrdered = graph.nodes.every(({ type }) => STATELESS.has(type) || type === 'sort');
  const sink = graph.nodes.find(({ type }) => type === 'live_table');
  // Names of columns in the output -> names where the walk up has got to.
  let names: ReadonlyMap<string, string> | undefined;
  let order: readonly string[] = [];
  for (let at = sink?.id; at !== undefined; ) {
    const node = graph.nodes.find(({ id }) => id === at);
    const config = nodeConfig.safeParse(node?.config).data ?? {};
    if (node?.type === 'project' && config.columns !== undefined) {
      const own = config.columns.map(({ name, expression }) => [name, plainName(expression)] as const);
      if (config.keep !== true && names === undefined) {
        names = new Map(own);
        order = own.map(([name]) => name);
      }
    } else if (node !== undefined && !STATELESS.has(node.type)) {
      return { isOrdered, keys: positions(config.keys, names, order) };
    }
    const before: string | undefined = graph.edges.find(({ to }) => splitPort(to).nodeId === at)?.from;
    at = before === undefined ? undefined : splitPort(before).nodeId;
  }
  return { isOrdered, keys: undefined };
}

function plainName(expression: string): string {
  return expression.startsWith('`') && expression.endsWith('`') ? expression.slice(1, -1) : expression;
}

function positions(
  keys: readonly string[] | undefined,
  names: ReadonlyMap<string, string> | undefined,
  order: readonly string[],
): readonly number[] | undefined {
  if (keys === undefined) return undefined;
  if (keys.length === 0) return [];
  if (names === undefined) return undefined;
  const found = keys.map((key) => order.findIndex((name) => names.get(name) === key));
  return found.includes(-1) ? undefined : found;
}

/** Where very late rows are not portable (T9) only those that were on time are compared, by their `id`. */
function onTimeRows(one: OperatorCase, run: RunWith): ((row: readonly unknown[]) => boolean) | undefined {
  if (!/compare the rows that are on time/.test(one.note ?? '')) return undefined;
  const [table] = one.tables;
  const delay = /INTERVAL '([\d.]+)' SECOND/.exec(table?.watermark?.expr ?? '');
  const delayMs = delay === null ? 0 : Number(delay[1]) * 1000;
  const rowSchema = z.object({ id: z.number(), ts: z.string() });
  let watermark = -Infinity;
  const onTime = new Set<number>();
  for (const line of run.lines(fileOf(table?.file ?? ''))) {
    const row = rowSchema.safeParse(JSON.parse(line)).data;
    if (row === undefined) continue;
    const ms = Date.parse(`${row.ts.replace(' ', 'T')}Z`);
    if (ms > watermark) onTime.add(row.id);
    watermark = Math.max(watermark, ms - delayMs);
  }
  return (row) => onTime.has(Number(row[0]));
}
