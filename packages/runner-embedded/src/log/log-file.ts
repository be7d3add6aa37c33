// The writing end of a log: appends frames to segments, syncs, rolls, truncates and releases. One writer per log.
//
// Writes are synchronous (they end in the page cache), syncs are not. A failed sync ends the log for good: the kernel
// may have dropped the pages and report success the next time, so only reading the file again tells what is there.
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  rmSync,
  truncateSync,
  writevSync,
} from 'node:fs';
import { Failure } from '@weir/shared/diagnostics';
import { makeFolder, syncContent, syncFolder } from './durable-files.ts';
import { type Frame, frameBytesAt, readFrame } from './frame.ts';
import { listSegments, SEGMENT_BYTES_MAX, segmentPath } from './segments.ts';

export const LOG_BYTES_MAX = 1024 * 1024 * 1024;

export type LogFileOptions = {
  readonly folder: string;
  /** Bytes that the log may hold; appending more is refused. */
  readonly bytesMax?: number | undefined;
  readonly segmentBytesMax?: number | undefined;
  /** How content is made durable; tests let it fail. */
  readonly syncContent?: ((file: number) => Promise<void>) | undefined;
  /** Told of whole frames found at opening, from the first segment that reaches beyond this position. */
  readonly scanFrom?: number | undefined;
  readonly onFrame?: ((frame: Frame, position: number) => void) | undefined;
};

/** An open log. Positions are absolute: they go on counting when old segments are released. */
export class LogFile {
  readonly #folder: string;
  readonly bytesMax: number;
  readonly #segmentBytesMax: number;
  readonly #syncContent: (file: number) => Promise<void>;
  /** Ascending; the last one is open for writing. Never empty. */
  #segments: number[];
  #file: number;
  #failed: Error | undefined;
  /** Where the next frame goes. */
  end: number;
  /** Bytes of torn or damaged frames that were cut off at opening. */
  readonly cutBytes: number;

  /** Opens or creates a log; what follows the last whole frame is cut off. */
  constructor(options: LogFileOptions) {
    this.#folder = options.folder;
    this.bytesMax = options.bytesMax ?? LOG_BYTES_MAX;
    this.#segmentBytesMax = options.segmentBytesMax ?? SEGMENT_BYTES_MAX;
    this.#syncContent = options.syncContent ?? syncContent;
    makeFolder(options.folder);
    this.#segments = [...listSegments(options.folder)];
    if (this.#segments.length === 0) {
      this.#segments = [0];
      closeSync(openSync(segmentPath(options.folder, 0), 'wx', 0o600));
      syncFolder(options.folder);
    }
    const scanned = this.#scan(options);
    this.end = scanned.end;
    this.cutBytes = scanned.cutBytes;
    this.#file = openSync(segmentPath(this.#folder, this.#lastBase), 'r+');
  }

  get #lastBase(): number {
    return this.#segments.at(-1) ?? 0;
  }

  /** Where the oldest byte lies that is still there. */
  get start(): number {
    return this.#segments[0] ?? 0;
  }

  #scan(options: LogFileOptions): { readonly end: number; readonly cutBytes: number } {
    const from = options.scanFrom ?? Number.POSITIVE_INFINITY;
    let result = { end: this.#lastBase, cutBytes: 0 };
    for (const [index, base] of this.#segments.entries()) {
      const next = this.#segments[index + 1];
      if (next !== undefined && next <= from) continue;
      const path = segmentPath(this.#folder, base);
      const bytes = readWhole(path);
      const end = scanFrames(bytes, (frame, at) => options.onFrame?.(frame, base + at));
      if (next !== undefined && base + end !== next) {
        throw new Failure(
          'SOURCE_GAP',
          `log ${path} is damaged at position ${base + end}`,
          'Restore the file from a backup.',
        );
      }
      if (end < bytes.length) truncateSync(path, end);
      result = { end: base + end, cutBytes: bytes.length - end };
    }
    return result;
  }

  /**
   * Appends frames; they are durable after the next `sync`.
   *
   * @throws Failure DOOR_FULL at the quota, DISK_FULL when the disk is; the log is then as before and may be used on.
   */
  append(frames: readonly Uint8Array[]): void {
    if (this.#failed !== undefined)
      throw new Failure(
        'STATE_FOLDER',
        `log cannot be written: ${this.#failed.message}`,
        'Check the disk, then start Weir again.',
      );
    const bytes = frames.reduce((sum, frame) => sum + frame.length, 0);
    if (this.end + bytes - this.start > this.bytesMax) {
      throw new Failure(
        'DOOR_FULL',
        'log has reached its quota',
        'Start the pipeline, so that it reads what waits, or try again later.',
      );
    }
    if (this.end > this.#lastBase && this.end + bytes - this.#lastBase > this.#segmentBytesMax) this.#roll();
    const at = this.end - this.#lastBase;
    try {
      let written = writevSync(this.#file, [...frames], at);
      // A short write happens when the disk fills up; the next one then says so.
      while (written < bytes)
        written += writevSync(this.#file, [Buffer.concat(frames).subarray(written)], at + written);
    } catch (cause) {
      ftruncateSync(this.#file, at);
      const code = cause instanceof Error && 'code' in cause ? cause.code : '';
      if (code === 'ENOSPC' || code === 'EDQUOT')
        throw new Failure('DISK_FULL', 'disk of the state folder is full', 'Free some space.');
      throw cause;
    }
    this.end += bytes;
  }

  /** A new segment begins; the one before is made durable first, so that only the last can be torn. */
  #roll(): void {
    this.#guard(() => fsyncSync(this.#file));
    const file = openSync(segmentPath(this.#folder, this.end), 'wx', 0o600);
    syncFolder(this.#folder);
    closeSync(this.#file);
    this.#file = file;
    this.#segments.push(this.end);
  }

  /** Makes everything appended before the call durable. Call again only after it has settled. */
  async sync(): Promise<void> {
    if (this.#failed !== undefined) throw this.#failed;
    try {
      await this.#syncContent(this.#file);
    } catch (cause) {
      this.#fail(cause);
      throw cause;
    }
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (cause) {
      this.#fail(cause);
      throw cause;
    }
  }

  #fail(cause: unknown): void {
    this.#failed = cause instanceof Error ? cause : new Error('sync failed');
    closeSync(this.#file);
  }

  /** Cuts off everything from a position on, which must be the end of a frame; later segments go away. */
  truncate(position: number): void {
    if (position < this.start || position > this.end) {
      throw new Failure(
        'SOURCE_GAP',
        `log ${this.#folder} does not reach position ${position}`,
        'Restore the log from a backup.',
      );
    }
    while (this.#lastBase > position && this.#segments.length > 1) {
      const base = this.#segments.pop() ?? 0;
      closeSync(this.#file);
      rmSync(segmentPath(this.#folder, base));
      this.#file = openSync(segmentPath(this.#folder, this.#lastBase), 'r+');
    }
    ftruncateSync(this.#file, position - this.#lastBase);
    this.#guard(() => fsyncSync(this.#file));
    syncFolder(this.#folder);
    this.end = position;
  }

  /** Removes segments that end at or before a position. The last one stays. */
  release(position: number): void {
    while (this.#segments.length > 1 && (this.#segments[1] ?? Number.POSITIVE_INFINITY) <= position) {
      rmSync(segmentPath(this.#folder, this.#segments.shift() ?? 0), { force: true });
    }
  }

  /** Where the segment begins that is being written. */
  get segmentStart(): number {
    return this.#lastBase;
  }

  /** Calls back with whole frames near the end: those in the last `bytesMax` bytes before `until`, and the last one. */
  readTail(bytesMax: number, until: number, onFrame: (bytes: Buffer, frame: Frame) => void): void {
    for (const [index, base] of this.#segments.entries()) {
      const end = Math.min(until, this.#segments[index + 1] ?? until);
      if (end <= base || (end <= until - bytesMax && end < until)) continue;
      const bytes = readWhole(segmentPath(this.#folder, base)).subarray(0, end - base);
      for (let at = 0; at < bytes.length; ) {
        const length = frameBytesAt(bytes, at, bytes.length);
        if (length === undefined) break;
        const isNear = base + at >= until - bytesMax || base + at + length >= until;
        const frame = isNear ? readFrame(bytes, at, bytes.length) : undefined;
        if (frame !== undefined) onFrame(bytes, frame);
        at += length;
      }
    }
  }

  /** Bytes between the oldest and the newest. */
  get bytes(): number {
    return this.end - this.start;
  }

  close(): void {
    if (this.#failed === undefined) closeSync(this.#file);
    this.#failed ??= new Error('log is closed');
  }
}

function readWhole(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.allocUnsafe(fstatSync(file).size);
    let at = 0;
    while (at < bytes.length) {
      const read = readSync(file, bytes, at, bytes.length - at, at);
      if (read === 0) break;
      at += read;
    }
    return bytes.subarray(0, at);
  } finally {
    closeSync(file);
  }
}

/** The end of the last whole frame of a segment. */
function scanFrames(bytes: Buffer, onFrame: (frame: Frame, at: number) => void): number {
  let at = 0;
  while (frameBytesAt(bytes, at, bytes.length) !== undefined) {
    const frame = readFrame(bytes, at, bytes.length);
    if (frame === undefined) break;
    onFrame(frame, at);
    at = frame.end;
  }
  return at;
}
