// Savepoints of a real job: made on demand, listed, gone back to; and what becomes of state when the graph changes.
import { expect, test } from 'vitest';
import { DOOR_TO_FILE, DOOR_WINDOW_FILE, EVENT_COLUMNS, graphOf } from '../testing/graphs.ts';
import { event, PlaneFixture, startOf } from '../testing/plane-fixture.ts';
import { until } from '../testing/plane-process.ts';

const plane = new PlaneFixture();
const JOB = { jobKey: 'p.draft' } as const;
const ids = (): readonly string[] => plane.written().map((row) => (row as { id: string }).id);

test('a job goes back to a savepoint: what came after it is taken back and made again, once', async () => {
  await plane.process.request('job.start', startOf(DOOR_TO_FILE));
  await plane.post(event('a', 1));
  await until(() => ids().length === 1);
  const made = await plane.process.request('job.savepoint', JOB);
  await plane.post(event('b', 2));
  await plane.post(event('c', 3));
  await until(() => ids().length === 3);
  expect(await plane.process.request('job.savepoints', JOB)).toEqual([made]);
  const info = await plane.process.request('job.start', { ...startOf(DOOR_TO_FILE), savepoint: made.epoch });
  expect(info).toMatchObject({ status: 'running', notices: [] });
  await plane.post(event('d', 4));
  await until(() => ids().length === 4);
  expect(ids()).toEqual(['a', 'b', 'c', 'd']);
  // A kill after that goes on from the newest checkpoint, not from the savepoint.
  await plane.restart();
  await plane.process.request('job.start', startOf(DOOR_TO_FILE));
  await plane.post(event('e', 5));
  await until(() => ids().length === 5);
  expect(ids()).toEqual(['a', 'b', 'c', 'd', 'e']);
  // Nothing but a person removes it.
  expect(await plane.process.request('job.savepoints', JOB)).toEqual([made]);
  await plane.process.request('job.savepoint.remove', { ...JOB, epoch: made.epoch });
  expect(await plane.process.request('job.savepoints', JOB)).toEqual([]);
});

test('a savepoint of a suspended job is its last checkpoint; open windows are in it', async () => {
  await plane.process.request('job.start', startOf(DOOR_WINDOW_FILE));
  await plane.post(event('a', 1));
  await plane.post(event('b', 2));
  await plane.process.request('job.stop', { ...JOB, mode: 'suspend' });
  const made = await plane.process.request('job.savepoint', JOB);
  await plane.process.request('job.start', startOf(DOOR_WINDOW_FILE));
  await plane.post(event('c', 3));
  await plane.process.request('job.stop', { ...JOB, mode: 'finish' });
  expect(plane.written()).toMatchObject([{ n: 3 }]);
  await plane.process.request('job.start', { ...startOf(DOOR_WINDOW_FILE), savepoint: made.epoch });
  await plane.process.request('job.stop', { ...JOB, mode: 'finish' });
  expect(plane.written()).toMatchObject([{ n: 3 }]);
});

test('NOT_FOUND: no savepoint of that number, and none without a checkpoint', async () => {
  await expect(plane.process.request('job.savepoint', JOB)).rejects.toThrow('NOT_FOUND');
  const info = await plane.process.request('job.start', { ...startOf(DOOR_TO_FILE), savepoint: 7 });
  expect(info).toMatchObject({ status: 'failed', error: { code: 'NOT_FOUND' } });
});

test('the report says of each node with state what becomes of it, and why', async () => {
  await plane.process.request('job.start', startOf(DOOR_WINDOW_FILE));
  await plane.post(event('a', 1));
  await plane.process.request('job.savepoint', JOB);
  const changed = graphOf({
    nodes: [
      ['door', 'http', { schema: EVENT_COLUMNS, eventTime: 'ts', watermarkDelay: '5 s' }],
      ['win', 'tumbling', { size: '20 s', keys: [], aggregates: [{ name: 'n', expression: 'COUNT(*)' }] }],
      ['sink', 'file_sink', { path: 'files/out' }],
    ],
    edges: [
      ['door.out', 'win.in'],
      ['win.out', 'sink.in'],
    ],
  });
  const report = await plane.process.request('job.compatibility', { ...JOB, graph: changed });
  expect(report).toMatchObject([
    { nodeId: 'door', verdict: 'compatible', reason: expect.stringContaining('event time begins anew') },
    { nodeId: 'win', verdict: 'incompatible', reason: expect.stringContaining('settings or input columns') },
  ]);
  const dropped = await plane.process.request('job.compatibility', { ...JOB, graph: DOOR_TO_FILE });
  expect(dropped).toMatchObject([
    { nodeId: 'door', verdict: 'same' },
    { nodeId: 'win', verdict: 'dropped' },
  ]);
});
