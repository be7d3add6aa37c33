// One simulated world: a machine that breaks as its seed says, a data plane on it, clients, and what they all did.

import { createHash } from 'node:crypto';
import { isFull } from '@weir/runner-embedded/disk/disk';
import type { Machine } from '@weir/runner-embedded/host/machine';
import type { FromWorker } from '@weir/runner-embedded/plane/worker-messages';
import { Failure } from '@weir/shared/diagnostics';
import { type Answer, client, EPOCH_MS, Journal } from './client.node.ts';
import { type Fault, type FaultKind, FaultPlan } from './fault-plan.node.ts';
import { flipBit } from './flip.node.ts';
import type { SimGraph } from './graphs.node.ts';
import { type Life, simMachine } from './machine.node.ts';
import type { Planted } from './planted.node.ts';
import { Platter } from './platter.node.ts';
import { Random } from './random.node.ts';
import { Scheduler } from './scheduler.node.ts';
import { ProcessGone } from './sim-disk.node.ts';
import { FOLDERS, type JobEnd, SimPlane } from './sim-plane.node.ts';
import { Watch } from './watch.node.ts';

const REQUESTS = 14;
const CLIENTS = 3;
const RESTARTS_MAX = 60;
/** Of the checkpoints, so many are looked at closely. */
const COPY_CHANCE = 0.05;
/** So long after the last fault everything is read, and what a stream has given back is too: one more checkpoint. */
const REST_MS = 3_000;
const STREAM_REST_MS = 9_000;
/** Of a slow machine: a burst ends after a few records, and a checkpoint may fall into a request. */
const SLOW_WORK_MS = 0.25;
const HOUR_MS = 3_600_000;
/** Failures that say loudly that something on the disk is not as it was written. */
const LOUD = new Set(['CHECKPOINT_CORRUPT', 'SOURCE_GAP', 'STATE_FOLDER', 'SINK_FAILED']);

export type WorldOptions = {
  readonly seed: number;
  readonly graph: SimGraph;
  readonly faults: readonly Fault[];
  /** The job takes records one at a time, on a slow machine. */
  readonly isCareful?: boolean | undefined;
  /** A disk with something on it; an empty one when absent. */
  readonly platter?: Platter | undefined;
  /** Requests of each client. */
  readonly requests?: number | undefined;
  /** A bug that is put in between; absent for the code as it is. */
  readonly planted?: Planted | undefined;
};

/** A world that has come to its end. */
export class World {
  readonly options: WorldOptions;
  readonly scheduler = new Scheduler();
  readonly platter: Platter;
  readonly journal = new Journal();
  readonly plan: FaultPlan;
  readonly watch: Watch;
  readonly #random: Random;
  readonly #diskRandom: Random;
  #plane: SimPlane | undefined;
  #planeLife: Life = { gone: true, pausedUntilMs: 0 };
  #jobLife: Life = { gone: true, pausedUntilMs: 0 };
  #crashKind: FaultKind = 'kill';
  #clockOffsetMs = 86_400_000;
  #slowUntilMs = 0;
  #recovering = false;
  #stopping: 'suspend' | 'finish' | undefined;
  #ended = false;
  #restarts = 0;
  readonly #broken: unknown[] = [];
  /** Deaths in a row that each came while the one before was recovered from. */
  #depth = 0;
  deepest = 0;
  /** The path whose content was damaged at rest, if any. */
  flipped: string[] = [];
  /** The newest checkpoint was among it. */
  flippedNewest = false;
  /** The world ended because something refused to go on, in words. */
  loud: Failure | undefined;
  cutBytes = 0;
  /** The disk at one of the checkpoints. */
  copy: Platter | undefined;

  constructor(options: WorldOptions) {
    this.options = options;
    this.platter = options.platter ?? new Platter();
    this.#random = new Random(options.seed * 3 + 1);
    this.#diskRandom = new Random(options.seed * 3 + 2);
    this.plan = new FaultPlan({
      faults: options.faults,
      random: this.#random,
      act: (kind) => this.#act(kind),
    });
    this.watch = new Watch(this.platter);
    this.platter.makeFolder(FOLDERS.files);
    this.platter.syncAll();
  }

  /** Everything on disk, the time, and what clients know, as one text. */
  fingerprint(): string {
    const hash = createHash('sha256');
    for (const path of this.platter.paths()) hash.update(path).update(this.platter.file(path)?.bytes ?? '');
    hash.update(JSON.stringify([this.scheduler.nowMs, this.journal.requests, this.plan.landed]));
    return hash.digest('hex');
  }

  /** Lets everything happen. @throws When it hangs, or ends as nothing may end. */
  async run(): Promise<void> {
    const { graph } = this.options;
    this.#startPlane();
    let busy = 0;
    const clients =
      graph.name === 'join' ? graph.doors : Array.from({ length: CLIENTS }, () => graph.doors[0] ?? '');
    for (const [index, door] of clients.entries()) {
      busy += 1;
      client(
        {
          random: new Random(this.options.seed * 31 + index),
          journal: this.journal,
          sleep: (ms) => new Promise((resume) => this.scheduler.after(ms, resume)),
          post: (to, body, key) => this.#post(to, body, key),
        },
        { graph, door, name: `c${index}`, requests: this.options.requests ?? REQUESTS },
      )
        .catch((cause: unknown) => this.#broken.push(cause))
        .finally(() => {
          busy -= 1;
        });
    }
    await this.#until(() => busy === 0);
    await this.#rest(2_500);
    this.plan.end();
    this.#slowUntilMs = 0;
    this.platter.capacity = Number.POSITIVE_INFINITY;
    await this.#rest(graph.name === 'stream' ? STREAM_REST_MS : REST_MS);
    if (this.loud !== undefined) return;
    this.#stopping = graph.end;
    this.#plane?.stopJob(graph.end);
    await this.#until(() => this.#ended);
  }

  async #until(holds: () => boolean): Promise<void> {
    await this.scheduler.until(() => holds() || this.loud !== undefined || this.#broken.length > 0);
    if (this.#broken.length > 0) throw this.#broken[0];
  }

  /** Time goes by. */
  async #rest(ms: number): Promise<void> {
    const untilMs = this.scheduler.nowMs + ms;
    this.scheduler.after(ms, () => undefined);
    await this.#until(() => this.scheduler.nowMs >= untilMs);
  }

  #startPlane(): void {
    if (this.loud !== undefined) return;
    const life: Life = { gone: false, pausedUntilMs: 0 };
    this.#planeLife = life;
    this.watch.restarted(this.flipped.length > 0 || this.options.platter !== undefined);
    this.#recovering = true;
    try {
      this.#plane = new SimPlane({
        graph: this.options.graph,
        isCareful: this.options.isCareful === true,
        machine: this.#machine(life, false),
        jobMachine: () => {
          this.#jobLife = { gone: false, pausedUntilMs: 0, parent: life };
          return { machine: this.#machine(this.#jobLife, true), life: this.#jobLife };
        },
        recovering: (now) => {
          this.#recovering = now;
          if (!now && !life.gone) this.#depth = 0;
        },
        message: (message) => this.#guard(() => this.#message(message)),
        jobEnded: (end, job) => this.#guard(() => this.#jobEnded(end, job)),
      });
      this.cutBytes += this.#plane.cutBytes;
    } catch (cause) {
      this.#recovering = false;
      if (cause instanceof ProcessGone) return;
      life.gone = true;
      this.#failed(cause, () => this.#guard(() => this.#startPlane()));
      return;
    }
    this.#recovering = false;
    this.#plane.startJob();
  }

  #machine(life: Life, isJob: boolean): Machine {
    const machine = simMachine({
      life,
      scheduler: this.scheduler,
      platter: this.platter,
      random: this.#diskRandom,
      epochMs: () => EPOCH_MS + this.#clockOffsetMs,
      latencyMs: () =>
        this.scheduler.nowMs < this.#slowUntilMs
          ? this.#diskRandom.whole(100, 3000)
          : this.#diskRandom.number() * 4,
      workMs: isJob && this.options.isCareful === true ? SLOW_WORK_MS : 0,
      effectOf: (operation) => this.plan.effectOf(operation, { recovering: this.#recovering, isJob }),
      crash: () => this.#crash(),
    });
    return this.options.planted?.machine?.(machine, { isJob, recovering: () => this.#recovering }) ?? machine;
  }

  async #post(door: string, body: string, key: string | undefined): Promise<Answer> {
    const [plane, life] = [this.#plane, this.#planeLife];
    if (plane === undefined || life.gone) return 'gone';
    const usedKey = this.options.planted?.dropKeys === true ? undefined : key;
    return new Promise((resolve) => {
      life.onDeath ??= [];
      life.onDeath.push(() => resolve('gone'));
      plane.ingest(door, body, usedKey).then(
        () => resolve('accepted'),
        (cause: unknown) => resolve(answerOf(cause)),
      );
    });
  }

  #message(message: FromWorker): void {
    if (message.kind === 'checkpoint') {
      this.watch.checkpoint(message.checkpoint.epoch);
      // Not behind damage: what is to be restored must be as it was written.
      if (this.flipped.length === 0 && this.#random.chance(COPY_CHANCE)) this.copy = this.platter.clone();
    }
    if (message.kind === 'started') this.watch.started(message.notices);
    if (message.kind === 'degraded' && message.error !== undefined) this.watch.degraded += 1;
  }

  #jobEnded(end: JobEnd, job: Life): void {
    if (job !== this.#jobLife || job.gone || this.#planeLife.gone) {
      // A run that was given up: all it may do is notice that.
      if (end.kind === 'failed' && end.failure.code === 'STATE_LOCKED') this.watch.fenced += 1;
      return;
    }
    if (end.kind === 'ended') {
      this.#ended = true;
      return;
    }
    const plane = this.#plane;
    const cause = end.kind === 'failed' ? end.failure : end.cause;
    this.#failed(cause, () => {
      if (this.#plane !== plane || this.#planeLife.gone) return;
      plane?.startJob();
      if (this.#stopping !== undefined) plane?.stopJob(this.#stopping);
    });
  }

  /** Somebody, or the plane itself, starts again what ended; unless it says that its data is not as it was written. */
  #failed(cause: unknown, again: () => void): void {
    const isLoud = cause instanceof Failure && LOUD.has(cause.code);
    if (isLoud && this.flipped.length > 0) {
      this.loud = cause;
      return;
    }
    const broke = this.plan.landed.some(({ kind }) => kind === 'eio' || kind === 'full');
    const known = isFault(cause) || (cause instanceof Failure && broke);
    if (!known && !(this.flipped.length > 0)) throw cause instanceof Error ? cause : new Error(String(cause));
    this.#restarts += 1;
    if (this.#restarts > RESTARTS_MAX)
      throw new Error(`I13: no progress after ${RESTARTS_MAX} starts: ${String(cause)}`);
    this.scheduler.after(this.#random.whole(50, 500), again);
  }

  #act(kind: FaultKind): void {
    const { scheduler } = this;
    if (kind === 'power' || kind === 'kill' || kind === 'worker' || kind === 'flip') this.#crashKind = kind;
    if (kind === 'full') {
      this.platter.capacity = this.platter.usedBytes + this.#random.whole(0, 2048);
      scheduler.after(this.#random.whole(1_000, 8_000), () => {
        this.platter.capacity = Number.POSITIVE_INFINITY;
      });
    }
    if (kind === 'clock') this.#clockOffsetMs += this.#random.pick([-HOUR_MS, HOUR_MS, -1000]);
    if (kind === 'slow') this.#slowUntilMs = scheduler.nowMs + 4_000;
    if (kind === 'zombie') this.#leaveJob();
  }

  /** The thread of the job hangs, is given up and replaced, and wakes up later. */
  #leaveJob(): void {
    const plane = this.#plane;
    this.#jobLife.pausedUntilMs = this.scheduler.nowMs + this.#random.whole(200, 4_000);
    plane?.abandonJob();
    this.scheduler.after(this.#random.whole(1, 150), () => {
      if (this.#plane === plane && !this.#planeLife.gone) plane?.startJob();
    });
  }

  #crash(): void {
    if (this.#crashKind === 'worker') {
      const [plane, life] = [this.#plane, this.#jobLife];
      life.gone = true;
      this.#deeper();
      this.scheduler.after(this.#random.whole(50, 500), () => {
        if (this.#plane === plane && this.#jobLife === life && !this.#planeLife.gone) plane?.startJob();
      });
      return;
    }
    const life = this.#planeLife;
    life.gone = true;
    for (const tell of life.onDeath ?? []) tell();
    if (this.#crashKind !== 'kill') this.platter.powerCut(this.#random);
    if (this.#crashKind === 'flip') this.#flip();
    this.#deeper();
    this.scheduler.after(this.#random.whole(10, 300), () => this.#guard(() => this.#startPlane()));
  }

  #flip(): void {
    const newest = this.watch.manifests().at(-1)?.epoch;
    this.flipped.push(...flipBit(this.platter, this.#random));
    if (newest !== undefined && this.watch.manifests().at(-1)?.epoch !== newest) this.flippedNewest = true;
    this.watch.forget();
  }

  /** What does not hold ends the world, wherever it was found. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (cause) {
      this.#broken.push(cause);
    }
  }

  #deeper(): void {
    if (!this.#recovering) this.#depth = 0;
    this.#depth += 1;
    this.deepest = Math.max(this.deepest, this.#depth);
  }
}

function answerOf(cause: unknown): Answer {
  if (cause instanceof ProcessGone) return 'gone';
  if (cause instanceof Failure && cause.code === 'CONFLICT') return 'conflict';
  if (cause instanceof Failure || isFault(cause)) return 'refused';
  throw cause;
}

/** An error that a simulated disk has made. */
function isFault(cause: unknown): boolean {
  return isFull(cause) || (cause instanceof Error && 'code' in cause && cause.code === 'EIO');
}
