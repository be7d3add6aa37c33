// The live numbers of one job: the newest frame, where ids stand in it, and a minute of history per node. Typed arrays
// that change in place; no React. The socket writes, painters read.
import { type IdTable, type MetricFrame, readFrame } from '@weir/shared/metric-frame';

/** Seconds of history per node. */
export const HISTORY_SECONDS = 60;

/** A minute of one node, one sample per second, oldest first from `start`. NaN where a second is missing. */
export type NodeHistory = {
  readonly rate: Float64Array;
  /** Rows in and out together. */
  readonly moved: Float64Array;
  readonly rowsIn: Float64Array;
  readonly errors: Float64Array;
  readonly late: Float64Array;
};

const STALE_AFTER_MS = 1500;
const MISSED_TICKS = 3;

/** Live numbers of a job. */
export class LiveFrames {
  /** What painters show; stands still while paused. */
  shown: MetricFrame | undefined;
  /** Grows with each frame that is shown. */
  version = 0;
  readonly #nodeRows = new Map<string, number>();
  readonly #edgeRows = new Map<string, number>();
  readonly #history = new Map<string, NodeHistory>();
  readonly #listeners = new Set<() => void>();
  readonly #nowMs: () => number;
  #newest: MetricFrame | undefined;
  #table: IdTable | undefined;
  #receivedMs = Number.NEGATIVE_INFINITY;
  #intervalMs = 100;
  #second = Number.NaN;
  #head = 0;
  #paused = false;
  #ended: string | undefined;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** The row of a node in the frame; -1 when the running graph does not have it. */
  row(nodeId: string): number {
    return this.#nodeRows.get(nodeId) ?? -1;
  }

  /** The row of an edge (`from>to`). */
  edgeRow(edgeId: string): number {
    return this.#edgeRows.get(edgeId) ?? -1;
  }

  get nodeIds(): readonly string[] {
    return this.#table?.nodes ?? [];
  }

  history(nodeId: string): NodeHistory | undefined {
    return this.#history.get(nodeId);
  }

  /** Index of the newest sample in every history; the one after it is the oldest. */
  get head(): number {
    return this.#head;
  }

  /** How long no frame came, once three ticks are missed; else 0. */
  staleMs(): number {
    // What was frozen on purpose is not stale, and what has ended is final.
    if (this.#newest === undefined || this.#ended !== undefined || this.#paused) return 0;
    const silent = this.#nowMs() - this.#receivedMs;
    return silent > Math.max(STALE_AFTER_MS, MISSED_TICKS * this.#intervalMs) ? silent : 0;
  }

  /** Growth of a counter over the last seconds, from the history. */
  recent(nodeId: string, field: 'errors' | 'late' | 'rowsIn' | 'moved', seconds: number): number {
    const column = this.#history.get(nodeId)?.[field];
    if (column === undefined) return 0;
    const newest = column[this.#head] ?? Number.NaN;
    for (let back = Math.min(seconds, HISTORY_SECONDS - 1); back > 0; back -= 1) {
      const before = column[(this.#head - back + HISTORY_SECONDS) % HISTORY_SECONDS] ?? Number.NaN;
      if (!Number.isNaN(before)) return Math.max(0, newest - before);
    }
    return Number.isNaN(newest) ? 0 : newest;
  }

  /** For how many seconds the node has been watched, at most the length of the history. */
  watchedSeconds(nodeId: string): number {
    return this.#history.get(nodeId)?.moved.filter((value) => !Number.isNaN(value)).length ?? 0;
  }

  /** Why no more numbers come, when the job does not run: its last ones are not stale but final. */
  get ended(): string | undefined {
    return this.#ended;
  }

  setEnded(reason: string | undefined): void {
    if (this.#ended === reason) return;
    this.#ended = reason;
    this.version += 1;
    for (const listener of this.#listeners) listener();
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** A pause freezes what is shown; frames are still taken in. */
  setPaused(paused: boolean): void {
    this.#paused = paused;
    if (!paused && this.#newest !== undefined) this.#show(this.#newest);
  }

  /** An id table: names the rows of the frames after it. */
  acceptTable(table: IdTable): void {
    this.#table = table;
    this.#nodeRows.clear();
    this.#edgeRows.clear();
    for (const [row, id] of table.nodes.entries()) this.#nodeRows.set(id, row);
    for (const [row, id] of table.edges.entries()) this.#edgeRows.set(id, row);
    for (const id of this.#history.keys()) if (!this.#nodeRows.has(id)) this.#history.delete(id);
  }

  /** A frame as it came. Gives its sequence, or `undefined` when it is none of the present table. */
  acceptFrame(bytes: ArrayBuffer): number | undefined {
    const frame = readFrame(bytes);
    if (frame === undefined) return undefined;
    if (this.#table === undefined || frame.table !== this.#table.table) return frame.sequence;
    const now = this.#nowMs();
    const elapsed = now - this.#receivedMs;
    if (elapsed < 5000) this.#intervalMs += (elapsed - this.#intervalMs) / 8;
    this.#receivedMs = now;
    // A job that began anew counts from zero; its history would show one huge fall.
    if (this.#newest !== undefined && frame.uptimeMs < this.#newest.uptimeMs) this.#history.clear();
    this.#newest = frame;
    this.#record(frame);
    if (!this.#paused) this.#show(frame);
    return frame.sequence;
  }

  /** Forgets everything: another job is watched. */
  clear(): void {
    this.#newest = undefined;
    this.shown = undefined;
    this.#table = undefined;
    this.#second = Number.NaN;
    this.#nodeRows.clear();
    this.#edgeRows.clear();
    this.#history.clear();
    this.version += 1;
    for (const listener of this.#listeners) listener();
  }

  /** Calls back after each frame that is shown. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #show(frame: MetricFrame): void {
    this.shown = frame;
    this.version += 1;
    for (const listener of this.#listeners) listener();
  }

  // One sample per second: the last frame of a second stays. Seconds without a frame are gaps, never made up.
  #record(frame: MetricFrame): void {
    const second = Math.floor(frame.serverMs / 1000);
    const passed = Number.isNaN(this.#second) ? 1 : second - this.#second;
    if (passed < 0) return;
    for (let step = 1; step <= Math.min(passed, HISTORY_SECONDS); step += 1) {
      this.#head = (this.#head + 1) % HISTORY_SECONDS;
      for (const { rate, moved, rowsIn, errors, late } of this.#history.values()) {
        for (const column of [rate, moved, rowsIn, errors, late]) column[this.#head] = Number.NaN;
      }
    }
    this.#second = second;
    for (const [id, row] of this.#nodeRows) {
      const history = this.#history.get(id) ?? this.#begin(id);
      // A source takes no rows in; its own rate is what it gives.
      const takes = (frame.counters.rowsIn[row] ?? 0) > 0;
      history.rate[this.#head] = (takes ? frame.gauges.rateIn : frame.gauges.rateOut)[row] ?? Number.NaN;
      history.moved[this.#head] = (frame.counters.rowsIn[row] ?? 0) + (frame.counters.rowsOut[row] ?? 0);
      history.rowsIn[this.#head] = frame.counters.rowsIn[row] ?? Number.NaN;
      history.errors[this.#head] = frame.counters.errorRows[row] ?? Number.NaN;
      history.late[this.#head] = frame.counters.lateRows[row] ?? Number.NaN;
    }
  }

  #begin(id: string): NodeHistory {
    const column = (): Float64Array => new Float64Array(HISTORY_SECONDS).fill(Number.NaN);
    const history = { rate: column(), moved: column(), rowsIn: column(), errors: column(), late: column() };
    this.#history.set(id, history);
    return history;
  }
}
