// Records that kill their worker: found by where workers died, one after the other, and set aside.
//
// Two deaths while chunks of one log were worked on that have bytes in common make that part suspect: the next worker
// takes it record by record. Two deaths at one record of it make the record poison: the next worker puts it among the
// dead letters instead of reading it. A death that has nothing to do with the records ends as any other does, when there
// are too many in a minute.

/** A part of a log: positions, and the number of the record when it is a single one of the frame at `from`. */
export type LogPart = {
  readonly nodeId: string;
  readonly from: number;
  readonly to: number;
  readonly record?: number | undefined;
};

/** What a worker has to be careful with. */
export type Caution = {
  /** Taken record by record. */
  readonly careful: readonly LogPart[];
  /** Not read at all. */
  readonly poison: readonly LogPart[];
};

const PARTS_MAX = 100;

export class Suspects {
  #last: LogPart | undefined;
  #caution: Caution = { careful: [], poison: [] };

  get caution(): Caution {
    return this.#caution;
  }

  /** A worker has died while it had this in hand; gives what is poison now, for the notice. */
  died(inHand: LogPart | undefined): LogPart | undefined {
    const before = this.#last;
    this.#last = inHand;
    if (inHand === undefined || before?.nodeId !== inHand.nodeId) return undefined;
    const { careful, poison } = this.#caution;
    if (inHand.record !== undefined) {
      if (before.from !== inHand.from || before.record !== inHand.record) return undefined;
      this.#caution = { careful, poison: [...poison, inHand].slice(-PARTS_MAX) };
      this.#last = undefined;
      return inHand;
    }
    const common = {
      nodeId: inHand.nodeId,
      from: Math.max(before.from, inHand.from),
      to: Math.min(before.to, inHand.to),
    };
    if (common.from < common.to) this.#caution = { careful: [...careful, common].slice(-PARTS_MAX), poison };
    return undefined;
  }
}

const CELLS = 4;

/** What a worker has in hand, in memory that outlives it: written before each chunk, read by the main thread. */
export class InHand {
  readonly memory: SharedArrayBuffer;
  readonly #cells: Float64Array;
  readonly #nodeIds: readonly string[];

  constructor(nodeIds: readonly string[], memory: SharedArrayBuffer = new SharedArrayBuffer(8 * CELLS)) {
    this.memory = memory;
    this.#cells = new Float64Array(memory);
    this.#nodeIds = nodeIds;
  }

  take({ nodeId, from, to, record }: LogPart): void {
    this.#cells.set([this.#nodeIds.indexOf(nodeId) + 1, from, to, record ?? -1]);
  }

  /** The node has nothing more to give now: what it had is through. */
  done(nodeId: string): void {
    if (this.#nodeIds[(this.#cells[0] ?? 0) - 1] === nodeId) this.#cells[0] = 0;
  }

  read(): LogPart | undefined {
    const [node = 0, from = 0, to = 0, record = -1] = this.#cells;
    const nodeId = this.#nodeIds[node - 1];
    return nodeId === undefined ? undefined : { nodeId, from, to, record: record < 0 ? undefined : record };
  }
}
