// The streams that jobs of this data plane use: one shared end per stream, so that readers follow a writer at once.
import type { Disk } from '../disk/disk.ts';
import { CommittedEnd } from '../log/committed-end.ts';
import { makeFolder } from '../log/durable-files.ts';
import { storedEnd } from './end-file.ts';
import { streamFolder } from './stream-folder.ts';

export type StreamName = { readonly environment: string; readonly name: string };

export class StreamRegistry {
  readonly #disk: Disk;
  readonly #root: string;
  readonly #ends = new Map<string, CommittedEnd>();

  constructor(disk: Disk, root: string) {
    this.#disk = disk;
    this.#root = root;
  }

  /** Where a stream lies and how far it may be read; makes an empty one when there is none. */
  access(stream: StreamName): { readonly folder: string; readonly end: SharedArrayBuffer } {
    const folder = streamFolder(this.#root, stream);
    return { folder, end: this.#endOf(folder).memory };
  }

  /** A stream was committed up to a position. */
  committed(stream: StreamName, end: number): void {
    const known = this.#endOf(streamFolder(this.#root, stream));
    if (end > known.get()) known.set(end);
  }

  #endOf(folder: string): CommittedEnd {
    const found = this.#ends.get(folder);
    if (found !== undefined) return found;
    makeFolder(this.#disk, folder);
    const end = new CommittedEnd();
    end.set(storedEnd(this.#disk, folder));
    this.#ends.set(folder, end);
    return end;
  }
}
