// The socket that carries metric frames: ticket, subscription, one acknowledgement per frame, back again after a break.
import type { Environment } from '@weir/shared/api';
import type { IdTable } from '@weir/shared/metric-frame';
import { api } from '../api.ts';
import type { LiveFrames } from './live-frames.ts';

export type ConnectionState = 'connecting' | 'open' | 'lost';

const BACKOFF_MS = { first: 500, max: 10_000 } as const;

/** Fills `frames` until the returned function is called. */
export function followMetrics(
  job: { readonly pipelineId: string; readonly environment: Environment },
  frames: LiveFrames,
  onState: (state: ConnectionState) => void,
): () => void {
  let socket: WebSocket | undefined;
  let stopped = false;
  let timer = 0;
  let waitMs: number = BACKOFF_MS.first;
  const again = (): void => {
    if (stopped) return;
    onState('lost');
    timer = window.setTimeout(open, waitMs);
    waitMs = Math.min(2 * waitMs, BACKOFF_MS.max);
  };
  const open = (): void => {
    api.mutate('live.ticket').then(
      ({ ticket }) => {
        if (!stopped) socket = connect(ticket);
      },
      () => again(),
    );
  };
  const connect = (ticket: string): WebSocket => {
    const origin = window.location.origin.replace(/^http/, 'ws');
    const made = new WebSocket(`${origin}/live?ticket=${encodeURIComponent(ticket)}`);
    made.binaryType = 'arraybuffer';
    made.onopen = () => {
      made.send(JSON.stringify({ subscribe: job }));
      onState('open');
      waitMs = BACKOFF_MS.first;
    };
    made.onmessage = ({ data }: MessageEvent<unknown>) => receive(made, data, frames);
    made.onclose = again;
    return made;
  };
  onState('connecting');
  open();
  return () => {
    stopped = true;
    window.clearTimeout(timer);
    if (socket !== undefined) end(socket);
  };
}

// A socket that is closed before it opened is reported in the console of the browser: it is let open first.
function end(socket: WebSocket): void {
  socket.onclose = null;
  socket.onmessage = null;
  if (socket.readyState === WebSocket.CONNECTING) socket.onopen = () => socket.close();
  else socket.close();
}

function receive(socket: WebSocket, data: unknown, frames: LiveFrames): void {
  if (data instanceof ArrayBuffer) {
    const sequence = frames.acceptFrame(data);
    if (sequence !== undefined && socket.readyState === WebSocket.OPEN)
      socket.send(JSON.stringify({ ack: sequence }));
    return;
  }
  const table = typeof data === 'string' ? readTable(data) : undefined;
  if (table !== undefined) frames.acceptTable(table);
}

function readTable(text: string): IdTable | undefined {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || !('kind' in value) || value.kind !== 'ids')
    return undefined;
  if (!('table' in value) || typeof value.table !== 'number') return undefined;
  const nodes = 'nodes' in value ? strings(value.nodes) : [];
  return { kind: 'ids', table: value.table, nodes, edges: 'edges' in value ? strings(value.edges) : [] };
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
