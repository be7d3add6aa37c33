// Metric frames on their way to the canvas: latest wins, one unacknowledged frame per client, no queue.
//
// The data plane sends each subscribed job once to this process, whatever the number of clients. A slow client gets
// fewer frames, and sees the gap in their sequence numbers; memory per client is one frame.

import { type JobKey, jobKeyOf, type MetricMessage } from '@weir/runner-embedded/plane/protocol';
import { environmentSchema } from '@weir/shared/api';
import { WebSocket } from 'ws';
import { z } from 'zod';
import type { Log } from '../log.ts';
import type { PlaneClient } from '../plane/client.ts';

const messageSchema = z.union([
  z.strictObject({
    subscribe: z
      .strictObject({ pipelineId: z.string().min(1).max(64), environment: environmentSchema })
      .nullable(),
  }),
  z.strictObject({ ack: z.number().int().min(0) }),
]);

type Client = {
  readonly socket: WebSocket;
  jobKey: JobKey | undefined;
  /** A frame is sent and not acknowledged. */
  inFlight: boolean;
  /** The newest frame that came meanwhile. */
  waiting: Uint8Array | undefined;
};

export type LiveHub = {
  readonly add: (socket: WebSocket) => void;
  readonly close: () => void;
};

/** Frames per second asked of the data plane: smooth to the eye, a few kilobytes each. */
const FRAMES_HZ = 10;
const BROKEN_PROTOCOL = 1008;

export function createLiveHub(deps: { readonly plane: PlaneClient; readonly log: Log }): LiveHub {
  const clients = new Set<Client>();
  const tables = new Map<JobKey, Uint8Array>();

  const ask = (method: 'metrics.subscribe' | 'metrics.unsubscribe', jobKey: JobKey): void => {
    const done =
      method === 'metrics.subscribe'
        ? deps.plane.request(method, { jobKey, hz: FRAMES_HZ })
        : deps.plane.request(method, { jobKey });
    // While the data plane is away there is nothing to see; the subscriptions are renewed when it is back.
    done.catch((cause: unknown) => deps.log.info('metrics are not there', { jobKey, reason: String(cause) }));
  };
  const follow = (client: Client, jobKey: JobKey | undefined): void => {
    const left = client.jobKey;
    client.jobKey = jobKey;
    client.waiting = undefined;
    client.inFlight = false;
    if (left !== undefined && !isFollowed(clients, left)) {
      tables.delete(left);
      ask('metrics.unsubscribe', left);
    }
    if (jobKey === undefined) return;
    const table = tables.get(jobKey);
    if (table === undefined) ask('metrics.subscribe', jobKey);
    else sendText(client, table);
  };
  const offUp = deps.plane.on('up', () => {
    tables.clear();
    for (const jobKey of new Set([...clients].map((client) => client.jobKey))) {
      if (jobKey !== undefined) ask('metrics.subscribe', jobKey);
    }
  });
  const offMetric = deps.plane.on('metric', (message) => relay(clients, tables, message));
  return {
    add: (socket) => {
      const client: Client = { socket, jobKey: undefined, inFlight: false, waiting: undefined };
      clients.add(client);
      socket.on('message', (data, isBinary) => {
        // ws gives text as one Buffer; anything else is not of the protocol.
        const text = Buffer.isBuffer(data) && !isBinary ? data.toString('utf8') : '';
        receive(client, text, follow);
      });
      socket.on('close', () => {
        clients.delete(client);
        follow(client, undefined);
      });
    },
    close: () => {
      offUp();
      offMetric();
      for (const { socket } of clients) socket.close(1001);
    },
  };
}

function receive(
  client: Client,
  text: string,
  follow: (client: Client, jobKey: JobKey | undefined) => void,
): void {
  const message = parse(text);
  if (message === undefined) {
    client.socket.close(BROKEN_PROTOCOL);
    return;
  }
  if ('subscribe' in message) {
    follow(client, message.subscribe === null ? undefined : jobKeyOf(message.subscribe));
    return;
  }
  client.inFlight = false;
  const frame = client.waiting;
  client.waiting = undefined;
  if (frame !== undefined) sendFrame(client, frame);
}

function parse(text: string): z.infer<typeof messageSchema> | undefined {
  try {
    return messageSchema.safeParse(JSON.parse(text)).data;
  } catch {
    // Not JSON: the caller closes the socket, as for any other message that is not of the protocol.
    return undefined;
  }
}

function relay(clients: ReadonlySet<Client>, tables: Map<JobKey, Uint8Array>, message: MetricMessage): void {
  if (message.kind === 'ids') tables.set(message.jobKey, message.payload);
  for (const client of clients) {
    if (client.jobKey !== message.jobKey) continue;
    if (message.kind === 'ids') {
      // A frame of the table before this one would be read with the wrong names.
      client.waiting = undefined;
      sendText(client, message.payload);
    } else if (client.inFlight) client.waiting = message.payload;
    else sendFrame(client, message.payload);
  }
}

function sendFrame(client: Client, frame: Uint8Array): void {
  if (client.socket.readyState !== WebSocket.OPEN) return;
  client.inFlight = true;
  client.socket.send(frame, { binary: true });
}

function sendText(client: Client, json: Uint8Array): void {
  if (client.socket.readyState === WebSocket.OPEN) client.socket.send(json, { binary: false });
}

function isFollowed(clients: ReadonlySet<Client>, jobKey: JobKey): boolean {
  return [...clients].some((client) => client.jobKey === jobKey);
}
