// The data plane over its real socket, with real workers.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Graph } from '@weir/shared/graph';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DOOR_TO_FILE, DOOR_WINDOW_FILE, EVENT_COLUMNS, graphOf } from '../testing/graphs.ts';
import {
  exitCodeOf,
  type PlaneOptions,
  PlaneProcess,
  pause,
  rowsOf,
  temporaryPlane,
  until,
} from '../testing/plane-process.ts';
import type { JobStart } from './protocol.ts';

let options: PlaneOptions & { readonly remove: () => void };
let plane: PlaneProcess;

beforeEach(async () => {
  options = await temporaryPlane();
  plane = await PlaneProcess.start(options);
});
afterEach(async () => {
  await plane.kill();
  options.remove();
});

function startOf(graph: Graph, pipelineId = 'p', graphHash = 'h'): JobStart {
  const doors = graph.nodes
    .filter((node) => node.type === 'http')
    .map((node) => ({ nodeId: node.id, token: 'token' }));
  return { jobKey: `${pipelineId}.draft`, pipelineId, environment: 'draft', graph, graphHash, doors };
}

async function post(body: unknown, node = 'door', pipelineId = 'p'): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${options.doorPort}/in/draft/${pipelineId}/${node}`, {
    method: 'POST',
    headers: {
      authorization: 'Bearer token',
      'content-type': typeof body === 'string' ? 'application/x-ndjson' : 'application/json',
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  await response.text();
  return response.status;
}

function event(id: string, second: number, value = 1): Readonly<Record<string, unknown>> {
  return { id, value, ts: new Date(1_767_225_600_000 + second * 1000).toISOString() };
}

function written(name = 'out'): readonly unknown[] {
  const folder = join(options.dataDir, 'files', name);
  if (!existsSync(folder)) return [];
  return rowsOf(
    folder,
    readdirSync(folder).filter((file) => file.startsWith('part-')),
  );
}

const window = (second: number, n: number) =>
  expect.objectContaining({ window_end: expect.stringContaining(`00:00:${second}.000`), n });

test('suspend keeps open windows, the next start goes on with them, finish fires them', async () => {
  const start = startOf(DOOR_WINDOW_FILE);
  expect(await plane.request('job.start', start)).toMatchObject({
    status: 'running',
    notices: [],
    graphHash: 'h',
  });
  await post([event('a', 1), event('b', 2)]);
  expect(await plane.request('job.stop', { jobKey: start.jobKey, mode: 'suspend' })).toMatchObject({
    status: 'suspended',
  });
  expect(written()).toEqual([]);
  await post([event('c', 3)]);
  expect(await plane.request('job.start', start)).toMatchObject({ status: 'running', notices: [] });
  await post([event('d', 11)]);
  expect(await until(() => (written().length > 0 ? written() : undefined))).toEqual([window(10, 3)]);
  expect(await plane.request('job.stop', { jobKey: start.jobKey, mode: 'finish' })).toMatchObject({
    status: 'finished',
  });
  expect(written()).toEqual([window(10, 3), window(20, 1)]);
});

test('after finish a start begins with empty windows, and the door goes on behind what was counted', async () => {
  const start = startOf(DOOR_WINDOW_FILE);
  await plane.request('job.start', start);
  await post([event('a', 1)]);
  await plane.request('job.stop', { jobKey: start.jobKey, mode: 'finish' });
  await plane.request('job.start', start);
  await post([event('b', 2)]);
  await plane.request('job.stop', { jobKey: start.jobKey, mode: 'finish' });
  expect(written()).toEqual([window(10, 1), window(10, 1)]);
});

test('events that came before the first start are read, and a killed process loses nothing', async () => {
  const start = startOf(DOOR_WINDOW_FILE);
  await plane.request('door.open', {
    doorKey: 'p.draft.door',
    pipelineId: 'p',
    environment: 'draft',
    nodeId: 'door',
    token: 'token',
  });
  expect(await post([event('a', 1), event('b', 2)])).toBe(202);
  expect(await plane.request('door.info', { doorKey: 'p.draft.door' })).toEqual({ accepted: 2 });
  await plane.request('job.start', start);
  await until(() =>
    plane.events.some((sent) => sent.event === 'job.changed' && sent.info.checkpoint !== undefined),
  );
  await post([event('c', 3)]);
  await plane.kill();
  plane = await PlaneProcess.start(options);
  expect(await plane.request('job.get', { jobKey: start.jobKey })).toMatchObject({ status: 'stopped' });
  expect(await plane.request('job.start', start)).toMatchObject({ status: 'running' });
  await plane.request('job.stop', { jobKey: start.jobKey, mode: 'finish' });
  expect(written()).toEqual([window(10, 3)]);
  expect(await plane.request('door.info', { doorKey: 'p.draft.door' })).toEqual({ accepted: 3 });
  const captured = await plane.request('door.capture', { doorKey: 'p.draft.door', rows: 2 });
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
  await plane.request('job.start', startOf(graph));
  await post([event('a', 1)]);
  await until(() =>
    plane.events.some((sent) => sent.event === 'job.changed' && sent.info.checkpoint !== undefined),
  );
  const other = {
    ...graph,
    nodes: graph.nodes.map((node) =>
      node.id === 'changed' ? { ...node, config: { ...node.config, size: '20 s' } } : node,
    ),
  };
  const info = await plane.request('job.start', startOf(other, 'p', 'h2'));
  expect(info).toMatchObject({
    status: 'running',
    graphHash: 'h2',
    notices: [expect.stringContaining('state of changed was not kept')],
  });
  await post([event('b', 2)]);
  await plane.request('job.stop', { jobKey: 'p.draft', mode: 'finish' });
  expect(written('a')).toEqual([window(10, 2)]);
  expect(written('b')).toEqual([window(20, 1)]);
});

test('dead letters are listed newest first with their bytes, once, also after a kill', async () => {
  const start = startOf(DOOR_TO_FILE);
  await plane.request('job.start', start);
  await post('{"id":"a"\nnot json\n{"id":"ok","value":1,"ts":"2026-01-01T00:00:01Z"}\n');
  const listed = await until(async () => {
    const answer = await plane.request('job.deadLetters', { jobKey: start.jobKey, limit: 10 });
    return answer.total === 2 ? answer : undefined;
  });
  expect(listed.letters).toMatchObject([
    { nodeId: 'door', code: 'JSON_SYNTAX', text: 'not json', bytes: 8 },
    { nodeId: 'door', code: 'JSON_SYNTAX', text: '{"id":"a"', bytes: 9 },
  ]);
  await plane.kill();
  plane = await PlaneProcess.start(options);
  await plane.request('job.start', start);
  await until(() => written().length === 1);
  expect((await plane.request('job.deadLetters', { jobKey: start.jobKey, limit: 1 })).total).toBe(2);
  expect(await plane.request('job.deadLetters', { jobKey: start.jobKey, nodeId: 'sink', limit: 1 })).toEqual({
    total: 0,
    letters: [],
  });
});

test('a tail gives the rows of a port that fit its condition, and ends with the job', async () => {
  const start = startOf(DOOR_TO_FILE);
  await plane.request('job.start', start);
  await plane.request('job.tail.start', {
    jobKey: start.jobKey,
    tailId: 't',
    port: 'door.out',
    where: '`value` > 1',
  });
  await plane.request('job.tail.start', {
    jobKey: start.jobKey,
    tailId: 'bad',
    port: 'door.out',
    where: 'nothing > 1',
  });
  await pause(100);
  await post([event('a', 1, 1), event('b', 2, 2), event('c', 3, 3)]);
  const rows = await until(() => {
    const found = plane.events.flatMap((sent) =>
      sent.event === 'tail.rows' && sent.tailId === 't' ? sent.rows : [],
    );
    return found.length >= 2 ? found : undefined;
  });
  expect(rows.map((row) => row.id)).toEqual(['b', 'c']);
  expect(plane.events).toContainEqual({
    event: 'tail.end',
    tailId: 'bad',
    error: expect.objectContaining({ code: 'BAD_REQUEST' }),
  });
  await plane.request('job.stop', { jobKey: start.jobKey, mode: 'suspend' });
  await until(() => plane.events.some((sent) => sent.event === 'tail.end' && sent.tailId === 't'));
  await expect(
    plane.request('job.tail.start', { jobKey: start.jobKey, tailId: 'u', port: 'door.out' }),
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
  await plane.request('job.start', startOf(read, 'reader'));
  await plane.request('job.start', startOf(write, 'writer'));
  const other = await plane.request('job.start', startOf(write, 'second'));
  expect(other).toMatchObject({ status: 'failed', error: { code: 'SINK_FAILED' } });
  await post([event('a', 1), event('b', 2)], 'door', 'writer');
  await until(() => written().length === 2);
  await post([event('c', 3)], 'door', 'writer');
  await plane.kill();
  plane = await PlaneProcess.start(options);
  await plane.request('job.start', startOf(write, 'writer'));
  await plane.request('job.start', startOf(read, 'reader'));
  await post([event('d', 4)], 'door', 'writer');
  await until(() => written().length >= 4);
  expect(written()).toMatchObject([{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd' }]);
  expect(await plane.request('streams.list', {})).toEqual([
    {
      name: 'clean',
      columns: [
        { name: 'id', type: 'STRING' },
        { name: 'value', type: 'BIGINT' },
        { name: 'ts', type: 'TIMESTAMP(3)' },
      ],
    },
  ]);
});

test('a bounded job finishes by itself and runs anew on the next start; its live table can still be read', async () => {
  mkdirSync(join(options.dataDir, 'files'), { recursive: true });
  writeFileSync(
    join(options.dataDir, 'files', 'in.ndjson'),
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
    const info = await plane.request('job.start', startOf(graph));
    expect(['running', 'finished']).toContain(info.status);
    await until(async () => (await plane.request('job.get', { jobKey: 'p.draft' })).status === 'finished');
    expect(written()).toHaveLength(5000 * runs);
  }
  const table = await plane.request('job.table', { jobKey: 'p.draft', nodeId: 'table' });
  expect(table.columns).toEqual(['id', 'value', 'ts']);
  expect(table.rows.map((row) => row.value)).toEqual([4999, 4998, 4997]);
  expect((await plane.request('files.list', {})).map((file) => file.path)).toContain('files/in.ndjson');
});

test('what cannot run is failed with its reason, and is not started again', async () => {
  const missing = graphOf({
    nodes: [
      ['file', 'file', { path: 'files/none.ndjson', format: 'json', mode: 'once', schema: EVENT_COLUMNS }],
      ['sink', 'blackhole', {}],
    ],
    edges: [['file.out', 'sink.in']],
  });
  expect(await plane.request('job.start', startOf(missing))).toMatchObject({
    status: 'failed',
    error: { code: 'SOURCE_FILE', hint: expect.any(String) },
  });
  const unconnected = { ...missing, edges: [] };
  expect(await plane.request('job.start', startOf(unconnected))).toMatchObject({
    status: 'failed',
    error: { code: 'PORT_UNCONNECTED' },
  });
});

test('I19: damaged checkpoints: the one before is taken and said, none readable is no empty start', async () => {
  const start = startOf(DOOR_WINDOW_FILE);
  await plane.request('job.start', start);
  for (const id of ['a', 'b', 'c']) {
    await post([event(id, 1)]);
    const epoch =
      plane.events
        .flatMap((sent) => (sent.event === 'job.changed' ? [sent.info.checkpoint?.epoch ?? 0] : []))
        .at(-1) ?? 0;
    await until(() =>
      plane.events.some((sent) => sent.event === 'job.changed' && (sent.info.checkpoint?.epoch ?? 0) > epoch),
    );
  }
  await plane.kill();
  const folder = join(options.dataDir, 'jobs', 'p.draft', 'checkpoints');
  const manifests = readdirSync(folder)
    .filter((name) => name.startsWith('manifest-'))
    .sort();
  const flip = (name: string, bit: number): void => {
    const bytes = readFileSync(join(folder, name));
    bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ bit;
    writeFileSync(join(folder, name), bytes);
  };
  flip(manifests.at(-1) ?? '', 1);
  plane = await PlaneProcess.start(options);
  expect(await plane.request('job.start', start)).toMatchObject({
    status: 'running',
    notices: [expect.stringContaining('is damaged; the job went back to checkpoint')],
  });
  await plane.request('job.stop', { jobKey: start.jobKey, mode: 'finish' });
  expect(written()).toEqual([window(10, 3)]);
  for (const name of readdirSync(folder).filter((file) => file.startsWith('manifest-'))) flip(name, 2);
  expect(await plane.request('job.start', start)).toMatchObject({
    status: 'failed',
    error: { code: 'CHECKPOINT_CORRUPT' },
  });
});

test('shutdown suspends every job and ends with code 0; a removed job leaves nothing but its output', async () => {
  const start = startOf(DOOR_TO_FILE);
  await plane.request('job.start', start);
  await post([event('a', 1)]);
  expect(await plane.shutdown()).toBe(0);
  expect(written()).toHaveLength(1);
  plane = await PlaneProcess.start(options);
  await plane.request('job.start', start);
  await plane.request('job.remove', { jobKey: start.jobKey });
  expect(readdirSync(join(options.dataDir, 'doors'))).toEqual([]);
  expect(readdirSync(join(options.dataDir, 'jobs'))).toEqual([]);
  expect(written()).toHaveLength(1);
  expect(await post([event('b', 1)])).toBe(404);
});

test('a second data plane on the same folder is refused', async () => {
  expect(await exitCodeOf(options)).toBe(75);
  expect((await plane.request('hello', { protocolVersion: 1 })).pid).toBe(plane.pid);
});
