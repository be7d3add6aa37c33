import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCompiler } from '../../compile.ts';
import { testCatalogue, testGraph } from '../../testing/catalogue.ts';
import { dataOf, startTestServer, type TestServer } from '../../testing/test-server.ts';

let server: TestServer;
let session: Readonly<Record<string, string>>;
let pipelineId = '';
let testsPass = true;
let reads: readonly string[] = [];
beforeEach(async () => {
  testsPass = true;
  reads = [];
  const compiler = createCompiler(testCatalogue, (graph) =>
    graph.tests.map(({ name }) => ({ name, passed: testsPass, detail: testsPass ? '' : 'other rows' })),
  );
  const streams = () => reads.map((name) => ({ nodeId: 'orders', name, access: 'read' as const }));
  server = await startTestServer({ compiler: { ...compiler, streams } });
  session = await server.signIn();
  const graph = testGraph({ tests: [{ name: 'counts', inputs: {}, expected: {} }] });
  pipelineId = dataOf(await server.mutate(session, 'pipelines.create', { name: 'Orders', graph })).id;
});
afterEach(() => server.close());

const publish = async (note = '') =>
  dataOf(await server.mutate(session, 'versions.publish', { pipelineId, note }));
const deploy = async (number: number, environment: string) =>
  dataOf(await server.mutate(session, 'promotions.deploy', { pipelineId, number, environment }));
const edit = async (id: string, baseSeq: number, op: object) =>
  dataOf(
    await server.mutate(session, 'drafts.edit', {
      pipelineId,
      edit: { id: `edit-number-${id}`, baseSeq, ops: [op] },
    }),
  );
const failed = (checks: readonly { id: string; status: string }[]) =>
  checks.filter((check) => check.status === 'failed').map((check) => check.id);

test('publishing makes the next number; without a change it makes none', async () => {
  expect(await publish('first')).toMatchObject({
    number: 1,
    note: 'first',
    author: 'owner',
    environments: [],
  });
  expect((await publish('again')).number).toBe(1);
  await edit('a', 0, { op: 'setName', name: 'Renamed' });
  expect((await publish()).number).toBe(2);
});

test('a draft with problems is not published', async () => {
  await edit('a', 0, { op: 'removeEdge', edge: { from: 'orders.out', to: 'count.in' } });
  const refused = await publish();
  expect(refused.status).toBe('refused');
  expect(refused.problems).toContainEqual(expect.objectContaining({ severity: 'error', nodeId: 'count' }));
});

test('a version cannot be changed or deleted, by nobody', async () => {
  await publish();
  const sqlite = new Database(join(server.dataDir, 'weir.sqlite'));
  expect(() => sqlite.exec(`UPDATE versions SET note = 'x'`)).toThrow('immutable');
  expect(() => sqlite.exec('DELETE FROM versions')).toThrow('immutable');
  sqlite.close();
});

test('a version goes to development, then to production, and the trail says so', async () => {
  await publish();
  const early = await deploy(1, 'production');
  expect(early.status).toBe('refused');
  expect(failed(early.checks)).toEqual(['development']);
  expect(await deploy(1, 'development')).toMatchObject({
    status: 'running',
    version: 1,
    environment: 'development',
  });
  expect(await deploy(1, 'production')).toMatchObject({ status: 'running', version: 1 });
  const versions = dataOf(await server.query(session, 'versions.list', { pipelineId }));
  expect(versions[0].environments.toSorted()).toEqual(['development', 'production']);
  const entries = dataOf(await server.query(session, 'audit.list', { pipelineId, limit: 2 }));
  expect(entries.map((entry: { detail: string }) => entry.detail)).toEqual([
    'production: nothing to version 1',
    'development: nothing to version 1',
  ]);
});

test('going back is a deployment of an earlier version, recorded as a rollback', async () => {
  await publish();
  await deploy(1, 'development');
  await edit('a', 0, { op: 'setConfig', id: 'count', config: { label: 'other' } });
  await publish();
  await deploy(2, 'development');
  expect(await deploy(1, 'development')).toMatchObject({ version: 1 });
  const [entry] = dataOf(await server.query(session, 'audit.list', { pipelineId, limit: 1 }));
  expect(entry).toMatchObject({
    action: 'promotion.rollback',
    detail: 'development: version 2 to version 1',
  });
});

test('a failing test of the pipeline stops a deployment', async () => {
  await publish();
  testsPass = false;
  const refused = await deploy(1, 'development');
  expect(failed(refused.checks)).toEqual(['tests']);
  expect(server.plane.requests.some((request) => request.method === 'job.start')).toBe(false);
});

test('doors of a deployment have a token of their own', async () => {
  await publish();
  await deploy(1, 'development');
  const door = async (environment: string) =>
    dataOf(await server.query(session, 'doors.get', { pipelineId, environment, nodeId: 'orders' }));
  const [draft, development] = [await door('draft'), await door('development')];
  expect(development.url).toBe(`http://127.0.0.1:7999/in/development/${pipelineId}/orders`);
  expect(development.token).not.toBe(draft.token);
  expect(development.accepted).toBe(7);
  expect(development.curl).toContain(`-d '{"id":42,"ship":{"country":"DE"}}'`);
  const start = server.plane.requests.find((request) => request.method === 'job.start');
  expect(start?.params).toMatchObject({
    version: 1,
    doors: [{ nodeId: 'orders', token: development.token }],
  });
});

test('the diff of two versions says what happens to state', async () => {
  await publish();
  await edit('a', 0, { op: 'setConfig', id: 'count', config: { label: 'other' } });
  await edit('b', 1, {
    op: 'addNode',
    node: { id: 'more', type: 'counter', name: 'More', config: {} },
    at: { x: 0, y: 0 },
  });
  await edit('c', 2, { op: 'addEdge', edge: { from: 'count.out', to: 'more.in' } });
  await edit('d', 3, { op: 'renameNode', id: 'out', name: 'Sink' });
  await publish();
  const diff = dataOf(await server.query(session, 'versions.diff', { pipelineId, from: 1, to: 2 }));
  expect(diff).toEqual([
    {
      kind: 'changed',
      what: 'node',
      id: 'count',
      title: 'Count',
      fields: [{ field: 'label', before: 'count', after: 'other' }],
      state: 'discarded',
    },
    {
      kind: 'changed',
      what: 'node',
      id: 'out',
      title: 'Sink',
      fields: [{ field: 'name', before: 'Out', after: 'Sink' }],
    },
    { kind: 'added', what: 'node', id: 'more', title: 'More', fields: [], state: 'new' },
    { kind: 'added', what: 'edge', id: 'count.out>more.in', title: 'Count (out) to More (in)', fields: [] },
  ]);
});

test('a stream has to exist in the environment of the deployment, not in another', async () => {
  reads = ['clean'];
  await publish();
  expect((await deploy(1, 'development')).status).not.toBe('refused');
  const refused = await deploy(1, 'production');
  expect(failed(refused.checks)).toEqual(['streams']);
  expect(refused.checks).toContainEqual(
    expect.objectContaining({ detail: expect.stringContaining('no such stream in production: clean') }),
  );
});
