// A source that reads a log: the door of its own, or a stream that another job writes.
import type { SourceChunk, SourceDriver } from '@weir/engine/host';
import { z } from 'zod';
import type { Disk } from '../disk/disk.ts';
import type { CommittedEnd } from '../log/committed-end.ts';
import { LogReader } from '../log/log-reader.ts';

/** Absolute byte offset in the log, at the beginning of a frame. */
const positionSchema = z.number().int().min(0);

export type LogSourceOptions = {
  readonly disk: Disk;
  readonly folder: string;
  readonly end: CommittedEnd;
  readonly position: SourceChunk['position'] | undefined;
  readonly now: () => number;
  /** Everything before this position is in a durable checkpoint. */
  readonly onRelease: (position: number) => void;
};

export class LogSource implements SourceDriver {
  readonly #reader: LogReader;
  readonly #options: LogSourceOptions;
  #limit = Number.POSITIVE_INFINITY;
  #drained = false;

  /** @throws Failure SOURCE_GAP when the position is no longer there. */
  constructor(options: LogSourceOptions) {
    this.#options = options;
    const position = options.position === undefined ? undefined : positionSchema.parse(options.position);
    this.#reader = new LogReader({ ...options, position });
  }

  next(bytesMax: number): SourceChunk | 'idle' {
    const chunk = this.#reader.next({ bytesMax, nowMs: this.#options.now(), limit: this.#limit });
    // Asked again at the limit: the chunk before has been taken in full.
    if (chunk === undefined && this.#reader.position >= this.#limit) this.#drained = true;
    return chunk === undefined ? 'idle' : { ...chunk, from: 0 };
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
    this.#options.onRelease(positionSchema.parse(position));
  }

  backlogBytes(): number {
    return this.#reader.backlogBytes;
  }

  close(): void {
    this.#reader.close();
  }
}
