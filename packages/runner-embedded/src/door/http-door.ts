// The HTTP door: takes events by POST and answers when they are on disk. Loopback only, no CORS, one parser.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Failure, type FailureCode } from '@weir/shared/diagnostics';
import { INGEST_BODY_BYTES_MAX } from '@weir/shared/limits';
import type { Doors } from './doors.ts';
import { KEY_CHARS_MAX } from './idempotency.ts';
import { splitEvents } from './split-events.ts';

const HTTP_LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 10_000,
  maxHeaderSize: 16 * 1024,
  connectionsCheckingInterval: 5_000,
  insecureHTTPParser: false,
};
const CONNECTIONS_MAX = 1024;
const HEADERS_MAX = 64;
/** Bodies that are being received, over all connections; more must wait. */
const BODIES_BYTES_MAX = 256 * 1024 * 1024;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

const STATUS: Partial<Record<FailureCode, number>> = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  DOOR_UNKNOWN: 404,
  CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  DOOR_FULL: 503,
  DISK_FULL: 503,
  STATE_FOLDER: 503,
};

/** Starts to listen. Rejects when the port is taken. */
export function openHttpDoor(options: {
  readonly port: number;
  readonly doors: Doors;
  readonly now: () => number;
}): Promise<Server> {
  const world = { ...options, receivingBytes: 0 };
  const server = createServer(HTTP_LIMITS, (request, response) => {
    handle(request, response, world).catch((cause: unknown) => answerFailure(response, cause));
  });
  server.maxConnections = CONNECTIONS_MAX;
  server.maxHeadersCount = HEADERS_MAX;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: options.port }, () => resolve(server));
  });
}

type World = { readonly doors: Doors; readonly now: () => number; receivingBytes: number };

async function handle(request: IncomingMessage, response: ServerResponse, world: World): Promise<void> {
  const { method = '', url = '' } = request;
  if (!isLoopback(request.headers.host))
    throw new Failure('FORBIDDEN', 'host is not this machine', 'Post to 127.0.0.1.');
  if (url === '/health' && (method === 'GET' || method === 'HEAD')) {
    answer(response, 200, { status: 'ok' });
    return;
  }
  if (method !== 'POST') {
    response.setHeader('Allow', 'POST');
    answer(response, 405, {
      code: 'BAD_REQUEST',
      message: `method ${method} is not POST`,
      hint: 'Send events with POST.',
    });
    return;
  }
  const door = world.doors.find(url, bearerOf(request.headers.authorization));
  if (door === 'unknown')
    throw new Failure(
      'DOOR_UNKNOWN',
      'no source listens on this path',
      'Copy the address from the source in the designer.',
    );
  if (door === 'unauthorized') {
    response.setHeader('WWW-Authenticate', 'Bearer');
    throw new Failure(
      'UNAUTHORIZED',
      'token is missing or wrong',
      'Send Authorization: Bearer with the token of the source.',
    );
  }
  if (request.headers['content-encoding'] !== undefined) {
    answer(response, 415, {
      code: 'BAD_REQUEST',
      message: 'body is encoded',
      hint: 'Send it without Content-Encoding.',
    });
    return;
  }
  const key = keyOf(request.headers['idempotency-key']);
  const body = await receive(request, world);
  const records = splitEvents(body, request.headers['content-type']);
  const accepted = await door.log.ingest({ body, records, key }, world.now());
  answer(response, 202, { accepted });
}

function isLoopback(host: string | undefined): boolean {
  return host !== undefined && LOOPBACK.has(host.replace(/:\d{1,5}$/, '').toLowerCase());
}

function bearerOf(header: string | undefined): string | undefined {
  return header === undefined ? undefined : /^Bearer ([\x21-\x7e]{1,512})$/i.exec(header)?.[1];
}

function keyOf(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === 'string' && header.length <= KEY_CHARS_MAX && /^[\x21-\x7e]+$/.test(header))
    return header;
  throw new Failure(
    'BAD_REQUEST',
    'Idempotency-Key is not one short word',
    `Use at most ${KEY_CHARS_MAX} visible ASCII characters.`,
  );
}

async function receive(request: IncomingMessage, world: World): Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > INGEST_BODY_BYTES_MAX) throw tooLarge();
  if (world.receivingBytes > BODIES_BYTES_MAX)
    throw new Failure('DOOR_FULL', 'too many bodies are being received', 'Try again in a moment.');
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    // The answer still goes over the socket when the body is refused half-way.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      if (!Buffer.isBuffer(chunk)) continue;
      bytes += chunk.length;
      world.receivingBytes += chunk.length;
      if (bytes > INGEST_BODY_BYTES_MAX) throw tooLarge();
      chunks.push(chunk);
    }
  } finally {
    world.receivingBytes -= bytes;
  }
  // One chunk is most often the whole body.
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

function tooLarge(): Failure {
  return new Failure(
    'PAYLOAD_TOO_LARGE',
    `body is larger than ${INGEST_BODY_BYTES_MAX} bytes`,
    'Send it in several requests.',
  );
}

function answerFailure(response: ServerResponse, cause: unknown): void {
  if (response.headersSent || response.destroyed) return;
  const failure =
    cause instanceof Failure
      ? cause
      : new Failure('STATE_FOLDER', 'door cannot write', 'See plane.log of the state folder.');
  if (!(cause instanceof Failure))
    process.stderr.write(
      `door: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`,
    );
  const status = STATUS[failure.code] ?? 500;
  if (status === 503) response.setHeader('Retry-After', '1');
  // What is left of a body that is too large is not read; the connection cannot be used on.
  if (status === 413 || status === 503) response.setHeader('Connection', 'close');
  answer(response, status, {
    code: failure.code,
    message: failure.message,
    ...(failure.hint === undefined ? {} : { hint: failure.hint }),
  });
}

function answer(
  response: ServerResponse,
  status: number,
  body: Readonly<Record<string, string | number>>,
): void {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(text);
}
