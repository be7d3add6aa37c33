// WebSocket upgrades: host, origin, session and (for `/live`) a ticket, all before the handshake is answered.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { Failure } from '@weir/shared/diagnostics';
import { type WebSocket, WebSocketServer } from 'ws';
import type { RequestGuard } from '../auth/request-guard.ts';
import type { Session, Sessions } from '../auth/sessions.ts';
import type { LiveHub } from '../live/hub.ts';
import type { Tickets } from '../live/tickets.ts';
import type { AppRouter } from '../trpc.ts';
import { sessionOf } from './handler.ts';

const MESSAGE_BYTES_MAX = 64 * 1024;
const LIVE_MESSAGE_BYTES_MAX = 1_024;
const SOCKETS_MAX = 200;
const MESSAGES_PER_SECOND_MAX = 200;
const BUFFERED_BYTES_MAX = 8 * 1024 * 1024;
const SESSION_CHECK_MS = 60_000;
const SESSION_ENDED = 4401;
const TOO_MANY_MESSAGES = 1008;

export type UpgradeDeps = {
  readonly port: number;
  readonly guard: RequestGuard;
  readonly sessions: Sessions;
  readonly tickets: Tickets;
  readonly hub: LiveHub;
  readonly router: AppRouter;
};

export type Upgrades = {
  readonly handle: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  readonly close: () => void;
};

export function createUpgrades(deps: UpgradeDeps): Upgrades {
  const rpc = socketServer(MESSAGE_BYTES_MAX);
  const live = socketServer(LIVE_MESSAGE_BYTES_MAX);
  const handler = applyWSSHandler({
    wss: rpc,
    router: deps.router,
    createContext: ({ req }) => ({ session: () => sessionOf(deps, req) }),
    keepAlive: { enabled: true, pingMs: 30_000, pongWaitMs: 10_000 },
  });
  live.on('connection', (socket: WebSocket) => deps.hub.add(socket));
  return {
    handle: (request, socket, head) => {
      socket.on('error', () => socket.destroy());
      try {
        const { server, session } = admit(deps, request, { rpc, live });
        server.handleUpgrade(request, socket, head, (opened) => {
          watch(opened, session, deps.sessions);
          server.emit('connection', opened, request);
        });
      } catch (cause) {
        refuse(socket, cause);
      }
    },
    close: () => {
      handler.broadcastReconnectNotification();
      for (const server of [rpc, live]) {
        for (const client of server.clients) client.terminate();
        server.close();
      }
    },
  };
}

function socketServer(maxPayload: number): WebSocketServer {
  return new WebSocketServer({
    noServer: true,
    maxPayload,
    perMessageDeflate: false,
    skipUTF8Validation: false,
  });
}

function admit(
  deps: UpgradeDeps,
  request: IncomingMessage,
  servers: { readonly rpc: WebSocketServer; readonly live: WebSocketServer },
): { readonly server: WebSocketServer; readonly session: Session } {
  deps.guard.checkHost(request);
  deps.guard.checkOrigin(request);
  const session = sessionOf(deps, request);
  if (session === undefined) throw new Failure('UNAUTHORIZED', 'there is no session');
  if (servers.rpc.clients.size + servers.live.clients.size >= SOCKETS_MAX)
    throw new Failure('CONFLICT', 'too many sockets are open');
  const [path, query] = (request.url ?? '').split('?', 2);
  if (path === '/trpc-ws') return { server: servers.rpc, session };
  if (path !== '/live') throw new Failure('NOT_FOUND', 'no socket is at this address');
  const ticket = new URLSearchParams(query).get('ticket') ?? '';
  if (!deps.tickets.redeem(ticket)) throw new Failure('FORBIDDEN', 'ticket is unknown, used or too old');
  return { server: servers.live, session };
}

const LINES = {
  UNAUTHORIZED: '401 Unauthorized',
  NOT_FOUND: '404 Not Found',
  CONFLICT: '503 Service Unavailable',
  FORBIDDEN: '403 Forbidden',
} as const;

function refuse(socket: Duplex, cause: unknown): void {
  const code = cause instanceof Failure && Object.hasOwn(LINES, cause.code) ? cause.code : 'FORBIDDEN';
  const line = LINES[code as keyof typeof LINES];
  socket.end(`HTTP/1.1 ${line}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}

// A socket must not outlive its session, nor flood the one thread that serves everybody.
function watch(socket: WebSocket, session: Session, sessions: Sessions): void {
  const end = (): void => socket.close(SESSION_ENDED, 'session ended');
  const offEnd = sessions.onEnd((hash) => {
    if (hash === session.hash) end();
  });
  let messages = 0;
  const second = setInterval(() => {
    messages = 0;
    // tRPC sends without waiting; a client that does not read is cut off and reconnects to the present state.
    if (socket.bufferedAmount > BUFFERED_BYTES_MAX) socket.terminate();
  }, 1_000);
  const minute = setInterval(() => {
    if (!sessions.isLive(session)) end();
  }, SESSION_CHECK_MS);
  socket.on('message', () => {
    messages += 1;
    if (messages > MESSAGES_PER_SECOND_MAX) socket.close(TOO_MANY_MESSAGES, 'too many messages');
  });
  socket.on('close', () => {
    offEnd();
    clearInterval(second);
    clearInterval(minute);
  });
}
