// What the control plane and the data plane say to each other: one socket in the state folder, versioned messages.
//
// Frame: u32 little-endian count of body bytes, u8 type, body. Type 0 is one JSON message, type 1 is a metric message
// (see `encodeMetric`). The control plane connects and asks; the data plane answers by id, in any order, and sends
// events on its own to every connection. A connection that sends something else is closed. Rejected: a parent-child
// pipe, because a restarted control plane must find and adopt a data plane that never stopped.
//
// The data plane is started as `node --disallow-code-generation-from-strings ENTRY --data DIR --door-port N --examples
// DIR --build WORD`, detached, working directory DIR, both outputs appended to `DIR/plane.log`. ENTRY is
// `src/plane/main.ts` in development and `plane.js` in the bundle; the worker entry `src/plane/worker.ts` becomes
// `worker.js` beside it. It listens on `planeSocketPath(DIR)` (mode 0600), removes a dead socket file, and exits with
// a sentence when another data plane answers there or the door port is taken. It lives until `shutdown`; with nobody
// connected it goes on.
import type {
  DeadLetter,
  Environment,
  JobInfo,
  JsonRow,
  NodeCompatibility,
  Savepoint,
} from '@weir/shared/api';
import type { Graph } from '@weir/shared/graph';

/** Raised when a message changes its meaning. The control plane replaces a data plane of another version. */
export const PLANE_PROTOCOL_VERSION = 1;

/** A graph of 5 MiB doubled by escapes fits; anything larger is a broken peer. */
export const PLANE_FRAME_BYTES_MAX = 16 * 1024 * 1024;

/** Names a job: one per pipeline and environment. */
export type JobKey = `${string}.${Environment}`;

/** Names a door: one per job and source node. */
export type DoorKey = `${JobKey}.${string}`;

export function jobKeyOf(job: { readonly pipelineId: string; readonly environment: Environment }): JobKey {
  return `${job.pipelineId}.${job.environment}`;
}

export function doorKeyOf(door: {
  readonly pipelineId: string;
  readonly environment: Environment;
  readonly nodeId: string;
}): DoorKey {
  return `${door.pipelineId}.${door.environment}.${door.nodeId}`;
}

/** The path that producers post to; the door listens on 127.0.0.1 at the door port. */
export function doorPath(door: {
  readonly pipelineId: string;
  readonly environment: Environment;
  readonly nodeId: string;
}): string {
  return `/in/${door.environment}/${door.pipelineId}/${door.nodeId}`;
}

export type HelloResult = {
  readonly protocolVersion: number;
  /** The `--build` argument the data plane was started with. */
  readonly build: string;
  readonly pid: number;
  readonly doorPort: number;
  readonly startedAt: string;
};

/** A job in the list, with the two figures of the home page. */
export type JobSummary = {
  readonly jobKey: JobKey;
  readonly info: JobInfo;
  /** Sum over sources of rows per second, over the last second. */
  readonly rateIn?: number | undefined;
  /** Worst end-to-end p99 over sinks. */
  readonly e2eP99Ms?: number | undefined;
};

export type JobStart = {
  readonly jobKey: JobKey;
  readonly pipelineId: string;
  readonly environment: Environment;
  readonly graph: Graph;
  readonly graphHash: string;
  readonly version?: number | undefined;
  /** Doors of the graph's sources, to be open before the job reads; the same as `door.open` for each. */
  readonly doors: readonly { readonly nodeId: string; readonly token: string }[];
  /** Goes back to this savepoint first: what came after it is read from the logs again. */
  readonly savepoint?: number | undefined;
};

export type DoorOpen = {
  readonly doorKey: DoorKey;
  readonly pipelineId: string;
  readonly environment: Environment;
  readonly nodeId: string;
  readonly token: string;
};

/** Every method: what it takes and what it gives. A method without parameters takes `{}`. */
export type PlaneMethods = {
  /** The first request of a connection. Never refuses: the asker compares the versions and decides. */
  hello: { readonly params: { readonly protocolVersion: number }; readonly result: HelloResult };
  /**
   * Starts a job, or replaces the graph of a running one: suspend with a checkpoint, then start from it. State of a
   * node is kept when id, type and configuration are the same; what was dropped is told in `notices`. Answers when the
   * job runs, has finished or has failed; a graph that does not compile is the status `failed`, not an error.
   */
  'job.start': { readonly params: JobStart; readonly result: JobInfo };
  'job.stop': {
    readonly params: { readonly jobKey: JobKey; readonly mode: 'suspend' | 'finish' };
    readonly result: JobInfo;
  };
  /** A job the data plane has never seen is `stopped`. */
  'job.get': { readonly params: { readonly jobKey: JobKey }; readonly result: JobInfo };
  /** Every job of this data plane's life, also stopped ones. */
  'job.list': { readonly params: Readonly<Record<string, never>>; readonly result: readonly JobSummary[] };
  /** Stops the job, closes its doors and deletes its checkpoints, dead letters and door logs. */
  'job.remove': {
    readonly params: { readonly jobKey: JobKey };
    readonly result: Readonly<Record<string, never>>;
  };
  /** Keeps a checkpoint of now, or the last one of a job that does not run. It is durable when this answers. */
  'job.savepoint': { readonly params: { readonly jobKey: JobKey }; readonly result: Savepoint };
  /** Newest first. Nothing removes them but `job.savepoint.remove` and `job.remove`. */
  'job.savepoints': { readonly params: { readonly jobKey: JobKey }; readonly result: readonly Savepoint[] };
  'job.savepoint.remove': {
    readonly params: { readonly jobKey: JobKey; readonly epoch: number };
    readonly result: Readonly<Record<string, never>>;
  };
  /** What would become of the state of each node if the job went on with a graph, from a savepoint or from the last checkpoint. */
  'job.compatibility': {
    readonly params: {
      readonly jobKey: JobKey;
      readonly graph: Graph;
      readonly savepoint?: number | undefined;
    };
    readonly result: readonly NodeCompatibility[];
  };
  /** Newest first. */
  'job.deadLetters': {
    readonly params: {
      readonly jobKey: JobKey;
      readonly nodeId?: string | undefined;
      readonly limit: number;
    };
    readonly result: { readonly total: number; readonly letters: readonly DeadLetter[] };
  };
  'job.table': {
    readonly params: { readonly jobKey: JobKey; readonly nodeId: string };
    readonly result: { readonly columns: readonly string[]; readonly rows: readonly JsonRow[] };
  };
  /** Rows of an output port follow as `tail.rows` events on this connection until `job.tail.stop` or its end. */
  'job.tail.start': {
    readonly params: {
      readonly jobKey: JobKey;
      readonly tailId: string;
      readonly port: string;
      readonly where?: string | undefined;
    };
    readonly result: Readonly<Record<string, never>>;
  };
  'job.tail.stop': {
    readonly params: { readonly jobKey: JobKey; readonly tailId: string };
    readonly result: Readonly<Record<string, never>>;
  };
  /** Opening an open door replaces its token. The log of a door survives `door.close`. */
  'door.open': { readonly params: DoorOpen; readonly result: Readonly<Record<string, never>> };
  'door.close': {
    readonly params: { readonly doorKey: DoorKey };
    readonly result: Readonly<Record<string, never>>;
  };
  /** `accepted` counts events since the door was first opened. */
  'door.info': {
    readonly params: { readonly doorKey: DoorKey };
    readonly result: { readonly accepted: number };
  };
  /** The newest records of the door's log, oldest of them first, one per line. */
  'door.capture': {
    readonly params: { readonly doorKey: DoorKey; readonly rows: number };
    readonly result: { readonly text: string; readonly rows: number };
  };
  'streams.list': {
    readonly params: Readonly<Record<string, never>>;
    readonly result: readonly {
      readonly name: string;
      /** Those that hold a stream of this name. */
      readonly environments: readonly string[];
      readonly columns: readonly { readonly name: string; readonly type: string }[];
    }[];
  };
  /** What sinks wrote below `DATA/files`, relative to the state folder. */
  'files.list': {
    readonly params: Readonly<Record<string, never>>;
    readonly result: readonly { readonly path: string; readonly bytes: number }[];
  };
  /** Prometheus text format 0.0.4, from the same counters as the frames. */
  'metrics.text': {
    readonly params: Readonly<Record<string, never>>;
    readonly result: { readonly text: string };
  };
  /**
   * From now on this connection gets metric messages of the job: an id table at once (when the job runs), again before
   * the first frame of a new table, and frames at `hz`. Survives a restart of the job. Repeating it changes `hz`.
   */
  'metrics.subscribe': {
    readonly params: { readonly jobKey: JobKey; readonly hz: number };
    readonly result: Readonly<Record<string, never>>;
  };
  'metrics.unsubscribe': {
    readonly params: { readonly jobKey: JobKey };
    readonly result: Readonly<Record<string, never>>;
  };
  /** Suspends every job with a checkpoint, closes doors, answers, then exits with code 0. */
  shutdown: {
    readonly params: Readonly<Record<string, never>>;
    readonly result: Readonly<Record<string, never>>;
  };
};

export type PlaneMethod = keyof PlaneMethods;

export type PlaneRequest = { readonly id: number; readonly method: PlaneMethod; readonly params: unknown };

export type PlaneError = {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
};

export type PlaneResponse =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: PlaneError };

export type PlaneEvent =
  /** Sent to every connection whenever a field of the information changes, a checkpoint included. */
  | { readonly event: 'job.changed'; readonly jobKey: JobKey; readonly info: JobInfo }
  /** At most 10 a second and 200 rows each; what did not fit since the last one is `skipped`. */
  | {
      readonly event: 'tail.rows';
      readonly tailId: string;
      readonly rows: readonly JsonRow[];
      readonly skipped: number;
    }
  /** The tail ended by itself: the job stopped, or `error` says what was wrong with the condition or the port. */
  | { readonly event: 'tail.end'; readonly tailId: string; readonly error?: PlaneError | undefined };

export type PlaneMessage = PlaneRequest | PlaneResponse | PlaneEvent;

/** What a frame holds. */
export type PlaneFrame =
  | { readonly kind: 'json'; readonly message: unknown }
  | { readonly kind: 'metric'; readonly body: Uint8Array };

const FRAME_HEADER_BYTES = 5;
const TYPE_JSON = 0;
const TYPE_METRIC = 1;

/** One JSON message as a frame. */
export function encodeJson(message: PlaneMessage): Uint8Array {
  return frame(TYPE_JSON, new TextEncoder().encode(JSON.stringify(message)));
}

/** A metric message: the id table of a job, or a frame of `shared/metric-frame`. */
export type MetricMessage = {
  readonly jobKey: JobKey;
  readonly kind: 'ids' | 'frame';
  readonly payload: Uint8Array;
};

const METRIC_HEADER_BYTES = 4;
const METRIC_KINDS = ['ids', 'frame'] as const;

/**
 * A metric message as a frame. Body: u16 little-endian count of key bytes, u8 kind (0 = id table as UTF-8 JSON, 1 =
 * metric frame), u8 zero, the job key in UTF-8, zeros up to a multiple of 8 from the start of the body, the payload.
 */
export function encodeMetric(message: MetricMessage): Uint8Array {
  const key = new TextEncoder().encode(message.jobKey);
  const payloadAt = pad8(METRIC_HEADER_BYTES + key.length);
  const body = new Uint8Array(payloadAt + message.payload.length);
  const view = new DataView(body.buffer);
  view.setUint16(0, key.length, true);
  view.setUint8(2, METRIC_KINDS.indexOf(message.kind));
  body.set(key, METRIC_HEADER_BYTES);
  body.set(message.payload, payloadAt);
  return frame(TYPE_METRIC, body);
}

/** Reads the body of a metric frame; `undefined` when it is none. The payload is a view of `body`. */
export function decodeMetric(body: Uint8Array): MetricMessage | undefined {
  if (body.length < METRIC_HEADER_BYTES) return undefined;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const keyBytes = view.getUint16(0, true);
  const kind = METRIC_KINDS[view.getUint8(2)];
  const payloadAt = pad8(METRIC_HEADER_BYTES + keyBytes);
  if (kind === undefined || payloadAt > body.length) return undefined;
  const jobKey = new TextDecoder().decode(body.subarray(METRIC_HEADER_BYTES, METRIC_HEADER_BYTES + keyBytes));
  if (!isJobKey(jobKey)) return undefined;
  return { jobKey, kind, payload: body.subarray(payloadAt) };
}

/** Cuts a byte stream into frames. `push` throws when the peer breaks the format; the connection must then close. */
export class FrameReader {
  #pending: Uint8Array = new Uint8Array(0);

  /** Frames completed by these bytes. A metric body is a copy and may be kept. */
  push(bytes: Uint8Array): PlaneFrame[] {
    this.#pending = this.#pending.length === 0 ? bytes : concat(this.#pending, bytes);
    const frames: PlaneFrame[] = [];
    let at = 0;
    while (this.#pending.length - at >= FRAME_HEADER_BYTES) {
      const view = new DataView(this.#pending.buffer, this.#pending.byteOffset + at, FRAME_HEADER_BYTES);
      const length = view.getUint32(0, true);
      if (length > PLANE_FRAME_BYTES_MAX) throw new Error('peer sent a frame above the limit');
      if (this.#pending.length - at < FRAME_HEADER_BYTES + length) break;
      const start = at + FRAME_HEADER_BYTES;
      frames.push(decode(view.getUint8(4), copy(this.#pending, start, start + length)));
      at = start + length;
    }
    if (at > 0) this.#pending = copy(this.#pending, at, this.#pending.length);
    return frames;
  }
}

function decode(type: number, body: Uint8Array): PlaneFrame {
  if (type === TYPE_METRIC) return { kind: 'metric', body };
  if (type !== TYPE_JSON) throw new Error('peer sent a frame of an unknown type');
  const message: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  return { kind: 'json', message };
}

function frame(type: number, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(FRAME_HEADER_BYTES + body.length);
  new DataView(bytes.buffer).setUint32(0, body.length, true);
  bytes[4] = type;
  bytes.set(body, FRAME_HEADER_BYTES);
  return bytes;
}

// Not `slice`: that of Node's Buffer shares memory with the socket's pool.
function copy(bytes: Uint8Array, from: number, to: number): Uint8Array {
  return new Uint8Array(bytes.subarray(from, to));
}

function concat(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const both = new Uint8Array(head.length + tail.length);
  both.set(head);
  both.set(tail, head.length);
  return both;
}

function isJobKey(text: string): text is JobKey {
  return /^.+\.(draft|development|production)$/.test(text);
}

function pad8(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}
