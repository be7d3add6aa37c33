// Reads a log from any thread: whole frames up to the committed end, handed on as lines.
import { Failure } from '@weir/shared/diagnostics';
import type { Disk } from '../disk/disk.ts';
import type { CommittedEnd } from './committed-end.ts';
import { eachRecord, type Frame, frameBytesAt, readFrame } from './frame.ts';
import { listSegments, segmentPath } from './segments.ts';

const READ_BYTES = 256 * 1024;
const LF = 10;
const SPACE = 32;

/** Lines of whole frames. The bytes are valid until the next call. */
export type LogChunk = {
  readonly bytes: Uint8Array;
  readonly to: number;
  readonly arrivalMs: number;
  /** Behind the last frame of the chunk; the frame itself when some of its records are still to come. */
  readonly position: number;
  /** So many records of the frame at the position are through. */
  readonly record: number;
  /** The only record of the chunk: its number in the frame at `start`, when it was asked for alone. */
  readonly alone?: number | undefined;
  /** Where the chunk begins. */
  readonly start: number;
};

export class LogReader {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #end: CommittedEnd;
  #file: number | undefined;
  #base = 0;
  /** Bytes of the segment from `#windowAt` (absolute) on. */
  #window: Buffer = Buffer.alloc(0);
  #windowAt = 0;
  #lines: Buffer = Buffer.allocUnsafe(READ_BYTES);
  #position: number;
  #record: number;
  readonly #isCareful: (position: number) => boolean;

  /**
   * @param position Where to begin; absent for the oldest record there is.
   * @throws Failure SOURCE_GAP when the log has nothing at that position any more, or does not reach it.
   */
  constructor(log: {
    readonly disk: Disk;
    readonly folder: string;
    readonly end: CommittedEnd;
    readonly position: number | undefined;
    /** Records of the frame at the position that are through. */
    readonly record?: number | undefined;
    /** Positions whose records are given one at a time. */
    readonly isCareful?: ((position: number) => boolean) | undefined;
  }) {
    const { disk, folder, end, position } = log;
    this.#disk = disk;
    this.#folder = folder;
    this.#end = end;
    this.#record = log.record ?? 0;
    this.#isCareful = log.isCareful ?? (() => false);
    const start = listSegments(disk, folder)[0] ?? 0;
    this.#position = position ?? start;
    if (this.#position < start)
      throw gap(`log has released position ${this.#position}; it begins at ${start}`);
    if (this.#position > end.get()) throw gap(`log ends at ${end.get()}, before position ${this.#position}`);
  }

  get position(): number {
    return this.#position;
  }

  /** Bytes that wait. */
  get backlogBytes(): number {
    return Math.max(0, this.#end.get() - this.#position);
  }

  /**
   * The next frames, as lines; `undefined` when there is nothing before `limit` or the committed end.
   *
   * Frames share a chunk while the oldest arrival, which counts for all of them, is off by at most 1 ms or 1 % of its age.
   */
  next(options: {
    readonly bytesMax: number;
    readonly nowMs: number;
    readonly limit: number;
  }): LogChunk | undefined {
    const until = Math.min(this.#end.get(), options.limit);
    if (this.#position >= until) return undefined;
    const start = this.#position;
    const first = this.#frameAt(start, until);
    if (this.#record > 0 || this.#isCareful(start)) return this.#oneRecord(first);
    const latestMs = first.arrivalMs + Math.max(1, (options.nowMs - first.arrivalMs) / 100);
    let filled = this.#copyLines(first, 0);
    this.#position = this.#windowAt + first.end;
    while (this.#position < until && filled < options.bytesMax) {
      const frame = this.#loadedFrame();
      if (
        this.#isCareful(this.#position) ||
        frame === undefined ||
        frame.arrivalMs > latestMs ||
        filled + frame.end - frame.lengthsAt > options.bytesMax
      )
        break;
      filled = this.#copyLines(frame, filled);
      this.#position = this.#windowAt + frame.end;
    }
    const { arrivalMs } = first;
    return { bytes: this.#lines, to: filled, arrivalMs, position: this.#position, record: 0, start };
  }

  #oneRecord(frame: Frame): LogChunk {
    const [start, alone] = [this.#position, this.#record];
    const isLast = alone + 1 >= frame.records;
    const to = this.#copyLines(frame, 0, alone);
    this.#record = isLast ? 0 : alone + 1;
    if (isLast) this.#position = this.#windowAt + frame.end;
    const { arrivalMs } = frame;
    return {
      bytes: this.#lines,
      to,
      arrivalMs,
      position: this.#position,
      record: this.#record,
      alone,
      start,
    };
  }

  /** The frame at the position when the window holds it whole. */
  #loadedFrame(): Frame | undefined {
    return readFrame(this.#window, this.#position - this.#windowAt, this.#window.length);
  }

  #frameAt(position: number, until: number): Frame {
    const inWindow = position >= this.#windowAt && position < this.#windowAt + this.#window.length;
    const loaded = inWindow ? this.#loadedFrame() : undefined;
    if (loaded !== undefined) return loaded;
    this.#load(position, Math.min(READ_BYTES, until - position));
    const bytes = frameBytesAt(this.#window, 0, this.#window.length);
    if (bytes !== undefined && bytes > this.#window.length) this.#load(position, bytes);
    const frame = this.#loadedFrame();
    if (frame === undefined) throw gap(`log ${this.#folder} is damaged at position ${position}`);
    return frame;
  }

  #load(position: number, bytes: number): void {
    const buffer = Buffer.allocUnsafe(bytes);
    let read = this.#file === undefined || position < this.#base ? 0 : this.#read(buffer, position);
    if (read === 0) {
      // The end of a segment, or the first read: the segment that holds the position.
      const base = listSegments(this.#disk, this.#folder).findLast((candidate) => candidate <= position);
      if (base === undefined) throw gap(`log ${this.#folder} has released position ${position}`);
      if (this.#file !== undefined) this.#disk.close(this.#file);
      this.#file = this.#disk.open(segmentPath(this.#folder, base), 'read');
      this.#base = base;
      read = this.#read(buffer, position);
    }
    this.#window = buffer.subarray(0, read);
    this.#windowAt = position;
  }

  #read(buffer: Buffer, position: number): number {
    return this.#file === undefined ? 0 : this.#disk.read(this.#file, buffer, position - this.#base);
  }

  /** Writes the records of a frame as lines. Raw line ends in JSON are white space; as spaces they keep the line whole. */
  #copyLines(frame: Frame, at: number, only?: number): number {
    const needed = at + frame.end - frame.lengthsAt + frame.records;
    if (needed > this.#lines.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, 2 * this.#lines.length));
      grown.set(this.#lines.subarray(0, at));
      this.#lines = grown;
    }
    const lines = this.#lines;
    let to = at;
    let record = -1;
    eachRecord(this.#window, frame, (from, end) => {
      record += 1;
      if (only !== undefined && record !== only) return;
      this.#window.copy(lines, to, from, end);
      const lineEnd = to + end - from;
      // The end mark first: it stops the search, whatever lies behind in the buffer.
      lines[lineEnd] = LF;
      for (let found = lines.indexOf(LF, to); found < lineEnd; found = lines.indexOf(LF, found + 1))
        lines[found] = SPACE;
      to = lineEnd + 1;
    });
    return to;
  }

  close(): void {
    if (this.#file !== undefined) this.#disk.close(this.#file);
    this.#file = undefined;
  }
}

function gap(message: string): Failure {
  return new Failure('SOURCE_GAP', message, 'Remove the job to start anew without the lost events.');
}
