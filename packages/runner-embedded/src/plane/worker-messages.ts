// What the main thread of the data plane and the worker of a job say to each other.
import type { Plan } from '@weir/engine/plan/plan';
import type { Environment, JobInfo, JsonRow, Savepoint } from '@weir/shared/api';
import type { TableRows } from '../drivers/table-sink.ts';
import type { Roots } from '../host/roots.ts';
import type { Faults } from './faults.ts';
import type { JobKey, PlaneError } from './protocol.ts';
import type { Caution } from './suspects.ts';

/** A log as a worker sees it: where it lies, and the shared end of its durable part. */
export type LogAccess = { readonly folder: string; readonly end: SharedArrayBuffer };

/** What a worker is made with. */
export type WorkerStart = {
  readonly jobKey: JobKey;
  readonly environment: Environment;
  readonly plan: Plan;
  readonly graphHash: string;
  readonly metrics: SharedArrayBuffer;
  /** Int32: see `CONTROL`. */
  readonly control: SharedArrayBuffer;
  readonly folder: string;
  readonly roots: Roots;
  /** Logs of doors by node id. */
  readonly doors: Readonly<Record<string, LogAccess>>;
  readonly streams: Readonly<Record<string, LogAccess>>;
  readonly streamRoot: string;
  /** The file that reserves room for checkpoints. */
  readonly reserve: string;
  /** The epoch of a savepoint to go back to before anything else. */
  readonly savepoint?: number | undefined;
  readonly faults: Faults;
  /** Memory of `InHand`: what the worker works on, for when it dies. */
  readonly inHand: SharedArrayBuffer;
  readonly caution: Caution;
};

/** Cells of the control memory: 1 while the worker waits for something; a count that grows while it lives. */
export const CONTROL = { idle: 0, heartbeat: 1, cells: 2 } as const;

export type ToWorker =
  | { readonly kind: 'stop'; readonly mode: 'suspend' | 'finish' }
  | { readonly kind: 'wake' }
  | {
      readonly kind: 'tail.start';
      readonly tailId: string;
      readonly port: string;
      readonly where: string | undefined;
    }
  | { readonly kind: 'tail.stop'; readonly tailId: string }
  | { readonly kind: 'savepoint'; readonly requestId: number }
  | { readonly kind: 'table'; readonly requestId: number; readonly nodeId: string };

export type FromWorker =
  | { readonly kind: 'started'; readonly notices: readonly string[] }
  | {
      readonly kind: 'checkpoint';
      readonly checkpoint: NonNullable<JobInfo['checkpoint']>;
      /** Dead letters without room in the file, by node. */
      readonly droppedLetters: Readonly<Record<string, number>>;
    }
  | { readonly kind: 'notice'; readonly text: string }
  /** Checkpoints fail, or the disk has no room for rows; `undefined` when that is over. The job is kept. */
  | { readonly kind: 'degraded'; readonly error: PlaneError | undefined }
  /** The job has ended as it was asked to, or by itself; the last checkpoint is durable. */
  | {
      readonly kind: 'ended';
      readonly how: 'suspended' | 'finished';
      readonly tables: Readonly<Record<string, TableRows>>;
    }
  | { readonly kind: 'failed'; readonly error: PlaneError }
  | { readonly kind: 'release'; readonly nodeId: string; readonly position: number }
  | { readonly kind: 'streamCommitted'; readonly stream: string; readonly end: number }
  | {
      readonly kind: 'tail.rows';
      readonly tailId: string;
      readonly rows: readonly JsonRow[];
      readonly skipped: number;
    }
  | { readonly kind: 'tail.end'; readonly tailId: string; readonly error: PlaneError }
  | {
      readonly kind: 'savepoint';
      readonly requestId: number;
      readonly made: Savepoint | PlaneError;
    }
  | { readonly kind: 'table'; readonly requestId: number; readonly table: TableRows | undefined };
