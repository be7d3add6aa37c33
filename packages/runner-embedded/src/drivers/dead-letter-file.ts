// Dead letters of a job: appended as part of the epoch, so that each is there exactly once; original bytes kept.
import type { DeadLetterRow } from '@weir/engine/runtime/dead-letters';
import { Failure } from '@weir/shared/diagnostics';
import { RECORD_BYTES_MAX } from '@weir/shared/limits';
import { z } from 'zod';
import type { Disk } from '../disk/disk.ts';
import { encodeFrame } from '../log/frame.ts';
import { appended, LogFile } from '../log/log-file.ts';
import type { Backlog } from './backlog.ts';
import type { DurableWork } from './durable-work.ts';

/** Of one job. Letters beyond it are counted, not kept. */
export const DEAD_LETTER_BYTES_MAX = 64 * 1024 * 1024;
const FLUSH_BYTES = 64 * 1024;

/** What a manifest holds: where the file ended, and how many letters had no room, by node. */
export const letterHandleSchema = z.strictObject({
  end: z.number(),
  dropped: z.record(z.string(), z.number()),
});
export type LetterHandle = z.infer<typeof letterHandleSchema>;

/** The note of a letter's frame. `bytes` counts those of the original. */
export const letterNoteSchema = z.strictObject({
  nodeId: z.string(),
  code: z.string(),
  message: z.string(),
  bytes: z.number(),
});

export class DeadLetterFile implements Backlog {
  readonly #log: LogFile;
  readonly #dropped: Map<string, number>;
  readonly #now: () => number;
  readonly #fence: () => void;
  #frames: Buffer[] = [];
  #bytes = 0;
  isFull = false;

  /** Opens the file; letters of epochs that were never durable go away. */
  constructor(options: {
    readonly disk: Disk;
    readonly folder: string;
    readonly restored: LetterHandle | undefined;
    readonly now: () => number;
    /** Throws when a newer incarnation of the job has begun. */
    readonly fence: () => void;
    readonly bytesMax?: number | undefined;
  }) {
    this.#now = options.now;
    this.#fence = options.fence;
    const bytesMax = options.bytesMax ?? DEAD_LETTER_BYTES_MAX;
    this.#log = new LogFile({
      disk: options.disk,
      folder: options.folder,
      bytesMax,
      segmentBytesMax: Number.POSITIVE_INFINITY,
    });
    this.#log.truncate(options.restored?.end ?? 0);
    this.#dropped = new Map(Object.entries(options.restored?.dropped ?? {}));
  }

  add(nodeId: string, letter: DeadLetterRow): void {
    const original = letter.bytes ?? Buffer.from(letter.text ?? '');
    const kept = { from: 0, to: Math.min(original.length, RECORD_BYTES_MAX) };
    const note = Buffer.from(
      JSON.stringify({ nodeId, code: letter.code, message: letter.message, bytes: original.length }),
    );
    const frame = encodeFrame({ arrivalMs: this.#now(), note, bytes: original, records: [kept] });
    if (this.#log.bytes + this.#bytes + frame.length > this.#log.bytesMax) {
      this.#dropped.set(nodeId, (this.#dropped.get(nodeId) ?? 0) + 1);
      return;
    }
    this.#frames.push(frame);
    this.#bytes += frame.length;
    if (this.#bytes >= FLUSH_BYTES && !this.isFull) this.flush();
  }

  /** Makes letters readable for the list; cheap when there are none. */
  flush(): boolean {
    if (this.#frames.length === 0) return true;
    this.#fence();
    this.isFull = !appended(() => this.#log.append(this.#frames));
    if (this.isFull) return false;
    this.#frames = [];
    this.#bytes = 0;
    return true;
  }

  prepare(durable: DurableWork): LetterHandle {
    if (!this.flush()) throw new Failure('DISK_FULL', 'disk of the dead letters is full', 'Free some space.');
    durable.add(this.#log.sync());
    return { end: this.#log.end, dropped: { ...this.dropped } };
  }

  /** Letters that had no room, by node. */
  get dropped(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#dropped);
  }

  close(): void {
    this.#log.close();
  }
}
