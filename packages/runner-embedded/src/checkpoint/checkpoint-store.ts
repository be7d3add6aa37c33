// The checkpoints of one job on disk: written whole or not at all, the newest three kept, never silently empty.
import { join } from 'node:path';
import { Failure } from '@weir/shared/diagnostics';
import { type Disk, errorCode } from '../disk/disk.ts';
import { makeFolder, readWhole, removeIfThere, replaceFile, replaceFileSync } from '../log/durable-files.ts';
import { decodeManifest, encodeManifest, type Manifest } from './manifest.ts';

export const MANIFESTS_KEPT = 3;
const MANIFEST = /^manifest-(\d{12})$/;
const DAMAGED = /^damaged-(\d{12})$/;
/** Checkpoints behind the one that somebody went back to. */
const REPLACED = /^replaced-(\d{12})$/;

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
    this.#removeTemporary();
    const epochs = this.#epochs(MANIFEST);
    const lastEpoch = Math.max(0, ...epochs, ...this.#epochs(DAMAGED), ...this.#epochs(REPLACED));
    const damaged: number[] = [];
    for (const epoch of epochs.toReversed()) {
      const manifest = this.#read(epoch);
      if (manifest === undefined) {
        damaged.push(epoch);
        continue;
      }
      this.#putAside(damaged);
      const given = this.#epochs(DAMAGED).filter((bad) => bad > epoch);
      const notices = given.map(
        (bad) => `checkpoint ${bad} is damaged; the job went back to checkpoint ${epoch}`,
      );
      return { manifest, lastEpoch, notices };
    }
    if (damaged.length > 0) {
      throw new Failure(
        'CHECKPOINT_CORRUPT',
        `none of the ${damaged.length} checkpoints in ${this.#folder} is readable`,
        'Restore the folder from a backup, or remove the job to start anew.',
      );
    }
    return { manifest: undefined, lastEpoch, notices: [] };
  }

  /**
   * What cannot be read now may be readable the next time, when the output of its epoch was taken away: once the job has
   * gone back, it stays back.
   */
  #putAside(damaged: readonly number[]): void {
    if (damaged.length === 0) return;
    for (const epoch of damaged)
      this.#disk.rename(this.#pathOf(epoch), join(this.#folder, `damaged-${numberOf(epoch)}`));
    this.#disk.syncFolder(this.#folder);
  }

  /**
   * Makes a savepoint the newest checkpoint. What came after it is put aside, so that its output is taken back by the
   * sinks and made again. May be repeated after a crash at any point.
   */
  goBackTo(manifest: Manifest): void {
    const { epoch } = manifest;
    replaceFileSync(this.#disk, this.#pathOf(epoch), encodeManifest(manifest));
    for (const newer of this.#epochs(MANIFEST))
      if (newer > epoch)
        this.#disk.rename(this.#pathOf(newer), join(this.#folder, `replaced-${numberOf(newer)}`));
    this.#disk.syncFolder(this.#folder);
  }

  /** The newest checkpoint that can be read; nothing is changed. */
  newest(): Manifest | undefined {
    for (const epoch of this.#epochs(MANIFEST).toReversed()) {
      const manifest = this.#read(epoch);
      if (manifest !== undefined) return manifest;
    }
    return undefined;
  }

  /** What writers before have left half-way. One of them that still runs finds its file gone, and ends. */
  #removeTemporary(): void {
    for (const name of this.#disk.list(this.#folder))
      if (name.endsWith('.tmp')) this.#disk.remove(join(this.#folder, name));
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

  /**
   * The same before each write of a sink. Where the number cannot be read nothing is known against this incarnation: the
   * checkpoint, which is tried again until it can, decides.
   */
  assertNotReplaced(): void {
    try {
      this.assertCurrent();
    } catch (cause) {
      if (errorCode(cause) === '' || cause instanceof Failure) throw cause;
    }
  }

  get #generationPath(): string {
    return join(this.#folder, 'generation');
  }

  #storedGeneration(): number {
    // The first start. A damaged number counts as none: checkpoints know it too.
    if (this.#disk.kindOf(this.#generationPath) === undefined) return 0;
    const stored = Number.parseInt(readWhole(this.#disk, this.#generationPath).toString(), 10);
    return Number.isSafeInteger(stored) ? stored : 0;
  }

  /** Writes a checkpoint, as `encodeManifest` gives it; it is durable when this resolves. Gives its size. */
  async save(epoch: number, encoded: readonly Buffer[]): Promise<number> {
    const path = this.#pathOf(epoch);
    await replaceFile(this.#disk, {
      path,
      temporary: `${path}.g${this.#generation}.tmp`,
      parts: encoded,
      before: () => this.assertCurrent(),
    });
    this.#prune();
    return encoded.reduce((sum, part) => sum + part.length, 0);
  }

  /** What is old takes room and harms nobody: it goes the next time when it does not go now. */
  #prune(): void {
    const epochs = this.#epochs(MANIFEST);
    const oldest = epochs.at(-MANIFESTS_KEPT) ?? 0;
    try {
      for (const epoch of epochs) if (epoch < oldest) removeIfThere(this.#disk, this.#pathOf(epoch));
      for (const [kind, pattern] of [['damaged', DAMAGED] as const, ['replaced', REPLACED] as const])
        for (const epoch of this.#epochs(pattern))
          if (epoch < oldest) removeIfThere(this.#disk, join(this.#folder, `${kind}-${numberOf(epoch)}`));
    } catch (cause) {
      if (errorCode(cause) === '') throw cause;
    }
  }

  #epochs(pattern: RegExp): readonly number[] {
    return this.#disk
      .list(this.#folder)
      .flatMap((name) => {
        const digits = pattern.exec(name)?.[1];
        return digits === undefined ? [] : [Number(digits)];
      })
      .sort((a, b) => a - b);
  }

  #pathOf(epoch: number): string {
    return join(this.#folder, `manifest-${numberOf(epoch)}`);
  }
}

function numberOf(epoch: number): string {
  return String(epoch).padStart(12, '0');
}
