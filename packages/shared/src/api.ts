// The contract between the designer and the control plane: every procedure's input and output, once.
//
// The server's tRPC router is checked against it, the web client is typed by it. Queries and mutations travel over
// HTTP, subscriptions over one WebSocket, metric frames over another (`/live`). Times are ISO strings, ids opaque.
import { z } from 'zod';
import type { Diagnostic } from './diagnostics.ts';
import { type Edit, editSchema } from './edits.ts';
import { type Graph, graphSchema, type Json, nodeIdSchema } from './graph.ts';

/** Where a version runs. `draft` is the run of a draft's latest state; the others are ordered for promotion. */
export const environmentSchema = z.enum(['draft', 'development', 'production']);
export type Environment = z.infer<typeof environmentSchema>;

const pipelineId = z.string().min(1).max(64);
/** Number of a checkpoint. */
const epoch = z.number().int().min(1);
const jobReference = z.strictObject({ pipelineId, environment: environmentSchema });

/** Inputs, parsed at the edge. A procedure without input takes none. */
export const inputs = {
  'session.me': z.undefined().optional(),
  'examples.list': z.undefined().optional(),
  'pipelines.list': z.undefined().optional(),
  'pipelines.create': z.strictObject({
    name: z.string().min(1).max(120),
    /** An example's id, a whole graph (import, file of rows), or nothing for an empty canvas. */
    example: z.string().max(60).optional(),
    graph: graphSchema.optional(),
  }),
  'pipelines.remove': z.strictObject({ pipelineId }),
  'drafts.get': z.strictObject({ pipelineId }),
  'drafts.edit': z.strictObject({ pipelineId, edit: editSchema }),
  'drafts.history': z.strictObject({ pipelineId, afterSeq: z.number().int().min(0) }),
  'doors.get': z.strictObject({ pipelineId, environment: environmentSchema, nodeId: nodeIdSchema }),
  'doors.capture': z.strictObject({
    pipelineId,
    environment: environmentSchema,
    nodeId: nodeIdSchema,
    rows: z.number().int().min(1).max(1000),
  }),
  'files.list': z.undefined().optional(),
  'files.head': z.strictObject({
    path: z.string().min(1).max(500),
    bytes: z.number().int().min(1).max(262_144),
  }),
  'streams.list': z.undefined().optional(),
  /** With a savepoint the job goes back to it first. */
  'jobs.start': z.strictObject({ pipelineId, environment: environmentSchema, savepoint: epoch.optional() }),
  'jobs.stop': z.strictObject({
    pipelineId,
    environment: environmentSchema,
    mode: z.enum(['suspend', 'finish']),
  }),
  'jobs.get': jobReference,
  'jobs.savepoint': jobReference,
  'jobs.savepoints': jobReference,
  'jobs.removeSavepoint': z.strictObject({ pipelineId, environment: environmentSchema, epoch }),
  /** Of the graph that a start would run, against a savepoint or the last checkpoint. */
  'jobs.compatibility': z.strictObject({
    pipelineId,
    environment: environmentSchema,
    savepoint: epoch.optional(),
  }),
  'jobs.deadLetters': z.strictObject({
    pipelineId,
    environment: environmentSchema,
    nodeId: nodeIdSchema.optional(),
    limit: z.number().int().min(1).max(500),
  }),
  'jobs.table': z.strictObject({ pipelineId, environment: environmentSchema, nodeId: nodeIdSchema }),
  'live.ticket': z.undefined().optional(),
  'versions.list': z.strictObject({ pipelineId }),
  'versions.get': z.strictObject({ pipelineId, number: z.number().int().min(1) }),
  'versions.publish': z.strictObject({ pipelineId, note: z.string().max(400) }),
  'versions.diff': z.strictObject({ pipelineId, from: z.number().int().min(1), to: z.number().int().min(1) }),
  'promotions.check': z.strictObject({
    pipelineId,
    number: z.number().int().min(1),
    environment: z.enum(['development', 'production']),
  }),
  'promotions.deploy': z.strictObject({
    pipelineId,
    number: z.number().int().min(1),
    environment: z.enum(['development', 'production']),
  }),
  'audit.list': z.strictObject({
    pipelineId: pipelineId.optional(),
    limit: z.number().int().min(1).max(500),
  }),
  'jobs.changes': jobReference,
  'jobs.tail': z.strictObject({
    pipelineId,
    environment: environmentSchema,
    /** The output port to follow, `node.port`. */
    port: z.string().max(80),
    /** A SQL condition over the port's columns; empty follows every row. */
    where: z.string().max(8192).optional(),
  }),
  'drafts.changes': z.strictObject({ pipelineId }),
} as const;

export type JobStatus = 'stopped' | 'starting' | 'running' | 'finished' | 'suspended' | 'failed';

export type JobInfo = {
  readonly status: JobStatus;
  readonly environment: Environment;
  /** Version number for deployments, absent for a run of the draft. */
  readonly version?: number | undefined;
  /** Hash of the graph that runs; the designer compares it with the draft's. */
  readonly graphHash?: string | undefined;
  readonly startedAt?: string | undefined;
  readonly error?:
    | { readonly code: string; readonly message: string; readonly hint?: string | undefined }
    | undefined;
  /** Checkpoints fail, or the disk is full: the job is kept, and says so until it is over. */
  readonly degraded?:
    | { readonly code: string; readonly message: string; readonly hint?: string | undefined }
    | undefined;
  /** What happened on start that a person must know, such as state that was not kept. */
  readonly notices: readonly string[];
  readonly checkpoint?:
    | { readonly epoch: number; readonly at: string; readonly bytes: number; readonly tookMs: number }
    | undefined;
};

/** A checkpoint that somebody asked to keep: nothing removes it but a person. */
export type Savepoint = { readonly epoch: number; readonly at: string; readonly bytes: number };

/**
 * What becomes of the state of a node when its job goes on with another graph. `same` goes on as it was, `compatible`
 * goes on where it was with what it is now, `incompatible` begins anew, `dropped` is gone from the graph. Nodes that keep
 * nothing between rows are not listed.
 */
export type NodeCompatibility = {
  readonly nodeId: string;
  readonly name: string;
  readonly verdict: 'same' | 'compatible' | 'incompatible' | 'dropped';
  /** In words, for all but `same`. */
  readonly reason?: string | undefined;
};

export type LaneInfo = {
  readonly environment: Environment;
  readonly version?: number | undefined;
  readonly status: JobStatus;
};

export type PipelineInfo = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly draftSeq: number;
  readonly problems: number;
  readonly nodes: number;
  readonly latestVersion?: number | undefined;
  readonly lanes: readonly LaneInfo[];
  /** Sum of rows per second out of sources and worst e2e p99 over sinks, of the most production-like running job. */
  readonly rateIn?: number | undefined;
  readonly e2eP99Ms?: number | undefined;
};

export type ExampleInfo = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly graph: Graph;
};

export type DraftInfo = {
  readonly id: string;
  readonly name: string;
  readonly graph: Graph;
  readonly seq: number;
  readonly graphHash: string;
};

export type EditResult =
  | { readonly status: 'saved'; readonly seq: number; readonly graphHash: string }
  /** Somebody else's edits came first: rebase on them and send again. */
  | { readonly status: 'behind'; readonly seq: number; readonly missed: readonly Edit[] };

export type DoorInfo = {
  readonly url: string;
  readonly token: string;
  readonly curl: string;
  readonly accepted: number;
};

export type FileInfo = { readonly path: string; readonly bytes: number };

/** A row at the edge of the system: JSON by column name; BIGINT and DECIMAL beyond 2^53 as strings. */
export type JsonRow = Readonly<Record<string, Json>>;

export type DeadLetter = {
  readonly nodeId: string;
  readonly code: string;
  readonly message: string;
  readonly at: string;
  /** Original bytes: as text when they are valid UTF-8, else base64. At most 4 KiB are shown. */
  readonly text?: string | undefined;
  readonly base64?: string | undefined;
  readonly bytes: number;
};

export type VersionInfo = {
  readonly number: number;
  readonly hash: string;
  readonly note: string;
  readonly createdAt: string;
  readonly author: string;
  readonly environments: readonly Environment[];
};

export type DiffEntry = {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly what: 'node' | 'edge' | 'test';
  readonly id: string;
  readonly title: string;
  /** For a changed node: setting by setting. */
  readonly fields: readonly { readonly field: string; readonly before: string; readonly after: string }[];
  /** What happens to the state of the node when this change is deployed. */
  readonly state?: 'kept' | 'discarded' | 'new' | undefined;
};

export type CheckResult = {
  readonly id: string;
  readonly title: string;
  readonly status: 'passed' | 'failed' | 'warning';
  readonly detail: string;
};

export type AuditEntry = {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly pipelineId?: string | undefined;
  readonly detail: string;
};

export type TailEvent = { readonly rows: readonly JsonRow[]; readonly skipped: number };

/** Outputs of queries. */
export type QueryOutputs = {
  'session.me': { readonly user: string; readonly designerOrigin: string };
  'examples.list': readonly ExampleInfo[];
  'pipelines.list': readonly PipelineInfo[];
  'drafts.get': DraftInfo;
  'drafts.history': readonly Edit[];
  'doors.get': DoorInfo;
  'doors.capture': { readonly text: string; readonly rows: number };
  'files.list': readonly FileInfo[];
  'files.head': { readonly text: string; readonly truncated: boolean };
  'streams.list': readonly {
    readonly name: string;
    readonly columns: readonly { readonly name: string; readonly type: string }[];
  }[];
  'jobs.get': JobInfo;
  'jobs.savepoints': readonly Savepoint[];
  'jobs.compatibility': readonly NodeCompatibility[];
  'jobs.deadLetters': { readonly total: number; readonly letters: readonly DeadLetter[] };
  'jobs.table': { readonly columns: readonly string[]; readonly rows: readonly JsonRow[] };
  'versions.list': readonly VersionInfo[];
  'versions.get': VersionInfo & { readonly graph: Graph };
  'versions.diff': readonly DiffEntry[];
  'promotions.check': readonly CheckResult[];
  'audit.list': readonly AuditEntry[];
};

/** Outputs of mutations. */
export type MutationOutputs = {
  'pipelines.create': { readonly id: string };
  'pipelines.remove': { readonly removed: true };
  'drafts.edit': EditResult;
  'jobs.start': JobInfo | { readonly status: 'refused'; readonly problems: readonly Diagnostic[] };
  'jobs.stop': JobInfo;
  'jobs.savepoint': Savepoint;
  'jobs.removeSavepoint': { readonly removed: true };
  'live.ticket': { readonly ticket: string };
  'versions.publish': VersionInfo | { readonly status: 'refused'; readonly problems: readonly Diagnostic[] };
  'promotions.deploy': JobInfo | { readonly status: 'refused'; readonly checks: readonly CheckResult[] };
};

/** What subscriptions yield. The first value of `jobs.changes` is the present state. */
export type SubscriptionOutputs = {
  'jobs.changes': JobInfo;
  'jobs.tail': TailEvent;
  'drafts.changes': { readonly seq: number; readonly editId: string };
};

export type Inputs = { readonly [K in keyof typeof inputs]: z.input<(typeof inputs)[K]> };
