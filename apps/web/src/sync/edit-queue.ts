// Autosave: edits go to the server in order, one at a time, and the graph is what the server has plus what waits.
//
// The queue owns the truth about saving: `acknowledged` graph and sequence come only from the server. When somebody
// else was first (`behind`), their edits are applied to the acknowledged graph and ours are replayed on top; one that
// no longer fits is dropped and counted, never silently. The alternative, merging graphs, loses intent.
import type { EditResult } from '@weir/shared/api';
import { applyEdit } from '@weir/shared/apply-edit';
import type { Edit, EditOp } from '@weir/shared/edits';
import type { Graph } from '@weir/shared/graph';

export type SaveState =
  | { readonly kind: 'saved'; readonly seq: number }
  | { readonly kind: 'saving'; readonly waiting: number }
  | { readonly kind: 'offline'; readonly waiting: number }
  /** Edits that no longer fitted, or that the server refuses. */
  | { readonly kind: 'conflict'; readonly message: string };

export type QueueHost = {
  readonly send: (edit: Edit) => Promise<EditResult>;
  /** True when the error means that the server could not be reached and sending again can help. */
  readonly isOffline: (error: unknown) => boolean;
  readonly keep: (order: number, edit: Edit) => Promise<void>;
  readonly forget: (order: number) => Promise<void>;
  readonly onState: (state: SaveState, graphHash: string | undefined) => void;
  /** The graph must become this one: somebody else's edits came in. */
  readonly onRebase: (graph: Graph) => void;
  readonly newId: () => string;
  readonly later: (ms: number, run: () => void) => () => void;
};

type Waiting = {
  readonly order: number;
  readonly id: string;
  ops: readonly EditOp[];
  readonly mergeKey: string | undefined;
  kept: Promise<void>;
};

// Long enough to merge fast typing, short enough that "Saved" follows the hand.
const SEND_AFTER_MS = 250;
const RETRY_MS = [500, 1000, 2000, 5000, 10_000] as const;

export class EditQueue {
  readonly #host: QueueHost;
  #acknowledged: Graph;
  #seq: number;
  #graphHash: string | undefined;
  #waiting: Waiting[] = [];
  #order = 0;
  #sending = false;
  #failures = 0;
  #conflict: string | undefined;
  #cancelTimer: (() => void) | undefined;
  #closed = false;

  constructor(
    host: QueueHost,
    first: { readonly graph: Graph; readonly seq: number; readonly graphHash: string },
  ) {
    this.#host = host;
    this.#acknowledged = first.graph;
    this.#seq = first.seq;
    this.#graphHash = first.graphHash;
  }

  get seq(): number {
    return this.#seq;
  }

  /** Takes over edits that an earlier page kept. Gives the graph with them applied. */
  restore(entries: readonly { readonly order: number; readonly edit: Edit }[]): Graph {
    for (const { order, edit } of entries) {
      this.#order = Math.max(this.#order, order + 1);
      this.#waiting.push({ order, id: edit.id, ops: edit.ops, mergeKey: undefined, kept: Promise.resolve() });
    }
    const graph = this.#replay();
    this.#tell();
    this.#schedule(0);
    return graph;
  }

  /** Queues a command that the graph already shows. */
  push(ops: readonly EditOp[], mergeKey: string | undefined): void {
    const last = this.#waiting.at(-1);
    const open = last !== undefined && !(this.#sending && this.#waiting.length === 1);
    if (open && mergeKey !== undefined && last.mergeKey === mergeKey) {
      last.ops = mergeOps(last.ops, ops);
      last.kept = this.#keep(last);
    } else {
      const entry: Waiting = {
        order: this.#order++,
        id: this.#host.newId(),
        ops,
        mergeKey,
        kept: Promise.resolve(),
      };
      entry.kept = this.#keep(entry);
      this.#waiting.push(entry);
    }
    this.#tell();
    this.#schedule(SEND_AFTER_MS);
  }

  /** Edits of others (or of another tab) that the server reported. */
  receive(missed: readonly Edit[], seq: number): void {
    if (seq <= this.#seq) return;
    this.#absorb(missed, seq);
    this.#host.onRebase(this.#replay());
    this.#tell();
  }

  /** The hash of the draft at a sequence, asked for after edits of others; an answer about another state is ignored. */
  learnHash(seq: number, graphHash: string): void {
    if (seq !== this.#seq) return;
    this.#graphHash = graphHash;
    this.#tell();
  }

  /** Sends now, for example when the network came back. */
  flush(): void {
    this.#failures = 0;
    this.#schedule(0);
  }

  /** The person has read the conflict. */
  clearConflict(): void {
    this.#conflict = undefined;
    this.#tell();
  }

  close(): void {
    this.#closed = true;
    this.#cancelTimer?.();
  }

  #keep(entry: Waiting): Promise<void> {
    // A journal that fails must not stop saving; the edit then lives in memory until the server has it.
    return this.#host.keep(entry.order, this.#edit(entry)).catch(() => undefined);
  }

  #edit(entry: Waiting): Edit {
    return { id: entry.id, baseSeq: this.#seq, ops: [...entry.ops] };
  }

  #schedule(ms: number): void {
    if (this.#closed || this.#sending || this.#waiting.length === 0) return;
    this.#cancelTimer?.();
    this.#cancelTimer = this.#host.later(ms, () => void this.#send());
  }

  async #send(): Promise<void> {
    const entry = this.#waiting[0];
    if (entry === undefined || this.#sending || this.#closed) return;
    this.#sending = true;
    await entry.kept;
    try {
      this.#accept(entry, await this.#host.send(this.#edit(entry)));
      this.#failures = 0;
    } catch (error) {
      this.#failed(entry, error);
    } finally {
      this.#sending = false;
    }
    this.#tell();
    this.#schedule(
      this.#failures === 0 ? 0 : (RETRY_MS[Math.min(this.#failures, RETRY_MS.length) - 1] ?? 10_000),
    );
  }

  #accept(entry: Waiting, result: EditResult): void {
    // Somebody's change notice may have brought our own edit in before its answer came.
    if (!this.#waiting.includes(entry)) return;
    if (result.status === 'saved') {
      const applied = applyEdit(this.#acknowledged, entry.ops);
      if (applied.ok) this.#acknowledged = applied.graph;
      this.#seq = result.seq;
      this.#graphHash = result.graphHash;
      this.#drop(entry);
      return;
    }
    this.#absorb(result.missed, result.seq);
    this.#host.onRebase(this.#replay());
  }

  #failed(entry: Waiting, error: unknown): void {
    if (this.#host.isOffline(error)) {
      this.#failures++;
      return;
    }
    this.#conflict = error instanceof Error ? error.message : 'the server refused an edit';
    this.#drop(entry);
    this.#host.onRebase(this.#replay());
  }

  #absorb(missed: readonly Edit[], seq: number): void {
    for (const edit of missed) {
      const applied = applyEdit(this.#acknowledged, edit.ops);
      if (applied.ok) this.#acknowledged = applied.graph;
      // Our own edit whose answer got lost: the server has it.
      const own = this.#waiting.find((entry) => entry.id === edit.id);
      if (own !== undefined) this.#drop(own);
    }
    this.#seq = seq;
    // The hash we knew is of the graph before these edits.
    this.#graphHash = undefined;
  }

  // The acknowledged graph with everything that waits on top; what no longer fits goes.
  #replay(): Graph {
    let graph = this.#acknowledged;
    for (const entry of [...this.#waiting]) {
      const applied = applyEdit(graph, entry.ops);
      if (applied.ok) graph = applied.graph;
      else {
        this.#conflict = applied.message;
        this.#drop(entry);
      }
    }
    return graph;
  }

  #drop(entry: Waiting): void {
    this.#waiting = this.#waiting.filter((other) => other !== entry);
    this.#host.forget(entry.order).catch(() => undefined);
  }

  #tell(): void {
    this.#host.onState(this.#state(), this.#waiting.length === 0 ? this.#graphHash : undefined);
  }

  #state(): SaveState {
    if (this.#conflict !== undefined) return { kind: 'conflict', message: this.#conflict };
    if (this.#waiting.length === 0) return { kind: 'saved', seq: this.#seq };
    return { kind: this.#failures > 0 ? 'offline' : 'saving', waiting: this.#waiting.length };
  }
}

function mergeOps(before: readonly EditOp[], next: readonly EditOp[]): readonly EditOp[] {
  const [a] = before;
  const [b] = next;
  const replaces =
    before.length === 1 &&
    next.length === 1 &&
    a?.op === 'setConfig' &&
    b?.op === 'setConfig' &&
    a.id === b.id;
  return replaces ? next : [...before, ...next];
}
