// How much of a stream is kept: the newest so many bytes, and nothing older than an age. Whole segments go.
import type { Disk } from '../disk/disk.ts';
import { FRAME_HEADER_BYTES } from '../log/frame.ts';
import type { LogFile } from '../log/log-file.ts';
import { segmentPath } from '../log/segments.ts';

/** An age is kept to an eighth of it: a segment covers no more. */
const SEGMENTS_PER_AGE = 8;

export type RetentionLimits = { readonly bytesMax: number; readonly ageMs?: number | undefined };

export class Retention {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #limits: RetentionLimits;
  /** When the first row of a segment came, by where the segment begins. */
  readonly #times = new Map<number, number>();

  constructor(disk: Disk, folder: string, limits: RetentionLimits) {
    this.#disk = disk;
    this.#folder = folder;
    this.#limits = limits;
  }

  /** True when a new segment is due, so that what is in the present one can go in time. */
  isRollDue(log: LogFile, nowMs: number): boolean {
    const { ageMs } = this.#limits;
    if (ageMs === undefined || log.end === log.segmentStart) return false;
    const began = this.#timeOf(log.segmentStart);
    return began !== undefined && nowMs - began > ageMs / SEGMENTS_PER_AGE;
  }

  /** Everything before it may go. */
  releasable(log: LogFile, nowMs: number): number {
    const { bytesMax, ageMs } = this.#limits;
    let position = log.end - bytesMax;
    if (ageMs === undefined) return position;
    for (const base of log.segments.slice(1)) {
      // Rows come in order of time: those of the segments before are older than the first of this one.
      const began = this.#timeOf(base);
      if (began === undefined || nowMs - began <= ageMs) break;
      position = Math.max(position, base);
    }
    for (const base of this.#times.keys()) if (base < log.start) this.#times.delete(base);
    return position;
  }

  #timeOf(base: number): number | undefined {
    const known = this.#times.get(base);
    if (known !== undefined) return known;
    const file = this.#disk.open(segmentPath(this.#folder, base), 'read');
    try {
      const header = Buffer.alloc(FRAME_HEADER_BYTES);
      if (this.#disk.read(file, header, 0) < FRAME_HEADER_BYTES) return undefined;
      const time = header.readDoubleLE(8);
      this.#times.set(base, time);
      return time;
    } finally {
      this.#disk.close(file);
    }
  }
}
