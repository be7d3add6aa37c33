// All jobs of the data plane, and what they share: doors, streams, and who waits for what.

import type { Runner } from '@weir/engine/job';
import type { Plan } from '@weir/engine/plan/plan';
import { catalogue } from '@weir/nodes/catalogue';
import type { Environment, JobInfo } from '@weir/shared/api';
import { Failure } from '@weir/shared/diagnostics';
import type { Doors } from '../door/doors.ts';
import { ReleasedPositions } from '../door/released-positions.ts';
import type { Machine } from '../host/machine.ts';
import { StreamRegistry } from '../streams/stream-registry.ts';
import type { Faults } from './faults.ts';
import { jobFolder, type PlaneFolders } from './job-folders.ts';
import { type JobWorld, ManagedJob } from './managed-job.ts';
import type { DoorKey, JobKey, JobStart } from './protocol.ts';
import type { FromWorker, LogAccess } from './worker-messages.ts';

export type JobsOptions = {
  readonly folders: PlaneFolders;
  readonly doors: Doors;
  readonly machine: Machine;
  readonly workerEntry: string;
  readonly faults: Faults;
  readonly now: () => number;
} & Pick<JobWorld, 'changed' | 'metered' | 'message' | 'left'>;

export class Jobs implements Runner<JobKey, JobStart> {
  readonly #options: JobsOptions;
  readonly #streams: StreamRegistry;
  readonly #jobs = new Map<JobKey, ManagedJob>();
  /** Per job, what was asked of it and is not done: one thing at a time. */
  readonly #queues = new Map<JobKey, Promise<unknown>>();
  readonly #released = new ReleasedPositions();

  constructor(options: JobsOptions) {
    this.#options = options;
    this.#streams = new StreamRegistry(options.machine.disk, options.folders.streams);
  }

  get all(): Iterable<ManagedJob> {
    return this.#jobs.values();
  }

  find(jobKey: JobKey): ManagedJob | undefined {
    return this.#jobs.get(jobKey);
  }

  /** A job by its key, made when it was not seen yet: its files may be there from before. */
  get(jobKey: JobKey): ManagedJob {
    return this.#jobs.get(jobKey) ?? this.#make(jobKey);
  }

  /** A job that was never seen is stopped. */
  info(jobKey: JobKey): JobInfo {
    return (
      this.#jobs.get(jobKey)?.info ?? { status: 'stopped', environment: environmentOf(jobKey), notices: [] }
    );
  }

  start(start: JobStart): Promise<JobInfo> {
    return this.#inTurn(start.jobKey, () => this.get(start.jobKey).start(start));
  }

  stop(jobKey: JobKey, mode: 'suspend' | 'finish'): Promise<JobInfo> {
    return this.#inTurn(jobKey, async () => (await this.#jobs.get(jobKey)?.stop(mode)) ?? this.info(jobKey));
  }

  /** Stops the job and deletes everything it has on disk, its output files apart. */
  remove(jobKey: JobKey): Promise<void> {
    return this.#inTurn(jobKey, async () => {
      await this.#jobs.get(jobKey)?.terminate();
      this.#jobs.delete(jobKey);
      this.#options.doors.remove(jobKey);
      this.#options.machine.disk.removeFolder(jobFolder(this.#options.folders, jobKey));
    });
  }

  async suspendAll(): Promise<void> {
    await Promise.all([...this.#jobs.keys()].map((jobKey) => this.stop(jobKey, 'suspend')));
  }

  /** The log of a door has grown. */
  wake(doorKey: DoorKey): void {
    this.#jobs.get(jobKeyOfDoor(doorKey))?.wake();
  }

  #make(jobKey: JobKey): ManagedJob {
    const { workerEntry, now, changed, metered, left, folders } = this.#options;
    const job = new ManagedJob(jobKey, environmentOf(jobKey), {
      workerEntry,
      now,
      folder: jobFolder(folders, jobKey),
      changed,
      metered,
      left,
      supply: (start, plan) => this.#supply(start, plan),
      message: (from, message) => this.#receive(from, message),
    });
    this.#jobs.set(jobKey, job);
    return job;
  }

  #receive(job: ManagedJob, message: FromWorker): void {
    if (message.kind === 'release') this.#release(`${job.jobKey}.${message.nodeId}`, message.position);
    else if (message.kind === 'streamCommitted') {
      this.#streams.committed({ environment: job.info.environment, name: message.stream }, message.end);
      for (const other of this.#jobs.values()) {
        if (other !== job) other.wake();
      }
    } else this.#options.message(job, message);
  }

  #release(doorKey: DoorKey, position: number): void {
    const released = this.#released.committed(doorKey, position);
    if (released !== undefined) this.#options.doors.release(doorKey, released);
  }

  #supply(start: JobStart, plan: Plan): ReturnType<JobWorld['supply']> {
    const { doors, folders, faults } = this.#options;
    for (const door of start.doors)
      doors.open({ ...start, ...door, doorKey: `${start.jobKey}.${door.nodeId}` });
    const doorLogs: Record<string, LogAccess> = {};
    const streams: Record<string, LogAccess> = {};
    const written = new Set<string>();
    for (const step of plan.steps) {
      const definition = catalogue.get(step.type);
      if (definition?.door === true) {
        const log = doors.log(`${start.jobKey}.${step.nodeId}`);
        doorLogs[step.nodeId] = { folder: log.folder, end: log.committed.memory };
      }
      const stream = definition?.stream?.(step.config);
      if (stream === undefined) continue;
      if (stream.access === 'write') this.#claim(start, stream.name, written);
      streams[stream.name] = this.#streams.access({ environment: start.environment, name: stream.name });
    }
    return {
      roots: { files: folders.files, examples: folders.examples },
      doors: doorLogs,
      streams,
      streamRoot: folders.streams,
      reserve: folders.reserve,
      faults,
    };
  }

  /** A stream has one writer at a time: two would cut off each other's rows after a crash. */
  #claim(start: JobStart, name: string, written: Set<string>): void {
    const other = [...this.#jobs.values()].find(
      (job) =>
        job.jobKey !== start.jobKey &&
        job.isRunning &&
        job.info.environment === start.environment &&
        writes(job.plan, name),
    );
    if (other !== undefined || written.has(name)) {
      const who = other === undefined ? 'two sinks of the pipeline' : `pipeline ${other.pipelineId} already`;
      throw new Failure(
        'SINK_FAILED',
        `stream ${name} is written by ${who}`,
        'Choose another name, or join the rows before one sink with a Union.',
      );
    }
    written.add(name);
  }

  #inTurn<T>(jobKey: JobKey, work: () => Promise<T>): Promise<T> {
    const before = this.#queues.get(jobKey) ?? Promise.resolve();
    const next = before.then(work, work);
    this.#queues.set(jobKey, next);
    return next;
  }
}

function writes(plan: Plan | undefined, name: string): boolean {
  return (plan?.steps ?? []).some((step) => {
    const stream = catalogue.get(step.type)?.stream?.(step.config);
    return stream?.access === 'write' && stream.name === name;
  });
}

function environmentOf(jobKey: JobKey): Environment {
  if (jobKey.endsWith('.production')) return 'production';
  return jobKey.endsWith('.development') ? 'development' : 'draft';
}

function jobKeyOfDoor(doorKey: DoorKey): JobKey {
  // A door key is a job key, a dot and a node id.
  return doorKey.slice(0, doorKey.lastIndexOf('.')) as JobKey;
}
