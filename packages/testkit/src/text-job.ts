// Runs a graph over texts with the batches cut where a test wants them, and stopped and restored in between.
import type { Catalogue } from '@weir/engine/define-node';
import type { Host, SourceChunk, SourceDriver } from '@weir/engine/host';
import { plan } from '@weir/engine/plan/plan';
import { ROW_KIND_NAMES } from '@weir/engine/runtime/batch';
import { EmbeddedJob } from '@weir/engine/runtime/embedded-job';
import { metricShape } from '@weir/engine/runtime/job-metrics';
import type { JobSnapshot } from '@weir/engine/runtime/job-snapshot';
import { MetricStore, metricBytes } from '@weir/engine/runtime/metric-store';
import { rowEncoder } from '@weir/engine/runtime/rows-json';
import { decodeUtf8, encodeUtf8, isUtf8 } from '@weir/engine/runtime/utf8';
import type { Graph } from '@weir/shared/graph';
import { z } from 'zod';

export type TextJobOptions = {
  readonly graph: Graph;
  readonly catalogue: Catalogue;
  readonly compile: Host['compile'];
  /** Lines of each source, by node id. */
  readonly lines: Readonly<Record<string, readonly string[]>>;
  /** Lines per chunk; the last repeats. */
  readonly chunks: readonly number[];
  /** After so many micro-batches the job is dropped and restored from a snapshot, again and again. */
  readonly restartEvery?: number | undefined;
  readonly timeAll?: boolean | undefined;
  /** Clock for arrival and the future guard. */
  readonly nowMs?: number | undefined;
  /** Sources obey the future guard and end only when the test ends them. */
  readonly live?: boolean | undefined;
};

export type TextJobResult = {
  /** Rows that entered sinks, in order, by node id, as JSON lines. Rows of an epoch that was dropped do not count. */
  readonly rows: Readonly<Record<string, readonly string[]>>;
  /** Their kinds, as Flink prints them. */
  readonly kinds: Readonly<Record<string, readonly string[]>>;
  readonly late: number;
  /** Codes of dead letters, in order. */
  readonly letters: readonly string[];
};

/** Runs to the end. */
export function runTextJob(options: TextJobOptions): TextJobResult {
  const planned = plan(options.graph, options.catalogue).plan;
  if (planned === undefined)
    throw new Error(
      `the graph has problems: ${JSON.stringify(plan(options.graph, options.catalogue).problems)}`,
    );
  const rows: Record<string, string[]> = {};
  const kinds: Record<string, string[]> = {};
  const letters: string[] = [];
  let late = 0;
  let snapshot: JobSnapshot | undefined;
  for (let life = 0; ; life += 1) {
    const pending: Sunk = {};
    const pendingLetters: string[] = [];
    const shape = metricShape(planned);
    const memory = new ArrayBuffer(metricBytes(shape));
    const job = new EmbeddedJob({
      plan: planned,
      catalogue: options.catalogue,
      host: textHost(options, pending),
      metrics: memory,
      unpaced: options.live !== true,
      timeAll: options.timeAll === true,
      restore: snapshot,
      onDeadLetter: (_, letter) => pendingLetters.push(letter.code),
    });
    const outcome = drive(job, options);
    if (outcome === 'idle') job.finish();
    const next = JSON.parse(JSON.stringify(job.prepare(life)));
    job.commit(life, next);
    snapshot = next;
    const metrics = new MetricStore(shape, memory);
    planned.steps.forEach((_, index) => {
      late += metrics.get(index, 'lateRows');
    });
    for (const [id, sunk] of Object.entries(pending)) {
      rows[id] = [...(rows[id] ?? []), ...sunk.rows];
      kinds[id] = [...(kinds[id] ?? []), ...sunk.kinds];
    }
    letters.push(...pendingLetters);
    job.close();
    if (outcome !== 'cut') return { rows, kinds, late, letters };
  }
}

function drive(job: EmbeddedJob, options: TextJobOptions): 'done' | 'idle' | 'cut' {
  for (let steps = 0; options.restartEvery === undefined || steps < options.restartEvery; steps += 1) {
    const state = job.step();
    if (state !== 'busy') return state;
  }
  return 'cut';
}

/** What sinks have been given, by node id. */
type Sunk = Record<string, { readonly rows: string[]; readonly kinds: string[] }>;

function textHost(options: TextJobOptions, sunk: Sunk): Host {
  const now = options.nowMs ?? 1_767_607_200_000;
  return {
    now: () => now,
    monotonicMs: () => 0,
    random: () => 0.5,
    compile: options.compile,
    allocate: (bytes) => new ArrayBuffer(bytes),
    text: decodeUtf8,
    isUtf8,
    openSource: (request) =>
      chunkedSource(options, request.nodeId, z.number().optional().parse(request.position) ?? 0, now),
    openSink: (request) => {
      const encode = rowEncoder(request.input.columns);
      const into: Sunk[string] = { rows: [], kinds: [] };
      sunk[request.nodeId] = into;
      return {
        write: (batch, from, to) => {
          for (let row = from; row < to; row += 1) {
            into.rows.push(encode(batch, row));
            into.kinds.push(ROW_KIND_NAMES[batch.kinds[row] ?? 0] ?? '');
          }
        },
        prepare: () => null,
        commit: () => undefined,
        close: () => undefined,
      };
    },
  };
}

/** Hands over the lines in chunks of the wanted sizes; the position is the number of lines given. */
function chunkedSource(options: TextJobOptions, nodeId: string, position: number, now: number): SourceDriver {
  const lines = options.lines[nodeId] ?? [];
  let at = position;
  let turn = 0;
  return {
    next: (): SourceChunk | 'end' | 'idle' => {
      if (at >= lines.length) return options.live === true ? 'idle' : 'end';
      const size = options.chunks[Math.min(turn, options.chunks.length - 1)] ?? 1;
      turn += 1;
      const taken = lines.slice(at, at + size);
      at += taken.length;
      const bytes = encodeUtf8(taken.map((line) => `${line}\n`).join(''));
      return { bytes, from: 0, to: bytes.length, arrivalMs: now, position: at };
    },
    onReady: () => undefined,
    release: () => undefined,
    backlogBytes: () => undefined,
    close: () => undefined,
  };
}
