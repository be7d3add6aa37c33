// A source that reads a log: the door of its own, or a stream that another job writes.
import type { SourceChunk, SourceDriver } from '@weir/engine/host';
import { z } from 'zod';
import type { Disk } from '../disk/disk.ts';
import type { CommittedEnd } from '../log/committed-end.ts';
import { findPosition, type LogStart } from '../log/find-position.ts';
import { type LogChunk, LogReader } from '../log/log-reader.ts';

/** Absolute byte offset in the log, at the beginning of a frame; with the start it was reached from, unless the oldest. */
const positionSchema = z.union([
  z.number().int().min(0),
  z.strictObject({
    at: z.number().int().min(0),
    from: z.string(),
    /** Records of the frame that are through; absent for none. */
    record: z.number().int().min(1).optional(),
  }),
]);

export type LogSourceOptions = {
  readonly disk: Disk;
  readonly folder: string;
  readonly end: CommittedEnd;
  readonly position: SourceChunk['position'] | undefined;
  /** Where to begin without a position, or when the position was reached from another start. */
  readonly start?: LogStart | undefined;
  readonly now: () => number;
  /** Where records have killed a worker. */
  readonly caution?: SourceCaution | undefined;
  /** Everything before this position is in a durable checkpoint. */
  readonly onRelease: (position: number) => void;
};

/** What a source must know of records that kill: which to give alone, which not at all. */
export type SourceCaution = {
  readonly isCareful: (position: number) => boolean;
  readonly isPoison: (position: number, record: number) => boolean;
  /** A record that is not read. The bytes are valid during the call. */
  readonly onPoison: (bytes: Uint8Array) => void;
  /** About to be worked on; `undefined` when everything is. */
  readonly inHand: (
    part: { readonly from: number; readonly to: number; readonly record?: number | undefined } | undefined,
  ) => void;
};

export class LogSource implements SourceDriver {
  readonly #reader: LogReader;
  readonly #options: LogSourceOptions;
  readonly #from: string;
  #limit = Number.POSITIVE_INFINITY;
  #drained = false;

  /** @throws Failure SOURCE_GAP when the position is no longer there. */
  constructor(options: LogSourceOptions) {
    this.#options = options;
    const { start = EARLIEST, disk, folder, end } = options;
    this.#from = nameOf(start);
    const saved = options.position === undefined ? undefined : parsePosition(options.position);
    const goesOn = saved?.from === this.#from;
    const position = goesOn ? saved.at : findPosition({ disk, folder, end: end.get() }, start);
    const isCareful = options.caution?.isCareful;
    this.#reader = new LogReader({ ...options, position, record: goesOn ? saved.record : 0, isCareful });
  }

  next(bytesMax: number): SourceChunk | 'idle' {
    const chunk = this.#reader.next({ bytesMax, nowMs: this.#options.now(), limit: this.#limit });
    // Asked again at the limit: the chunk before has been taken in full.
    if (chunk === undefined && this.#reader.position >= this.#limit) this.#drained = true;
    const { caution } = this.#options;
    caution?.inHand(
      chunk === undefined ? undefined : { from: chunk.start, to: chunk.position, record: chunk.alone },
    );
    if (chunk === undefined) return 'idle';
    const { bytes, arrivalMs, start, alone } = chunk;
    const read = { bytes, from: 0, arrivalMs, position: this.#positionOf(chunk) };
    if (alone === undefined || caution?.isPoison(start, alone) !== true) return { ...read, to: chunk.to };
    // An empty chunk: the letter is written and the record is passed in one step, whatever checkpoint comes.
    caution.onPoison(bytes.subarray(0, chunk.to - 1));
    return { ...read, to: 0 };
  }

  #positionOf({ position, record }: LogChunk): SourceChunk['position'] {
    if (record === 0 && this.#from === '') return position;
    return { at: position, from: this.#from, ...(record === 0 ? {} : { record }) };
  }

  /** From now on reads only what the log holds at this moment. */
  limitToPresent(): void {
    this.#limit = this.#options.end.get();
  }

  /** True when everything up to the limit has been handed over and taken. */
  get drained(): boolean {
    return this.#drained;
  }

  get hasMore(): boolean {
    return this.#reader.backlogBytes > 0;
  }

  onReady(): void {
    // The data plane wakes an idle worker when a log that it reads has grown.
  }

  release(position: SourceChunk['position']): void {
    this.#options.onRelease(parsePosition(position).at);
  }

  backlogBytes(): number {
    return this.#reader.backlogBytes;
  }

  close(): void {
    this.#reader.close();
  }
}

const EARLIEST: LogStart = { kind: 'earliest' };

function parsePosition(position: SourceChunk['position']): {
  readonly at: number;
  readonly from: string;
  readonly record?: number | undefined;
} {
  const parsed = positionSchema.parse(position);
  return typeof parsed === 'number' ? { at: parsed, from: '' } : parsed;
}

/** Names a start, so that another one is told apart; empty for the usual. */
function nameOf(start: LogStart): string {
  return start.kind === 'earliest' ? '' : JSON.stringify(start);
}

/** True when a source that was at a position would begin anew at another start than it once had. */
export function startsAnew(
  position: SourceChunk['position'] | undefined,
  start: LogStart | undefined,
): boolean {
  return position !== undefined && parsePosition(position).from !== nameOf(start ?? EARLIEST);
}
