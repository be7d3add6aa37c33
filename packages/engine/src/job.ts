// The contract of the runners: whoever asks for a job never knows which engine runs it.
import type { JobInfo } from '@weir/shared/api';
import type { Graph } from '@weir/shared/graph';

/** A version (or a draft) that shall run. Node ids are the identity of state, across versions too. */
export type JobRequest = {
  readonly graph: Graph;
  readonly graphHash: string;
  readonly version?: number | undefined;
};

/**
 * An engine that runs pipelines. The embedded engine is one; Flink comes next.
 *
 * Starting a running job replaces its graph at a checkpoint. Metrics, tails and dead letters of a job go by its key.
 */
export interface Runner<Key extends string, Request extends JobRequest & { readonly jobKey: Key }> {
  /** Runs the request, from the last savepoint of the key where there is one. Problems are a `failed` job, not an error. */
  start(request: Request): Promise<JobInfo>;
  /** `suspend` keeps windows open in a savepoint, `finish` ends the input so that everything fires. */
  stop(key: Key, mode: 'suspend' | 'finish'): Promise<JobInfo>;
  /** A key that never ran is `stopped`. */
  info(key: Key): JobInfo;
  /** Stops the job and forgets its savepoints and dead letters. */
  remove(key: Key): Promise<void>;
}
