// The data plane over its real socket, with real workers: what goes in and out of jobs.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DOOR_TO_FILE, EVENT_COLUMNS, graphOf } from '../testing/graphs.ts';
import { event, PlaneFixture, startOf } from '../testing/plane-fixture.ts';
import { pause, until } from '../testing/plane-process.ts';

const fixture = new PlaneFixture();

test('dead letters are listed newest first with their bytes, once, also after a kill', async () => {
  const start = startOf(DOOR_TO_FILE);
  await fixture.process.request('job.start', start);
  await fixture.post('{"id":"a"\nnot json\n{"id":"ok","value":1,"ts":"2026-01-01T00:00:01Z"}\n');
  const listed = await until(async () => {
    const answer = await fixture.process.request('job.deadLetters', { jobKey: start.jobKey, limit: 10 });
    return answer.total === 2 ? answer : undefined;
  });
  expect(listed.letters).toMatchObject([
    { nodeId: 'door', code: 'JSON_SYNTAX', text: 'not json', bytes: 8 },
    { nodeId: 'door', code: 'JSON_SYNTAX', text: '{"id":"a"', bytes: 9 },
  ]);
  await fixture.restart();
  await fixture.process.request('job.start', start);
  await until(() => fixture.written().length === 1);
  expect((await fixture.process.request('job.deadLetters', { jobKey: start.jobKey, limit: 1 })).total).toBe(
    2,
  );
  expect(
    await fixture.process.request('job.deadLetters', { jobKey: start.jobKey, nodeId: 'sink', limit: 1 }),
  ).toEqual({
    total: 0,
    letters: [],
  });
});

test('a tail gives the rows of a port that fit its condition, and ends with the job', async () => {
  const start = startOf(DOOR_TO_FILE);
  await fixture.process.request('job.start', start);
  await fixture.process.request('job.tail.start', {
    jobKey: start.jobKey,
    tailId: 't',
    port: 'door.out',
    where: '`value` > 1',
  });
  await fixture.process.request('job.tail.start', {
    jobKey: start.jobKey,
    tailId: 'bad',
    port: 'door.out',
    where: 'nothing > 1',
  });
  await pause(100);
  await fixture.post([event('a', 1, 1), event('b', 2, 2), event('c', 3, 3)]);
  const rows = await until(() => {
    const found = fixture.process.events.flatMap((sent) =>
      sent.event === 'tail.rows' && sent.tailId === 't' ? sent.rows : [],
    );
    return found.length >= 2 ? found : undefined;
  });
  expect(rows.map((row) => row.id)).toEqual(['b', 'c']);
  expect(fixture.process.events).toContainEqual({
    event: 'tail.end',
    tailId: 'bad',
    error: expect.objectContaining({ code: 'BAD_REQUEST' }),
  });
  await fixture.process.request('job.stop', { jobKey: start.jobKey, mode: 'suspend' });
  await until(() => fixture.process.events.some((sent) => sent.event === 'tail.end' && sent.tailId === 't'));
  await expect(
    fixture.process.request('job.tail.start', { jobKey: start.jobKey, tailId: 'u', port: 'door.out' }),
  ).rejects.toThrow('NOT_FOUND');
});

test('a stream that one job writes is read by another, each row once, across a kill', async () => {
  const write = graphOf({
    nodes: [
      ['door', 'http', { schema: EVENT_COLUMNS, eventTime: 'ts', watermarkDelay: '0 s' }],
      ['sink', 'stream_sink', { stream: 'clean' }],
    ],
    edges: [['door.out', 'sink.in']],
  });
  const read = graphOf({
    nodes: [
      [
        'source',
        'stream',
        { stream: 'clean', schema: EVENT_COLUMNS, eventTime: 'ts', watermarkDelay: '0 s' },
      ],
      ['sink', 'file_sink', { path: 'files/out' }],
    ],
    edges: [['source.out', 'sink.in']],
  });
  await fixture.process.request('job.start', startOf(read, 'reader'));
  await fixture.process.request('job.start', startOf(write, 'writer'));
  const other = await fixture.process.request('job.start', startOf(write, 'second'));
  expect(other).toMatchObject({ status: 'failed', error: { code: 'SINK_FAILED' } });
  await fixture.post([event('a', 1), event('b', 2)], 'writer');
  await until(() => fixture.written().length === 2);
  await fixture.post([event('c', 3)], 'writer');
  await fixture.restart();
  await fixture.process.request('job.start', startOf(write, 'writer'));
  await fixture.process.request('job.start', startOf(read, 'reader'));
  await fixture.post([event('d', 4)], 'writer');
  await until(() => fixture.written().length >= 4);
  expect(fixture.written()).toMatchObject([{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd' }]);
  expect(await fixture.process.request('streams.list', {})).toEqual([
    {
      name: 'clean',
      environments: ['draft'],
      columns: [
        { name: 'id', type: 'STRING' },
        { name: 'value', type: 'BIGINT' },
        { name: 'ts', type: 'TIMESTAMP(3)' },
      ],
    },
  ]);
});

test('a bounded job finishes by itself and runs anew on the next start; its live table can still be read', async () => {
  mkdirSync(join(fixture.options.dataDir, 'files'), { recursive: true });
  writeFileSync(
    join(fixture.options.dataDir, 'files', 'in.ndjson'),
    Array.from(
      { length: 5000 },
      (_, index) => `{"id":"k${index % 3}","value":${index},"ts":"2026-01-01 00:00:01.000"}\n`,
    ).join(''),
  );
  const graph = graphOf({
    nodes: [
      [
        'file',
        'file',
        { path: 'files/in.ndjson', format: 'json', mode: 'once', schema: EVENT_COLUMNS, eventTime: 'ts' },
      ],
      ['table', 'live_table', { keys: ['id'], rows: 10 }],
      ['sink', 'file_sink', { path: 'files/out' }],
    ],
    edges: [
      ['file.out', 'table.in'],
      ['file.out', 'sink.in'],
    ],
  });
  for (const runs of [1, 2]) {
    const info = await fixture.process.request('job.start', startOf(graph));
    expect(['running', 'finished']).toContain(info.status);
    await until(
      async () => (await fixture.process.request('job.get', { jobKey: 'p.draft' })).status === 'finished',
    );
    expect(fixture.written()).toHaveLength(5000 * runs);
  }
  const table = await fixture.process.request('job.table', { jobKey: 'p.draft', nodeId: 'table' });
  expect(table.columns).toEqual(['id', 'value', 'ts']);
  expect(table.rows.map((row) => row.value)).toEqual([4999, 4998, 4997]);
  expect((await fixture.process.request('files.list', {})).map((file) => file.path)).toContain(
    'files/in.ndjson',
  );
});

test('what cannot run is failed with its reason, and is not started again', async () => {
  const missing = graphOf({
    nodes: [
      ['file', 'file', { path: 'files/none.ndjson', format: 'json', mode: 'once', schema: EVENT_COLUMNS }],
      ['sink', 'blackhole', {}],
    ],
    edges: [['file.out', 'sink.in']],
  });
  expect(await fixture.process.request('job.start', startOf(missing))).toMatchObject({
    status: 'failed',
    error: { code: 'SOURCE_FILE', hint: expect.any(String) },
  });
  const unconnected = { ...missing, edges: [] };
  expect(await fixture.process.request('job.start', startOf(unconnected))).toMatchObject({
    status: 'failed',
    error: { code: 'PORT_UNCONNECTED' },
  });
});
