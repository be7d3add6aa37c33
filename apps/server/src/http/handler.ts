// One place decides for every request: host, origin, session, then the route.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http';
import { Failure, type FailureCode } from '@weir/shared/diagnostics';
import { z } from 'zod';
import { expiredCookie, readCookie, sessionCookie } from '../auth/cookie.ts';
import type { RequestGuard } from '../auth/request-guard.ts';
import { sameToken } from '../auth/secret.ts';
import type { Session, Sessions } from '../auth/sessions.ts';
import type { Log } from '../log.ts';
import type { FilesService } from '../modules/files/service.ts';
import type { PlaneClient } from '../plane/client.ts';
import type { AppRouter } from '../trpc.ts';
import { setCommonHeaders } from './headers.ts';
import type { StaticFiles } from './static-files.ts';

export type HttpDeps = {
  readonly port: number;
  readonly guard: RequestGuard;
  readonly sessions: Sessions;
  readonly router: AppRouter;
  readonly files: FilesService;
  readonly plane: PlaneClient;
  readonly metricsToken: string;
  readonly staticFiles: StaticFiles;
  readonly log: Log;
};

const TRPC_BODY_BYTES_MAX = 6 * 1024 * 1024;
const SESSION_BODY_BYTES_MAX = 1_024;
const BATCH_MAX = 50;

const signInSchema = z.strictObject({ token: z.string().min(1).max(200) });

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse; readonly url: URL };

export function createHttpHandler(deps: HttpDeps): RequestListener {
  return (request, response) => {
    setCommonHeaders(response);
    answer(deps, request, response).catch((cause: unknown) => fail(deps.log, request, response, cause));
  };
}

async function answer(deps: HttpDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  deps.guard.checkHost(request);
  const isChange = request.method !== 'GET' && request.method !== 'HEAD';
  if (isChange) {
    deps.guard.checkOrigin(request);
    // A form cannot set a header, and a script of another site may not without a preflight that we never grant.
    if (request.headers['x-weir'] !== '1') throw new Failure('FORBIDDEN', 'header x-weir is missing');
  }
  const url = parseUrl(request.url);
  const exchange = { request, response, url };
  const { pathname } = url;
  if (pathname.startsWith('/trpc/')) return trpc(deps, exchange);
  switch (`${request.method} ${pathname}`) {
    case 'GET /health':
      return json(response, 200, { status: 'ok', plane: deps.plane.isUp() ? 'up' : 'down' });
    case 'GET /metrics':
      return metrics(deps, exchange);
    case 'POST /api/session':
      return signIn(deps, exchange);
    case 'DELETE /api/session':
      return signOut(deps, exchange);
    case 'POST /api/files':
      return upload(deps, exchange);
  }
  if (!isChange && deps.staticFiles.serve(pathname, request, response)) return;
  throw new Failure('NOT_FOUND', 'nothing is at this address');
}

async function trpc(deps: HttpDeps, { request, response, url }: Exchange): Promise<void> {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    throw new Failure('FORBIDDEN', 'another site asks');
  if (request.method === 'POST' && !isJson(request))
    return json(response, 415, failureBody('BAD_REQUEST', 'body is not application/json'));
  await nodeHTTPRequestHandler({
    req: request,
    res: response,
    path: url.pathname.slice('/trpc/'.length),
    router: deps.router,
    createContext: () => ({ session: () => sessionOf(deps, request) }),
    maxBodySize: TRPC_BODY_BYTES_MAX,
    maxBatchSize: BATCH_MAX,
    onError: ({ error, path }) => {
      if (error.code === 'INTERNAL_SERVER_ERROR' && !(error.cause instanceof Failure)) {
        deps.log.error('procedure broke', { path: path ?? '', reason: error.cause?.stack ?? error.message });
      }
    },
  });
}

async function signIn(deps: HttpDeps, { request, response }: Exchange): Promise<void> {
  if (!isJson(request))
    return json(response, 415, failureBody('BAD_REQUEST', 'body is not application/json'));
  const parsed = signInSchema.safeParse(await readJson(request, SESSION_BODY_BYTES_MAX));
  if (!parsed.success) throw new Failure('UNAUTHORIZED', 'there is no token in the request');
  const cookie = deps.sessions.open(parsed.data.token);
  const secure = request.headers.origin?.startsWith('https:') === true;
  response.setHeader('Set-Cookie', sessionCookie(cookie, { port: deps.port, secure }));
  json(response, 200, { ok: true });
}

async function signOut(deps: HttpDeps, { request, response }: Exchange): Promise<void> {
  const session = requireSession(deps, request);
  deps.sessions.end(session);
  response.setHeader('Set-Cookie', expiredCookie(deps.port));
  json(response, 200, { ok: true });
}

async function upload(deps: HttpDeps, { request, response, url }: Exchange): Promise<void> {
  const session = requireSession(deps, request);
  const file = await deps.files.store(url.searchParams.get('name') ?? '', request, { user: session.user });
  json(response, 200, file);
}

async function metrics(deps: HttpDeps, { request, response }: Exchange): Promise<void> {
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const isScraper = bearer !== undefined && sameToken(bearer, deps.metricsToken);
  if (!isScraper) requireSession(deps, request);
  const { text } = await deps.plane.request('metrics.text', {});
  response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' });
  response.end(text);
}

export function sessionOf(
  deps: Pick<HttpDeps, 'sessions' | 'port'>,
  request: IncomingMessage,
): Session | undefined {
  return deps.sessions.find(readCookie(request, deps.port));
}

function requireSession(deps: HttpDeps, request: IncomingMessage): Session {
  const session = sessionOf(deps, request);
  if (session === undefined)
    throw new Failure('UNAUTHORIZED', 'there is no session', 'Sign in with the link of `npx weir link`.');
  return session;
}

async function readJson(request: IncomingMessage, bytesMax: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    chunks.push(Buffer.from(chunk));
    bytes += chunk.length;
    if (bytes > bytesMax) throw new Failure('PAYLOAD_TOO_LARGE', `body is larger than ${bytesMax} bytes`);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new Failure('BAD_REQUEST', 'body is not JSON');
  }
}

function isJson(request: IncomingMessage): boolean {
  return /^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '');
}

// The path is compared as it came: no decoding, no dot segments resolved, so there is one spelling per route.
function parseUrl(target: string | undefined): URL {
  const path = target ?? '/';
  if (!path.startsWith('/') || !URL.canParse(`http://weir${path}`))
    throw new Failure('BAD_REQUEST', 'address cannot be read');
  const url = new URL(`http://weir${path}`);
  if (url.host !== 'weir' || url.pathname !== path.split('?', 1)[0])
    throw new Failure('NOT_FOUND', 'nothing is at this address');
  return url;
}

const STATUS: Partial<Record<FailureCode, number>> = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  PLANE_DOWN: 503,
  DISK_FULL: 507,
};

function fail(log: Log, request: IncomingMessage, response: ServerResponse, cause: unknown): void {
  const failure = cause instanceof Failure ? cause : undefined;
  if (failure === undefined)
    log.error('request broke', {
      path: request.url?.split('?', 1)[0] ?? '',
      reason: cause instanceof Error ? (cause.stack ?? cause.message) : 'unknown',
    });
  if (response.headersSent) return void response.destroy();
  // What is left of a body that was refused is not read: the connection ends with the answer.
  if (!request.complete) response.setHeader('Connection', 'close');
  const body =
    failure === undefined
      ? { error: { message: 'something in Weir broke; its log has the details' } }
      : failureBody(failure.code, failure.message, failure.hint);
  json(response, (failure === undefined ? undefined : STATUS[failure.code]) ?? 500, body);
}

function failureBody(code: FailureCode, message: string, hint?: string) {
  return { error: { code, message, hint } };
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
