// One source of a job: bytes to rows, event time, pacing, and an exact place to go on from.

import type { RowErrorCode } from '@weir/shared/diagnostics';
import type { Json } from '@weir/shared/graph';
import { FUTURE_SKEW_MS_MAX } from '@weir/shared/limits';
import type { StreamType } from '@weir/shared/stream-type';
import type { RowError } from '@weir/sql/row-error';
import type { Decoded, Decoder } from '../decode/decoder.ts';
import { sourceDecoder } from '../decode/source-decoder.ts';
import type { SourceForm } from '../define-node.ts';
import type { Host, SourceChunk, SourceDriver } from '../host.ts';
import { Batch } from './batch.ts';
import { compileComputed, type FillComputed } from './computed-columns.ts';
import type { RowGenerator } from './generator.ts';
import { type SourceSnapshot, sourceSnapshotSchema } from './source-snapshot.ts';
import { MAX_WATERMARK, MIN_WATERMARK } from './time.ts';

const CHUNK_BYTES_MAX = 256 * 1024;
const GENERATED_ROWS_MAX = 1024;
/** Event time of generated rows begins here when they do not follow the clock: 2026-01-01. */
const GENERATED_BASE_MS = 1_767_225_600_000;

/** Rows ready to be processed: a range of the source's batch. */
export type ReadyRows = {
  readonly batch: Batch;
  readonly from: number;
  readonly to: number;
  readonly arrivalMs: number;
};

export type SourceOptions = {
  readonly nodeId: string;
  readonly form: SourceForm;
  readonly output: StreamType;
  readonly host: Host;
  /** Ignore rates and replay speed: as fast as it goes. */
  readonly unpaced: boolean;
  readonly restore: Json | undefined;
  readonly demand: ReadonlySet<number>;
  readonly reject: (code: RowErrorCode, message: string, bytes: Uint8Array) => void;
};

/** A running source. */
export class SourceRunner {
  readonly nodeId: string;
  readonly #options: SourceOptions;
  readonly #driver: SourceDriver | undefined;
  readonly #generator: RowGenerator | undefined;
  readonly #timeColumn: number;
  readonly #delayMs: number;
  #decoder: Decoder | undefined;
  #fill: FillComputed | undefined;
  /** Rows of the batch whose computed columns failed. */
  #failed: ReadonlyMap<number, RowError> = new Map();
  #batch: Batch;
  #next = 0;
  #chunk: SourceChunk | undefined;
  #decoded: Decoded | undefined;
  /** The first bad record of the chunk that has not become a dead letter. */
  #nextError = 0;
  #position: Json | undefined;
  #records = 0;
  #index = 0;
  #baseMs: number;
  #arrivalMs = 0;
  #startedMs: number;
  #startIndex = 0;
  #replayFrom: number | undefined;
  #lastRowsMs: number;
  /** Watermark: largest event time so far minus the delay. */
  watermark: number = MIN_WATERMARK;
  ended = false;

  constructor(options: SourceOptions) {
    this.#options = options;
    this.nodeId = options.nodeId;
    const { form, host, output } = options;
    this.#timeColumn =
      form.watermark === undefined
        ? -1
        : output.columns.findIndex((column) => column.name === form.watermark?.column);
    this.#delayMs = form.watermark?.delayMs ?? 0;
    this.#startedMs = host.now();
    this.#lastRowsMs = this.#startedMs;
    this.#baseMs = options.unpaced ? GENERATED_BASE_MS : this.#startedMs;
    this.#batch = new Batch(output.columns, options.demand);
    const restored = options.restore === undefined ? undefined : sourceSnapshotSchema.parse(options.restore);
    if (form.format.kind === 'rows') {
      this.#generator = form.format.generator;
    } else {
      this.#decoder = this.#decoderFor(options.demand);
      this.#fill = this.#fillFor(options.demand);
      const recordEnd = this.#decoder.recordEnd;
      this.#driver = host.openSource({
        nodeId: options.nodeId,
        driver: form.driver,
        options: form.options,
        recordEnd,
        position: restored?.position,
      });
    }
    if (restored !== undefined) this.#restore(restored);
  }

  #restore(state: SourceSnapshot): void {
    this.#position = state.position;
    this.#records = state.records;
    if (state.position !== undefined) this.#decoder?.restore(state.names);
    this.#index = state.index;
    this.#startIndex = state.index;
    this.#baseMs = state.baseMs;
    this.watermark = state.watermark;
    this.ended = state.ended;
  }

  /** Where to go on, exactly behind the rows that were taken. */
  snapshot(): Json {
    const decoded = this.#decoded;
    const pending = decoded !== undefined && this.#next < this.#batch.length;
    const position = pending || this.#chunk === undefined ? this.#position : this.#chunk.position;
    const records = pending ? (decoded.recordOf[this.#next] ?? 0) : this.#records;
    return {
      ...(position === undefined ? {} : { position }),
      records,
      names: this.#decoder?.snapshot() ?? null,
      index: this.#index - (this.#generator === undefined ? 0 : this.#batch.length - this.#next),
      baseMs: this.#baseMs,
      watermark: this.watermark,
      ended: this.ended,
    };
  }

  /** Everything up to a snapshot is in a durable checkpoint. */
  release(snapshot: Json): void {
    const { position } = sourceSnapshotSchema.parse(snapshot);
    if (position !== undefined) this.#driver?.release(position);
  }

  /** Makes the source carry other columns from now on, for looking at rows. Rows not yet taken are decoded again. */
  redemand(demand: ReadonlySet<number>): void {
    if (this.#generator === undefined && this.#decoder !== undefined) {
      const names = this.#decoder.snapshot();
      this.#decoder = this.#decoderFor(demand);
      this.#fill = this.#fillFor(demand);
      if (this.#position !== undefined) this.#decoder.restore(names);
    }
    const next = this.#next;
    const waiting = this.#batch.length;
    this.#batch = new Batch(this.#options.output.columns, demand);
    if (this.#chunk !== undefined) this.#decode(this.#chunk, { again: true });
    else if (this.#generator !== undefined) this.#generate(this.#index - waiting, waiting);
    this.#next = next;
  }

  onReady(callback: () => void): void {
    this.#driver?.onReady(callback);
  }

  /** Loads rows when none wait. False when there is nothing to take now; `ended` tells whether there ever will be. */
  load(): boolean {
    while (this.#next >= this.#batch.length) {
      if (this.ended) return false;
      if (this.#generator !== undefined) {
        if (!this.#loadGenerated(this.#generator)) return false;
        continue;
      }
      const chunk = this.#driver?.next(CHUNK_BYTES_MAX) ?? 'end';
      if (chunk === 'idle') return false;
      this.#position = this.#chunk?.position ?? this.#position;
      this.#chunk = undefined;
      this.#decoded = undefined;
      if (chunk === 'end') {
        this.ended = true;
        return false;
      }
      this.#chunk = chunk;
      this.#decode(chunk, { again: false });
    }
    return true;
  }

  #decode(chunk: SourceChunk, how: { readonly again: boolean }): void {
    const decoder = this.#decoder;
    if (decoder === undefined) return;
    this.#batch.clear();
    this.#next = 0;
    const decoded = decoder.decode(chunk.bytes, chunk.from, chunk.to, this.#batch);
    this.#decoded = decoded;
    if (this.#fill !== undefined) this.#failed = this.#fill(this.#batch);
    this.#arrivalMs = chunk.arrivalMs;
    if (how.again) return;
    const skip = this.#records;
    // A source that goes on may cut its chunks otherwise than before: what is left to skip is in the next one.
    this.#records = Math.max(0, skip - decoded.records);
    this.#nextError = 0;
    while ((decoded.errors[this.#nextError]?.record ?? Number.POSITIVE_INFINITY) < skip) this.#nextError += 1;
    while (this.#next < this.#batch.length && (decoded.recordOf[this.#next] ?? 0) < skip) this.#next += 1;
    this.#rejectPassed();
  }

  /** Bad records become dead letters when the row after them is taken, so that a snapshot has each exactly once. */
  #rejectPassed(): void {
    this.#rejectBefore(this.#next);
  }

  /** Those before a row of the batch, in the order of the records. */
  #rejectBefore(row: number): void {
    const decoded = this.#decoded;
    if (decoded === undefined) return;
    const until = row >= this.#batch.length ? Number.POSITIVE_INFINITY : (decoded.recordOf[row] ?? 0);
    for (;;) {
      const error = decoded.errors[this.#nextError];
      if (error === undefined || error.record >= until) return;
      this.#nextError += 1;
      const bytes = this.#chunk?.bytes.subarray(error.from, error.to) ?? new Uint8Array(0);
      this.#options.reject(error.code, error.message, bytes);
    }
  }

  #loadGenerated(generator: RowGenerator): boolean {
    const { host, unpaced } = this.#options;
    const left = (generator.rows ?? Number.MAX_SAFE_INTEGER) - this.#index;
    if (left <= 0) {
      this.ended = true;
      return false;
    }
    const elapsedMs = host.now() - this.#startedMs;
    const due = unpaced
      ? GENERATED_ROWS_MAX
      : Math.floor((elapsedMs * generator.rowsPerSecond) / 1000) - (this.#index - this.#startIndex);
    const rows = Math.min(left, due, GENERATED_ROWS_MAX);
    if (rows <= 0) return false;
    this.#arrivalMs = unpaced
      ? host.now()
      : // A row is due at the end of its period, not at the beginning: see `due`.
        this.#startedMs + ((this.#index - this.#startIndex + 1) * 1000) / generator.rowsPerSecond;
    this.#generate(this.#index, rows);
    this.#index += rows;
    return true;
  }

  #generate(first: number, rows: number): void {
    const generator = this.#generator;
    if (generator === undefined) return;
    this.#batch.clear();
    this.#next = 0;
    const values = this.#options.output.columns.map(() => null);
    for (let row = 0; row < rows; row += 1) {
      generator.row(first + row, this.#baseMs, values);
      this.#batch.push(values, row);
    }
  }

  /**
   * Rows that may go now; `undefined` while pacing holds them back. Call `load` first, then `take` what was used.
   *
   * @param until The range ends with the first row that lifts the watermark above this.
   */
  ready(rowsMax: number, until: number): ReadyRows | undefined {
    const from = this.#next;
    const waiting = Math.min(this.#batch.length, from + rowsMax);
    const to = this.#wholeRecord(this.#endAbove(until, from, this.#pacedEnd(from, waiting)));
    if (to <= from) return undefined;
    return { batch: this.#batch, from, to, arrivalMs: this.#stampOf(from) };
  }

  /** A record of a stream of changes makes two rows, which are never parted: a snapshot stands between records. */
  #wholeRecord(end: number): number {
    const records = this.#decoded?.recordOf;
    if (records === undefined || end === 0 || end >= this.#batch.length) return end;
    return records[end] === records[end - 1] ? end + 1 : end;
  }

  /** Event times of the rows, in the order of the batch; `undefined` for a source without event time. */
  get times(): Float64Array | undefined {
    return this.#timeColumn < 0 ? undefined : this.#batch.stores[this.#timeColumn]?.floats;
  }

  #pacedEnd(from: number, to: number): number {
    const speed = this.#options.form.replaySpeed;
    const times = this.times;
    if (speed === undefined || times === undefined || this.#options.unpaced) return to;
    if (this.#replayFrom === undefined) {
      this.#replayFrom = times[from] ?? 0;
      this.#startedMs = this.#options.host.now();
    }
    const allowed = this.#replayFrom + (this.#options.host.now() - this.#startedMs) * speed;
    let end = from;
    while (end < to && !((times[end] ?? 0) > allowed)) end += 1;
    return end;
  }

  #endAbove(until: number, from: number, to: number): number {
    const times = this.times;
    if (times === undefined || until >= MAX_WATERMARK) return to;
    for (let row = from; row < to; row += 1) {
      if ((times[row] ?? 0) - this.#delayMs > until) return row + 1;
    }
    return to;
  }

  #stampOf(row: number): number {
    const speed = this.#options.form.replaySpeed;
    const times = this.times;
    if (speed === undefined || times === undefined || this.#options.unpaced || this.#replayFrom === undefined)
      return this.#arrivalMs;
    const newest = Math.max(times[row] ?? 0, this.watermark + this.#delayMs);
    return Math.min(this.#options.host.now(), this.#startedMs + (newest - this.#replayFrom) / speed);
  }

  /**
   * Writes the watermark before each row of a range, and after the last, into `into[from..to]`; moves the source on.
   * Rows whose event time is NULL or lies in the future are dead letters: `dropped` says which.
   */
  take(ready: ReadyRows, into: Float64Array, dropped: Set<number>): void {
    const times = this.times;
    const nulls = this.#timeColumn < 0 ? undefined : ready.batch.stores[this.#timeColumn]?.nulls;
    let watermark = this.watermark;
    const latest =
      this.#options.form.bounded || this.#options.unpaced
        ? Number.POSITIVE_INFINITY
        : // By arrival, not by the clock: the same log read again gives the same dead letters.
          this.#arrivalMs + FUTURE_SKEW_MS_MAX;
    for (let row = ready.from; row < ready.to; row += 1) {
      into[row] = watermark;
      if (this.#failed.size > 0) {
        const failed = this.#failed.get(row);
        if (failed !== undefined) {
          this.#drop(row, failed.code, failed.message, dropped);
          continue;
        }
      }
      if (times === undefined) continue;
      const time = times[row] ?? 0;
      if (nulls?.[row] === 1) this.#drop(row, 'NULL_TIME', 'the event time is NULL', dropped);
      else if (time > latest) this.#drop(row, 'FUTURE_TIME', 'the event time lies in the future', dropped);
      else if (time - this.#delayMs > watermark) watermark = time - this.#delayMs;
    }
    into[ready.to] = watermark;
    this.watermark = watermark;
    this.#next = ready.to;
    this.#rejectPassed();
    this.#lastRowsMs = this.#options.host.now();
  }

  #drop(row: number, code: RowErrorCode, message: string, dropped: Set<number>): void {
    this.#rejectBefore(row);
    dropped.add(row);
    this.#options.reject(code, message, this.bytesOf(row));
  }

  /** Original bytes of a row of the present batch; empty for generated rows. */
  bytesOf(row: number): Uint8Array {
    if (this.#chunk === undefined || this.#decoded === undefined) return new Uint8Array(0);
    return this.#chunk.bytes.subarray(this.#decoded.starts[row], this.#decoded.ends[row]);
  }

  /** True when the source has been silent for its idle timeout and no longer holds time back (T13). */
  idle(nowMs: number): boolean {
    const timeout = this.#options.form.watermark?.idleTimeoutMs;
    return timeout !== undefined && nowMs - this.#lastRowsMs >= timeout;
  }

  /** How far the watermark stays behind the newest event. */
  get delayMs(): number {
    return this.#delayMs;
  }

  /** True when the source never holds time back: it has no event time. */
  get timeless(): boolean {
    return this.#timeColumn < 0;
  }

  /** Ends the source: the watermark becomes the largest there is. */
  finish(): void {
    this.ended = true;
    this.#next = this.#batch.length;
    this.watermark = MAX_WATERMARK;
  }

  backlogBytes(): number {
    return this.#driver?.backlogBytes() ?? Number.NaN;
  }

  close(): void {
    this.#driver?.close();
  }

  #fillFor(demand: ReadonlySet<number>): FillComputed | undefined {
    const { form, output, host } = this.#options;
    return compileComputed(output.columns, form.computed ?? [], demand, host);
  }

  #decoderFor(demand: ReadonlySet<number>): Decoder {
    const { form, output, host } = this.#options;
    return sourceDecoder({ format: form.format, output, demand, timeColumn: this.#timeColumn }, host);
  }
}
