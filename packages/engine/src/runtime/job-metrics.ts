// What a job measures about itself while it runs: counts per port, time per node, time since the event entered.
//
// The clock is read once around each node of a micro-batch, never per row. Every row of the batch counts with the time
// the whole batch spent in the node, so that a stall is charged to every row that waited.
import { splitPort } from '@weir/shared/graph';
import type { Stage } from '../embedded/program.ts';
import type { JobOptions } from './job-options.ts';
import { type MetricShape, MetricStore, metricBytes } from './metric-store.ts';
import type { Operator } from './operator.ts';
import type { SourceRunner } from './source-runner.ts';

/** The metric rows of a plan. */
export function metricShape(plan: JobOptions['plan']): MetricShape {
  return {
    nodes: plan.steps.map((step) => step.nodeId),
    ports: plan.steps.flatMap((step) => Object.keys(step.outputs).map((port) => `${step.nodeId}.${port}`)),
  };
}

/** Writes the metrics of one job. */
export class JobMetrics {
  readonly #store: MetricStore;
  readonly #host: JobOptions['host'];
  readonly #silent: boolean;
  readonly #nodeIndex: ReadonlyMap<string, number>;
  readonly #portIndex: ReadonlyMap<string, number>;
  readonly #stateful: ReadonlySet<string>;
  #arrivalMs = 0;
  #entered = 0;
  #now = 0;
  movingSource: string | undefined;

  constructor(options: JobOptions) {
    const shape = metricShape(options.plan);
    this.#host = options.host;
    this.#silent = options.untimed === true;
    this.#store = new MetricStore(shape, options.metrics ?? options.host.allocate(metricBytes(shape)));
    this.#store.reset();
    this.#nodeIndex = new Map(shape.nodes.map((id, index) => [id, index]));
    this.#portIndex = new Map(shape.ports.map((port, index) => [port, index]));
    const kinds = options.plan.steps.map((step) => ({
      id: step.nodeId,
      kind: options.catalogue.get(step.type)?.embedded.kind,
    }));
    this.#stateful = new Set(kinds.filter(({ kind }) => kind === 'operator').map(({ id }) => id));
  }

  /** True for nodes whose output rows are not their input rows. */
  isStateful(nodeId: string): boolean {
    return this.#stateful.has(nodeId);
  }

  /** A micro-batch begins; its rows entered Weir at this time. */
  begin(arrivalMs: number): void {
    this.#arrivalMs = arrivalMs;
    if (!this.#silent) this.#now = this.#host.monotonicMs();
  }

  /** The clock of durations; 0 when nothing is timed. */
  clock(): number {
    return this.#silent ? 0 : this.#host.monotonicMs();
  }

  /** A source handed its rows over; reading and decoding took `loadMs`. */
  source(nodeId: string, port: string, taken: { readonly rows: number; readonly loadMs: number }): void {
    const { rows } = taken;
    this.movingSource = nodeId;
    this.port(port, rows);
    const index = this.#nodeIndex.get(nodeId) ?? 0;
    if (this.#silent || rows === 0) return;
    const started = this.#now;
    this.#now = this.#host.monotonicMs();
    this.#record(index, this.#now - started + taken.loadMs, rows);
  }

  port(port: string, rows: number): void {
    const index = this.#portIndex.get(port) ?? 0;
    this.#store.portRows[index] = (this.#store.portRows[index] ?? 0) + rows;
  }

  /** Books what a stage counted. */
  stage(stage: Stage, entryRows: number): void {
    for (let index = 0; index < stage.counted.length; index += 1)
      this.port(stage.counted[index] ?? '', stage.counts[index] ?? 0);
    for (const [port, countedBy] of stage.aliases) {
      const rows =
        countedBy === undefined ? entryRows : (stage.counts[stage.counted.indexOf(countedBy)] ?? 0);
      this.port(port, rows);
      if (!this.#silent) this.#endToEndOf(port, rows);
    }
    if (!this.#silent) {
      for (let index = 0; index < stage.counted.length; index += 1)
        this.#endToEndOf(stage.counted[index] ?? '', stage.counts[index] ?? 0);
    }
    stage.counts.fill(0);
  }

  #endToEndOf(port: string, rows: number): void {
    if (rows === 0) return;
    const nowMs = this.#host.now();
    this.#store.endToEnd[this.#nodeIndex.get(splitPort(port).nodeId) ?? 0]?.record(
      nowMs - this.#arrivalMs,
      rows,
      Math.floor(nowMs / 1000),
    );
  }

  /** A node begins to work on a batch. */
  enter(): void {
    if (!this.#silent) this.#entered = this.#host.monotonicMs();
  }

  /** It is done with so many rows; `out` of them (all when absent) left it now. */
  leave(index: number, rows: number, out: number = rows): void {
    if (this.#silent || rows === 0) return;
    this.#now = this.#host.monotonicMs();
    const took = this.#now - this.#entered;
    const second = Math.floor(this.#host.now() / 1000);
    this.#store.nodeTime[index]?.record(took, rows, second);
    this.#store.add(index, 'busyMs', took);
    if (out > 0 && this.#writesEndToEnd(index)) {
      this.#store.endToEnd[index]?.record(this.#host.now() - this.#arrivalMs, out, second);
    }
  }

  /** Inline nodes book their end-to-end time by port, where the rows that left are known. */
  #writesEndToEnd(index: number): boolean {
    const nodeId = this.#store.shape.nodes[index] ?? '';
    return (
      this.#stateful.has(nodeId) || !this.#store.shape.ports.some((port) => splitPort(port).nodeId === nodeId)
    );
  }

  #record(index: number, took: number, rows: number): void {
    const nowMs = this.#host.now();
    const second = Math.floor(nowMs / 1000);
    this.#store.nodeTime[index]?.record(took, rows, second);
    this.#store.add(index, 'busyMs', took);
    this.#store.endToEnd[index]?.record(nowMs - this.#arrivalMs, rows, second);
  }

  written(index: number, rows: number): void {
    this.#store.add(index, 'rowsWritten', rows);
  }

  error(nodeId: string): void {
    this.#store.add(this.#nodeIndex.get(nodeId) ?? 0, 'errorRows', 1);
  }

  late(nodeId: string): void {
    this.#store.add(this.#nodeIndex.get(nodeId) ?? 0, 'lateRows', 1);
  }

  /** State and event time of an operator after a micro-batch. */
  operator(
    index: number,
    operator: Operator,
    time: { readonly watermark: number; readonly waitsForMs: number },
  ): void {
    this.#store.set(index, 'stateKeys', operator.stateKeys());
    this.#store.set(index, 'watermarkMs', timeOrNaN(time.watermark));
    this.#store.set(index, 'waitsForMs', time.waitsForMs);
  }

  /** The micro-batch is through. */
  end(sources: ReadonlyMap<string, SourceRunner>): void {
    for (const [nodeId, source] of sources) {
      const index = this.#nodeIndex.get(nodeId) ?? 0;
      this.#store.set(index, 'watermarkMs', timeOrNaN(source.watermark));
      this.#store.set(index, 'backlogBytes', source.backlogBytes());
    }
  }
}

function timeOrNaN(watermark: number): number {
  return Math.abs(watermark) > 8.64e15 ? Number.NaN : watermark;
}
