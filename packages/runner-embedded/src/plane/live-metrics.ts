// Metric frames of running jobs: sampled ten times a second, sent to each follower at its own rate.
import { idTable, metricFrame } from '../metrics/frame-writer.ts';
import { SAMPLE_INTERVAL_MS } from '../metrics/job-meter.ts';
import type { Connection, Connections } from './connections.ts';
import type { Jobs } from './jobs.ts';
import type { ManagedJob } from './managed-job.ts';
import type { JobKey } from './protocol.ts';

/** Followers that ask at about the same time share a frame. */
const SHARED_MS = 20;

type Run = {
  readonly table: number;
  sequence: number;
  frame: { readonly atMs: number; readonly bytes: Uint8Array } | undefined;
};

export class LiveMetrics {
  readonly #jobs: Jobs;
  readonly #now: () => number;
  readonly #runs = new Map<JobKey, Run>();
  readonly #timer: NodeJS.Timeout;
  #tables = 0;

  constructor(jobs: Jobs, now: () => number) {
    this.#jobs = jobs;
    this.#now = now;
    this.#timer = setInterval(() => {
      for (const job of jobs.all) job.meter?.sample(this.#now());
    }, SAMPLE_INTERVAL_MS);
  }

  /** A run has begun: its rows have new numbers. */
  begin(job: ManagedJob, connections: Connections): void {
    this.#tables += 1;
    this.#runs.set(job.jobKey, { table: this.#tables, sequence: 0, frame: undefined });
    for (const connection of connections.followersOf(job)) this.#sendTable(job, connection);
  }

  subscribe(jobKey: JobKey, hz: number, connection: Connection): void {
    this.unsubscribe(jobKey, connection);
    const job = this.#jobs.find(jobKey);
    if (job !== undefined) this.#sendTable(job, connection);
    connection.subscriptions.set(
      jobKey,
      setInterval(() => this.#sendFrame(jobKey, connection), 1000 / hz),
    );
  }

  unsubscribe(jobKey: JobKey, connection: Connection): void {
    clearInterval(connection.subscriptions.get(jobKey));
    connection.subscriptions.delete(jobKey);
  }

  leave(connection: Connection): void {
    for (const jobKey of [...connection.subscriptions.keys()]) this.unsubscribe(jobKey, connection);
  }

  #sendTable(job: ManagedJob, connection: Connection): void {
    const run = this.#runs.get(job.jobKey);
    if (run === undefined || job.meter === undefined) return;
    connection.sendMetric({ jobKey: job.jobKey, kind: 'ids', payload: idTable(job.meter, run.table) });
  }

  #sendFrame(jobKey: JobKey, connection: Connection): void {
    const meter = this.#jobs.find(jobKey)?.meter;
    const run = this.#runs.get(jobKey);
    if (meter === undefined || run === undefined || this.#jobs.info(jobKey).status !== 'running') return;
    const nowMs = this.#now();
    if (run.frame === undefined || nowMs - run.frame.atMs >= SHARED_MS) {
      run.sequence += 1;
      run.frame = {
        atMs: nowMs,
        bytes: metricFrame(meter, { sequence: run.sequence, table: run.table, nowMs }),
      };
    }
    connection.sendMetric({ jobKey, kind: 'frame', payload: run.frame.bytes });
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
