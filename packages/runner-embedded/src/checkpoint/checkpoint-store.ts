// The checkpoints of one job on disk: written whole or not at all, the newest three kept, never silently empty.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '@weir/shared/diagnostics';
import { makeFolder, replaceFile, replaceFileSync } from '../log/durable-files.ts';
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
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    makeFolder(folder);
  }

  /**
   * The newest readable checkpoint.
   *
   * @throws Failure CHECKPOINT_CORRUPT when there are checkpoints and none can be read.
   */
  recover(): Recovered {
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
      bytes = readFileSync(this.#pathOf(epoch));
    } catch {
      // Unreadable is as bad as damaged: the caller takes an older one and says so.
      return undefined;
    }
    const manifest = decodeManifest(bytes);
    return manifest?.epoch === epoch ? manifest : undefined;
  }

  /** Number of this incarnation of the job: one more than ever before. */
  bumpGeneration(): number {
    const path = join(this.#folder, 'generation');
    let last = 0;
    try {
      last = Number.parseInt(readFileSync(path, 'utf8'), 10);
    } catch {
      // The first start.
    }
    const generation = (Number.isFinite(last) ? last : 0) + 1;
    replaceFileSync(path, `${generation}\n`);
    return generation;
  }

  /** Writes a checkpoint, as `encodeManifest` gives it; it is durable when this resolves. Gives its size. */
  async save(epoch: number, encoded: readonly Buffer[]): Promise<number> {
    await replaceFile(this.#pathOf(epoch), encoded);
    for (const old of this.#epochs().slice(0, -MANIFESTS_KEPT)) rmSync(this.#pathOf(old), { force: true });
    return encoded.reduce((sum, part) => sum + part.length, 0);
  }

  #epochs(): readonly number[] {
    return readdirSync(this.#folder)
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
