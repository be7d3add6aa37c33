// Runs a plan on bounded files to the end, as fast as it can: `weir run`. No server, no state folder, no checkpoints.
import { resolve } from 'node:path';
import type { Catalogue } from '@weir/engine/define-node';
import type { SinkDriver, SourceDriver } from '@weir/engine/host';
import type { Plan } from '@weir/engine/plan/plan';
import type { Batch } from '@weir/engine/runtime/batch';
import { EmbeddedJob } from '@weir/engine/runtime/embedded-job';
import { metricShape } from '@weir/engine/runtime/job-metrics';
import { MetricStore, metricBytes } from '@weir/engine/runtime/metric-store';
import { Failure } from '@weir/shared/diagnostics';
import { z } from 'zod';
import { openFileSource } from './host/file-source.ts';
import { FORGET, openLineSink } from './host/line-sink.ts';
import { nodeHost } from './host/node-host.ts';
import { type Roots, resolveInRoots } from './host/roots.ts';

export type RunOptions = {
  readonly plan: Plan;
  readonly catalogue: Catalogue;
  readonly roots: Roots;
  /** Absolute paths by node id: what a source reads, where the rows of a node go (`-` is standard output). */
  readonly inputs: ReadonlyMap<string, string>;
  readonly outputs: ReadonlyMap<string, string>;
  /** Told of dead letters as they happen. */
  readonly onDeadLetter?: ((nodeId: string, code: string, message: string) => void) | undefined;
};

export type NodeSummary = {
  readonly name: string;
  readonly type: string;
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly lateRows: number;
  readonly errorRows: number;
  /** Dead letters by code, late rows included. */
  readonly errors: Readonly<Record<string, number>>;
};

export type RunSummary = {
  readonly pipeline: string;
  readonly elapsedMs: number;
  /** Of the whole process, seconds. */
  readonly cpuSeconds: number;
  readonly nodes: Readonly<Record<string, NodeSummary>>;
  /** CPU seconds per fused stage, operator, sink, and reading and decoding of each source. */
  readonly stages: readonly { readonly stage: string; readonly cpuSeconds: number }[];
};

const fileOptions = z.object({ path: z.string() });

/**
 * Runs the plan until every source has ended and everything has fired.
 *
 * @throws Failure when a source has nothing to read, never ends, or a file cannot be opened or written.
 */
export async function runBounded(options: RunOptions): Promise<RunSummary> {
  const { plan, catalogue, inputs, outputs } = options;
  refuseEndless(plan, catalogue, inputs);
  const shape = metricShape(plan);
  const memory = new SharedArrayBuffer(metricBytes(shape));
  const letters = new Map<string, Map<string, number>>();
  const started = performance.now();
  const cpuBefore = process.cpuUsage();
  const host = nodeHost({
    openSource: (request): SourceDriver => {
      const path =
        inputs.get(request.nodeId) ?? resolveInRoots(fileOptions.parse(request.options).path, options.roots);
      return openFileSource({ path, follow: false, recordEnd: request.recordEnd, position: undefined });
    },
    openSink: (request): SinkDriver => {
      const path = outputs.get(request.nodeId);
      return path === undefined ? FORGET : openLineSink(path, request.input);
    },
  });
  const job = new EmbeddedJob({
    plan,
    catalogue,
    host,
    metrics: memory,
    unpaced: true,
    untimed: true,
    onDeadLetter: (nodeId, letter) => {
      const codes = letters.get(nodeId) ?? new Map<string, number>();
      letters.set(nodeId, codes);
      codes.set(letter.code, (codes.get(letter.code) ?? 0) + 1);
      options.onDeadLetter?.(nodeId, letter.code, letter.message);
    },
  });
  const taps = tapOutputs(plan, outputs);
  if (taps.ports.size > 0) job.tap(taps.ports);
  try {
    await drive(job);
  } finally {
    job.close();
    taps.close();
  }
  const cpu = process.cpuUsage(cpuBefore);
  const metrics = new MetricStore(shape, memory);
  return {
    pipeline: plan.name,
    elapsedMs: performance.now() - started,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    nodes: Object.fromEntries(
      plan.steps.map((step, index) => [
        step.nodeId,
        summaryOf(step, index, metrics, letters.get(step.nodeId)),
      ]),
    ),
    stages: [...job.costs].map(([stage, ms]) => ({ stage, cpuSeconds: ms / 1000 })),
  };
}

async function drive(job: EmbeddedJob): Promise<void> {
  let wake: () => void = () => undefined;
  job.onReady(() => wake());
  for (;;) {
    const state = job.step();
    if (state === 'done') return;
    if (state === 'busy') continue;
    await new Promise<void>((resume) => {
      wake = resume;
      setTimeout(resume, 20);
    });
  }
}

function refuseEndless(plan: Plan, catalogue: Catalogue, inputs: ReadonlyMap<string, string>): void {
  for (const step of plan.steps) {
    const form = catalogue.get(step.type)?.embedded;
    const output = step.outputs['out'];
    if (form?.kind !== 'source' || output === undefined || inputs.has(step.nodeId)) continue;
    const opened = form.open({ config: step.config, output });
    if (opened.driver === 'file') continue;
    if (opened.format.kind !== 'rows') {
      throw new Failure(
        'SOURCE_FILE',
        `source ${step.nodeId} has nothing to read`,
        `Give it a file: --input ${step.nodeId}=PATH`,
      );
    }
    if (opened.format.generator.rows === undefined) {
      throw new Failure(
        'SOURCE_FILE',
        `generator ${step.nodeId} never ends`,
        'Set its number of rows to run it to the end.',
      );
    }
  }
}

/** Rows of nodes that are no sinks, written where the caller asked for them. */
function tapOutputs(
  plan: Plan,
  outputs: ReadonlyMap<string, string>,
): {
  readonly ports: ReadonlyMap<string, (batch: Batch, from: number, to: number) => void>;
  readonly close: () => void;
} {
  const ports = new Map<string, (batch: Batch, from: number, to: number) => void>();
  const sinks: SinkDriver[] = [];
  for (const [nodeId, path] of outputs) {
    const step = plan.steps.find((candidate) => candidate.nodeId === nodeId);
    if (step === undefined)
      throw new Failure(
        'SINK_FAILED',
        `the pipeline has no node ${nodeId}`,
        `It has ${plan.steps.map((one) => one.nodeId).join(', ')}.`,
      );
    const output = step.outputs['out'];
    if (output === undefined) continue;
    const sink = openLineSink(path, output);
    sinks.push(sink);
    ports.set(`${nodeId}.out`, (batch, from, to) => sink.write(batch, from, to));
  }
  return {
    ports,
    close: () => {
      for (const sink of sinks) sink.close();
    },
  };
}

function summaryOf(
  step: Plan['steps'][number],
  index: number,
  metrics: MetricStore,
  letters: ReadonlyMap<string, number> | undefined,
): NodeSummary {
  const rowsOf = (port: string): number => metrics.portRows[metrics.shape.ports.indexOf(port)] ?? 0;
  const isSink = Object.keys(step.outputs).length === 0;
  return {
    name: step.name,
    type: step.type,
    rowsIn: step.inputs.reduce((sum, input) => sum + rowsOf(input.from), 0),
    rowsOut: isSink ? metrics.get(index, 'rowsWritten') : rowsOf(`${step.nodeId}.out`),
    lateRows: metrics.get(index, 'lateRows'),
    errorRows: metrics.get(index, 'errorRows'),
    errors: Object.fromEntries(letters ?? []),
  };
}

/** A path of the command line as an absolute one; `-` stays. */
export function absolutePath(path: string, cwd: string): string {
  return path === '-' ? path : resolve(cwd, path);
}
