import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Machine, nodeMachine } from '../host/machine.ts';
import { DoorLog } from './door-log.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-door-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const quiet = { onCommit: () => undefined, hasRoom: () => true };

function ingest(log: DoorLog, text: string, key?: string, nowMs = 1000): Promise<number> {
  const body = Buffer.from(text);
  return log.ingest({ body, records: [{ from: 0, to: body.length }], key }, nowMs);
}

test('what checkpoints have behind them is released, and count and keys outlive it', async () => {
  const log = new DoorLog({ machine: nodeMachine, folder, segmentBytesMax: 500, ...quiet });
  for (let index = 0; index < 40; index += 1) await ingest(log, `{"n":${index}}`, `k-${index}`);
  const segments = (): number => readdirSync(folder).filter((name) => name.endsWith('.log')).length;
  const before = segments();
  log.release(log.committed.get());
  expect(segments()).toBeLessThan(before);
  log.close();
  const again = new DoorLog({ machine: nodeMachine, folder, segmentBytesMax: 500, ...quiet });
  expect(again.accepted).toBe(40);
  expect(await ingest(again, '{"n":0}', 'k-0')).toBe(1);
  await expect(ingest(again, '{"n":"other"}', 'k-0')).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(again.accepted).toBe(40);
});

test('a key is forgotten after a day', async () => {
  const log = new DoorLog({ machine: nodeMachine, folder, ...quiet });
  await ingest(log, '1', 'k', 0);
  await expect(ingest(log, '2', 'k', 24 * 60 * 60 * 1000)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await ingest(log, '2', 'k', 24 * 60 * 60 * 1000 + 1)).toBe(1);
});

test('a full log refuses with DOOR_FULL and takes events again when there is room', async () => {
  const log = new DoorLog({ machine: nodeMachine, folder, bytesMax: 1000, segmentBytesMax: 200, ...quiet });
  const fill = async (): Promise<void> => {
    for (;;) await ingest(log, 'x'.repeat(50));
  };
  await expect(fill()).rejects.toMatchObject({ code: 'DOOR_FULL' });
  log.release(log.committed.get());
  expect(await ingest(log, 'x')).toBe(1);
});

test('a sync that fails is not tried again on its descriptor: the log goes on behind what is on disk, on another', async () => {
  let failing = false;
  const synced: number[] = [];
  const machine: Machine = {
    ...nodeMachine,
    disk: {
      ...nodeMachine.disk,
      syncLater: async (file) => {
        synced.push(file);
        if (failing) throw new Error('EIO: i/o error, fdatasync');
      },
      // The log is opened again while the number of the descriptor is taken.
      close: () => undefined,
    },
  };
  const log = new DoorLog({ machine, folder, ...quiet });
  await ingest(log, '1');
  failing = true;
  await expect(ingest(log, '2')).rejects.toThrow('EIO');
  // What was refused is not there any more: the kernel may have dropped it, and say nothing.
  expect(log.newest(10).map(String)).toEqual(['1']);
  failing = false;
  expect(await ingest(log, '3')).toBe(1);
  expect(synced[2]).not.toBe(synced[1]);
  expect(log.accepted).toBe(2);
  log.close();
  const again = new DoorLog({ machine: nodeMachine, folder, ...quiet });
  expect(again.accepted).toBe(2);
  expect(again.newest(10).map(String)).toEqual(['1', '3']);
});

test('STATE_FOLDER, I19: a bit of the index that is wrong is not taken for keys', async () => {
  const log = new DoorLog({ machine: nodeMachine, folder, segmentBytesMax: 200, ...quiet });
  for (let index = 0; index < 20; index += 1) await ingest(log, 'x'.repeat(50), `key-${index}`);
  log.close();
  const path = join(folder, 'index.json');
  const bytes = readFileSync(path);
  const at = bytes.indexOf('key-3');
  bytes.writeUInt8((bytes[at] ?? 0) ^ 1, at);
  writeFileSync(path, bytes);
  expect(() => new DoorLog({ machine: nodeMachine, folder, ...quiet })).toThrow(
    expect.objectContaining({ code: 'STATE_FOLDER' }),
  );
});

test('DISK_FULL: while the reserve is in use no event is taken', async () => {
  let hasRoom = false;
  const log = new DoorLog({
    machine: nodeMachine,
    folder,
    hasRoom: () => hasRoom,
    onCommit: () => undefined,
  });
  await expect(ingest(log, '1')).rejects.toMatchObject({ code: 'DISK_FULL' });
  hasRoom = true;
  expect(await ingest(log, '1')).toBe(1);
});
