// The writing end of a stream: rows are appended at once and become visible at commit.
import type { Disk } from '../disk/disk.ts';
import type { CommittedEnd } from '../log/committed-end.ts';
import { makeFolder } from '../log/durable-files.ts';
import { LOG_BYTES_MAX, LogFile } from '../log/log-file.ts';
import { EndFile, storedEnd } from './end-file.ts';
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
  readonly onCommit: () => void;
};

export class StreamWriter {
  readonly #options: StreamWriterOptions;
  readonly #log: LogFile;
  readonly #endFile: EndFile;

  /** Takes the stream over from a writer before, at the end of what that one committed. */
  constructor(options: StreamWriterOptions) {
    this.#options = options;
    const { disk, folder, writer, columns } = options;
    makeFolder(disk, folder);
    const about = readAbout(disk, folder);
    const next: AboutStream = { formatVersion: 1, writer, columns: [...columns] };
    if (JSON.stringify(about) !== JSON.stringify(next)) writeAbout(disk, folder, next);
    this.#log = new LogFile({
      disk,
      folder,
      bytesMax: 2 * LOG_BYTES_MAX,
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
    // Retention: the oldest segments go when the stream is larger than its quota.
    this.#log.release(end - LOG_BYTES_MAX);
    this.#options.onCommit();
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
