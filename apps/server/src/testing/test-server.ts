// A whole control plane on a temporary folder and a free port, with the fake data plane, for tests over real sockets.
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { planeSocketPath } from '@weir/runner-embedded/plane/socket-path';
import { type Compiler, createCompiler } from '../compile.ts';
import { silentLog } from '../log.ts';
import { startServer, type WeirServer } from '../server.ts';
import { openStateFolder } from '../state-folder.ts';
import { testCatalogue } from './catalogue.ts';
import { type FakePlane, startFakePlane } from './fake-plane.ts';

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
};

export type Call = {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

export type TestServer = {
  readonly port: number;
  readonly dataDir: string;
  readonly server: WeirServer;
  readonly plane: FakePlane;
  /** A raw request: no header is added. */
  readonly send: (call: Call) => Promise<Answer>;
  /** Headers of a page of this server that holds a session. */
  readonly signIn: () => Promise<Readonly<Record<string, string>>>;
  readonly query: (
    headers: Readonly<Record<string, string>>,
    name: string,
    input?: unknown,
  ) => Promise<Answer>;
  readonly mutate: (
    headers: Readonly<Record<string, string>>,
    name: string,
    input?: unknown,
  ) => Promise<Answer>;
  /** Ends the server and its data plane and keeps the folder. */
  readonly stop: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export type TestOptions = {
  readonly dataDir?: string;
  readonly now?: () => number;
  readonly origins?: readonly string[];
  readonly compiler?: Compiler;
};

const BUILD = 'test';
const DOOR_PORT = 7999;

export async function startTestServer(options: TestOptions = {}): Promise<TestServer> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'weir-server-'));
  const state = openStateFolder(dataDir);
  const plane = await startFakePlane(planeSocketPath(dataDir), BUILD, DOOR_PORT);
  const server = await startServer({
    config: {
      port: 0,
      doorPort: DOOR_PORT,
      dataDir,
      origins: options.origins ?? [],
      open: false,
      repoDir: resolve(import.meta.dirname, '../../../..'),
      build: BUILD,
    },
    state,
    compiler: options.compiler ?? createCompiler(testCatalogue, () => []),
    launchPlane: () => Promise.reject(new Error('bug: the fake data plane is up already')),
    log: silentLog,
    now: options.now ?? Date.now,
  });
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('bug: not a port');
  const { port } = address;
  const send = (call: Call): Promise<Answer> => exchange(port, call);
  const stop = async (): Promise<void> => {
    await server.close({ stopJobs: false });
    await plane.close();
  };
  const page = { host: `127.0.0.1:${port}`, origin: `http://127.0.0.1:${port}`, 'x-weir': '1' };
  return {
    port,
    dataDir,
    server,
    plane,
    send,
    signIn: async () => {
      const body = JSON.stringify({ token: server.sessions.issueLink() });
      const headers = { ...page, 'content-type': 'application/json' };
      const answer = await send({ method: 'POST', path: '/api/session', headers, body });
      const cookie = String(answer.headers['set-cookie']).split(';', 1)[0] ?? '';
      return { ...page, cookie };
    },
    query: (headers, name, input) => {
      const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
      return send({ path: `/trpc/${name}${query}`, headers });
    },
    mutate: (headers, name, input) => {
      const call = {
        method: 'POST',
        path: `/trpc/${name}`,
        headers: { ...headers, 'content-type': 'application/json' },
      };
      return send(input === undefined ? call : { ...call, body: JSON.stringify(input) });
    },
    stop,
    close: async () => {
      await stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The data of a successful tRPC answer, or the failure of the other. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
export function dataOf(answer: Answer): any {
  const body = JSON.parse(answer.text);
  return body.result?.data ?? body.error.data.failure;
}

// Not fetch: it sets Host and Origin by itself, and those are what is tested.
function exchange(port: number, call: Call): Promise<Answer> {
  return new Promise((resolveAnswer, reject) => {
    const request = httpRequest(
      {
        host: '127.0.0.1',
        port,
        path: call.path,
        method: call.method ?? 'GET',
        headers: call.headers ?? {},
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolveAnswer({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(call.body);
  });
}
