// Virtual time: everything that waits is in one queue, and time jumps to what is next.
//
// JavaScript runs promise jobs in a fixed order, so a world whose timers, disks and clients all wait here repeats itself
// exactly under its seed. Between two events the promise jobs of the last one are let run out.

type Waiting = { readonly atMs: number; readonly order: number; readonly run: () => void };

/** No world lives longer than this, in virtual time: it hangs, or makes no progress. */
const LIFETIME_MS = 30 * 60_000;

export class Scheduler {
  /** A binary heap by time, then by order of arrival. */
  readonly #queue: Waiting[] = [];
  #order = 0;
  #nowMs = 0;

  /** Milliseconds since the world began; never goes back. */
  get nowMs(): number {
    return this.#nowMs;
  }

  after(ms: number, run: () => void): void {
    this.#order += 1;
    this.#push({ atMs: this.#nowMs + ms, order: this.#order, run });
  }

  /** Runs what is due, one thing at a time, until something holds. @throws When nothing is left to happen. */
  async until(holds: () => boolean): Promise<void> {
    await promiseJobs();
    while (!holds()) {
      const next = this.#pop();
      if (next === undefined) throw new Error('the world stands still');
      if (next.atMs > LIFETIME_MS) throw new Error('the world makes no progress');
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.run();
      await promiseJobs();
    }
  }

  #push(waiting: Waiting): void {
    const queue = this.#queue;
    queue.push(waiting);
    for (let at = queue.length - 1; at > 0; ) {
      const above = (at - 1) >> 1;
      if (!this.#swapIfBefore(at, above)) break;
      at = above;
    }
  }

  #pop(): Waiting | undefined {
    const queue = this.#queue;
    const first = queue[0];
    const last = queue.pop();
    if (last === undefined || queue.length === 0) return first;
    queue[0] = last;
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      const smaller = isBefore(queue[left + 1], queue[left]) ? left + 1 : left;
      if (smaller >= queue.length || !this.#swapIfBefore(smaller, at)) return first;
      at = smaller;
    }
  }

  #swapIfBefore(below: number, above: number): boolean {
    const [a, b] = [this.#queue[below], this.#queue[above]];
    if (a === undefined || b === undefined || !isBefore(a, b)) return false;
    this.#queue[below] = b;
    this.#queue[above] = a;
    return true;
  }
}

function isBefore(a: Waiting | undefined, b: Waiting | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

/** Resolves when every promise job that is there, and those that they make, are done. */
function promiseJobs(): Promise<void> {
  return new Promise((resume) => setImmediate(resume));
}
