// The checkpoints of one job on disk: written whole or not at all, the newest three kept, never silently empty.
import { join } from 'node:path';
import { Failure } from '@weir/shared/diagnostics';
import type { Disk } from '../disk/disk.ts';
import { makeFolder, readWhole, removeIfThere, replaceFile, replaceFileSync } from '../log/durable-files.ts';
import { decodeManifest, type Manifest } from './manifest.ts';

export const MANIFESTS_KEPT = 3;
const NAME = /^manifest-(\d{12})$/;

/** What a job goes on from. */
export type Recovered = {
  readonly manifest: Manifest | undefined;
  /** The highest epoch that was ever written, readable or not: new ones begin above it. */
  readonly lastEpoch: number;
  readonly notices: readonly string[];
};

export class CheckpointStore {
  readonly #disk: Disk;
  readonly #folder: string;
  #generation = 0;

  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#folder = folder;
    makeFolder(disk, folder);
  }

  /**
   * The newest readable checkpoint.
   *
   * @throws Failure CHECKPOINT_CORRUPT when there are checkpoints and none can be read.
   */
  recover(): Recovered {
    // A checkpoint whose writer died before its name was durable counts, so it is made durable first.
    this.#disk.syncFolder(this.#folder);
    const epochs = this.#epochs();
    const damaged: number[] = [];
    for (const epoch of epochs.toReversed()) {
      const manifest = this.#read(epoch);
      if (manifest === undefined) {
        damaged.push(epoch);
        continue;
      }
      const notices = damaged.map(
        (bad) => `checkpoint ${bad} is damaged; the job went back to checkpoint ${epoch}`,
      );
      return { manifest, lastEpoch: epochs.at(-1) ?? 0, notices };
    }
    if (damaged.length > 0) {
      throw new Failure(
        'CHECKPOINT_CORRUPT',
        `none of the ${damaged.length} checkpoints in ${this.#folder} is readable`,
        'Restore the folder from a backup, or remove the job to start anew.',
      );
    }
    return { manifest: undefined, lastEpoch: 0, notices: [] };
  }

  #read(epoch: number): Manifest | undefined {
    let bytes: Buffer;
    try {
      bytes = readWhole(this.#disk, this.#pathOf(epoch));
    } catch {
      // Unreadable is as bad as damaged: the caller takes an older one and says so.
      return undefined;
    }
    const manifest = decodeManifest(bytes);
    return manifest?.epoch === epoch ? manifest : undefined;
  }

  /**
   * Begins an incarnation of the job: one more than ever before. Those before it are fenced off.
   *
   * @param known The generation in the newest checkpoint, for when the file is gone or damaged.
   */
  bumpGeneration(known: number): number {
    this.#generation = Math.max(this.#storedGeneration(), known) + 1;
    replaceFileSync(this.#disk, this.#generationPath, `${this.#generation}\n`);
    return this.#generation;
  }

  /** @throws Failure STATE_LOCKED when a newer incarnation has begun: this one must not write any more. */
  assertCurrent(): void {
    const stored = this.#storedGeneration();
    if (stored > this.#generation)
      throw new Failure(
        'STATE_LOCKED',
        `generation ${this.#generation} of the job was replaced by ${stored}`,
        'Nothing is lost: the newer one goes on.',
      );
  }

  get #generationPath(): string {
    return join(this.#folder, 'generation');
  }

  #storedGeneration(): number {
    try {
      const stored = Number.parseInt(readWhole(this.#disk, this.#generationPath).toString(), 10);
      return Number.isSafeInteger(stored) ? stored : 0;
    } catch {
      // The first start, or a disk that cannot read it: checkpoints know the number too.
      return 0;
    }
  }

  /** Writes a checkpoint, as `encodeManifest` gives it; it is durable when this resolves. Gives its size. */
  async save(epoch: number, encoded: readonly Buffer[]): Promise<number> {
    await replaceFile(this.#disk, this.#pathOf(epoch), encoded, () => this.assertCurrent());
    for (const old of this.#epochs().slice(0, -MANIFESTS_KEPT)) removeIfThere(this.#disk, this.#pathOf(old));
    return encoded.reduce((sum, part) => sum + part.length, 0);
  }

  #epochs(): readonly number[] {
    return this.#disk
      .list(this.#folder)
      .flatMap((name) => {
        const digits = NAME.exec(name)?.[1];
        return digits === undefined ? [] : [Number(digits)];
      })
      .sort((a, b) => a - b);
  }

  #pathOf(epoch: number): string {
    return join(this.#folder, `manifest-${String(epoch).padStart(12, '0')}`);
  }
}
