// The control planes that are connected: what each asked for, what it follows, and what is sent to all.
import type { Socket } from 'node:net';
import { Failure } from '@weir/shared/diagnostics';
import { z } from 'zod';
import type { ManagedJob } from './managed-job.ts';
import { params as paramSchemas } from './params.ts';
import {
  encodeJson,
  encodeMetric,
  FrameReader,
  type JobKey,
  type MetricMessage,
  type PlaneError,
  type PlaneEvent,
  type PlaneMethod,
  type PlaneMethods,
} from './protocol.ts';

/** A connection that does not read is given no more metric frames, and is closed when even events pile up. */
const METRIC_BYTES_WAITING_MAX = 1024 * 1024;
const BYTES_WAITING_MAX = 64 * 1024 * 1024;

/** What a connection follows. */
export type Connection = {
  readonly send: (event: PlaneEvent) => void;
  /** Sends unless the connection is behind. */
  readonly sendMetric: (message: MetricMessage) => void;
  readonly subscriptions: Map<JobKey, NodeJS.Timeout>;
  readonly tails: Map<string, JobKey>;
};

export type Handlers = {
  readonly [M in PlaneMethod]: (
    params: PlaneMethods[M]['params'],
    connection: Connection,
  ) => PlaneMethods[M]['result'] | Promise<PlaneMethods[M]['result']>;
};

const requestSchema = z.object({ id: z.number(), method: z.string(), params: z.unknown() });

export class Connections {
  readonly #open = new Set<Connection>();
  readonly #handlers: Handlers;
  readonly #left: (connection: Connection) => void;

  constructor(handlers: Handlers, left: (connection: Connection) => void) {
    this.#handlers = handlers;
    this.#left = left;
  }

  /** Takes a socket. A peer that breaks the format is cut off. */
  add(socket: Socket): void {
    const write = (bytes: Uint8Array): void => {
      if (socket.writableLength > BYTES_WAITING_MAX) socket.destroy();
      else socket.write(bytes);
    };
    const connection: Connection = {
      send: (event) => write(encodeJson(event)),
      sendMetric: (message) => {
        if (message.kind === 'ids' || socket.writableLength <= METRIC_BYTES_WAITING_MAX)
          write(encodeMetric(message));
      },
      subscriptions: new Map(),
      tails: new Map(),
    };
    this.#open.add(connection);
    const reader = new FrameReader();
    socket.on('data', (bytes: Buffer) => {
      try {
        for (const frame of reader.push(bytes)) {
          if (frame.kind !== 'json') throw new Error('peer sent a metric message');
          this.#receive(requestSchema.parse(frame.message), connection, write);
        }
      } catch (cause) {
        process.stderr.write(
          `plane: connection closed: ${cause instanceof Error ? cause.message : String(cause)}\n`,
        );
        socket.destroy();
      }
    });
    // The close event follows an error.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#open.delete(connection);
      this.#left(connection);
    });
  }

  #receive(
    request: z.infer<typeof requestSchema>,
    connection: Connection,
    write: (bytes: Uint8Array) => void,
  ): void {
    const { id, method } = request;
    this.#answer(request, connection).then(
      (result) => write(encodeJson({ id, result })),
      (cause: unknown) => {
        if (!(cause instanceof Failure))
          process.stderr.write(
            `plane: ${method} failed: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`,
          );
        write(encodeJson({ id, error: errorOf(cause) }));
      },
    );
  }

  async #answer(request: z.infer<typeof requestSchema>, connection: Connection): Promise<unknown> {
    const { method } = request;
    if (!isMethod(method)) throw new Failure('BAD_REQUEST', `method ${method} does not exist`);
    const parsed = paramSchemas[method].safeParse(request.params);
    if (!parsed.success)
      throw new Failure('BAD_REQUEST', `parameters of ${method}: ${z.prettifyError(parsed.error)}`);
    // The table of schemas and that of handlers have the same keys; the compiler cannot tie the two lookups together.
    const handler = this.#handlers[method] as (params: unknown, connection: Connection) => unknown;
    return handler(parsed.data, connection);
  }

  broadcast(event: PlaneEvent): void {
    for (const connection of this.#open) connection.send(event);
  }

  get all(): Iterable<Connection> {
    return this.#open;
  }

  /** Connections that follow a job's metrics. */
  followersOf(job: ManagedJob): readonly Connection[] {
    return [...this.#open].filter((connection) => connection.subscriptions.has(job.jobKey));
  }
}

function isMethod(method: string): method is PlaneMethod {
  return Object.hasOwn(paramSchemas, method);
}

/** What goes over the socket of anything that was thrown. */
export function errorOf(cause: unknown): PlaneError {
  if (cause instanceof Failure)
    return {
      code: cause.code,
      message: cause.message,
      ...(cause.hint === undefined ? {} : { hint: cause.hint }),
    };
  return { code: 'PLANE_DOWN', message: cause instanceof Error ? cause.message : String(cause) };
}
