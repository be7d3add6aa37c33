// One connection to the data plane: requests answered by id, events and metric messages handed on.
import { connect, type Socket } from 'node:net';
import {
  decodeMetric,
  encodeJson,
  FrameReader,
  type MetricMessage,
  type PlaneEvent,
  type PlaneMethod,
  type PlaneMethods,
} from '@weir/runner-embedded/plane/protocol';
import { FAILURES, Failure, type FailureCode } from '@weir/shared/diagnostics';
import { z } from 'zod';

export type PlaneListener = {
  readonly event: (event: PlaneEvent) => void;
  readonly metric: (message: MetricMessage) => void;
  readonly closed: () => void;
};

export type PlaneConnection = {
  readonly request: <M extends PlaneMethod>(
    method: M,
    params: PlaneMethods[M]['params'],
  ) => Promise<PlaneMethods[M]['result']>;
  readonly close: () => void;
  /** Resolves when the connection is gone, whoever ended it. */
  readonly ended: Promise<void>;
};

type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (cause: Failure) => void };

/** Starting a job may restore a large checkpoint; everything else answers in milliseconds. */
const REQUEST_MS_MAX = 60_000;

const errorSchema = z.object({ code: z.string(), message: z.string(), hint: z.string().optional() });
const messageSchema = z.union([
  z.object({ id: z.number(), error: errorSchema }),
  z.object({ id: z.number(), result: z.unknown() }),
  z.looseObject({ event: z.enum(['job.changed', 'tail.rows', 'tail.end']) }),
]);

/** Connects to the socket; rejects with PLANE_DOWN when nobody listens. */
export function openConnection(path: string, listener: PlaneListener): Promise<PlaneConnection> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('error', (cause) =>
      reject(new Failure('PLANE_DOWN', `data plane does not answer: ${cause.message}`)),
    );
    socket.once('connect', () => resolve(talk(socket, listener)));
  });
}

function talk(socket: Socket, listener: PlaneListener): PlaneConnection {
  const waiting = new Map<number, Waiting>();
  const reader = new FrameReader();
  let nextId = 1;
  let open = true;
  socket.on('data', (bytes: Buffer) => {
    try {
      for (const frame of reader.push(bytes)) {
        if (frame.kind === 'metric') {
          const message = decodeMetric(frame.body);
          if (message !== undefined) listener.metric(message);
        } else receive(frame.message, waiting, listener);
      }
    } catch (cause) {
      socket.destroy(cause instanceof Error ? cause : undefined);
    }
  });
  // The close event follows an error; it is the one place that tells the waiting.
  socket.on('error', () => {});
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  socket.on('close', () => {
    open = false;
    end();
    for (const { reject } of waiting.values()) reject(new Failure('PLANE_DOWN', 'data plane went away'));
    waiting.clear();
    listener.closed();
  });
  const request: PlaneConnection['request'] = (method, params) =>
    new Promise((resolve, reject) => {
      if (!open) return reject(new Failure('PLANE_DOWN', 'data plane does not answer'));
      const id = nextId++;
      const timer = setTimeout(() => {
        waiting.delete(id);
        reject(new Failure('PLANE_DOWN', `data plane did not answer ${method} in a minute`));
      }, REQUEST_MS_MAX);
      waiting.set(id, {
        resolve: (value) => {
          clearTimeout(timer);
          // The peer is our own data plane, on a private socket, of the same protocol version: its types are ours.
          resolve(value as PlaneMethods[typeof method]['result']);
        },
        reject: (cause) => {
          clearTimeout(timer);
          reject(cause);
        },
      });
      socket.write(encodeJson({ id, method, params }));
    });
  return { request, close: () => socket.destroy(), ended };
}

function receive(message: unknown, waiting: Map<number, Waiting>, listener: PlaneListener): void {
  const parsed = messageSchema.parse(message);
  if ('event' in parsed) {
    // As above: the peer is our own data plane of the same protocol version.
    listener.event(message as PlaneEvent);
    return;
  }
  const request = waiting.get(parsed.id);
  waiting.delete(parsed.id);
  if ('error' in parsed) request?.reject(toFailure(parsed.error));
  else request?.resolve(parsed.result);
}

function toFailure(error: z.infer<typeof errorSchema>): Failure {
  if (isFailureCode(error.code)) return new Failure(error.code, error.message, error.hint);
  return new Failure('PLANE_DOWN', `data plane failed: ${error.message}`, error.hint);
}

function isFailureCode(code: string): code is FailureCode {
  return Object.hasOwn(FAILURES, code);
}
