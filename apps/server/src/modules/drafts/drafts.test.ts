import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RawData, WebSocket } from 'ws';
import { testGraph } from '../../testing/catalogue.ts';
import { dataOf, startTestServer, type TestServer } from '../../testing/test-server.ts';

let server: TestServer;
let session: Readonly<Record<string, string>>;
let pipelineId = '';
beforeEach(async () => {
  server = await startTestServer();
  session = await server.signIn();
  pipelineId = dataOf(
    await server.mutate(session, 'pipelines.create', { name: 'Orders', graph: testGraph() }),
  ).id;
});
afterEach(() => server.close());

type Op = Readonly<Record<string, unknown>>;

async function edit(id: string, baseSeq: number, ...ops: readonly Op[]) {
  return dataOf(
    await server.mutate(session, 'drafts.edit', {
      pipelineId,
      edit: { id: `edit-number-${id}`, baseSeq, ops },
    }),
  );
}
const get = async () => dataOf(await server.query(session, 'drafts.get', { pipelineId }));
const rename = (name: string): Op => ({ op: 'setName', name });

test('a saved edit is there after a restart of the server', async () => {
  expect(await edit('a', 0, rename('One'), { op: 'moveNode', id: 'count', x: 5, y: 6 })).toMatchObject({
    status: 'saved',
    seq: 1,
  });
  const before = await get();
  await server.stop();
  server = await startTestServer({ dataDir: server.dataDir });
  session = await server.signIn();
  expect(await get()).toEqual(before);
  expect(before).toMatchObject({ name: 'One', seq: 1, graph: { layout: { count: { x: 5, y: 6 } } } });
});

test('I27: an edit that is sent again is saved once and answered with its first sequence', async () => {
  await edit('a', 0, { op: 'removeNode', id: 'out' });
  await edit('b', 1, rename('Two'));
  expect(await edit('a', 0, { op: 'removeNode', id: 'out' })).toMatchObject({ status: 'saved', seq: 1 });
  expect((await get()).seq).toBe(2);
});

test('I27: an edit on an old sequence is not applied and gets what it missed, in order', async () => {
  await edit('a', 0, rename('One'));
  await edit('b', 1, rename('Two'));
  const late = await edit('c', 0, rename('Three'));
  expect(late).toMatchObject({
    status: 'behind',
    seq: 2,
    missed: [{ id: 'edit-number-a' }, { id: 'edit-number-b' }],
  });
  expect((await get()).name).toBe('Two');
  expect(dataOf(await server.query(session, 'drafts.history', { pipelineId, afterSeq: 1 }))).toMatchObject([
    { id: 'edit-number-b' },
  ]);
});

test('of many designers that edit at once each edit is saved once and none is lost', async () => {
  const editors = Array.from({ length: 8 }, async (_value, editor) => {
    let base = 0;
    for (let tries = 0; tries < 50; tries += 1) {
      const answer = await edit(`editor${editor}`, base, { op: 'moveNode', id: 'count', x: editor, y: 0 });
      if (answer.status === 'saved') return answer.seq as number;
      base = answer.seq;
    }
    return -1;
  });
  const seqs = await Promise.all(editors);
  expect(seqs.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test('an edit that does not apply, or builds on the future, changes nothing', async () => {
  expect(await edit('a', 0, rename('One'), { op: 'removeNode', id: 'nobody' })).toMatchObject({
    code: 'BAD_REQUEST',
  });
  expect(await edit('b', 7, rename('Two'))).toMatchObject({ code: 'BAD_REQUEST' });
  expect(await get()).toMatchObject({ name: 'Orders', seq: 0 });
});

test('the hash follows the meaning and not the layout', async () => {
  const { graphHash } = await get();
  expect((await edit('a', 0, { op: 'moveNode', id: 'count', x: 1, y: 1 })).graphHash).toBe(graphHash);
  expect((await edit('b', 1, { op: 'setConfig', id: 'count', config: { label: 'x' } })).graphHash).not.toBe(
    graphHash,
  );
});

test('a pipeline that does not exist, or was removed, is NOT_FOUND', async () => {
  await server.mutate(session, 'pipelines.remove', { pipelineId });
  for (const id of [pipelineId, 'nobody']) {
    expect(dataOf(await server.query(session, 'drafts.get', { pipelineId: id })).code).toBe('NOT_FOUND');
  }
  expect(dataOf(await server.query(session, 'pipelines.list'))).toEqual([]);
});

test('I26: each change has one entry in the audit trail, a refused one has none', async () => {
  await edit('a', 0, rename('One'));
  await edit('a', 0, rename('One'));
  await edit('b', 0, rename('Two'));
  const entries = dataOf(await server.query(session, 'audit.list', { pipelineId, limit: 10 }));
  expect(entries.map((entry: { action: string }) => entry.action)).toEqual(['draft.edit', 'pipeline.create']);
});

test('an open designer is told about edits of others', async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/trpc-ws`, { headers: session });
  await new Promise((resolve) => socket.on('open', resolve));
  const messages: { result?: { type: string; data?: unknown } }[] = [];
  const arrived = (type: string) =>
    new Promise<void>((resolve) => {
      socket.on('message', (data) => {
        const message = parseMessage(data);
        if (message.result?.type === type) {
          messages.push(message);
          resolve();
        }
      });
    });
  const started = arrived('started');
  const told = arrived('data');
  socket.send(
    JSON.stringify({
      id: 1,
      method: 'subscription',
      params: { path: 'drafts.changes', input: { pipelineId } },
    }),
  );
  await started;
  await edit('a', 0, rename('One'));
  await told;
  expect(messages.at(-1)?.result?.data).toEqual({ seq: 1, editId: 'edit-number-a' });
  socket.close();
});

function parseMessage(data: RawData) {
  const text = Buffer.isBuffer(data) ? data.toString('utf8') : '';
  return text.startsWith('{') ? JSON.parse(text) : {};
}
