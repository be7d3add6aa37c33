// The writing end of a stream: rows are appended at once and become visible at commit.
import { join } from 'node:path';
import type { Disk } from '../disk/disk.ts';
import type { CommittedEnd } from '../log/committed-end.ts';
import { makeFolder, replaceFileSync, writeAll } from '../log/durable-files.ts';
import { LOG_BYTES_MAX, LogFile } from '../log/log-file.ts';
import { type AboutStream, aboutPath, readAbout } from './stream-folder.ts';

const END_FILE = 'committed';
const END_BYTES = 8;

/**
 * How far a stream may be read, from its folder: what a data plane begins with before any writer runs.
 *
 * The number is written in place: it fits a sector, and after a crash its writer sets it anew from its manifest.
 */
export function storedEnd(disk: Disk, folder: string): number {
  try {
    const file = disk.open(join(folder, END_FILE), 'read');
    try {
      const bytes = Buffer.alloc(END_BYTES);
      return disk.read(file, bytes, 0) === END_BYTES ? bytes.readDoubleLE(0) : 0;
    } finally {
      disk.close(file);
    }
  } catch {
    // Nothing was committed yet.
    return 0;
  }
}

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
  readonly #endFile: number;

  /** Takes the stream over from a writer before, at the end of what that one committed. */
  constructor(options: StreamWriterOptions) {
    this.#options = options;
    const { disk, folder, writer, columns } = options;
    makeFolder(disk, folder);
    const about = readAbout(disk, folder);
    const next: AboutStream = { formatVersion: 1, writer, columns: [...columns] };
    if (JSON.stringify(about) !== JSON.stringify(next))
      replaceFileSync(disk, aboutPath(folder), JSON.stringify(next));
    this.#log = new LogFile({
      disk,
      folder,
      bytesMax: 2 * LOG_BYTES_MAX,
      scanFrom: Number.POSITIVE_INFINITY,
    });
    this.#endFile = openEndFile(disk, folder);
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
    writeEnd(this.#options.disk, this.#endFile, end);
    this.#options.committed.set(end);
  }

  close(): void {
    this.#options.disk.close(this.#endFile);
    this.#log.close();
  }
}

/** Commits for a writer that is no longer part of its pipeline. */
export function storeEnd(disk: Disk, folder: string, end: number): void {
  if (end <= storedEnd(disk, folder)) return;
  const file = openEndFile(disk, folder);
  try {
    writeEnd(disk, file, end);
  } finally {
    disk.close(file);
  }
}

function openEndFile(disk: Disk, folder: string): number {
  const path = join(folder, END_FILE);
  const isNew = disk.kindOf(path) === undefined;
  const file = disk.open(path, isNew ? 'create' : 'write');
  if (isNew) disk.syncFolder(folder);
  return file;
}

function writeEnd(disk: Disk, file: number, end: number): void {
  const bytes = Buffer.alloc(END_BYTES);
  bytes.writeDoubleLE(end);
  writeAll(disk, file, bytes, 0);
  disk.sync(file);
}
