import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Batch } from '@weir/engine/runtime/batch';
import type { Json } from '@weir/shared/graph';
import type { StreamType } from '@weir/shared/stream-type';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeDisk } from '../disk/node-disk.ts';
import { DurableWork } from './durable-work.ts';
import { commitFile, FileSink } from './file-sink.ts';

const input: StreamType = {
  columns: [{ name: 'n', type: { kind: 'INT' }, nullable: false }],
  changes: 'append',
};
const durable = new DurableWork();
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-sink-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(restoredEpoch: number | undefined, owner = 'p.draft.sink'): FileSink {
  return new FileSink({
    disk: nodeDisk,
    folder,
    owner,
    input,
    format: 'json',
    restoredEpoch,
    durable,
    generation: 1,
    fence: () => undefined,
  });
}

function write(sink: FileSink, value: number): void {
  const batch = new Batch(input.columns);
  batch.push([value], 0);
  sink.write(batch, 0, 1);
}

async function prepare(sink: FileSink, epoch: number): Promise<Json> {
  const handle = sink.prepare(epoch);
  await durable.settled();
  return handle;
}

const visible = (): readonly string[] =>
  readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .sort();
const rows = (): string =>
  visible()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');

test('rows are visible at commit and not before; an epoch without rows has no file', async () => {
  const sink = open(undefined);
  write(sink, 1);
  const handle = await prepare(sink, 1);
  expect(visible()).toEqual([]);
  sink.commit(1, handle);
  sink.commit(2, await prepare(sink, 2));
  expect(visible()).toEqual(['part-0000000001.ndjson']);
  expect(rows()).toBe('{"n":1}\n');
});

test('a crash after the manifest: the handle is committed again, any number of times', async () => {
  const sink = open(undefined);
  write(sink, 1);
  const handle = await prepare(sink, 1);
  write(sink, 2);
  commitFile(nodeDisk, handle);
  commitFile(nodeDisk, handle);
  const again = open(1);
  expect(readdirSync(folder).filter((name) => name.startsWith('.part'))).toEqual([]);
  write(again, 2);
  again.commit(2, await prepare(again, 2));
  expect(rows()).toBe('{"n":1}\n{"n":2}\n');
});

test('a crash before the manifest: what was prepared goes away and is written anew', async () => {
  const sink = open(undefined);
  write(sink, 1);
  await prepare(sink, 1);
  const again = open(0);
  write(again, 1);
  again.commit(1, await prepare(again, 1));
  expect(rows()).toBe('{"n":1}\n');
});

test('going back to an older checkpoint takes later files away; a fresh start takes nothing', async () => {
  const sink = open(undefined);
  for (const epoch of [1, 2, 3]) {
    write(sink, epoch);
    sink.commit(epoch, await prepare(sink, epoch));
  }
  expect(open(undefined).lastEpoch).toBe(3);
  expect(visible()).toHaveLength(3);
  open(2);
  expect(rows()).toBe('{"n":1}\n{"n":2}\n');
});

test('two sinks on one folder never touch the files of each other', async () => {
  const first = open(undefined, 'p.draft.sink');
  const second = open(undefined, 'p.production.sink');
  write(first, 1);
  write(second, 2);
  first.commit(1, await prepare(first, 1));
  second.commit(1, await prepare(second, 1));
  open(0, 'p.production.sink');
  expect(rows()).toBe('{"n":1}\n');
  expect(visible()).toEqual(['part-0000000001.ndjson']);
});

test('a prepared file that is gone is a failure, never a silent hole', async () => {
  const sink = open(undefined);
  write(sink, 1);
  const handle = await prepare(sink, 1);
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  expect(() => commitFile(nodeDisk, handle)).toThrow(/is gone/);
});
