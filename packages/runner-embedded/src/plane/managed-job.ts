// One job as the data plane manages it: starts workers for it, starts them again when they crash, tells what happens.
import { type Plan, plan as planGraph } from '@weir/engine/plan/plan';
import { metricShape } from '@weir/engine/runtime/job-metrics';
import { metricBytes } from '@weir/engine/runtime/metric-store';
import { catalogue } from '@weir/nodes/catalogue';
import type { JobInfo, JobStatus, Savepoint } from '@weir/shared/api';
import { Failure } from '@weir/shared/diagnostics';
import { nodeDisk } from '../disk/node-disk.ts';
import { DeadLetterList } from '../drivers/dead-letter-list.ts';
import type { TableRows } from '../drivers/table-sink.ts';
import { LOG_BYTES_MAX } from '../log/log-file.ts';
import { JobMeter } from '../metrics/job-meter.ts';
import { KeptState } from './kept-state.ts';
import type { JobKey, JobStart, PlaneError } from './protocol.ts';
import { deadLetterFolder } from './recovery.ts';
import { InHand, Suspects } from './suspects.ts';
import { CONTROL, type FromWorker, type WorkerStart } from './worker-messages.ts';
import { WorkerThread } from './worker-thread.ts';

const CRASHES_MAX = 5;
const CRASH_WINDOW_MS = 60_000;
const BACKOFF_MS = [100, 500, 1_000, 2_000, 5_000] as const;
const NOTICES_MAX = 20;

export type JobWorld = {
  readonly workerEntry: string;
  readonly folder: string;
  readonly now: () => number;
  /** What a worker needs from the rest of the data plane: logs, streams, folders. */
  readonly supply: (
    start: JobStart,
    plan: Plan,
  ) => Pick<WorkerStart, 'roots' | 'doors' | 'streams' | 'streamRoot' | 'reserve' | 'faults'>;
  readonly changed: (job: ManagedJob) => void;
  /** A run has begun; its meter is new. */
  readonly metered: (job: ManagedJob) => void;
  readonly message: (job: ManagedJob, message: FromWorker) => void;
  /** The worker is gone: tails end. */
  readonly left: (job: ManagedJob) => void;
};

export class ManagedJob {
  readonly jobKey: JobKey;
  readonly #world: JobWorld;
  #start: JobStart | undefined;
  #worker: WorkerThread | undefined;
  #restart: NodeJS.Timeout | undefined;
  #crashes: number[] = [];
  #suspects = new Suspects();
  #inHand = new InHand([]);
  #stopping = false;
  #settled = Promise.withResolvers<void>();
  #letters: DeadLetterList;
  #dropped: Readonly<Record<string, number>> = {};
  #tables: Readonly<Record<string, TableRows>> = {};
  readonly #savepointRequests = new Map<number, (made: Savepoint | PlaneError) => void>();
  readonly #tableRequests = new Map<number, (table: TableRows | undefined) => void>();
  #nextRequest = 1;
  /** Savepoints and checkpoints on disk. */
  readonly kept: KeptState;
  info: JobInfo;
  plan: Plan | undefined;
  meter: JobMeter | undefined;

  constructor(jobKey: JobKey, environment: JobInfo['environment'], world: JobWorld) {
    this.jobKey = jobKey;
    this.#world = world;
    this.info = { status: 'stopped', environment, notices: [] };
    this.#letters = new DeadLetterList(nodeDisk, deadLetterFolder(world.folder));
    this.kept = new KeptState(nodeDisk, world.folder);
  }

  get pipelineId(): string {
    return this.jobKey.slice(0, this.jobKey.lastIndexOf('.'));
  }

  get isRunning(): boolean {
    return this.#worker !== undefined || this.#restart !== undefined;
  }

  /** Starts the job, or replaces what runs. Resolves when it runs, has finished or has failed. */
  async start(start: JobStart): Promise<JobInfo> {
    if (this.isRunning) await this.stop('suspend');
    this.#start = start;
    this.#crashes = [];
    this.#suspects = new Suspects();
    this.#stopping = false;
    const { environment, graphHash, version } = start;
    this.info = {
      status: 'starting',
      environment,
      graphHash,
      version,
      startedAt: new Date(this.#world.now()).toISOString(),
      notices: [],
    };
    const { plan, problems } = planGraph(start.graph, catalogue);
    this.plan = plan;
    if (plan === undefined) {
      const first = problems.find((problem) => problem.severity === 'error');
      this.#set({
        status: 'failed',
        error: {
          code: first?.code ?? 'GRAPH_FORMAT',
          message: first?.message ?? 'graph cannot run',
          hint: first?.hint,
        },
      });
      return this.info;
    }
    this.#settled = Promise.withResolvers();
    this.#set({});
    this.#launch(start, plan);
    await this.#settled.promise;
    return this.info;
  }

  #launch(start: JobStart, plan: Plan): void {
    this.#restart = undefined;
    const shape = metricShape(plan);
    const metrics = new SharedArrayBuffer(metricBytes(shape));
    let supply: ReturnType<JobWorld['supply']>;
    try {
      supply = this.#world.supply(start, plan);
    } catch (cause) {
      this.#fail(cause);
      return;
    }
    const startedMs = this.#world.now();
    this.meter = new JobMeter({ plan, catalogue, memory: metrics, startedMs, queueBytesMax: LOG_BYTES_MAX });
    this.#letters = new DeadLetterList(nodeDisk, deadLetterFolder(this.#world.folder));
    this.#inHand = new InHand(plan.steps.map(({ nodeId }) => nodeId));
    const worker = new WorkerThread(
      this.#world.workerEntry,
      {
        jobKey: this.jobKey,
        environment: start.environment,
        plan,
        graphHash: start.graphHash,
        metrics,
        control: new SharedArrayBuffer(4 * CONTROL.cells),
        folder: this.#world.folder,
        inHand: this.#inHand.memory,
        caution: this.#suspects.caution,
        savepoint: start.savepoint,
        ...supply,
      },
      { message: (message) => this.#receive(message), exit: (cause) => this.#exited(worker, cause) },
    );
    this.#worker = worker;
  }

  #fail(cause: unknown): void {
    const message = cause instanceof Error ? cause.message : String(cause);
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'JOB_CRASHED';
    const hint =
      cause instanceof Error && 'hint' in cause && typeof cause.hint === 'string' ? cause.hint : undefined;
    this.#settle({ status: 'failed', error: { code, message, hint } });
  }

  #receive(message: FromWorker): void {
    switch (message.kind) {
      case 'started':
        for (const text of message.notices) this.#notice(text);
        // Gone back once: what starts it again goes on from there.
        if (this.#start !== undefined) this.#start = { ...this.#start, savepoint: undefined };
        this.#settle({ status: 'running' });
        this.#world.metered(this);
        break;
      case 'checkpoint':
        this.#dropped = message.droppedLetters;
        this.#set({ checkpoint: message.checkpoint });
        break;
      case 'notice':
        this.#notice(message.text);
        this.#set({});
        break;
      case 'degraded':
        this.#set({ degraded: message.error });
        break;
      case 'ended':
        this.#tables = message.tables;
        this.info = { ...this.info, status: message.how };
        break;
      case 'failed':
        this.info = { ...this.info, status: 'failed', error: message.error };
        break;
      case 'savepoint':
        this.#savepointRequests.get(message.requestId)?.(message.made);
        this.#savepointRequests.delete(message.requestId);
        break;
      case 'table':
        this.#tableRequests.get(message.requestId)?.(message.table);
        this.#tableRequests.delete(message.requestId);
        break;
      default:
        this.#world.message(this, message);
    }
  }

  #exited(worker: WorkerThread, cause: string | undefined): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.meter = undefined;
    for (const resolve of this.#tableRequests.values()) resolve(undefined);
    this.#tableRequests.clear();
    for (const tell of this.#savepointRequests.values())
      tell({ code: 'JOB_CRASHED', message: 'the job ended before the savepoint was made' });
    this.#savepointRequests.clear();
    this.info = { ...this.info, degraded: undefined };
    this.#world.left(this);
    if (cause === undefined) this.#settle({});
    else this.#crashed(cause);
  }

  #crashed(cause: string): void {
    if (this.#stopping) {
      // It should end, and what was durable is kept: not started again.
      this.#notice(`worker ended by itself while it was stopped: ${cause}`);
      this.#settle({ status: 'suspended' });
      return;
    }
    const poison = this.#suspects.died(this.#inHand.read());
    if (poison !== undefined)
      this.#notice(
        `a record of source ${poison.nodeId} ended the worker again and again: it is among its dead letters, as POISON`,
      );
    const nowMs = this.#world.now();
    this.#crashes = [...this.#crashes.filter((atMs) => nowMs - atMs < CRASH_WINDOW_MS), nowMs];
    const { plan } = this;
    const start = this.#start;
    if (this.#crashes.length > CRASHES_MAX || plan === undefined || start === undefined) {
      const message = `worker ended by itself ${this.#crashes.length} times in a minute: ${cause}`;
      this.#settle({
        status: 'failed',
        error: {
          code: 'JOB_CRASHED',
          message,
          hint: 'The last checkpoint is kept. Change the pipeline, or start it again.',
        },
      });
      return;
    }
    this.#notice(`worker ended by itself and was started again from the last checkpoint: ${cause}`);
    this.#set({ status: 'starting' });
    const pauseMs = BACKOFF_MS[this.#crashes.length - 1] ?? BACKOFF_MS[BACKOFF_MS.length - 1];
    this.#restart = setTimeout(() => this.#launch(start, plan), pauseMs);
  }

  /** Stops the job. Resolves when its last checkpoint is durable and its worker is gone. */
  async stop(mode: 'suspend' | 'finish'): Promise<JobInfo> {
    if (this.#restart !== undefined) {
      clearTimeout(this.#restart);
      this.#restart = undefined;
      this.#settle({ status: 'suspended' });
      return this.info;
    }
    const worker = this.#worker;
    if (worker === undefined) return this.info;
    this.#settled = Promise.withResolvers();
    this.#stopping = true;
    worker.send({ kind: 'stop', mode });
    await this.#settled.promise;
    return this.info;
  }

  /** Ends the worker at once and forgets that it ran. */
  async terminate(): Promise<void> {
    clearTimeout(this.#restart);
    this.#restart = undefined;
    await this.#worker?.terminate();
  }

  wake(): void {
    this.#worker?.wake();
  }

  tail(message: Parameters<WorkerThread['send']>[0]): boolean {
    this.#worker?.send(message);
    return this.#worker !== undefined;
  }

  /** Newest rows of a live table; those at the end of the last run when the job does not run. */
  async table(nodeId: string): Promise<TableRows> {
    const worker = this.#worker;
    const none: TableRows = { columns: [], rows: [] };
    if (worker === undefined) return this.#tables[nodeId] ?? none;
    const requestId = this.#nextRequest++;
    const answer = new Promise<TableRows | undefined>((resolve) =>
      this.#tableRequests.set(requestId, resolve),
    );
    worker.send({ kind: 'table', requestId, nodeId });
    return (await answer) ?? this.#tables[nodeId] ?? none;
  }

  /** Keeps a checkpoint of now; of a job that does not run, its last one. */
  async savepoint(): Promise<Savepoint> {
    const worker = this.#worker;
    if (worker === undefined || this.info.status !== 'running') return this.kept.keepLast();
    const requestId = this.#nextRequest++;
    const made = await new Promise<Savepoint | PlaneError>((resolve) => {
      this.#savepointRequests.set(requestId, resolve);
      worker.send({ kind: 'savepoint', requestId });
    });
    if ('code' in made) throw new Failure('CHECKPOINT_FAILED', made.message, made.hint);
    return made;
  }

  deadLetters(options: {
    readonly nodeId: string | undefined;
    readonly limit: number;
  }): ReturnType<DeadLetterList['read']> {
    const { total, letters } = this.#letters.read(options);
    const dropped = Object.entries(this.#dropped).reduce(
      (sum, [nodeId, count]) =>
        options.nodeId === undefined || options.nodeId === nodeId ? sum + count : sum,
      0,
    );
    return { total: total + dropped, letters };
  }

  #notice(text: string): void {
    this.info = { ...this.info, notices: [...this.info.notices, text].slice(-NOTICES_MAX) };
  }

  #set(change: Partial<JobInfo> & { readonly status?: JobStatus }): void {
    this.info = { ...this.info, ...change };
    this.#world.changed(this);
  }

  #settle(change: Partial<JobInfo>): void {
    this.#set(change);
    this.#settled.resolve();
  }
}
