// `weir run FILE`: runs a pipeline file on bounded files to the end, without a server.
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Field } from '@weir/engine/field';
import { plan } from '@weir/engine/plan/plan';
import { catalogue } from '@weir/nodes/catalogue';
import { absolutePath, type RunSummary, runBounded } from '@weir/runner-embedded/run-bounded';
import { Failure } from '@weir/shared/diagnostics';
import type { Graph } from '@weir/shared/graph';
import { loadGraph, problemText } from './load-graph.ts';
import { USAGE } from './usage.ts';

const REPORTED_LETTERS_MAX = 20;

/** Runs the pipeline; the summary goes to standard error, or as JSON to the path asked for (`-` is standard output). */
export async function run(args: readonly string[], cwd: string): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      input: { type: 'string', multiple: true, default: [] },
      output: { type: 'string', multiple: true, default: [] },
      summary: { type: 'string' },
      data: { type: 'string', default: 'data' },
      quiet: { type: 'boolean', default: false },
    },
  });
  const [path] = positionals;
  if (path === undefined || positionals.length > 1)
    throw new Failure('BAD_REQUEST', 'one pipeline file is needed', USAGE.run);
  const loaded = loadGraph(path, cwd);
  const nodes = loaded.ok ? loaded.graph.nodes.map((node) => node.id) : [];
  const inputs = loaded.ok ? pairs(values.input, nodes, cwd) : new Map<string, string>();
  if (loaded.ok) refuseNoSources(loaded.graph, inputs);
  const outputs = loaded.ok ? pairs(values.output, nodes, cwd) : new Map<string, string>();
  const planned = loaded.ok
    ? plan(withPaths(loaded.graph, new Set([...inputs.keys(), ...outputs.keys()])), catalogue)
    : { plan: undefined, problems: loaded.problems };
  if (planned.plan === undefined) {
    for (const problem of planned.problems.filter((one) => one.severity === 'error'))
      process.stderr.write(`${problemText(problem)}\n`);
    return 1;
  }
  let reported = 0;
  const summary = await runBounded({
    plan: planned.plan,
    catalogue,
    roots: {
      files: join(resolve(cwd, values.data), 'files'),
      examples: join(import.meta.dirname, '../../../../examples/data'),
    },
    inputs: pairs(
      values.input,
      planned.plan.steps.map((step) => step.nodeId),
      cwd,
    ),
    outputs: pairs(
      values.output,
      planned.plan.steps.map((step) => step.nodeId),
      cwd,
    ),
    onDeadLetter: (nodeId, code, message) => {
      reported += 1;
      if (!values.quiet && reported <= REPORTED_LETTERS_MAX)
        process.stderr.write(`dead letter at ${nodeId}: ${code} ${message}\n`);
    },
  });
  if (!values.quiet && reported > REPORTED_LETTERS_MAX)
    process.stderr.write(`... and ${reported - REPORTED_LETTERS_MAX} more dead letters\n`);
  if (values.summary !== undefined) writeSummary(values.summary, cwd, summary);
  if (!values.quiet) process.stderr.write(table(summary));
  return 0;
}

/** The graph without the paths of its own where the command line says what to read or write instead. */
function withPaths(graph: Graph, given: ReadonlySet<string>): Graph {
  const nodes = graph.nodes.map((node) => {
    if (!given.has(node.id)) return node;
    const fields = Object.entries<Field>(catalogue.get(node.type)?.fields ?? {});
    const paths = fields.filter(([, field]) => field.kind === 'path');
    return {
      ...node,
      config: { ...node.config, ...Object.fromEntries(paths.map(([name]) => [name, `files/${node.id}`])) },
    };
  });
  return { ...graph, nodes };
}

function refuseNoSources(graph: Graph, inputs: ReadonlyMap<string, string>): void {
  const sources = graph.nodes.filter((node) => catalogue.get(node.type)?.palette.group === 'source');
  for (const node of graph.nodes) {
    if (!inputs.has(node.id) || sources.includes(node)) continue;
    throw new Failure(
      'BAD_REQUEST',
      `node ${node.id} is not a source and takes no --input`,
      `Sources are ${sources.map((source) => source.id).join(', ')}.`,
    );
  }
}

function pairs(items: readonly string[], nodes: readonly string[], cwd: string): ReadonlyMap<string, string> {
  return new Map(
    items.map((item) => {
      const at = item.indexOf('=');
      const node = item.slice(0, at);
      if (at < 1 || at === item.length - 1)
        throw new Failure('BAD_REQUEST', `${item} is not NODE=PATH`, USAGE.run);
      if (!nodes.includes(node))
        throw new Failure('BAD_REQUEST', `the pipeline has no node ${node}`, `It has ${nodes.join(', ')}.`);
      return [node, absolutePath(item.slice(at + 1), cwd)] as const;
    }),
  );
}

function writeSummary(path: string, cwd: string, summary: RunSummary): void {
  const text = `${JSON.stringify(summary, null, 2)}\n`;
  if (path === '-') process.stdout.write(text);
  else writeFileSync(resolve(cwd, path), text);
}

function table(summary: RunSummary): string {
  const rows = Object.entries(summary.nodes).map(([id, node]) => [
    id,
    node.type,
    String(node.rowsIn),
    String(node.rowsOut),
    String(node.lateRows),
    String(node.errorRows),
  ]);
  const all = [['node', 'type', 'rows in', 'rows out', 'late', 'errors'], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = all.map((row) =>
    row
      .map((cell, column) =>
        column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
  return `${lines.join('\n')}\n${(summary.elapsedMs / 1000).toFixed(2)} s, ${summary.cpuSeconds.toFixed(2)} CPU seconds\n`;
}
