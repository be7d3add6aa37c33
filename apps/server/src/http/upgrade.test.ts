import { allocateFrame, readFrame, sealFrame } from '@weir/shared/metric-frame';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { dataOf, startTestServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;
let session: Readonly<Record<string, string>>;
beforeAll(async () => {
  server = await startTestServer();
  session = await server.signIn();
});
afterAll(() => server.close());

type Headers = Readonly<Record<string, string>>;

async function ticket(): Promise<string> {
  return dataOf(await server.mutate(session, 'live.ticket')).ticket;
}

function open(path: string, headers: Headers): WebSocket {
  return new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
}

/** The status of a refused upgrade, 101 for an accepted one. */
function upgrade(path: string, headers: Headers): Promise<number> {
  return new Promise((resolve) => {
    const socket = open(path, headers);
    socket.on('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', () => {});
  });
}

test('S17: a page of this server with a session and a fresh ticket gets its socket, once per ticket', async () => {
  const path = `/live?ticket=${await ticket()}`;
  expect(await upgrade(path, session)).toBe(101);
  expect(await upgrade(path, session)).toBe(403);
  expect(await upgrade('/trpc-ws', session)).toBe(101);
});

test.each<[string, (headers: Headers) => Headers]>([
  ['no origin', ({ origin: _origin, ...rest }) => rest],
  ['the origin null', (headers) => ({ ...headers, origin: 'null' })],
  ['a sibling domain', (headers) => ({ ...headers, origin: 'http://x.127.0.0.1' })],
  ['another port', (headers) => ({ ...headers, origin: 'http://127.0.0.1:1' })],
  ['our name as a prefix', (headers) => ({ ...headers, origin: `${headers.origin}.evil` })],
  ['a rebinding host', (headers) => ({ ...headers, host: 'evil.example' })],
  ['another site', (headers) => ({ ...headers, 'sec-fetch-site': 'cross-site' })],
])('S17: %s is refused on both sockets', async (_what, change) => {
  expect(await upgrade(`/live?ticket=${await ticket()}`, change(session))).toBe(403);
  expect(await upgrade('/trpc-ws', change(session))).toBe(403);
});

test('S17: no session, no ticket or no such path is refused', async () => {
  const { cookie: _cookie, ...anonymous } = session;
  expect(await upgrade(`/live?ticket=${await ticket()}`, anonymous)).toBe(401);
  expect(await upgrade('/trpc-ws', anonymous)).toBe(401);
  expect(await upgrade('/live', session)).toBe(403);
  expect(await upgrade('/live?ticket=guess', session)).toBe(403);
  expect(await upgrade('/elsewhere', session)).toBe(404);
});

test('S17: ending the session closes its sockets with 4401', async () => {
  const other = await server.signIn();
  const socket = open('/trpc-ws', other);
  await new Promise((resolve) => socket.on('open', resolve));
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  await server.send({ method: 'DELETE', path: '/api/session', headers: other });
  expect(await closed).toBe(4401);
});

test('S18: a message above 64 KiB ends the connection', async () => {
  const socket = open('/trpc-ws', session);
  await new Promise((resolve) => socket.on('open', resolve));
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  socket.send('x'.repeat(64 * 1024 + 1));
  expect(await closed).toBe(1009);
});

test('S18: a live client that says something else is disconnected', async () => {
  const socket = open(`/live?ticket=${await ticket()}`, session);
  await new Promise((resolve) => socket.on('open', resolve));
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  socket.send('{"subscribe":{"pipelineId":"p","environment":"nowhere"}}');
  expect(await closed).toBe(1008);
});

function frame(sequence: number): Uint8Array {
  const { bytes } = allocateFrame({ nodes: 1, edges: 0 });
  sealFrame(bytes, { sequence, table: 1, serverMs: 0, uptimeMs: 0 });
  return new Uint8Array(bytes);
}

test('I25: a client that does not acknowledge gets the newest frame next, and sees the gap in the numbers', async () => {
  const jobKey = 'p.draft';
  const socket = open(`/live?ticket=${await ticket()}`, session);
  socket.binaryType = 'arraybuffer';
  await new Promise((resolve) => socket.on('open', resolve));
  const received: (string | number)[] = [];
  const arrivals: (() => void)[] = [];
  socket.on('message', (data: ArrayBuffer | Buffer, isBinary) => {
    received.push(isBinary ? (readFrame(data as ArrayBuffer)?.sequence ?? -1) : 'ids');
    arrivals.shift()?.();
  });
  const next = () => new Promise<void>((resolve) => arrivals.push(resolve));
  socket.send('{"subscribe":{"pipelineId":"p","environment":"draft"}}');
  expect((await server.plane.asked('metrics.subscribe')).params).toEqual({ jobKey, hz: 10 });
  const first = next();
  server.plane.sendMetric({
    jobKey,
    kind: 'ids',
    payload: Buffer.from('{"kind":"ids","table":1,"nodes":["a"],"edges":[]}'),
  });
  await first;
  const second = next();
  for (const sequence of [1, 2, 3, 4])
    server.plane.sendMetric({ jobKey, kind: 'frame', payload: frame(sequence) });
  await second;
  // The frames went through one socket in order, so a later request answered means that all four were relayed.
  await server.query(session, 'streams.list');
  const third = next();
  socket.send('{"ack":1}');
  await third;
  expect(received).toEqual(['ids', 1, 4]);
  socket.close();
  await server.plane.asked('metrics.unsubscribe');
});
