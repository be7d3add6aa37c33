// The data plane over its real socket, with real workers: the life of a job.
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DOOR_TO_FILE, DOOR_WINDOW_FILE, EVENT_COLUMNS, graphOf } from '../testing/graphs.ts';
import { event, PlaneFixture, startOf } from '../testing/plane-fixture.ts';
import { exitCodeOf, until } from '../testing/plane-process.ts';

const fixture = new PlaneFixture();

const window = (second: number, n: number) =>
  expect.objectContaining({ window_end: expect.stringContaining(`00:00:${second}.000`), n });

test('suspend keeps open windows, the next start goes on with them, finish fires them', async () => {
  const start = startOf(DOOR_WINDOW_FILE);
  expect(await fixture.process.request('job.start', start)).toMatchObject({
    status: 'running',
    notices: [],
    graphHash: 'h',
  });
  await fixture.post([event('a', 1), event('b', 2)]);
  expect(await fixture.process.request('job.stop', { jobKey: start.jobKey, mode: 'suspend' })).toMatchObject({
    status: 'suspended',
  });
  expect(fixture.written()).toEqual([]);
  await fixture.post([event('c', 3)]);
  expect(await fixture.process.request('job.start', start)).toMatchObject({ status: 'running', notices: [] });
  await fixture.post([event('d', 11)]);
  expect(await until(() => (fixture.written().length > 0 ? fixture.written() : undefined))).toEqual([
    window(10, 3),
  ]);
  expect(await fixture.process.request('job.stop', { jobKey: start.jobKey, mode: 'finish' })).toMatchObject({
    status: 'finished',
  });
  expect(fixture.written()).toEqual([window(10, 3), window(20, 1)]);
});

test('after finish a start begins with empty windows, and the door goes on behind what was counted', async () => {
  const start = startOf(DOOR_WINDOW_FILE);
  await fixture.process.request('job.start', start);
  await fixture.post([event('a', 1)]);
  await fixture.process.request('job.stop', { jobKey: start.jobKey, mode: 'finish' });
  await fixture.process.request('job.start', start);
  await fixture.post([event('b', 2)]);
  await fixture.process.request('job.stop', { jobKey: start.jobKey, mode: 'finish' });
  expect(fixture.written()).toEqual([window(10, 1), window(10, 1)]);
});

test('events that came before the first start are read, and a killed process loses nothing', async () => {
  const start = startOf(DOOR_WINDOW_FILE);
  await fixture.process.request('door.open', {
    doorKey: 'p.draft.door',
    pipelineId: 'p',
    environment: 'draft',
    nodeId: 'door',
    token: 'token',
  });
  expect(await fixture.post([event('a', 1), event('b', 2)])).toBe(202);
  expect(await fixture.process.request('door.info', { doorKey: 'p.draft.door' })).toEqual({ accepted: 2 });
  await fixture.process.request('job.start', start);
  await until(() =>
    fixture.process.events.some((sent) => sent.event === 'job.changed' && sent.info.checkpoint !== undefined),
  );
  await fixture.post([event('c', 3)]);
  await fixture.restart();
  expect(await fixture.process.request('job.get', { jobKey: start.jobKey })).toMatchObject({
    status: 'stopped',
  });
  expect(await fixture.process.request('job.start', start)).toMatchObject({ status: 'running' });
  await fixture.process.request('job.stop', { jobKey: start.jobKey, mode: 'finish' });
  expect(fixture.written()).toEqual([window(10, 3)]);
  expect(await fixture.process.request('door.info', { doorKey: 'p.draft.door' })).toEqual({ accepted: 3 });
  const captured = await fixture.process.request('door.capture', { doorKey: 'p.draft.door', rows: 2 });
  expect(captured.rows).toBe(2);
  expect(
    captured.text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line).id),
  ).toEqual(['b', 'c']);
});

test('a job that is started again with another graph keeps the state of what did not change and says what it dropped', async () => {
  const graph = graphOf({
    nodes: [
      ['door', 'http', { schema: EVENT_COLUMNS, eventTime: 'ts', watermarkDelay: '0 s' }],
      ['kept', 'tumbling', { size: '10 s', keys: [], aggregates: [{ name: 'n', expression: 'COUNT(*)' }] }],
      [
        'changed',
        'tumbling',
        { size: '10 s', keys: [], aggregates: [{ name: 'n', expression: 'COUNT(*)' }] },
      ],
      ['a', 'file_sink', { path: 'files/a' }],
      ['b', 'file_sink', { path: 'files/b' }],
    ],
    edges: [
      ['door.out', 'kept.in'],
      ['door.out', 'changed.in'],
      ['kept.out', 'a.in'],
      ['changed.out', 'b.in'],
    ],
  });
  await fixture.process.request('job.start', startOf(graph));
  await fixture.post([event('a', 1)]);
  await until(() =>
    fixture.process.events.some((sent) => sent.event === 'job.changed' && sent.info.checkpoint !== undefined),
  );
  const other = {
    ...graph,
    nodes: graph.nodes.map((node) =>
      node.id === 'changed' ? { ...node, config: { ...node.config, size: '20 s' } } : node,
    ),
  };
  const info = await fixture.process.request('job.start', startOf(other, 'p', 'h2'));
  expect(info).toMatchObject({
    status: 'running',
    graphHash: 'h2',
    notices: [expect.stringContaining('state of changed was not kept')],
  });
  await fixture.post([event('b', 2)]);
  await fixture.process.request('job.stop', { jobKey: 'p.draft', mode: 'finish' });
  expect(fixture.written('a')).toEqual([window(10, 2)]);
  expect(fixture.written('b')).toEqual([window(20, 1)]);
});

test('I19: damaged checkpoints: the one before is taken and said, none readable is no empty start', async () => {
  const start = startOf(DOOR_WINDOW_FILE);
  await fixture.process.request('job.start', start);
  for (const id of ['a', 'b', 'c']) {
    await fixture.post([event(id, 1)]);
    const epoch =
      fixture.process.events
        .flatMap((sent) => (sent.event === 'job.changed' ? [sent.info.checkpoint?.epoch ?? 0] : []))
        .at(-1) ?? 0;
    await until(() =>
      fixture.process.events.some(
        (sent) => sent.event === 'job.changed' && (sent.info.checkpoint?.epoch ?? 0) > epoch,
      ),
    );
  }
  await fixture.process.kill();
  const folder = join(fixture.options.dataDir, 'jobs', 'p.draft', 'checkpoints');
  const manifests = readdirSync(folder)
    .filter((name) => name.startsWith('manifest-'))
    .sort();
  const flip = (name: string, bit: number): void => {
    const bytes = readFileSync(join(folder, name));
    bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ bit;
    writeFileSync(join(folder, name), bytes);
  };
  flip(manifests.at(-1) ?? '', 1);
  await fixture.restart();
  expect(await fixture.process.request('job.start', start)).toMatchObject({
    status: 'running',
    notices: [expect.stringContaining('is damaged; the job went back to checkpoint')],
  });
  await fixture.process.request('job.stop', { jobKey: start.jobKey, mode: 'finish' });
  expect(fixture.written()).toEqual([window(10, 3)]);
  for (const name of readdirSync(folder).filter((file) => file.startsWith('manifest-'))) flip(name, 2);
  expect(await fixture.process.request('job.start', start)).toMatchObject({
    status: 'failed',
    error: { code: 'CHECKPOINT_CORRUPT' },
  });
});

test('a checkpoint that cannot be written is tried again while the job goes on, and nothing is lost', async () => {
  const start = startOf(DOOR_TO_FILE);
  await fixture.process.request('job.start', start);
  const folder = join(fixture.options.dataDir, 'jobs', 'p.draft', 'checkpoints');
  renameSync(folder, `${folder}.away`);
  await fixture.post([event('a', 1)]);
  const noticed = () =>
    fixture.process.events.some((sent) => sent.event === 'job.changed' && sent.info.notices.length > 0);
  await until(noticed);
  await fixture.post([event('b', 2)]);
  expect(fixture.written()).toEqual([]);
  renameSync(`${folder}.away`, folder);
  await until(() => fixture.written().length === 2);
  expect(await fixture.process.request('job.get', { jobKey: start.jobKey })).toMatchObject({
    status: 'running',
    notices: [expect.stringContaining('could not be written and is tried again')],
  });
});

test('shutdown suspends every job and ends with code 0; a removed job leaves nothing but its output', async () => {
  const start = startOf(DOOR_TO_FILE);
  await fixture.process.request('job.start', start);
  await fixture.post([event('a', 1)]);
  expect(await fixture.process.shutdown()).toBe(0);
  expect(fixture.written()).toHaveLength(1);
  await fixture.restart();
  await fixture.process.request('job.start', start);
  await fixture.process.request('job.remove', { jobKey: start.jobKey });
  expect(readdirSync(join(fixture.options.dataDir, 'doors'))).toEqual([]);
  expect(readdirSync(join(fixture.options.dataDir, 'jobs'))).toEqual([]);
  expect(fixture.written()).toHaveLength(1);
  expect(await fixture.post([event('b', 1)])).toBe(404);
});

test('a second data plane on the same folder is refused', async () => {
  expect(await exitCodeOf(fixture.options)).toBe(75);
  expect((await fixture.process.request('hello', { protocolVersion: 1 })).pid).toBe(fixture.process.pid);
});
