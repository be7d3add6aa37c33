// Runs a pipeline on sample rows and shows what every node puts out. The same code that runs in production.

import type { JsonRow } from '@weir/shared/api';
import { typeText } from '@weir/shared/data-type';
import type { Diagnostic } from '@weir/shared/diagnostics';
import type { Graph } from '@weir/shared/graph';
import type { Catalogue } from './define-node.ts';
import type { Host } from './host.ts';
import { type Plan, type PlanStep, plan } from './plan/plan.ts';
import { type Batch, ROW_KIND_NAMES } from './runtime/batch.ts';
import { EmbeddedJob } from './runtime/embedded-job.ts';
import { metricShape } from './runtime/job-metrics.ts';
import { memoryHost } from './runtime/memory-host.ts';
import { MetricStore, metricBytes } from './runtime/metric-store.ts';
import { rowObject } from './runtime/rows-json.ts';
import { decodeUtf8 } from './runtime/utf8.ts';

/** Rows of generators and sample texts that a preview processes at most, per source. */
export const PREVIEW_EVENTS_MAX = 10_000;
const GENERATED_EVENTS = 400;
const LETTERS_MAX = 100;

export type PreviewPort = {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly JsonRow[];
  /** What each row does, of a stream of changes: `+I`, `-U`, `+U` or `-D`. */
  readonly kinds?: readonly string[] | undefined;
  readonly total: number;
};

export type PreviewNode = {
  readonly ports: Readonly<Record<string, PreviewPort>>;
  readonly rowsIn: number;
  readonly late: number;
  readonly errors: readonly { readonly code: string; readonly message: string; readonly text: string }[];
  /** Time in the node, milliseconds. */
  readonly ms: number;
  /** Rows that a sink took. */
  readonly written: number;
};

export type PreviewResult = {
  readonly nodes: Readonly<Record<string, PreviewNode>>;
  readonly problems: readonly Diagnostic[];
};

export type PreviewRequest = {
  readonly graph: Graph;
  readonly catalogue: Catalogue;
  readonly rowsMax: number;
};

/**
 * Previews a graph. Nodes with a problem, and those below them, are left out; everything else runs.
 *
 * @param compile The host's compiler: in the page, only the preview worker has one.
 */
export function preview(
  request: PreviewRequest,
  compile: Host['compile'],
  clock: { readonly now: () => number; readonly monotonicMs: () => number },
): PreviewResult {
  const { graph, catalogue, rowsMax } = request;
  const planned = plan(graph, catalogue);
  const runnable = planned.plan ?? runnablePart(graph, catalogue, planned.problems);
  if (runnable === undefined) return { nodes: {}, problems: planned.problems };
  const texts = Object.fromEntries(
    runnable.steps.map((step) => [step.nodeId, sampleOf(graph, step, catalogue)]),
  );
  const host = memoryHost({ ...clock, compile, texts });
  const bounded = boundGenerators(runnable);
  const { nodes } = runBounded({ plan: bounded, catalogue, host, rowsMax });
  return { nodes, problems: planned.problems };
}

/** Sample text of a source: the pipeline's own, else the definition's when its columns are untouched. */
function sampleOf(graph: Graph, step: PlanStep, catalogue: Catalogue): string {
  const own = graph.samples[step.nodeId]?.text;
  if (own !== undefined) return firstLines(own, PREVIEW_EVENTS_MAX);
  const definition = catalogue.get(step.type);
  const untouched =
    JSON.stringify(step.config['schema']) === JSON.stringify(definition?.fields['schema']?.default);
  return untouched ? (definition?.sample ?? '') : '';
}

function firstLines(text: string, lines: number): string {
  let at = 0;
  for (let line = 0; line < lines; line += 1) {
    const end = text.indexOf('\n', at);
    if (end < 0) return text;
    at = end + 1;
  }
  return text.slice(0, at);
}

/** Generators without an end get one; a preview is always bounded. */
function boundGenerators(whole: Plan): Plan {
  const steps = whole.steps.map((step) => {
    const rows = step.config['rows'];
    if (step.inputs.length > 0 || typeof rows !== 'number') return step;
    return {
      ...step,
      config: { ...step.config, rows: rows === 0 ? GENERATED_EVENTS : Math.min(rows, GENERATED_EVENTS) },
    };
  });
  return { ...whole, steps };
}

/** The plan of a graph without the nodes that have errors and what hangs below them. */
function runnablePart(graph: Graph, catalogue: Catalogue, problems: readonly Diagnostic[]): Plan | undefined {
  const broken = new Set(
    problems.flatMap((problem) =>
      problem.severity === 'error' && problem.nodeId !== undefined ? [problem.nodeId] : [],
    ),
  );
  for (let grown = true; grown; ) {
    grown = false;
    for (const edge of graph.edges) {
      const [from = '', to = ''] = [edge.from.split('.')[0], edge.to.split('.')[0]];
      if (broken.has(from) && !broken.has(to)) {
        broken.add(to);
        grown = true;
      }
    }
  }
  const nodes = graph.nodes.filter((node) => !broken.has(node.id));
  const edges = graph.edges.filter(
    (edge) => !broken.has(edge.from.split('.')[0] ?? '') && !broken.has(edge.to.split('.')[0] ?? ''),
  );
  return nodes.length === 0 ? undefined : plan({ ...graph, nodes, edges }, catalogue).plan;
}

/** What a run of a bounded plan shows: rows per port, counts per node. */
export function runBounded(request: {
  readonly plan: Plan;
  readonly catalogue: Catalogue;
  readonly host: Host;
  readonly rowsMax: number;
}): {
  readonly nodes: Readonly<Record<string, PreviewNode>>;
} {
  const { host, rowsMax } = request;
  const shape = metricShape(request.plan);
  const memory = new ArrayBuffer(metricBytes(shape));
  const letters = new Map<string, { code: string; message: string; text: string }[]>();
  const ports = new Map<string, { rows: JsonRow[]; kinds: string[]; total: number }>(
    shape.ports.map((port) => [port, { rows: [], kinds: [], total: 0 }]),
  );
  const job = new EmbeddedJob({
    ...request,
    metrics: memory,
    unpaced: true,
    timeAll: true,
    onDeadLetter: (nodeId, letter) => {
      const list = letters.get(nodeId) ?? [];
      letters.set(nodeId, list);
      const text =
        letter.text ??
        decodeUtf8(letter.bytes ?? new Uint8Array(0), 0, Math.min(letter.bytes?.length ?? 0, 4096));
      if (list.length < LETTERS_MAX && letter.code !== 'LATE')
        list.push({ code: letter.code, message: letter.message, text });
    },
  });
  job.tap(
    new Map(
      [...ports].map(([port, kept]) => [
        port,
        (batch: Batch, from: number, to: number): void => keep(kept, batch, { from, to, rowsMax }),
      ]),
    ),
  );
  while (job.step() !== 'done') host.now();
  job.close();
  const metrics = new MetricStore(shape, memory);
  const nodes = request.plan.steps.map((step, index): [string, PreviewNode] => [
    step.nodeId,
    {
      ports: Object.fromEntries(
        Object.entries(step.outputs).map(([port, type]) => [
          port,
          {
            columns: type.columns.map((column) => ({ name: column.name, type: typeText(column.type) })),
            rows: ports.get(`${step.nodeId}.${port}`)?.rows ?? [],
            kinds: type.changes === 'append' ? undefined : ports.get(`${step.nodeId}.${port}`)?.kinds,
            total: ports.get(`${step.nodeId}.${port}`)?.total ?? 0,
          },
        ]),
      ),
      rowsIn: step.inputs.reduce((sum, input) => sum + (ports.get(input.from)?.total ?? 0), 0),
      late: metrics.get(index, 'lateRows'),
      errors: letters.get(step.nodeId) ?? [],
      ms: metrics.get(index, 'busyMs'),
      written: metrics.get(index, 'rowsWritten'),
    },
  ]);
  return { nodes: Object.fromEntries(nodes) };
}

function keep(
  into: { rows: JsonRow[]; kinds: string[]; total: number },
  batch: Batch,
  range: { readonly from: number; readonly to: number; readonly rowsMax: number },
): void {
  into.total += range.to - range.from;
  for (let row = range.from; row < range.to && into.rows.length < range.rowsMax; row += 1) {
    into.rows.push(rowObject(batch, row));
    into.kinds.push(ROW_KIND_NAMES[batch.kinds[row] ?? 0] ?? '');
  }
}
