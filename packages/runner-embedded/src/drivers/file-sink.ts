// Writes rows as NDJSON into a folder, one file per epoch, each row exactly once (K1).
//
// Rows of an epoch go into a hidden file beside; `prepare` makes it durable, the manifest names it, `commit` renames it.
// A folder belongs to the first sink that wrote there; others may write there too, under names of their own, so that
// a draft and production with the same settings never touch each other's files.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { SinkDriver, SinkRequest } from '@weir/engine/host';
import type { Batch } from '@weir/engine/runtime/batch';
import { changeEncoder, rowEncoder } from '@weir/engine/runtime/rows-json';
import { Failure } from '@weir/shared/diagnostics';
import type { Json } from '@weir/shared/graph';
import { z } from 'zod';
import { type Disk, isFull } from '../disk/disk.ts';
import { makeFolder, readWhole, replaceFileSync, writeAll } from '../log/durable-files.ts';
import type { Backlog } from './backlog.ts';
import type { DurableWork } from './durable-work.ts';

const FLUSH_CHARS = 256 * 1024;
const EPOCH_DIGITS = 10;
const OWNER_FILE = '.weir-sink';

/** Of an epoch with rows: the hidden file and the name it gets. Absolute, so that it can be committed without the sink. */
export const fileHandleSchema = z.strictObject({
  kind: z.literal('file'),
  temporary: z.string(),
  final: z.string(),
});

export type FileSinkOptions = {
  readonly disk: Disk;
  readonly folder: string;
  /** Names this sink among all: job and node. */
  readonly owner: string;
  readonly input: SinkRequest['input'];
  readonly format: 'json' | 'debezium-json';
  /** Output of later epochs than this was never promised and goes away; absent on a fresh start, which takes nothing away. */
  readonly restoredEpoch: number | undefined;
  /** Incarnation of the job: hidden files carry it, so that one that was given up never touches those of the next. */
  readonly generation: number;
  /** Throws when a newer incarnation has begun. */
  readonly fence: () => void;
  readonly durable: DurableWork;
  readonly onCommit?: ((epoch: number) => void) | undefined;
};

/** Makes the rows of a handle visible. May be repeated. */
export function commitFile(
  disk: Disk,
  handle: Json,
  how: { readonly mayBeGone: boolean } = { mayBeGone: false },
): void {
  const parsed = fileHandleSchema.safeParse(handle);
  if (!parsed.success) return;
  const { temporary, final } = parsed.data;
  if (disk.kindOf(temporary) !== undefined) disk.rename(temporary, final);
  else if (disk.kindOf(final) === undefined && !how.mayBeGone)
    throw new Failure(
      'SINK_FAILED',
      `file ${final} of the last checkpoint is gone`,
      'Restore it, or remove the job to start anew.',
    );
  if (disk.kindOf(join(final, '..')) !== undefined) disk.syncFolder(join(final, '..'));
}

export class FileSink implements SinkDriver, Backlog {
  readonly #options: FileSinkOptions;
  readonly #encode: (batch: Batch, row: number) => string;
  readonly #prefix: string;
  readonly #hiddenPrefix: string;
  #text = '';
  #file: number | undefined;
  #written = 0;
  isFull = false;
  /** The highest epoch that has a file here. */
  readonly lastEpoch: number;

  constructor(options: FileSinkOptions) {
    this.#options = options;
    this.#encode = (options.format === 'json' ? rowEncoder : changeEncoder)(options.input.columns);
    makeFolder(options.disk, options.folder);
    const tag = createHash('sha256').update(options.owner).digest('hex').slice(0, 8);
    this.#prefix = ownsFolder(options) ? 'part-' : `part-${tag}-`;
    this.#hiddenPrefix = `.part-${tag}-`;
    this.lastEpoch = this.#clean();
  }

  /** Removes what a crash has left. */
  #clean(): number {
    const { disk, folder, restoredEpoch } = this.#options;
    let last = 0;
    for (const name of disk.list(folder)) {
      const epoch = this.#epochOf(name);
      if (
        name.startsWith(this.#hiddenPrefix) ||
        (epoch !== undefined && restoredEpoch !== undefined && epoch > restoredEpoch)
      )
        disk.remove(join(folder, name));
      if (epoch !== undefined) last = Math.max(last, epoch);
    }
    disk.syncFolder(folder);
    return last;
  }

  #epochOf(name: string): number | undefined {
    const rest = name.startsWith(this.#prefix) ? name.slice(this.#prefix.length) : '';
    return /^\d+\.ndjson$/.test(rest) ? Number.parseInt(rest, 10) : undefined;
  }

  get #hidden(): string {
    return join(this.#options.folder, `${this.#hiddenPrefix}g${this.#options.generation}-open`);
  }

  write(batch: Batch, from: number, to: number): void {
    for (let row = from; row < to; row += 1) this.#text += `${this.#encode(batch, row)}\n`;
    if (this.#text.length >= FLUSH_CHARS && !this.isFull) this.flush();
  }

  flush(): boolean {
    if (this.#text === '') return true;
    const { disk, folder } = this.#options;
    const bytes = Buffer.from(this.#text);
    try {
      this.#file ??= disk.open(this.#hidden, 'replace');
      writeAll(disk, this.#file, bytes, this.#written);
    } catch (cause) {
      this.isFull = isFull(cause);
      if (this.isFull) return false;
      throw new Failure(
        'SINK_FAILED',
        `file in ${folder} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
        'Check the disk.',
      );
    }
    this.#written += bytes.length;
    this.#text = '';
    this.isFull = false;
    return true;
  }

  prepare(epoch: number): Json {
    this.#options.fence();
    if (!this.flush()) throw diskFull();
    if (this.#file === undefined) return null;
    const { disk, folder, durable } = this.#options;
    const number = String(epoch).padStart(EPOCH_DIGITS, '0');
    const temporary = join(folder, `${this.#hiddenPrefix}g${this.#options.generation}-${number}`);
    disk.rename(this.#hidden, temporary);
    durable.add(closeDurably(disk, this.#file, folder));
    this.#file = undefined;
    this.#written = 0;
    return { kind: 'file', temporary, final: join(folder, `${this.#prefix}${number}.ndjson`) };
  }

  commit(epoch: number, handle: Json): void {
    this.#options.fence();
    commitFile(this.#options.disk, handle);
    this.#options.onCommit?.(epoch);
  }

  close(): void {
    if (this.#file !== undefined) this.#options.disk.close(this.#file);
    this.#file = undefined;
  }
}

function diskFull(): Failure {
  return new Failure('DISK_FULL', 'disk of the files is full', 'Free some space.');
}

async function closeDurably(disk: Disk, file: number, folder: string): Promise<void> {
  try {
    await disk.syncLater(file);
  } finally {
    disk.close(file);
  }
  await disk.syncFolderLater(folder);
}

function ownsFolder({ disk, folder, owner }: FileSinkOptions): boolean {
  const path = join(folder, OWNER_FILE);
  const kind = disk.kindOf(path);
  if (kind === undefined) {
    replaceFileSync(disk, path, owner);
    return true;
  }
  return kind === 'file' && readWhole(disk, path).toString() === owner;
}
