import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
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

test('a sync that fails is not tried again: nothing is acknowledged any more, and what was is there', async () => {
  let failing = false;
  let syncs = 0;
  const machine: Machine = {
    ...nodeMachine,
    disk: {
      ...nodeMachine.disk,
      syncLater: async () => {
        syncs += 1;
        if (failing) throw new Error('EIO: i/o error, fdatasync');
      },
    },
  };
  const log = new DoorLog({ machine, folder, ...quiet });
  await ingest(log, '1');
  failing = true;
  await expect(ingest(log, '2')).rejects.toThrow('EIO');
  failing = false;
  await expect(ingest(log, '3')).rejects.toMatchObject({ code: 'STATE_FOLDER' });
  expect(syncs).toBe(2);
  expect(log.accepted).toBe(1);
  // What was refused is not there when the log is opened again: the kernel may have dropped it, and say nothing.
  log.close();
  expect(new DoorLog({ machine: nodeMachine, folder, ...quiet }).accepted).toBe(1);
});
