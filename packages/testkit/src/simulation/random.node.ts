// Choices of a simulated world, all from its seed.
import { randomFrom } from '@weir/runner-embedded/testing/random';

export class Random {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = randomFrom(seed);
  }

  /** From 0 to below 1. */
  number(): number {
    return this.#next();
  }

  /** From `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.#next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.#next() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    const chosen = choices[Math.floor(this.#next() * choices.length)];
    if (chosen === undefined) throw new Error('bug: nothing to choose from');
    return chosen;
  }
}
