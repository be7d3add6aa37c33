// Runs an imported pipeline over files in memory and collects what reaches its sinks: rows with their kinds, late rows,
// rows in error. Batches are cut where a test wants them; the job may be dropped and restored from a snapshot on the way.

import type { Catalogue } from '@weir/engine/define-node';
import type { Host, SourceChunk, SourceDriver } from '@weir/engine/host';
import { plan } from '@weir/engine/plan/plan';
import type { Batch } from '@weir/engine/runtime/batch';
import { ROW_KIND_NAMES } from '@weir/engine/runtime/batch';
import { EmbeddedJob } from '@weir/engine/runtime/embedded-job';
import { metricShape } from '@weir/engine/runtime/job-metrics';
import type { JobSnapshot } from '@weir/engine/runtime/job-snapshot';
import { MetricStore, metricBytes } from '@weir/engine/runtime/metric-store';
import { decodeUtf8, encodeUtf8, isUtf8 } from '@weir/engine/runtime/utf8';
import type { Column, Value } from '@weir/shared/data-type';
import type { Graph } from '@weir/shared/graph';
import { z } from 'zod';

/** A row that a sink got. */
export type Change = { readonly kind: (typeof ROW_KIND_NAMES)[number]; readonly row: readonly Value[] };

/** What came out. */
export type GraphRun = {
  readonly columns: readonly Column[];
  readonly changes: readonly Change[];
  readonly late: number;
  /** Codes of rows in error, without late ones. */
  readonly errors: readonly string[];
  /** False when the planner warns that Flink gives other rows or none. */
  readonly isPortable: boolean;
};

/** How to run. */
export type GraphRunOptions = {
  readonly graph: Graph;
  readonly catalogue: Catalogue;
  readonly compile: Host['compile'];
  /** The lines of a file by its name. */
  readonly lines: (file: string) => readonly string[];
  /** Lines per chunk of a source. */
  readonly chunk: number;
  /** After so many micro-batches the job is dropped and restored, again and again. */
  readonly restartEvery?: number | undefined;
};

/** Runs to the end, or gives the problems of the pipeline. */
export function runGraph(options: GraphRunOptions): GraphRun | { readonly problems: readonly string[] } {
  const planned = plan(options.graph, options.catalogue);
  if (planned.plan === undefined) {
    const problems = planned.problems
      .filter(({ severity }) => severity === 'error')
      .map(({ code, nodeId, message }) => `${code} ${typeOf(options.graph, nodeId)} ${message}`);
    return { problems };
  }
  const isPortable = planned.problems.every(({ code }) => code !== 'SQL_PORTABLE');
  const changes: Change[] = [];
  const errors: string[] = [];
  let columns: readonly Column[] = [];
  let late = 0;
  let snapshot: JobSnapshot | undefined;
  const shape = metricShape(planned.plan);
  for (let life = 0; ; life += 1) {
    const pending: Change[] = [];
    const letters: string[] = [];
    const memory = new ArrayBuffer(metricBytes(shape));
    const host = graphHost(options, (input, batch, from, to) => {
      columns = input;
      for (let row = from; row < to; row += 1) {
        pending.push({ kind: ROW_KIND_NAMES[batch.kinds[row] ?? 0] ?? '+I', row: batch.row(row) });
      }
    });
    const job = new EmbeddedJob({
      plan: planned.plan,
      catalogue: options.catalogue,
      host,
      metrics: memory,
      unpaced: true,
      restore: snapshot,
      onDeadLetter: (_, letter) => letters.push(letter.code),
    });
    const done = drive(job, options.restartEvery);
    const next: JobSnapshot = JSON.parse(JSON.stringify(job.prepare(life)));
    job.commit(life, next);
    snapshot = next;
    const metrics = new MetricStore(shape, memory);
    for (let step = 0; step < planned.plan.steps.length; step += 1) late += metrics.get(step, 'lateRows');
    changes.push(...pending);
    errors.push(...letters.filter((code) => code !== 'LATE'));
    job.close();
    if (done) return { columns, changes, late, errors, isPortable };
  }
}

function typeOf(graph: Graph, nodeId: string | undefined): string {
  return graph.nodes.find(({ id }) => id === nodeId)?.type ?? '';
}

/** True at the end of all sources, false when the job is to be dropped. */
function drive(job: EmbeddedJob, restartEvery: number | undefined): boolean {
  for (let steps = 0; restartEvery === undefined || steps < restartEvery; steps += 1) {
    if (job.step() !== 'busy') return true;
  }
  return false;
}

type Write = (columns: readonly Column[], batch: Batch, from: number, to: number) => void;

const NOW_MS = 1_767_607_200_000;

function graphHost(options: GraphRunOptions, write: Write): Host {
  return {
    now: () => NOW_MS,
    monotonicMs: () => 0,
    random: () => 0.5,
    compile: options.compile,
    allocate: (bytes) => new ArrayBuffer(bytes),
    text: decodeUtf8,
    isUtf8,
    openSource: (request) => {
      const { path } = z.object({ path: z.string() }).parse(request.options);
      const lines = options.lines(path.split('/').at(-1) ?? path);
      return linesSource(lines, options.chunk, z.number().optional().parse(request.position) ?? 0);
    },
    openSink: (request) => ({
      write: (batch, from, to) => write(request.input.columns, batch, from, to),
      prepare: () => null,
      commit: () => undefined,
      close: () => undefined,
    }),
  };
}

/** The position is the number of lines given. */
function linesSource(lines: readonly string[], chunk: number, position: number): SourceDriver {
  let at = position;
  return {
    next: (): SourceChunk | 'end' => {
      if (at >= lines.length) return 'end';
      const taken = lines.slice(at, at + chunk);
      at += taken.length;
      const bytes = encodeUtf8(taken.map((line) => `${line}\n`).join(''));
      return { bytes, from: 0, to: bytes.length, arrivalMs: NOW_MS, position: at };
    },
    onReady: () => undefined,
    release: () => undefined,
    backlogBytes: () => undefined,
    close: () => undefined,
  };
}
