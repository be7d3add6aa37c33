// The contract of both runners: a plan is submitted and becomes a job; server and canvas never know which engine runs it.
import type { JsonRow } from '@weir/shared/api';
import type { Plan } from './plan/plan.ts';

/** A running plan. */
export type Job = {
  /** Bytes of a metric frame (`shared/metric-frame.ts`) as of now. */
  readonly metrics: () => ArrayBuffer;
  /** Follows the rows of an output port, `node.port`, until the returned function is called. Sampled when there are many. */
  readonly tap: (port: string, onRows: (rows: readonly JsonRow[], skipped: number) => void) => () => void;
  /** Makes the state durable under a name; gives what `submit` takes to start from it. */
  readonly savepoint: () => Promise<string>;
  /** `suspend` keeps windows open in a savepoint, `finish` ends the input so that everything fires. */
  readonly stop: (mode: 'suspend' | 'finish') => Promise<void>;
};

/** An engine that runs plans. */
export type Runner = {
  readonly submit: (
    plan: Plan,
    options: { readonly jobKey: string; readonly savepoint?: string | undefined },
  ) => Promise<Job>;
};
