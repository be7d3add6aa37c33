import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataOf, startTestServer, type TestServer } from '../../testing/test-server.ts';
import { UPLOAD_BYTES_MAX } from './service.ts';

let server: TestServer;
let session: Readonly<Record<string, string>>;
beforeAll(async () => {
  server = await startTestServer();
  session = await server.signIn();
});
afterAll(() => server.close());

const upload = (name: string, body: string, headers = session) =>
  server.send({ method: 'POST', path: `/api/files?name=${encodeURIComponent(name)}`, headers, body });
const stored = () => readdirSync(join(server.dataDir, 'files'));

test('an uploaded file is listed and its beginning can be read', async () => {
  const answer = await upload('rows.csv', 'id,name\n1,Zoë\n');
  expect(JSON.parse(answer.text)).toEqual({ path: 'files/rows.csv', bytes: 15 });
  expect(dataOf(await server.query(session, 'files.list'))).toContainEqual({
    path: 'files/rows.csv',
    bytes: 15,
  });
  // Thirteen bytes end in the middle of the last letter.
  expect(dataOf(await server.query(session, 'files.head', { path: 'files/rows.csv', bytes: 13 }))).toEqual({
    text: 'id,name\n1,Zo',
    truncated: true,
  });
  expect(
    dataOf(await server.query(session, 'files.head', { path: 'files/rows.csv', bytes: 100 })).truncated,
  ).toBe(false);
});

test.each(['', '.hidden', '../up', 'a/b', 'a\\b', '..', 'a b', 'ä', 'x'.repeat(121), 'a\0b'])(
  'S25: the name %j is refused',
  async (name) => {
    const before = stored();
    expect((await upload(name, 'x')).status).toBe(400);
    expect(stored()).toEqual(before);
  },
);

test('an upload without a session, or above 64 MiB, leaves nothing behind', async () => {
  const before = stored();
  const { cookie: _cookie, ...anonymous } = session;
  expect((await upload('x.csv', 'x', anonymous)).status).toBe(401);
  const tooLarge = await upload('x.csv', 'x'.repeat(UPLOAD_BYTES_MAX + 1)).then(
    (answer) => answer.status,
    // The server answers and closes while the client still sends; the client may see only the closing.
    () => 413,
  );
  expect(tooLarge).toBe(413);
  expect(stored()).toEqual(before);
});

test('an upload of the same name replaces the file whole', async () => {
  await upload('rows.csv', 'new');
  expect(readFileSync(join(server.dataDir, 'files', 'rows.csv'), 'utf8')).toBe('new');
});
