// Takes checkpoints of a job while it runs: prepared and committed between two micro-batches, made durable meanwhile.
import type { EmbeddedJob } from '@weir/engine/runtime/embedded-job';
import type { JobSnapshot } from '@weir/engine/runtime/job-snapshot';
import type { Savepoint } from '@weir/shared/api';
import { Failure } from '@weir/shared/diagnostics';
import type { CheckpointStore } from '../checkpoint/checkpoint-store.ts';
import { encodeManifest, type Manifest } from '../checkpoint/manifest.ts';
import type { Savepoints } from '../checkpoint/savepoints.ts';
import { isFull } from '../disk/disk.ts';
import type { DeadLetterFile } from '../drivers/dead-letter-file.ts';
import type { DurableWork } from '../drivers/durable-work.ts';
import type { Machine } from '../host/machine.ts';
import { atPhase, type Faults } from './faults.ts';
import type { FromWorker } from './worker-messages.ts';

export const CHECKPOINT_INTERVAL_MS = 1000;
/** A large state is written less often, so that the job stands still for a tenth of its time at most. */
const BLOCKED_PAUSE = 10;
const SAVE_PAUSE_MS = 1000;
/** So many failed tries in a row are worth an alert. */
export const DEGRADED_TRIES = 3;
/** A job that is being stopped does not wait longer for its last checkpoint. */
const LAST_TRIES_MAX = 5;

export type CheckpointerOptions = {
  readonly job: EmbeddedJob;
  readonly store: CheckpointStore;
  readonly savepoints: Savepoints;
  readonly letters: DeadLetterFile;
  readonly durable: DurableWork;
  readonly machine: Machine;
  readonly send: (message: FromWorker) => void;
  readonly generation: number;
  readonly graphHash: string;
  readonly fingerprints: Manifest['fingerprints'];
  readonly counters: () => Manifest['counters'];
  readonly lastEpoch: number;
  readonly faults: Faults;
  /** Writes out what sinks and dead letters hold in memory; false when the disk has no room for it. */
  readonly flush: () => boolean;
  /** The disk has no room: gives back what was reserved for this. */
  readonly makeRoom: () => void;
  /** A checkpoint is durable: `tick` has something to commit. */
  readonly onDurable: () => void;
};

type Underway = {
  readonly epoch: number;
  readonly snapshot: JobSnapshot;
  readonly saved: Promise<void>;
  done: boolean;
};

type Encoded = {
  readonly epoch: number;
  readonly atMs: number;
  readonly encoded: readonly Buffer[];
  readonly startedMs: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly wanted: readonly ((made: Savepoint | Failure) => void)[];
};

export class Checkpointer {
  readonly #options: CheckpointerOptions;
  #epoch: number;
  #underway: Underway | undefined;
  #failed: { readonly cause: unknown } | undefined;
  #dueMs: number;
  #stopping = false;
  /** Who waits for the next checkpoint to be kept. */
  #wanted: ((made: Savepoint | Failure) => void)[] = [];
  /** Something was processed since the last checkpoint began. */
  changed = true;

  constructor(options: CheckpointerOptions) {
    this.#options = options;
    this.#epoch = options.lastEpoch;
    this.#dueMs = options.machine.monotonicMs() + CHECKPOINT_INTERVAL_MS;
  }

  /** Call between micro-batches: commits what has become durable, begins what is due. @throws What failed meanwhile. */
  tick(): void {
    if (this.#failed !== undefined) throw this.#failed.cause;
    if (this.#underway?.done === true) this.#commit(this.#underway);
    if (this.#underway === undefined && this.changed && this.#options.machine.monotonicMs() >= this.#dueMs) {
      // Without room nothing is begun: the job waits until there is, and what it did so far stays in one epoch.
      if (this.#options.flush()) this.#begin({ finished: false });
    }
  }

  /** Keeps the next checkpoint, and makes it now. */
  savepoint(made: (savepoint: Savepoint | Failure) => void): void {
    this.#wanted.push(made);
    this.changed = true;
    this.#dueMs = 0;
  }

  /** The last checkpoint of this run: resolves when it is durable and committed. */
  async last(how: { readonly finished: boolean }): Promise<void> {
    this.#stopping = true;
    await this.#through();
    if (!this.changed && !how.finished) return;
    await this.#flushed();
    this.#begin(how);
    await this.#through();
  }

  async #flushed(): Promise<void> {
    for (let tries = 1; !this.#options.flush(); tries += 1) {
      if (tries === LAST_TRIES_MAX) throw failed(this.#epoch + 1, 'disk is full');
      this.#options.makeRoom();
      await this.#options.machine.sleep(SAVE_PAUSE_MS).done;
    }
  }

  async #through(): Promise<void> {
    const underway = this.#underway;
    if (underway === undefined) return;
    await underway.saved;
    if (this.#failed !== undefined) throw this.#failed.cause;
    this.#commit(underway);
  }

  #begin(how: { readonly finished: boolean }): void {
    const { job, letters, durable, machine, generation, graphHash, fingerprints } = this.#options;
    const startedMs = machine.monotonicMs();
    this.#epoch += 1;
    this.changed = false;
    const epoch = this.#epoch;
    const snapshot = job.prepare(epoch);
    // Encoded before the job goes on: what operators gave may be memory that they go on writing.
    const encoded = encodeManifest({
      formatVersion: 1,
      epoch,
      generation,
      atMs: machine.now(),
      graphHash,
      finished: how.finished,
      fingerprints: { ...fingerprints },
      snapshot,
      counters: this.#options.counters(),
      letters: letters.prepare(durable),
    });
    const blockedMs = machine.monotonicMs() - startedMs;
    this.#dueMs = machine.monotonicMs() + Math.max(CHECKPOINT_INTERVAL_MS, blockedMs * BLOCKED_PAUSE);
    const wanted = this.#wanted;
    this.#wanted = [];
    const saved = this.#save({
      epoch,
      wanted,
      atMs: machine.now(),
      encoded,
      startedMs,
      dropped: letters.dropped,
    }).then(
      () => {
        underway.done = true;
        this.#options.onDurable();
      },
      (cause: unknown) => {
        this.#failed = { cause };
        this.#options.onDurable();
      },
    );
    const underway: Underway = { epoch, snapshot, saved, done: false };
    this.#underway = underway;
  }

  async #save(epoch: Encoded): Promise<void> {
    // A sink that cannot be made durable ends the run: the job starts again from the checkpoint before.
    await this.#options.durable.settled();
    atPhase(this.#options.faults, 'prepared', epoch.epoch);
    const bytes = await this.#write(epoch);
    await this.#keep(epoch);
    atPhase(this.#options.faults, 'durable', epoch.epoch);
    const tookMs = this.#options.machine.monotonicMs() - epoch.startedMs;
    this.#options.send({
      kind: 'checkpoint',
      checkpoint: { epoch: epoch.epoch, at: new Date(epoch.atMs).toISOString(), bytes, tookMs },
      droppedLetters: epoch.dropped,
    });
  }

  /** A savepoint that cannot be kept is told to who asked for it; the job goes on. */
  async #keep({ epoch, atMs, encoded, wanted }: Encoded): Promise<void> {
    if (wanted.length === 0) return;
    const made = await this.#options.savepoints
      .save(epoch, atMs, encoded)
      .catch((cause: unknown) =>
        cause instanceof Failure
          ? cause
          : failed(epoch, cause instanceof Error ? cause.message : String(cause)),
      );
    for (const tell of wanted) tell(made);
  }

  /**
   * The manifest is written to a new file each time, so that trying again is sound; the job goes on meanwhile, and says
   * that it is degraded when several tries have failed. It ends by itself when the disk takes it.
   */
  async #write({ epoch, encoded }: Encoded): Promise<number> {
    const { store, send, machine, makeRoom } = this.#options;
    for (let tries = 1; ; tries += 1) {
      try {
        const bytes = await store.save(epoch, encoded);
        if (tries > DEGRADED_TRIES) send({ kind: 'degraded', error: undefined });
        return bytes;
      } catch (cause) {
        // Somebody else goes on with the job.
        if (cause instanceof Failure) throw cause;
        const reason = cause instanceof Error ? cause.message : String(cause);
        if (this.#stopping && tries >= LAST_TRIES_MAX) throw failed(epoch, reason);
        if (tries === 1)
          send({
            kind: 'notice',
            text: `checkpoint ${epoch} could not be written and is tried again: ${reason}`,
          });
        if (tries === DEGRADED_TRIES) {
          const { code, message, hint } = failed(epoch, reason);
          send({ kind: 'degraded', error: { code, message, ...(hint === undefined ? {} : { hint }) } });
        }
        if (isFull(cause)) makeRoom();
        await machine.sleep(SAVE_PAUSE_MS).done;
      }
    }
  }

  #commit(underway: Underway): void {
    this.#options.job.commit(underway.epoch, underway.snapshot);
    atPhase(this.#options.faults, 'committed', underway.epoch);
    this.#underway = undefined;
  }
}

function failed(epoch: number, reason: string): Failure {
  return new Failure(
    'CHECKPOINT_FAILED',
    `checkpoint ${epoch} cannot be written: ${reason}`,
    'Free some space on the disk of the state folder, or repair it.',
  );
}
