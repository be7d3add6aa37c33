// Syncs that sinks have begun in `prepare` and that must be through before the manifest is written.

/** Collects the durable work of one epoch, so that the job goes on while the disk works. */
export class DurableWork {
  #pending: Promise<void>[] = [];

  add(work: Promise<void>): void {
    // Reported by `settled`; until then nobody else handles a rejection.
    work.catch(() => undefined);
    this.#pending.push(work);
  }

  /** Resolves when everything that was added is durable. @throws What failed first. */
  async settled(): Promise<void> {
    const pending = this.#pending;
    this.#pending = [];
    await Promise.all(pending);
  }
}
