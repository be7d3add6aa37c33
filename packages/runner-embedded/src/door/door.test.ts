// The HTTP door over a real socket: who may post, what is taken, what is refused and how.
import { mkdtempSync, rmSync } from 'node:fs';
import { request, type Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeMachine } from '../host/machine.ts';
import { freePort } from '../testing/plane-process.ts';
import { Doors } from './doors.ts';
import { openHttpDoor } from './http-door.ts';

const PATH = '/in/draft/p/n';
let folder = '';
let doors: Doors;
let server: Server;
let port = 0;

async function open(): Promise<void> {
  doors = new Doors({ machine: nodeMachine, folder, hasRoom: () => true, onCommit: () => undefined });
  doors.open({ doorKey: 'p.draft.n', pipelineId: 'p', environment: 'draft', nodeId: 'n', token: 'right' });
  server = await openHttpDoor({ port, doors, now: Date.now });
}

async function close(): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  doors.closeAll();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'weir-door-'));
  port = await freePort();
  await open();
});
afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});

type Call = {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
};
type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
};

function call({ method = 'POST', path = PATH, headers = {}, body = '' }: Call): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        port,
        host: '127.0.0.1',
        agent: false,
        method,
        path,
        headers: { authorization: 'Bearer right', ...headers },
      },
      (response) => {
        let text = '';
        response.on('data', (bytes: Buffer) => {
          text += bytes.toString();
        });
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: text === '' ? undefined : JSON.parse(text),
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

const json = { 'content-type': 'application/json' };
const ndjson = { 'content-type': 'application/x-ndjson' };
const records = (): readonly string[] => doors.log('p.draft.n').newest(100_000).map(String);

test.each([
  ['no token', { headers: { authorization: '' } }, 401, 'UNAUTHORIZED'],
  ['another token', { headers: { authorization: 'Bearer wrong' } }, 401, 'UNAUTHORIZED'],
  ['a prefix of the token', { headers: { authorization: 'Bearer righ' } }, 401, 'UNAUTHORIZED'],
  ['another scheme', { headers: { authorization: 'Basic right' } }, 401, 'UNAUTHORIZED'],
  ['an unknown path', { path: '/in/draft/p/other' }, 404, 'DOOR_UNKNOWN'],
  ['a path with a query', { path: `${PATH}?a=1` }, 404, 'DOOR_UNKNOWN'],
  ['an encoded path', { path: '/in/draft/p/%6e' }, 404, 'DOOR_UNKNOWN'],
  ['GET', { method: 'GET' }, 405, 'BAD_REQUEST'],
  ['PUT', { method: 'PUT' }, 405, 'BAD_REQUEST'],
  ['OPTIONS', { method: 'OPTIONS' }, 405, 'BAD_REQUEST'],
  ['a host that was rebound', { headers: { host: 'evil.example' } }, 403, 'FORBIDDEN'],
  ['an encoded body', { headers: { ...json, 'content-encoding': 'gzip' } }, 415, 'BAD_REQUEST'],
  ['an empty body', { headers: json, body: '' }, 400, 'BAD_REQUEST'],
  ['a body that is not JSON', { headers: json, body: '{"a":' }, 400, 'BAD_REQUEST'],
  ['an array that is cut off', { headers: json, body: '[{"a":1},' }, 400, 'BAD_REQUEST'],
  ['bytes that are not UTF-8', { headers: json, body: Buffer.from([0x22, 0xff, 0x22]) }, 400, 'BAD_REQUEST'],
  ['text behind the event', { headers: json, body: '{"a":1} x' }, 400, 'BAD_REQUEST'],
  ['a key of two words', { headers: { ...json, 'idempotency-key': 'a b' }, body: '{}' }, 400, 'BAD_REQUEST'],
  ['10,001 events', { headers: json, body: `[${'1,'.repeat(10_000)}1]` }, 413, 'PAYLOAD_TOO_LARGE'],
  ['10,001 lines', { headers: ndjson, body: '{}\n'.repeat(10_001) }, 413, 'PAYLOAD_TOO_LARGE'],
  ['more than 5 MiB', { headers: json, body: `"${'x'.repeat(5 * 1024 * 1024)}"` }, 413, 'PAYLOAD_TOO_LARGE'],
])('refused, and nothing is stored: %s', async (_name, what, status, code) => {
  const answer = await call(what);
  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject({ code, message: expect.any(String), hint: expect.any(String) });
  expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  expect(records()).toEqual([]);
});

test('a chunked body that grows too large is refused', async () => {
  const answer = await call({
    headers: { ...json, 'transfer-encoding': 'chunked' },
    body: `"${'x'.repeat(6 * 1024 * 1024)}"`,
  });
  expect(answer.status).toBe(413);
  expect(records()).toEqual([]);
});

test.each([
  ['one event', json, '{"a":1}', ['{"a":1}']],
  ['one event over several lines', json, '{\n "a": 1\n}\n', ['{\n "a": 1\n}']],
  [
    'an array, numbers exact',
    json,
    '[ {"n":12345678901234567890.000000001} , {"n":1e400}]',
    ['{"n":12345678901234567890.000000001}', '{"n":1e400}'],
  ],
  ['an array of anything', json, '[1,"a",null,[2]]', ['1', '"a"', 'null', '[2]']],
  ['an empty array', json, '[]', []],
  ['lines, bad ones too', ndjson, '{"a":1}\n\nnot json\n{"a":2}', ['{"a":1}', 'not json', '{"a":2}']],
  ['an array without a content type', {}, ' [{"a":1},{"a":2}]', ['{"a":1}', '{"a":2}']],
  ['one event without a content type', {}, '{\n"a":1\n}', ['{\n"a":1\n}']],
  ['lines without a content type', {}, '{"a":1}\n{"a":2}\n', ['{"a":1}', '{"a":2}']],
  [
    'lines that begin like an event, as a form',
    { 'content-type': 'application/x-www-form-urlencoded' },
    '{"a":1}\n{"a":',
    ['{"a":1}', '{"a":'],
  ],
  ['JSON with a charset', { 'content-type': 'application/json; charset=utf-8' }, '{"ä":1}', ['{"ä":1}']],
])('taken: %s', async (_name, headers, body, expected) => {
  const answer = await call({ headers, body });
  expect(answer).toMatchObject({ status: 202, body: { accepted: expected.length } });
  expect(records()).toEqual(expected);
  expect(doors.log('p.draft.n').accepted).toBe(expected.length);
});

test('the same key gives the same answer and no second record, also after a restart', async () => {
  const keyed = { headers: { ...json, 'idempotency-key': 'k-1' }, body: '[1,2]' };
  expect(await call(keyed)).toMatchObject({ status: 202, body: { accepted: 2 } });
  expect(await call(keyed)).toMatchObject({ status: 202, body: { accepted: 2 } });
  await close();
  await open();
  expect(await call(keyed)).toMatchObject({ status: 202, body: { accepted: 2 } });
  expect(records()).toEqual(['1', '2']);
  expect(doors.log('p.draft.n').accepted).toBe(2);
});

test('I16: the same key with another body is refused, whichever comes first', async () => {
  const headers = { ...json, 'idempotency-key': 'k-1' };
  const answers = await Promise.all(['1', '2', '1', '2'].map((body) => call({ headers, body })));
  expect(answers.map((answer) => answer.status).sort()).toEqual([202, 202, 409, 409]);
  expect(records()).toHaveLength(1);
});

test('many requests at once are all on disk when they are answered', async () => {
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, index) => call({ headers: json, body: `[${index},${index}]` })),
  );
  expect(answers.every((answer) => answer.status === 202)).toBe(true);
  await close();
  await open();
  expect(records()).toHaveLength(400);
});

test('a door that is closed keeps its log; a token that was replaced no longer opens it', async () => {
  await call({ headers: json, body: '1' });
  doors.close('p.draft.n');
  expect((await call({ headers: json, body: '2' })).status).toBe(404);
  doors.open({ doorKey: 'p.draft.n', pipelineId: 'p', environment: 'draft', nodeId: 'n', token: 'new' });
  expect((await call({ headers: json, body: '2' })).status).toBe(401);
  expect((await call({ headers: { ...json, authorization: 'Bearer new' }, body: '2' })).status).toBe(202);
  expect(records()).toEqual(['1', '2']);
});

test('health is open to everybody on this machine', async () => {
  expect(await call({ method: 'GET', path: '/health', headers: { authorization: '' } })).toMatchObject({
    status: 200,
    body: { status: 'ok' },
  });
});

test('S32: a request with both lengths is no request', async () => {
  const text = await new Promise<string>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(
        `POST ${PATH} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer right\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n1\r\n0\r\n\r\n`,
      );
    });
    let received = '';
    socket.on('data', (bytes) => {
      received += bytes.toString();
    });
    socket.on('close', () => resolve(received));
  });
  expect(text).toMatch(/^HTTP\/1\.1 400/);
  expect(records()).toEqual([]);
});
