// How far a log may be read, shared between the thread that writes it and those that read it.

/** The end of the durable part of a log, absolute. The writer moves it forward only after a sync. */
export class CommittedEnd {
  readonly memory: SharedArrayBuffer;
  readonly #cell: BigInt64Array;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(8)) {
    this.memory = memory;
    this.#cell = new BigInt64Array(memory);
  }

  get(): number {
    return Number(Atomics.load(this.#cell, 0));
  }

  set(position: number): void {
    Atomics.store(this.#cell, 0, BigInt(position));
  }
}
