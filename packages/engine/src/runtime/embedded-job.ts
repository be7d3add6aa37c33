// Runs a compiled plan: takes rows from sources, pushes them through stages, operators and sinks, one micro-batch at a time.
//
// A micro-batch is a range of rows of one source. It travels through the whole graph before the next begins, in the order
// of the plan, so a checkpoint between two micro-batches needs no barrier, and any order of events can be replayed.
import { compileProgram, type Program, type Stage } from '../embedded/program.ts';
import type { SinkDriver } from '../host.ts';
import type { Batch } from './batch.ts';
import { DeadLetters } from './dead-letters.ts';
import { helpersOf } from './helpers.ts';
import { JobMetrics } from './job-metrics.ts';
import type { JobOptions } from './job-options.ts';
import type { JobSnapshot } from './job-snapshot.ts';
import { openOperators, type RunningOperator } from './open-operators.ts';
import { mergeBySequence, rangesWithout } from './row-order.ts';
import { type ReadyRows, SourceRunner } from './source-runner.ts';
import { MAX_WATERMARK } from './time.ts';
import { StepClock, watermarkLags } from './watermarks.ts';

/** A micro-batch of fewer rows than this always runs node by node: timing it costs little and misses no stall. */
const TIMED_ROWS_MAX = 64;
/** Of larger ones every so many-th does. */
const TIMED_EVERY = 32;
const ROWS_MAX = 4096;

type RunningSink = { readonly nodeId: string; readonly step: number; readonly driver: SinkDriver };

/** A job of the embedded engine. Synchronous: whoever owns it calls `step` and decides when to wait. */
export class EmbeddedJob {
  readonly #options: JobOptions;
  readonly #sources = new Map<string, SourceRunner>();
  readonly #operators = new Map<number, RunningOperator>();
  readonly #sinks = new Map<number, RunningSink>();
  readonly #clocks: readonly StepClock[];
  readonly #metrics: JobMetrics;
  readonly #letters: DeadLetters;
  readonly #endedSeen = new Set<string>();
  readonly #idleSeen = new Set<string>();
  #fused: Program;
  #unfused: Program;
  #taps: ReadonlyMap<string, (batch: Batch, from: number, to: number) => void> = new Map();
  #watermarks: Float64Array = new Float64Array(1024);
  #batches = 0;
  /** Time spent on reading and decoding since the source's last rows. */
  readonly #loadMs = new Map<string, number>();
  readonly #costs = new Map<string, number>();
  readonly #cpu: () => number;

  constructor(options: JobOptions) {
    this.#options = options;
    const { plan, host } = options;
    this.#cpu = host.cpuMs ?? host.monotonicMs;
    this.#fused = this.#program(true, new Set());
    this.#unfused = this.#program(false, new Set());
    this.#metrics = new JobMetrics(options);
    this.#letters = new DeadLetters(plan, options.onDeadLetter, this.#metrics);
    this.#clocks = watermarkLags(this.#fused.layout.steps).map((lags) => new StepClock(lags));
    this.#openSources();
    const progress = options.onProgress ?? (() => undefined);
    for (const operator of openOperators(this.#fused.layout, { host, letters: this.#letters, progress })) {
      this.#operators.set(operator.step, operator);
    }
    this.#restore();
    this.#openSinks();
  }

  #openSources(): void {
    const { host, restore } = this.#options;
    for (const { step, definition } of this.#fused.layout.steps) {
      if (definition.embedded.kind !== 'source') continue;
      const output = step.outputs['out'];
      if (output === undefined) throw new Error('bug: a source has no output');
      const form = definition.embedded.open({ config: step.config, output });
      const source = new SourceRunner({
        nodeId: step.nodeId,
        form,
        output,
        host,
        unpaced: this.#options.unpaced === true,
        restore: restore?.sources[step.nodeId],
        demand: this.#fused.layout.demand.get(`${step.nodeId}.out`) ?? new Set(),
        reject: (code, message, bytes) => this.#letters.add(step.nodeId, { code, message, bytes }),
      });
      this.#sources.set(step.nodeId, source);
      // Its end has taken effect before the snapshot: every window that it fired has fired.
      if (source.ended && source.watermark === MAX_WATERMARK) this.#endedSeen.add(step.nodeId);
      this.#letters.origin(step.nodeId, (row) => source.bytesOf(row));
    }
  }

  #restore(): void {
    const { restore } = this.#options;
    if (restore === undefined) return;
    for (const [index, operator] of this.#operators) {
      const saved = restore.operators[operator.nodeId];
      if (saved === undefined) continue;
      operator.operator.restore(saved.state);
      const clock = this.#clocks[index];
      if (clock !== undefined) clock.watermark = saved.watermark;
    }
  }

  #openSinks(): void {
    const { host, restore } = this.#options;
    for (const { step, definition, index } of this.#fused.layout.steps) {
      const form = definition.embedded;
      const input = step.inputs[0]?.type;
      if (form.kind !== 'sink' || input === undefined) continue;
      const driver = host.openSink({
        nodeId: step.nodeId,
        driver: form.driver,
        options: form.options(step.config),
        input,
        restored: restore?.sinks[step.nodeId],
      });
      this.#sinks.set(index, { nodeId: step.nodeId, step: index, driver });
    }
  }

  /**
   * Processes one micro-batch, or moves time when a source ended or fell silent.
   *
   * @returns `busy` when something was done, `idle` when nothing can be done now, `done` when every source has ended.
   */
  step(): 'busy' | 'idle' | 'done' {
    const nowMs = this.#options.host.now();
    const open: SourceRunner[] = [];
    for (const source of this.#sources.values()) {
      const started = this.#cpu();
      const began = this.#metrics.clock();
      const loaded = source.load();
      this.#loadMs.set(source.nodeId, (this.#loadMs.get(source.nodeId) ?? 0) + this.#metrics.clock() - began);
      this.#charge(source.nodeId, started);
      if (loaded) open.push(source);
      if (source.ended && !loaded && !this.#endedSeen.has(source.nodeId)) {
        this.#endedSeen.add(source.nodeId);
        source.finish();
        this.#advance(source.nodeId, MAX_WATERMARK);
        return 'busy';
      }
    }
    open.sort((a, b) => a.watermark - b.watermark || (a.nodeId < b.nodeId ? -1 : 1));
    const others = [...this.#sources.values()].filter((source) => !source.ended && !source.timeless);
    for (const source of open) {
      const until = Math.min(
        MAX_WATERMARK,
        ...others.filter((other) => other !== source).map((other) => other.watermark),
      );
      const ready = source.ready(ROWS_MAX, this.#options.unpaced === true ? until : MAX_WATERMARK);
      if (ready === undefined) continue;
      this.#run(source, ready);
      return 'busy';
    }
    if (this.#idleChanged(nowMs)) {
      this.#advance('', MAX_WATERMARK);
      return 'busy';
    }
    return [...this.#sources.values()].every((source) => source.ended) ? 'done' : 'idle';
  }

  /** Calls back when a source may have something again. */
  onReady(callback: () => void): void {
    for (const source of this.#sources.values()) source.onReady(callback);
  }

  /** Ends every source where it stands: the watermark becomes the largest, everything fires. */
  finish(): void {
    for (const source of this.#sources.values()) {
      if (this.#endedSeen.has(source.nodeId)) continue;
      this.#endedSeen.add(source.nodeId);
      source.finish();
      this.#advance(source.nodeId, MAX_WATERMARK);
    }
  }

  #idleChanged(nowMs: number): boolean {
    let changed = false;
    for (const source of this.#sources.values()) {
      const idle = source.idle(nowMs);
      if (idle === this.#idleSeen.has(source.nodeId)) continue;
      changed = true;
      if (idle) this.#idleSeen.add(source.nodeId);
      else this.#idleSeen.delete(source.nodeId);
    }
    return changed;
  }

  #run(source: SourceRunner, ready: ReadyRows): void {
    const { batch, from, to } = ready;
    if (to >= this.#watermarks.length) this.#watermarks = new Float64Array(2 * (to + 1));
    this.#idleSeen.delete(source.nodeId);
    const dropped = new Set<number>();
    source.take(ready, this.#watermarks, dropped);
    const rows = to - from;
    const timed =
      this.#options.timeAll === true || rows <= TIMED_ROWS_MAX || this.#batches % TIMED_EVERY === 0;
    this.#batches += 1;
    const program = timed && this.#options.untimed !== true ? this.#unfused : this.#fused;
    const port = `${source.nodeId}.out`;
    this.#metrics.begin(ready.arrivalMs);
    this.#options.beforeNode?.(source.nodeId);
    this.#metrics.source(source.nodeId, port, {
      rows: rows - dropped.size,
      loadMs: this.#loadMs.get(source.nodeId) ?? 0,
    });
    this.#loadMs.set(source.nodeId, 0);
    const stage = program.outputs.get(port);
    if (stage !== undefined) {
      for (const [start, end] of rangesWithout(from, to, dropped)) this.#runStage(stage, batch, start, end);
    }
    this.#push(program, { nodeId: source.nodeId, watermarks: this.#watermarks, start: from, end: to });
  }

  /** Moves time without rows. */
  #advance(nodeId: string, watermark: number): void {
    this.#metrics.begin(this.#options.host.now());
    this.#push(this.#fused, { nodeId, watermarks: Float64Array.of(watermark), start: 0, end: 0 });
  }

  #push(
    program: Program,
    moving: {
      readonly nodeId: string;
      readonly watermarks: Float64Array;
      readonly start: number;
      readonly end: number;
    },
  ): void {
    this.#tapped(program);
    for (const { index, step, channels } of program.layout.steps) {
      const operator = this.#operators.get(index);
      const sink = this.#sinks.get(index);
      if (operator !== undefined) this.#runOperator(program, operator, moving);
      else if (sink !== undefined) this.#runSink(program, sink, channels[0]?.index ?? 0);
      else if (channels.length > 0) this.#runInline(program, index, step.nodeId);
      this.#tapped(program);
    }
    this.#metrics.end(this.#sources);
  }

  /** CPU milliseconds per stage, operator, sink and source so far. */
  get costs(): ReadonlyMap<string, number> {
    return this.#costs;
  }

  #charge(what: string, sinceMs: number): void {
    this.#costs.set(what, (this.#costs.get(what) ?? 0) + this.#cpu() - sinceMs);
  }

  #runStage(stage: Stage, batch: Batch, from: number, to: number): void {
    const started = this.#cpu();
    const failed = (step: number, error: unknown, row: number): void =>
      this.#letters.failed(step, error, batch, row);
    stage.run(batch, from, to, failed);
    this.#metrics.stage(stage, to - from);
    this.#charge(
      stage.entry.kind === 'output'
        ? stage.entry.port
        : `${this.#options.plan.steps[stage.entry.step]?.nodeId}.in`,
      started,
    );
  }

  #runInline(program: Program, index: number, nodeId: string): void {
    const step = program.layout.steps[index];
    const stage = program.inputs.get(index);
    if (step === undefined) return;
    const filled = step.channels
      .map((channel) => batchOf(program, channel.index))
      .filter((batch) => batch.length > 0);
    if (filled.length === 0) return;
    this.#metrics.enter();
    this.#options.beforeNode?.(nodeId);
    const input = filled.length === 1 ? filled[0] : mergeBySequence(filled);
    if (input !== undefined && stage !== undefined) this.#runStage(stage, input, 0, input.length);
    this.#metrics.leave(index, input?.length ?? 0);
    for (const batch of filled) batch.clear();
  }

  #runOperator(
    program: Program,
    running: RunningOperator,
    moving: {
      readonly nodeId: string;
      readonly watermarks: Float64Array;
      readonly start: number;
      readonly end: number;
    },
  ): void {
    const clock = this.#clocks[running.step];
    const channels = program.layout.steps[running.step]?.channels ?? [];
    if (clock === undefined) return;
    const inputs = channels.map((channel) => batchOf(program, channel.index));
    const before = clock.watermark;
    const rows = inputs.reduce((sum, batch) => sum + batch.length, 0);
    const isIdle = (source: SourceRunner): boolean => this.#idleSeen.has(source.nodeId);
    const during = clock.during(this.#sources, moving, isIdle);
    if (rows === 0 && clock.watermark === before) return;
    this.#metrics.enter();
    this.#options.beforeNode?.(running.nodeId);
    const started = this.#cpu();
    running.operator.process(inputs, during);
    this.#charge(running.nodeId, started);
    for (const batch of inputs) batch.clear();
    let out = 0;
    for (const { port, batch } of running.outputs) {
      if (batch.length === 0) continue;
      out += batch.length;
      this.#metrics.port(port, batch.length);
    }
    // Rows that leave mark the time in the node; rows that only enter a window wait there by design.
    this.#metrics.leave(running.step, Math.max(rows, out), out);
    const nextFire = running.operator.nextFire();
    this.#metrics.operator(running.step, running.operator, {
      watermark: clock.watermark,
      waitsForMs: nextFire === undefined ? Number.NaN : clock.waitsFor(this.#sources, nextFire, isIdle),
    });
    for (const { port, batch } of running.outputs) {
      const stage = program.outputs.get(port);
      if (stage !== undefined && batch.length > 0) this.#runStage(stage, batch, 0, batch.length);
      batch.clear();
    }
  }

  #runSink(program: Program, sink: RunningSink, channel: number): void {
    const batch = batchOf(program, channel);
    if (batch.length === 0) return;
    this.#metrics.enter();
    this.#options.beforeNode?.(sink.nodeId);
    const started = this.#cpu();
    sink.driver.write(batch, 0, batch.length);
    this.#charge(sink.nodeId, started);
    this.#metrics.written(sink.step, batch.length);
    this.#metrics.leave(sink.step, batch.length);
    batch.clear();
  }

  #tapped(program: Program): void {
    for (const [port, channel] of program.layout.taps) {
      const batch = batchOf(program, channel.index);
      if (batch.length === 0) continue;
      this.#taps.get(port)?.(batch, 0, batch.length);
      batch.clear();
    }
  }

  #program(fused: boolean, taps: ReadonlySet<string>): Program {
    const { plan, catalogue, host, untimed } = this.#options;
    const sealed = untimed === true;
    return compileProgram(plan, catalogue, { fused, taps, sealed }, host.compile, helpersOf(host));
  }

  /** Sets the output ports, `node.port`, whose rows are looked at. Batches belong to the job: copy what must stay. */
  tap(taps: ReadonlyMap<string, (batch: Batch, from: number, to: number) => void>): void {
    const ports = new Set(taps.keys());
    this.#taps = taps;
    this.#fused = this.#program(true, ports);
    this.#unfused = this.#program(false, ports);
    for (const source of this.#sources.values()) {
      source.redemand(this.#fused.layout.demand.get(`${source.nodeId}.out`) ?? new Set());
    }
  }

  /** Snapshot of everything, with sinks prepared for the epoch. Nothing is visible before `commit`. */
  prepare(epoch: number): JobSnapshot {
    const sources = Object.fromEntries(
      [...this.#sources.values()].map((source) => [source.nodeId, source.snapshot()]),
    );
    const operators = Object.fromEntries(
      [...this.#operators].map(([index, { nodeId, operator }]) => [
        nodeId,
        { state: operator.snapshot(), watermark: this.#clocks[index]?.watermark ?? 0 },
      ]),
    );
    const sinks = Object.fromEntries(
      [...this.#sinks.values()].map((sink) => [sink.nodeId, sink.driver.prepare(epoch)]),
    );
    return { formatVersion: 1, sources, operators, sinks };
  }

  /** Makes the prepared epoch visible; its snapshot is durable. */
  commit(epoch: number, snapshot: JobSnapshot): void {
    for (const sink of this.#sinks.values()) sink.driver.commit(epoch, snapshot.sinks[sink.nodeId] ?? null);
    for (const source of this.#sources.values()) {
      const state = snapshot.sources[source.nodeId];
      if (state !== undefined) source.release(state);
    }
  }

  close(): void {
    for (const source of this.#sources.values()) source.close();
    for (const sink of this.#sinks.values()) sink.driver.close();
  }
}

function batchOf(program: Program, channel: number): Batch {
  const batch = program.batches[channel];
  if (batch === undefined) throw new Error('bug: channel out of range');
  return batch;
}
