import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataOf, startTestServer, type TestServer } from '../testing/test-server.ts';
import { KINDS } from '../trpc.ts';

let server: TestServer;
let session: Readonly<Record<string, string>>;
beforeAll(async () => {
  server = await startTestServer({ origins: ['https://weir.example'] });
  session = await server.signIn();
});
afterAll(() => server.close());

const PROCEDURES = Object.entries(KINDS).filter(([, kind]) => kind !== 'subscription');
const SUBSCRIPTIONS = Object.entries(KINDS).filter(([, kind]) => kind === 'subscription');

test.each(PROCEDURES)(
  'S3: %s is UNAUTHORIZED without a session, before its input is looked at',
  async (name, kind) => {
    const { cookie: _cookie, ...anonymous } = session;
    const strangers = [
      anonymous,
      { ...anonymous, cookie: 'weir-session=x' },
      { ...anonymous, cookie: `weir-session-${server.port}=guess` },
    ];
    for (const headers of strangers) {
      const answer =
        kind === 'query'
          ? await server.query(headers, name, { any: 1 })
          : await server.mutate(headers, name, { any: 1 });
      expect(answer.status).toBe(401);
      expect(dataOf(answer).code).toBe('UNAUTHORIZED');
    }
  },
);

test.each(SUBSCRIPTIONS)('S3: %s gives nothing over HTTP, without a session or with one', async (name) => {
  const { cookie: _cookie, ...anonymous } = session;
  // tRPC answers a subscription over HTTP as an event stream whose one event is the error.
  const refused = await server.query(anonymous, name, { any: 1 });
  expect(refused.text).toContain('UNAUTHORIZED');
  const input = { pipelineId: 'p', environment: 'draft', port: 'a.out' };
  const { port: _port, ...lane } = input;
  const { environment: _environment, ...draft } = lane;
  const right = { 'drafts.changes': draft, 'jobs.changes': lane, 'jobs.tail': input }[name];
  const unsupported = await server.query(session, name, right);
  expect(unsupported.text).toContain('METHOD_NOT_SUPPORTED');
  for (const { text } of [refused, unsupported])
    expect(text.match(/^event: .*$/gm)).not.toContain('event: message');
});

test('S3: the same procedure answers with a session', async () => {
  const answer = await server.query(session, 'session.me');
  expect(dataOf(answer)).toEqual({ user: 'owner', designerOrigin: 'https://weir.example' });
});

const own = () => `http://127.0.0.1:${server.port}`;

test.each<[string, () => string | undefined]>([
  ['no origin', () => undefined],
  ['null', () => 'null'],
  ['another site', () => 'https://evil.example'],
  ['another port', () => `http://127.0.0.1:${server.port + 1}`],
  ['another scheme', () => `https://127.0.0.1:${server.port}`],
  ['our name as a prefix', () => `${own()}.evil.example`],
  ['a sibling of an allowed origin', () => 'https://x.weir.example'],
])('S4: a change from %s has no effect', async (_what, originOf) => {
  const origin = originOf();
  const { origin: _own, ...rest } = session;
  const headers = origin === undefined ? rest : { ...rest, origin };
  const answer = await server.mutate(headers, 'pipelines.create', { name: 'Forged' });
  expect(answer.status).toBe(403);
  expect(JSON.parse(answer.text).error.code).toBe('FORBIDDEN');
  expect(dataOf(await server.query(session, 'pipelines.list'))).not.toContainEqual(
    expect.objectContaining({ name: 'Forged' }),
  );
});

test.each(['cross-site', 'same-site', 'none'])(
  'S4: a change that a browser marks as %s is refused',
  async (site) => {
    const answer = await server.mutate({ ...session, 'sec-fetch-site': site }, 'pipelines.create', {
      name: 'Forged',
    });
    expect(answer.status).toBe(403);
  },
);

test('S4: a query that a browser marks as cross-site is refused', async () => {
  expect((await server.query({ ...session, 'sec-fetch-site': 'cross-site' }, 'session.me')).status).toBe(403);
});

test('S4: a change without the header x-weir is refused, as is one by GET', async () => {
  const { 'x-weir': _header, ...plain } = session;
  expect((await server.mutate(plain, 'pipelines.create', { name: 'Forged' })).status).toBe(403);
  expect((await server.query(session, 'pipelines.create', { name: 'Forged' })).status).toBe(405);
});

test('S4: no answer carries a header of cross-origin sharing', async () => {
  const headers = { ...session, origin: 'https://evil.example' };
  for (const call of [
    { path: '/' },
    { path: '/trpc/session.me' },
    { path: '/trpc/session.me', method: 'OPTIONS' },
  ]) {
    const answer = await server.send({ ...call, headers });
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  }
});

test.each(['evil.example', '127.0.0.1', '127.0.0.1:1', 'localhost', '127.0.0.1.evil.example', '[::1]'])(
  'S17: a request to the host %j is refused, whatever it asks',
  async (host) => {
    for (const path of ['/', '/health', '/trpc/session.me', '/metrics', '/assets/x.js']) {
      const answer = await server.send({ path, headers: { ...session, host } });
      expect(answer.status).toBe(403);
    }
  },
);

test('an origin given with --origin may use the designer', async () => {
  const headers = { ...session, host: 'weir.example', origin: 'https://weir.example' };
  expect((await server.mutate(headers, 'live.ticket')).status).toBe(200);
});

test('a session opened through https gets a cookie that is Secure, on loopback one that is not', async () => {
  const open = (headers: Readonly<Record<string, string>>) => {
    const body = JSON.stringify({ token: server.server.sessions.issueLink() });
    return server.send({
      method: 'POST',
      path: '/api/session',
      headers: { ...headers, 'x-weir': '1', 'content-type': 'application/json' },
      body,
    });
  };
  const loopback = String(
    (await open({ host: `127.0.0.1:${server.port}`, origin: own() })).headers['set-cookie'],
  );
  expect(loopback).toMatch(/; Path=\/; HttpOnly; SameSite=Strict/);
  expect(loopback).not.toContain('Secure');
  const tunnel = await open({ host: 'weir.example', origin: 'https://weir.example' });
  expect(String(tunnel.headers['set-cookie'])).toContain('; Secure');
});

test.each([
  '{}',
  '{"token":null}',
  '{"token":""}',
  '{"token":[]}',
  '{"token":{}}',
  '{"token":0}',
  '[]',
  'null',
  '{"token":"x","more":1}',
])('S6: the sign-in body %s opens nothing', async (body) => {
  server.server.sessions.issueLink();
  const answer = await server.send({
    method: 'POST',
    path: '/api/session',
    headers: { ...session, 'content-type': 'application/json' },
    body,
  });
  expect(answer.status).toBe(401);
  expect(answer.headers['set-cookie']).toBeUndefined();
});

test('S7: a body that is not announced as JSON is refused', async () => {
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/octet-stream',
  ]) {
    for (const path of ['/trpc/pipelines.create', '/api/session']) {
      const answer = await server.send({
        method: 'POST',
        path,
        headers: { ...session, 'content-type': type },
        body: '{"name":"x"}',
      });
      expect(answer.status).toBe(415);
    }
  }
});

test.each([
  '/trpc/session.me/',
  '/trpc/session.me;x',
  '/trpc//session.me',
  '//trpc/session.me',
  '/TRPC/session.me',
  '/trpc/../trpc/session.me',
  '/trpc/%73ession.me',
  '/trpc/session%2eme',
  '/./trpc/session.me',
  '/api/../trpc/session.me',
])('S8: the spelling %s gives no one an answer without a session', async (path) => {
  const { cookie: _cookie, ...anonymous } = session;
  const answer = await server.send({ path, headers: anonymous });
  expect([401, 404]).toContain(answer.status);
});

test('S12: the port is closed on every address but loopback', async () => {
  const others = Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).filter((address) => !address.internal && address.family === 'IPv4'),
  );
  for (const { address } of others) {
    const opened = await new Promise<boolean>((resolve) => {
      const socket = connect({ host: address, port: server.port });
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    expect(opened).toBe(false);
  }
  expect(server.server.server.address()).toMatchObject({ address: '127.0.0.1' });
});

test('S13: keys that name prototypes change no prototype', async () => {
  const before = Object.getOwnPropertyNames(Object.prototype);
  const config = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
  const graph = `{"formatVersion":1,"name":"x","nodes":[{"id":"a","type":"t","name":"n","config":${config}}],"edges":[],"__proto__":{"polluted":1}}`;
  const body = `{"name":"x","graph":${graph}}`;
  await server.send({
    method: 'POST',
    path: '/trpc/pipelines.create',
    headers: { ...session, 'content-type': 'application/json' },
    body,
  });
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('S30: an input with a key more than the contract has is refused', async () => {
  const answer = await server.mutate(session, 'pipelines.create', { name: 'x', author: 'somebody' });
  expect(answer.status).toBe(400);
  expect(dataOf(answer).code).toBe('BAD_REQUEST');
});

test('a body above 6 MiB is refused', async () => {
  const answer = await server.mutate(session, 'pipelines.create', { name: 'x'.repeat(6 * 1024 * 1024) });
  expect(answer.status).toBe(413);
  expect(dataOf(answer).code).toBe('PAYLOAD_TOO_LARGE');
});

test('every answer carries the strict headers', async () => {
  const answers = await Promise.all(
    ['/', '/health', '/nowhere', '/trpc/session.me'].map((path) => server.send({ path, headers: session })),
  );
  for (const { headers } of answers) {
    expect(headers['content-security-policy']).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self'",
    );
    expect(headers['content-security-policy']).toContain(
      "require-trusted-types-for 'script'; trusted-types weir-worker",
    );
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
  }
});

test('metrics need a session or the token of the state folder', async () => {
  const { cookie: _cookie, ...anonymous } = session;
  const ask = (headers: Readonly<Record<string, string>>) => server.send({ path: '/metrics', headers });
  expect((await ask(anonymous)).status).toBe(401);
  expect((await ask({ ...anonymous, authorization: 'Bearer guess' })).status).toBe(401);
  expect((await ask(session)).text).toContain('weir_up 1');
  const token = readFileSync(join(server.dataDir, 'metrics-token'), 'utf8').trim();
  expect((await ask({ ...anonymous, authorization: `Bearer ${token}` })).status).toBe(200);
});

test('S11: after sign-out the old cookie is refused', async () => {
  const other = await server.signIn();
  expect((await server.send({ method: 'DELETE', path: '/api/session', headers: other })).status).toBe(200);
  expect((await server.query(other, 'session.me')).status).toBe(401);
});
