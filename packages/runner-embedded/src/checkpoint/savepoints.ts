// Checkpoints that somebody asked to keep: copies that no run removes, to start again from later.
import { join } from 'node:path';
import type { Savepoint } from '@weir/shared/api';
import { Failure } from '@weir/shared/diagnostics';
import type { Disk } from '../disk/disk.ts';
import { makeFolder, readWhole, removeIfThere, replaceFile } from '../log/durable-files.ts';
import { decodeManifest, type Manifest } from './manifest.ts';

/** Listed, and kept. More are refused: each holds the whole state of the job. */
export const SAVEPOINTS_MAX = 100;
const NAME = /^savepoint-(\d{12})-(\d{13})$/;

export class Savepoints {
  readonly #disk: Disk;
  readonly #folder: string;

  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#folder = folder;
  }

  /** Keeps a checkpoint, as `encodeManifest` gives it; it is durable when this resolves. */
  async save(epoch: number, atMs: number, encoded: readonly Uint8Array[]): Promise<Savepoint> {
    makeFolder(this.#disk, this.#folder);
    if (this.#names().length >= SAVEPOINTS_MAX)
      throw new Failure(
        'CONFLICT',
        `job has ${SAVEPOINTS_MAX} savepoints`,
        'Remove some that are not needed.',
      );
    const name = `savepoint-${String(epoch).padStart(12, '0')}-${String(atMs).padStart(13, '0')}`;
    const path = join(this.#folder, name);
    await replaceFile(this.#disk, {
      path,
      temporary: `${path}.tmp`,
      parts: encoded,
      before: () => undefined,
    });
    const bytes = encoded.reduce((sum, part) => sum + part.length, 0);
    return { epoch, at: new Date(atMs).toISOString(), bytes };
  }

  /** Newest first. */
  list(): readonly Savepoint[] {
    return this.#names()
      .map(({ name, epoch, atMs }) => {
        const file = this.#disk.open(join(this.#folder, name), 'read');
        try {
          return { epoch, at: new Date(atMs).toISOString(), bytes: this.#disk.sizeOf(file) };
        } finally {
          this.#disk.close(file);
        }
      })
      .sort((a, b) => b.epoch - a.epoch);
  }

  /** @throws Failure NOT_FOUND, CHECKPOINT_CORRUPT. */
  read(epoch: number): Manifest {
    const found = this.#names().find((one) => one.epoch === epoch);
    if (found === undefined)
      throw new Failure('NOT_FOUND', `job has no savepoint ${epoch}`, 'Choose one of those listed.');
    const manifest = decodeManifest(readWhole(this.#disk, join(this.#folder, found.name)));
    if (manifest?.epoch !== epoch)
      throw new Failure('CHECKPOINT_CORRUPT', `savepoint ${epoch} is damaged`, 'Choose another one.');
    return manifest;
  }

  remove(epoch: number): void {
    for (const { name, epoch: other } of this.#names())
      if (other === epoch) removeIfThere(this.#disk, join(this.#folder, name));
    this.#disk.syncFolder(this.#folder);
  }

  #names(): readonly { readonly name: string; readonly epoch: number; readonly atMs: number }[] {
    if (this.#disk.kindOf(this.#folder) === undefined) return [];
    return this.#disk.list(this.#folder).flatMap((name) => {
      const match = NAME.exec(name);
      return match === null ? [] : [{ name, epoch: Number(match[1]), atMs: Number(match[2]) }];
    });
  }
}
