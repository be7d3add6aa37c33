// What is checked while a world runs: epochs, generations, event time, and what is visible of the output.
import { MANIFESTS_KEPT } from '@weir/runner-embedded/checkpoint/checkpoint-store';
import { decodeManifest, type Manifest } from '@weir/runner-embedded/checkpoint/manifest';
import type { Platter } from './platter.node.ts';

const MANIFEST = /\/manifest-(\d{12})$/;
const DAMAGED = /\/damaged-(\d{12})$/;
const PART = /\/part-(\d{10})\.ndjson$/;

export class Watch {
  readonly #platter: Platter;
  #generation = 0;
  #epoch = 0;
  /** Checkpoints since one was last damaged. */
  #kept = 0;
  /** Watermarks of the newest checkpoint, by source. */
  #watermarks = new Map<string, number>();
  checkpoints = 0;
  degraded = 0;
  fenced = 0;
  readonly notices: string[] = [];
  /** The newest checkpoint as it was read, for a closer look. */
  last: Manifest | undefined;

  constructor(platter: Platter) {
    this.#platter = platter;
  }

  /** Before a start: nothing is visible that no durable checkpoint promises (I8). */
  restarted(isDamaged: boolean): void {
    if (isDamaged) return;
    const newest = Math.max(this.manifests().at(-1)?.epoch ?? 0, ...this.#putAside());
    for (const path of this.#platter.paths()) {
      const epoch = Number(PART.exec(path)?.[1] ?? 0);
      if (epoch > newest) throw new Error(`I8: ${path} is visible, the newest checkpoint is ${newest}`);
    }
    const { last } = this;
    // The checkpoint that was told to be durable is there.
    if (last !== undefined && newest < last.epoch)
      throw new Error(`I9: checkpoint ${last.epoch} was durable, the newest is ${newest}`);
  }

  /** Checkpoints that a start could not read: it is on its way back to an older one. */
  #putAside(): readonly number[] {
    return this.#platter.paths().flatMap((path) => {
      const digits = DAMAGED.exec(path)?.[1];
      return digits === undefined ? [] : [Number(digits)];
    });
  }

  /** All checkpoints that can be read, oldest first. */
  manifests(): readonly Manifest[] {
    return this.#platter.paths().flatMap((path) => {
      const bytes = MANIFEST.test(path) ? this.#platter.file(path)?.bytes : undefined;
      return (bytes === undefined ? undefined : decodeManifest(bytes)) ?? [];
    });
  }

  /** The job has told that a checkpoint is durable. */
  checkpoint(epoch: number): void {
    this.checkpoints += 1;
    const manifest = this.manifests().find((one) => one.epoch === epoch);
    if (manifest === undefined)
      throw new Error(`I9: checkpoint ${epoch} is said to be durable and is not readable`);
    this.#kept += 1;
    const kept = this.manifests().length;
    if (kept < Math.min(MANIFESTS_KEPT, this.#kept))
      throw new Error(`I9: ${kept} checkpoints are there, ${this.#kept} were durable`);
    if (epoch <= this.#epoch) throw new Error(`I8: epoch ${epoch} follows ${this.#epoch}`);
    if (manifest.generation < this.#generation)
      throw new Error(`I8: generation ${manifest.generation} follows ${this.#generation}`);
    for (const [nodeId, watermark] of watermarksOf(manifest)) {
      const before = this.#watermarks.get(nodeId) ?? Number.NEGATIVE_INFINITY;
      if (watermark < before)
        throw new Error(`I7: watermark of ${nodeId} went back from ${before} to ${watermark}`);
      this.#watermarks.set(nodeId, watermark);
    }
    this.#epoch = epoch;
    this.#generation = manifest.generation;
    this.last = manifest;
  }

  /** A run of the job has begun, and says what it had to do. */
  started(notices: readonly string[]): void {
    this.notices.push(...notices);
    if (notices.some((notice) => notice.includes('is damaged'))) this.forget();
  }

  /** A checkpoint was damaged: what follows begins at an older one. */
  forget(): void {
    this.#watermarks = new Map();
    this.last = undefined;
    this.#kept = 0;
  }
}

function watermarksOf(manifest: Manifest): readonly (readonly [string, number])[] {
  return Object.entries(manifest.snapshot.sources).flatMap(([nodeId, source]) =>
    typeof source === 'object' &&
    source !== null &&
    'watermark' in source &&
    typeof source['watermark'] === 'number'
      ? [[nodeId, source['watermark']] as const]
      : [],
  );
}
