// Room on the disk that is kept for checkpoints and dead letters, so that they work when the disk is full.
//
// A file of zeros. A checkpoint that finds no room removes it and tries again; while it is gone, doors refuse events,
// which would eat that room too. It is made again when there is space.
import { dirname } from 'node:path';
import type { Machine } from '../host/machine.ts';
import { removeIfThere } from '../log/durable-files.ts';

/** Of the data plane. `guarantees.md` 1.8 speaks of 512 MiB; a state of that size needs `--reserve-mb`. */
export const RESERVE_BYTES = 64 * 1024 * 1024;
export const REFILL_PAUSE_MS = 1000;
const PART_BYTES = 1024 * 1024;

/** Frees the room. Cheap when it is free already. */
export function useReserve(disk: Machine['disk'], path: string): void {
  removeIfThere(disk, path);
}

export class Reserve {
  readonly #machine: Machine;
  readonly #path: string;
  readonly #bytes: number;
  #wasWhole = false;
  #filling = false;

  constructor(machine: Machine, path: string, bytes: number) {
    this.#machine = machine;
    this.#path = path;
    this.#bytes = bytes;
  }

  /** False while the reserve is in use: no new events then. Before it was ever made nothing is known to be wrong. */
  get hasRoom(): boolean {
    return !this.#wasWhole || this.#machine.disk.kindOf(this.#path) !== undefined;
  }

  /** Makes the reserve when it is not there; a disk without room is tried again at the next call. */
  async fill(): Promise<void> {
    const { disk } = this.#machine;
    if (disk.kindOf(this.#path) !== undefined) this.#wasWhole = true;
    // Twice the room: what a checkpoint has just freed is not taken away from it, and events have some too.
    else if (!this.#filling && disk.freeBytes(dirname(this.#path)) > 2 * this.#bytes) await this.#make();
  }

  async #make(): Promise<void> {
    const { disk } = this.#machine;
    this.#filling = true;
    const temporary = `${this.#path}.tmp`;
    try {
      const file = disk.open(temporary, 'replace');
      try {
        const part = new Uint8Array(Math.min(this.#bytes, PART_BYTES));
        await disk.writeLater(file, new Array<Uint8Array>(Math.ceil(this.#bytes / part.length)).fill(part));
        await disk.syncLater(file);
      } finally {
        disk.close(file);
      }
      disk.rename(temporary, this.#path);
      this.#wasWhole = true;
    } catch {
      // No room after all. What was taken is given back at once.
      removeIfThere(disk, temporary);
    } finally {
      this.#filling = false;
    }
  }
}
