// The writing end of a stream: rows are appended at once and become visible at commit.
import { MANIFESTS_KEPT } from '../checkpoint/checkpoint-store.ts';
import { type Disk, isFull } from '../disk/disk.ts';
import type { CommittedEnd } from '../log/committed-end.ts';
import { makeFolder } from '../log/durable-files.ts';
import { LOG_BYTES_MAX, LogFile } from '../log/log-file.ts';
import { EndFile, storedEnd } from './end-file.ts';
import { Retention, type RetentionLimits } from './retention.ts';
import { type AboutStream, readAbout, writeAbout } from './stream-folder.ts';

export type StreamWriterOptions = {
  readonly disk: Disk;
  readonly folder: string;
  readonly committed: CommittedEnd;
  /** The sink that writes: job and node. */
  readonly writer: string;
  readonly columns: AboutStream['columns'];
  /** End of the last durable epoch of this sink; absent when it begins. */
  readonly restoredEnd: number | undefined;
  readonly retention: RetentionLimits;
  readonly now: () => number;
  readonly onCommit: () => void;
};

export class StreamWriter {
  readonly #options: StreamWriterOptions;
  readonly #log: LogFile;
  readonly #endFile: EndFile;
  readonly #retention: Retention;
  /** Ends of the newest checkpoints: what the oldest of them needs stays. */
  #ends: readonly number[] = [];

  /** Takes the stream over from a writer before, at the end of what that one committed. */
  constructor(options: StreamWriterOptions) {
    this.#options = options;
    const { disk, folder, writer, columns } = options;
    this.#retention = new Retention(disk, folder, options.retention);
    makeFolder(disk, folder);
    const about = readAbout(disk, folder);
    const next: AboutStream = { formatVersion: 1, writer, columns: [...columns] };
    if (JSON.stringify(about) !== JSON.stringify(next)) writeAbout(disk, folder, next);
    this.#log = new LogFile({
      disk,
      folder,
      // What waits for a checkpoint comes on top of what is kept.
      bytesMax: options.retention.bytesMax + LOG_BYTES_MAX,
      scanFrom: Number.POSITIVE_INFINITY,
    });
    this.#endFile = new EndFile(disk, folder);
    // An end of our own manifest counts only while nobody else has written since.
    const end =
      about?.writer === writer ? (options.restoredEnd ?? storedEnd(disk, folder)) : storedEnd(disk, folder);
    // Rows after it belong to an epoch that no manifest holds; they will be made again.
    this.#log.truncate(end);
    this.#show(end);
  }

  get end(): number {
    return this.#log.end;
  }

  append(frame: Uint8Array): void {
    this.#log.append([frame]);
  }

  sync(): Promise<void> {
    return this.#log.sync();
  }

  commit(end: number): void {
    if (end <= this.#options.committed.get()) return;
    this.#show(end);
    this.#options.onCommit();
    this.#retain(end);
  }

  #retain(end: number): void {
    const nowMs = this.#options.now();
    this.#ends = [...this.#ends, end].slice(-MANIFESTS_KEPT);
    try {
      if (this.#retention.isRollDue(this.#log, nowMs)) this.#log.roll();
      const oldest = this.#ends.length === MANIFESTS_KEPT ? (this.#ends[0] ?? 0) : 0;
      this.#log.release(Math.min(oldest, this.#retention.releasable(this.#log, nowMs)));
    } catch (cause) {
      // What is too old goes at the next checkpoint.
      if (!isFull(cause)) throw cause;
    }
  }

  #show(end: number): void {
    this.#endFile.write(end);
    this.#options.committed.set(end);
  }

  close(): void {
    this.#endFile.close();
    this.#log.close();
  }
}
