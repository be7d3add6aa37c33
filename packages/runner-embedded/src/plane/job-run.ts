// One run of a job in its worker: recovered, driven in short bursts, checkpointed, ended as it is told to.
import type { Plan } from '@weir/engine/plan/plan';
import { EmbeddedJob } from '@weir/engine/runtime/embedded-job';
import { metricShape } from '@weir/engine/runtime/job-metrics';
import { MetricStore } from '@weir/engine/runtime/metric-store';
import { catalogue } from '@weir/nodes/catalogue';
import type { Savepoint } from '@weir/shared/api';
import { Failure } from '@weir/shared/diagnostics';
import { fingerprints } from '../checkpoint/compatibility.ts';
import { RunCounters } from '../checkpoint/counters.ts';
import { useReserve } from '../disk/reserve.ts';
import type { Backlog } from '../drivers/backlog.ts';
import { DeadLetterFile } from '../drivers/dead-letter-file.ts';
import { DurableWork } from '../drivers/durable-work.ts';
import type { SourceCaution } from '../drivers/log-source.ts';
import { type OpenedDrivers, openDrivers } from '../drivers/open-drivers.ts';
import type { TableRows } from '../drivers/table-sink.ts';
import type { Machine } from '../host/machine.ts';
import { Checkpointer } from './checkpointer.ts';
import { atPhase, beforeNode, poisoned } from './faults.ts';
import type { PlaneError } from './protocol.ts';
import { deadLetterFolder, recoverJob } from './recovery.ts';
import { InHand, type LogPart } from './suspects.ts';
import { Tails } from './tails.ts';
import { CONTROL, type FromWorker, type ToWorker, type WorkerStart } from './worker-messages.ts';

/** How long a busy job runs before messages are looked at. */
const BURST_MS = 8;
/** How long an idle job waits when a source follows the clock, and when only the outside can bring rows. */
const PACED_WAIT_MS = 5;
const IDLE_WAIT_MS = 100;
const TAIL_WAIT_MS = 20;
/** A job that cannot catch up is ended where it stands; what is left waits in the logs for the next start. */
const DRAIN_MS_MAX = 30_000;

export class JobRun {
  readonly #drivers: OpenedDrivers;
  readonly #job: EmbeddedJob;
  readonly #letters: DeadLetterFile;
  readonly #checkpointer: Checkpointer;
  readonly #tails: Tails;
  readonly #control: Int32Array;
  readonly #send: (message: FromWorker) => void;
  readonly #idleWaitMs: number;
  readonly #backlogs: readonly Backlog[];
  #full = false;
  #stopping: 'suspend' | 'finish' | undefined;
  #wake: () => void = () => undefined;

  readonly #machine: Machine;

  /** Recovers the job. @throws Failure of a driver or of the checkpoints. */
  constructor(start: WorkerStart, machine: Machine, send: (message: FromWorker) => void) {
    this.#machine = machine;
    this.#send = send;
    this.#control = new Int32Array(start.control);
    this.#idleWaitMs = isPaced(start.plan) ? PACED_WAIT_MS : IDLE_WAIT_MS;
    const durable = new DurableWork();
    const recovered = recoverJob(start, machine, send);
    this.#letters = new DeadLetterFile({
      disk: machine.disk,
      folder: deadLetterFolder(start.folder),
      restored: recovered.manifest?.letters,
      now: machine.now,
      fence: () => recovered.store.assertNotReplaced(),
    });
    this.#drivers = openDrivers({
      start,
      machine,
      durable,
      restoredEpoch: recovered.manifest?.epoch,
      generation: recovered.generation,
      fence: () => recovered.store.assertNotReplaced(),
      cautionOf: (nodeId) => this.#cautionOf(start, nodeId),
      onRelease: (nodeId, position) => send({ kind: 'release', nodeId, position }),
      onFileCommitted: (epoch) => atPhase(start.faults, 'halfCommitted', epoch),
      onStreamCommitted: (stream, end) => send({ kind: 'streamCommitted', stream, end }),
    });
    const host = machine.host(poisoned(this.#drivers, start.faults));
    this.#job = new EmbeddedJob({
      plan: start.plan,
      catalogue,
      host,
      metrics: start.metrics,
      restore: recovered.snapshot,
      onDeadLetter: (nodeId, letter) => this.#letters.add(nodeId, letter),
      onProgress: () => Atomics.add(this.#control, CONTROL.heartbeat, 1),
      beforeNode: beforeNode(start.faults),
    });
    const counters = new RunCounters(start.plan, start.metrics, recovered.manifest?.counters ?? {});
    this.#backlogs = [...this.#drivers.backlogs, this.#letters];
    this.#checkpointer = new Checkpointer({
      job: this.#job,
      store: recovered.store,
      savepoints: recovered.savepoints,
      letters: this.#letters,
      durable,
      machine,
      send,
      generation: recovered.generation,
      graphHash: start.graphHash,
      fingerprints: fingerprints(start.plan),
      counters: () => counters.read(),
      lastEpoch: Math.max(recovered.lastEpoch, ...this.#drivers.files.map((file) => file.lastEpoch)),
      faults: start.faults,
      flush: () => this.#flush(),
      makeRoom: () => useReserve(machine.disk, start.reserve),
      onDurable: () => this.#wake(),
    });
    this.#tails = new Tails({ plan: start.plan, host, job: this.#job, send });
    this.#job.onReady(() => this.#wake());
    send({ kind: 'started', notices: recovered.notices });
  }

  #cautionOf(start: WorkerStart, nodeId: string): SourceCaution {
    const inHand = new InHand(
      start.plan.steps.map((step) => step.nodeId),
      start.inHand,
    );
    const own = (part: LogPart): boolean => part.nodeId === nodeId;
    const careful = start.caution.careful.filter(own);
    const poison = start.caution.poison.filter(own);
    return {
      isCareful: (position) => careful.some(({ from, to }) => position >= from && position < to),
      isPoison: (position, record) => poison.some((part) => part.from === position && part.record === record),
      onPoison: (bytes) => {
        this.#letters.add(nodeId, {
          code: 'POISON',
          message: 'the worker died at this record again and again',
          bytes,
        });
        countError(start, nodeId);
      },
      inHand: (part) => (part === undefined ? inHand.done(nodeId) : inHand.take({ nodeId, ...part })),
    };
  }

  receive(message: ToWorker): void {
    switch (message.kind) {
      case 'stop':
        this.#stopping = message.mode;
        break;
      case 'wake':
        break;
      case 'tail.start':
        this.#tails.start(message);
        break;
      case 'tail.stop':
        this.#tails.stop(message.tailId);
        break;
      case 'savepoint':
        this.#checkpointer.savepoint((made) =>
          this.#send({ kind: 'savepoint', requestId: message.requestId, made: toldOf(made) }),
        );
        break;
      case 'table':
        this.#send({
          kind: 'table',
          requestId: message.requestId,
          table: this.#drivers.tables.get(message.nodeId)?.read(),
        });
        break;
    }
    this.#wake();
  }

  /** Runs until the job ends or is stopped; its last checkpoint is then durable. */
  async run(): Promise<'suspended' | 'finished'> {
    for (;;) {
      const state = this.#hasRoom() ? this.#burst() : 'idle';
      Atomics.add(this.#control, CONTROL.heartbeat, 1);
      this.#checkpointer.tick();
      this.#tails.flush(this.#machine.now());
      if (state === 'done') return this.#finish();
      if (this.#stopping === 'finish') return this.#drain();
      if (this.#stopping === 'suspend') {
        await this.#checkpointer.last({ finished: false });
        return 'suspended';
      }
      if (state === 'busy') await this.#machine.turn();
      else await this.#idle();
    }
  }

  #burst(): 'busy' | 'idle' | 'done' {
    const untilMs = this.#machine.monotonicMs() + BURST_MS;
    let state = this.#job.step();
    if (state === 'busy') this.#checkpointer.changed = true;
    while (state === 'busy' && this.#machine.monotonicMs() < untilMs) state = this.#job.step();
    return state;
  }

  /** Writes out what waits in memory; everything is tried even when one has no room. */
  #flush(): boolean {
    return this.#backlogs.map((backlog) => backlog.flush()).every(Boolean);
  }

  /** False while the disk has no room for what the job gave: it stands still, and rows wait in the logs. */
  #hasRoom(): boolean {
    if (!this.#backlogs.some((backlog) => backlog.isFull)) return true;
    if (this.#flush()) {
      this.#full = false;
      this.#send({ kind: 'degraded', error: undefined });
      return true;
    }
    if (!this.#full)
      this.#send({
        kind: 'degraded',
        error: {
          code: 'DISK_FULL',
          message: 'disk is full: the job waits for room',
          hint: 'Free some space.',
        },
      });
    this.#full = true;
    return false;
  }

  async #idle(): Promise<void> {
    this.#letters.flush();
    Atomics.store(this.#control, CONTROL.idle, 1);
    // A log that grew between the last look and the flag would wake nobody.
    const missed = !this.#full && this.#drivers.logs.some((log) => log.hasMore);
    if (missed) await this.#machine.turn();
    else {
      const waitMs = this.#tails.active ? Math.min(this.#idleWaitMs, TAIL_WAIT_MS) : this.#idleWaitMs;
      const { done, wake } = this.#machine.sleep(waitMs);
      this.#wake = wake;
      await done;
      this.#wake = () => undefined;
    }
    Atomics.store(this.#control, CONTROL.idle, 0);
  }

  /** Takes what doors and streams hold now, then ends the input where it stands. */
  async #drain(): Promise<'finished'> {
    for (const log of this.#drivers.logs) log.limitToPresent();
    const untilMs = this.#machine.monotonicMs() + DRAIN_MS_MAX;
    while (!this.#drivers.logs.every((log) => log.drained) && this.#machine.monotonicMs() < untilMs) {
      const state = this.#hasRoom() ? this.#burst() : 'idle';
      Atomics.add(this.#control, CONTROL.heartbeat, 1);
      if (state === 'done') break;
      await this.#machine.turn();
    }
    return this.#finish();
  }

  async #finish(): Promise<'finished'> {
    this.#job.finish();
    this.#checkpointer.changed = true;
    await this.#checkpointer.last({ finished: true });
    this.#tails.flush(Number.POSITIVE_INFINITY);
    return 'finished';
  }

  /** Rows of live tables, to be looked at after the end. */
  tables(): Readonly<Record<string, TableRows>> {
    return Object.fromEntries([...this.#drivers.tables].map(([nodeId, table]) => [nodeId, table.read()]));
  }

  close(): void {
    this.#job.close();
    this.#letters.close();
  }
}

function toldOf(made: Savepoint | Failure): Savepoint | PlaneError {
  return made instanceof Failure ? { code: made.code, message: made.message, hint: made.hint } : made;
}

function countError({ plan, metrics }: WorkerStart, nodeId: string): void {
  const index = plan.steps.findIndex((step) => step.nodeId === nodeId);
  new MetricStore(metricShape(plan), metrics).add(index, 'errorRows', 1);
}

function isPaced(plan: Plan): boolean {
  return plan.steps.some((step) => {
    const form = catalogue.get(step.type)?.embedded;
    const output = step.outputs['out'];
    if (form?.kind !== 'source' || output === undefined) return false;
    const { format, replaySpeed } = form.open({ config: step.config, output });
    return format.kind === 'rows' || replaySpeed !== undefined;
  });
}
