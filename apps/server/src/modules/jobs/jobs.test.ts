import { afterEach, beforeEach, expect, test } from 'vitest';
import { testGraph } from '../../testing/catalogue.ts';
import { dataOf, startTestServer, type TestServer } from '../../testing/test-server.ts';

let server: TestServer;
let session: Readonly<Record<string, string>>;
let lane = { pipelineId: '', environment: 'draft' };
beforeEach(async () => {
  server = await startTestServer();
  session = await server.signIn();
  const { id } = dataOf(
    await server.mutate(session, 'pipelines.create', { name: 'Orders', graph: testGraph() }),
  );
  lane = { pipelineId: id, environment: 'draft' };
});
afterEach(() => server.close());

const call = async (name: string, more: object = {}) =>
  dataOf(await server.mutate(session, name, { ...lane, ...more }));
const get = async () => dataOf(await server.query(session, 'jobs.get', lane));

async function restart(): Promise<void> {
  await server.stop();
  server = await startTestServer({ dataDir: server.dataDir });
  session = await server.signIn();
}

test('a run of the draft carries its graph, its hash and the tokens of its doors', async () => {
  const { graph, graphHash } = dataOf(
    await server.query(session, 'drafts.get', { pipelineId: lane.pipelineId }),
  );
  expect(await call('jobs.start')).toMatchObject({ status: 'running', graphHash });
  const { token } = dataOf(await server.query(session, 'doors.get', { ...lane, nodeId: 'orders' }));
  expect((await server.plane.asked('job.start')).params).toEqual({
    jobKey: `${lane.pipelineId}.draft`,
    ...lane,
    graph,
    graphHash,
    doors: [{ nodeId: 'orders', token }],
  });
});

test('a draft with problems does not start', async () => {
  const ops = [{ op: 'removeNode', id: 'orders' }];
  await server.mutate(session, 'drafts.edit', {
    pipelineId: lane.pipelineId,
    edit: { id: 'edit-number-none', baseSeq: 0, ops },
  });
  expect((await call('jobs.start')).status).toBe('refused');
});

test('what should run is started again after both processes were gone, with the graph that ran', async () => {
  await call('jobs.start');
  const { graphHash } = await get();
  const ops = [{ op: 'setConfig', id: 'count', config: { label: 'edited later' } }];
  await server.mutate(session, 'drafts.edit', {
    pipelineId: lane.pipelineId,
    edit: { id: 'edit-number-later', baseSeq: 0, ops },
  });
  await restart();
  expect((await server.plane.asked('job.start')).params).toMatchObject({ graphHash });
  expect((await server.plane.asked('door.open')).params).toMatchObject({
    doorKey: `${lane.pipelineId}.draft.orders`,
  });
});

test('what was stopped, or has finished, stays so after a restart', async () => {
  await call('jobs.start');
  expect(await call('jobs.stop', { mode: 'suspend' })).toMatchObject({ status: 'suspended' });
  await restart();
  expect(await get()).toMatchObject({ status: 'suspended' });

  await call('jobs.start');
  const info = { ...(await get()), status: 'finished' as const };
  server.plane.send({ event: 'job.changed', jobKey: `${lane.pipelineId}.draft`, info });
  await server.query(session, 'streams.list');
  await restart();
  expect(await get()).toMatchObject({ status: 'finished' });
  expect(server.plane.requests.some((request) => request.method === 'job.start')).toBe(false);
});

test('while the data plane is away a job that should run says that it is being started', async () => {
  await call('jobs.start');
  await server.plane.close();
  expect(await get()).toMatchObject({ status: 'starting', notices: [expect.stringContaining('data plane')] });
  expect(dataOf(await server.query(session, 'streams.list'))).toMatchObject({ code: 'PLANE_DOWN' });
});

test('doors of a draft open and close as it is edited, and a node that comes back keeps its token', async () => {
  const door = async () => dataOf(await server.query(session, 'doors.get', { ...lane, nodeId: 'orders' }));
  const before = (await door()).token;
  const edit = (id: string, baseSeq: number, op: object) =>
    server.mutate(session, 'drafts.edit', {
      pipelineId: lane.pipelineId,
      edit: { id: `edit-number-${id}`, baseSeq, ops: [op] },
    });
  const [node] = testGraph().nodes;
  await edit('a', 0, { op: 'removeNode', id: 'orders' });
  expect((await server.plane.asked('door.close')).params).toEqual({
    doorKey: `${lane.pipelineId}.draft.orders`,
  });
  expect(await door()).toMatchObject({ code: 'NOT_FOUND' });
  await edit('b', 1, { op: 'addNode', node, at: { x: 0, y: 0 } });
  expect((await door()).token).toBe(before);
});

test('the home page shows the rate of a running job', async () => {
  await call('jobs.start');
  const [pipeline] = dataOf(await server.query(session, 'pipelines.list'));
  expect(pipeline).toMatchObject({
    problems: 0,
    nodes: 3,
    rateIn: 5,
    lanes: [{ environment: 'draft', status: 'running' }],
  });
});

test('removing a pipeline clears its job', async () => {
  await call('jobs.start');
  await server.mutate(session, 'pipelines.remove', { pipelineId: lane.pipelineId });
  expect((await server.plane.asked('job.remove')).params).toEqual({ jobKey: `${lane.pipelineId}.draft` });
});

test('savepoints are made, listed, gone back to once and removed, with an entry in the trail', async () => {
  await call('jobs.start');
  const jobKey = `${lane.pipelineId}.draft`;
  expect(await call('jobs.savepoint')).toMatchObject({ epoch: 7 });
  expect((await server.plane.asked('job.savepoint')).params).toEqual({ jobKey });
  expect(dataOf(await server.query(session, 'jobs.savepoints', lane))).toMatchObject([{ epoch: 7 }]);
  expect(await call('jobs.start', { savepoint: 7 })).toMatchObject({ status: 'running' });
  const starts = server.plane.requests.filter(({ method }) => method === 'job.start');
  expect(starts.map(({ params }) => (params as { savepoint?: number }).savepoint)).toEqual([undefined, 7]);
  expect(dataOf(await server.query(session, 'jobs.compatibility', lane))).toMatchObject([
    { verdict: 'same' },
  ]);
  expect(await call('jobs.removeSavepoint', { epoch: 7 })).toEqual({ removed: true });
  expect((await server.plane.asked('job.savepoint.remove')).params).toEqual({ jobKey, epoch: 7 });
  const trail = dataOf(await server.query(session, 'audit.list', { limit: 10 })) as { detail: string }[];
  expect(trail.map(({ detail }) => detail)).toEqual(
    expect.arrayContaining([
      'made a savepoint in draft',
      'started the draft from savepoint 7',
      'removed savepoint 7 in draft',
    ]),
  );
});
