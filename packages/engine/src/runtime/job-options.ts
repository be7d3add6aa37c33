// What a job of the embedded engine is made with.
import type { Catalogue } from '../define-node.ts';
import type { Host } from '../host.ts';
import type { Plan } from '../plan/plan.ts';
import type { OnDeadLetter } from './dead-letters.ts';
import type { JobSnapshot } from './job-snapshot.ts';

export type JobOptions = {
  readonly plan: Plan;
  readonly catalogue: Catalogue;
  readonly host: Host;
  /** Memory for the metrics, `metricBytes(shape)` long; own memory when absent. */
  readonly metrics?: ArrayBuffer | SharedArrayBuffer | undefined;
  readonly restore?: JobSnapshot | undefined;
  /** Ignore rates and replay speeds. */
  readonly unpaced?: boolean | undefined;
  /** Time every node on every micro-batch. */
  readonly timeAll?: boolean | undefined;
  /** Count nothing but rows and errors: no clock reads. For measuring what metrics cost. */
  readonly untimed?: boolean | undefined;
  readonly onDeadLetter?: OnDeadLetter | undefined;
  /** Called in the midst of long work on one micro-batch: a sign of life for whoever watches the job. */
  readonly onProgress?: (() => void) | undefined;
  /** Called before a node works on a micro-batch. Tests stall a node with it. */
  readonly beforeNode?: ((nodeId: string) => void) | undefined;
};
