// The writing end of a log: appends frames to segments, syncs, rolls, truncates and releases. One writer per log.
//
// Writes are synchronous (they end in the page cache), syncs are not. A failed sync ends the log for good: the kernel
// may have dropped the pages and report success the next time, so only reading the file again tells what is there.
import { Failure } from '@weir/shared/diagnostics';
import { type Disk, isFull } from '../disk/disk.ts';
import { makeFolder, readWhole, removeIfThere } from './durable-files.ts';
import { type Frame, frameBytesAt, readFrame } from './frame.ts';
import { listSegments, SEGMENT_BYTES_MAX, segmentPath } from './segments.ts';

export const LOG_BYTES_MAX = 1024 * 1024 * 1024;

export type LogFileOptions = {
  readonly disk: Disk;
  readonly folder: string;
  /** Bytes that the log may hold; appending more is refused. */
  readonly bytesMax?: number | undefined;
  readonly segmentBytesMax?: number | undefined;
  /** Told of whole frames found at opening, from the first segment that reaches beyond this position. */
  readonly scanFrom?: number | undefined;
  readonly onFrame?: ((frame: Frame, position: number) => void) | undefined;
};

/** An open log. Positions are absolute: they go on counting when old segments are released. */
export class LogFile {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly bytesMax: number;
  readonly #segmentBytesMax: number;
  /** Ascending; the last one is open for writing. Never empty. */
  #segments: number[];
  #file: number;
  #failed: Error | undefined;
  #closed = false;
  /** Where the next frame goes. */
  end: number;
  /** Everything before it is on disk for certain. */
  #syncedEnd: number;
  /** Bytes of torn or damaged frames that were cut off at opening. */
  readonly cutBytes: number;

  /** Opens or creates a log; what follows the last whole frame is cut off. */
  constructor(options: LogFileOptions) {
    const { disk } = options;
    this.#disk = disk;
    this.#folder = options.folder;
    this.bytesMax = options.bytesMax ?? LOG_BYTES_MAX;
    this.#segmentBytesMax = options.segmentBytesMax ?? SEGMENT_BYTES_MAX;
    makeFolder(disk, options.folder);
    this.#segments = [...listSegments(disk, options.folder)];
    if (this.#segments.length === 0) {
      this.#segments = [0];
      disk.close(disk.open(segmentPath(options.folder, 0), 'create'));
    }
    // Also names that are there: whoever made them may have died before they were durable.
    disk.syncFolder(options.folder);
    const scanned = this.#scan(options);
    this.end = scanned.end;
    this.cutBytes = scanned.cutBytes;
    this.#file = disk.open(segmentPath(this.#folder, this.#lastBase), 'write');
    // A process that was killed may have left frames in memory only: what is read from now on must be on disk.
    disk.sync(this.#file);
    this.#syncedEnd = this.end;
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
      const bytes = readWhole(this.#disk, path);
      const end = scanFrames(bytes, (frame, at) => options.onFrame?.(frame, base + at));
      if (next !== undefined && base + end !== next) {
        throw new Failure(
          'SOURCE_GAP',
          `log ${path} is damaged at position ${base + end}`,
          'Restore the file from a backup.',
        );
      }
      if (end < bytes.length) this.#cut(path, end);
      result = { end: base + end, cutBytes: bytes.length - end };
    }
    return result;
  }

  #cut(path: string, bytes: number): void {
    const file = this.#disk.open(path, 'write');
    try {
      this.#disk.truncate(file, bytes);
    } finally {
      this.#disk.close(file);
    }
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
    try {
      if (this.end > this.#lastBase && this.end + bytes - this.#lastBase > this.#segmentBytesMax)
        this.#roll();
    } catch (cause) {
      throw isFull(cause) ? diskFull() : cause;
    }
    const at = this.end - this.#lastBase;
    try {
      let written = this.#disk.write(this.#file, frames, at);
      // A short write happens when the disk fills up; the next one then says so.
      while (written < bytes)
        written += this.#disk.write(this.#file, [Buffer.concat(frames).subarray(written)], at + written);
    } catch (cause) {
      this.#guard(() => this.#disk.truncate(this.#file, at));
      throw isFull(cause) ? diskFull() : cause;
    }
    this.end += bytes;
  }

  /** A new segment begins; the one before is made durable first, so that only the last can be torn. */
  #roll(): void {
    this.#guard(() => this.#disk.sync(this.#file));
    this.#syncedEnd = this.end;
    // Not `create`: a try before may have got no further than the name.
    const file = this.#disk.open(segmentPath(this.#folder, this.end), 'replace');
    try {
      this.#disk.syncFolder(this.#folder);
    } catch (cause) {
      this.#disk.close(file);
      throw cause;
    }
    this.#disk.close(this.#file);
    this.#file = file;
    this.#segments.push(this.end);
  }

  /** Makes everything appended before the call durable. Call again only after it has settled. */
  async sync(): Promise<void> {
    if (this.#failed !== undefined) throw this.#failed;
    const { end } = this;
    try {
      await this.#disk.syncLater(this.#file);
      this.#syncedEnd = Math.max(this.#syncedEnd, end);
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
    try {
      // What was not synced is still to be read, until the machine stops: nobody may build on it.
      this.#disk.truncate(this.#file, Math.max(0, this.#syncedEnd - this.#lastBase));
    } catch {
      // The disk does not even do that; the frames were never acknowledged.
    }
    this.#disk.close(this.#file);
  }

  /** True when a sync has failed: nothing can be written until `reopen`. */
  get hasFailed(): boolean {
    return this.#failed !== undefined && !this.#closed;
  }

  /**
   * Goes on with a log that has failed, behind what is on disk for certain; on a descriptor of its own, because the one
   * that failed would say that all is well. @throws What the disk says when it still does not take anything.
   */
  reopen(): void {
    const file = this.#disk.open(segmentPath(this.#folder, this.#lastBase), 'write');
    try {
      this.#disk.truncate(file, this.#syncedEnd - this.#lastBase);
      this.#disk.sync(file);
    } catch (cause) {
      this.#disk.close(file);
      throw cause;
    }
    this.#file = file;
    this.end = this.#syncedEnd;
    this.#failed = undefined;
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
      this.#disk.close(this.#file);
      this.#disk.remove(segmentPath(this.#folder, base));
      this.#file = this.#disk.open(segmentPath(this.#folder, this.#lastBase), 'write');
    }
    this.#disk.truncate(this.#file, position - this.#lastBase);
    this.#guard(() => this.#disk.sync(this.#file));
    this.#disk.syncFolder(this.#folder);
    this.end = position;
    this.#syncedEnd = position;
  }

  /** Removes segments that end at or before a position. The last one stays. */
  release(position: number): void {
    while (this.#segments.length > 1 && (this.#segments[1] ?? Number.POSITIVE_INFINITY) <= position) {
      try {
        removeIfThere(this.#disk, segmentPath(this.#folder, this.start));
      } catch {
        // Takes room, harms nobody, and goes at the next release.
        return;
      }
      this.#segments.shift();
    }
  }

  /** Begins a new segment, unless the present one is empty. @throws What the disk says; the log is then as before. */
  roll(): void {
    if (this.end > this.#lastBase) this.#roll();
  }

  /** Where segments begin, ascending. */
  get segments(): readonly number[] {
    return this.#segments;
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
      const bytes = readWhole(this.#disk, segmentPath(this.#folder, base)).subarray(0, end - base);
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
    if (this.#failed === undefined) this.#disk.close(this.#file);
    this.#closed = true;
    this.#failed ??= new Error('log is closed');
  }
}

/** Runs an append; false when the disk was full, and nothing was appended. */
export function appended(append: () => void): boolean {
  try {
    append();
    return true;
  } catch (cause) {
    if (cause instanceof Failure && cause.code === 'DISK_FULL') return false;
    throw cause;
  }
}

function diskFull(): Failure {
  return new Failure('DISK_FULL', 'disk of the state folder is full', 'Free some space.');
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
