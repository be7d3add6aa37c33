// How far the logs of doors may be released: every checkpoint that is kept must find what it would read again.
import { MANIFESTS_KEPT } from '../checkpoint/checkpoint-store.ts';
import type { DoorKey } from '../plane/protocol.ts';

export class ReleasedPositions {
  /** Per door, positions of the newest checkpoints, oldest first. */
  readonly #positions = new Map<DoorKey, number[]>();

  /** A checkpoint with this position was committed. Gives what the oldest of those kept begins with. */
  committed(doorKey: DoorKey, position: number): number | undefined {
    const positions = [...(this.#positions.get(doorKey) ?? []), position].slice(-MANIFESTS_KEPT);
    this.#positions.set(doorKey, positions);
    return positions.length === MANIFESTS_KEPT ? positions[0] : undefined;
  }
}
