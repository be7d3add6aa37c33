// Retention of a stream by size and by age, and reading it again from an offset or a time.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeDisk } from '../disk/node-disk.ts';
import { LogSource, startsAnew } from '../drivers/log-source.ts';
import { CommittedEnd } from '../log/committed-end.ts';
import { findPosition, type LogStart } from '../log/find-position.ts';
import { encodeFrame } from '../log/frame.ts';
import { LogFile } from '../log/log-file.ts';
import type { RetentionLimits } from './retention.ts';
import { StreamWriter } from './stream-writer.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-stream-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function frameAt(arrivalMs: number, line = `{"at":${arrivalMs}}`): Buffer {
  const bytes = Buffer.from(line);
  return encodeFrame({ arrivalMs, note: new Uint8Array(0), bytes, records: [{ from: 0, to: bytes.length }] });
}

/** Appends and commits one row a second; gives the position before each row. */
async function write(rows: number, retention: RetentionLimits, line?: string): Promise<readonly number[]> {
  let nowMs = 0;
  const writer = new StreamWriter({
    disk: nodeDisk,
    folder,
    committed: new CommittedEnd(),
    writer: 'p.draft.out',
    columns: [],
    restoredEnd: undefined,
    retention,
    now: () => nowMs,
    onCommit: () => undefined,
  });
  const positions: number[] = [];
  for (let row = 0; row < rows; row += 1) {
    nowMs = row * 1000;
    positions.push(writer.end);
    writer.append(frameAt(nowMs, line));
    await writer.sync();
    writer.commit(writer.end);
  }
  writer.close();
  return positions;
}

const endOf = (): number => {
  const log = new LogFile({ disk: nodeDisk, folder });
  const { end } = log;
  log.close();
  return end;
};
const begin = (start: LogStart): number => findPosition({ disk: nodeDisk, folder, end: endOf() }, start);

test('rows older than the age go, in parts of an eighth of it; younger ones stay', async () => {
  const positions = await write(200, { bytesMax: 1e9, ageMs: 40_000 });
  const oldest = positions.indexOf(begin({ kind: 'earliest' }));
  expect(oldest).toBeLessThanOrEqual(160);
  expect(oldest).toBeGreaterThan(200 - 40 - 8);
});

test('rows beyond the size go as soon as their segment is full; what checkpoints need stays', async () => {
  const line = `{"x":"${'x'.repeat(1_000_000)}"}`;
  const positions = await write(140, { bytesMax: 1_000_000 }, line);
  const start = begin({ kind: 'earliest' });
  expect(positions).toContain(start);
  expect(start).toBeGreaterThan(60_000_000);
  expect(endOf() - start).toBeLessThan(67_200_000);
});

test('a reader begins at the first row of a time or later, at an offset, at the oldest, at the end', async () => {
  const positions = await write(50, { bytesMax: 1e9, ageMs: 80_000 });
  expect(begin({ kind: 'time', atMs: 20_500 })).toBe(positions[21]);
  expect(begin({ kind: 'time', atMs: 20_000 })).toBe(positions[20]);
  expect(begin({ kind: 'time', atMs: -5 })).toBe(positions[0]);
  expect(begin({ kind: 'time', atMs: 1e9 })).toBe(endOf());
  expect(begin({ kind: 'offset', offset: positions[7] ?? -1 })).toBe(positions[7]);
  expect(begin({ kind: 'offset', offset: (positions[7] ?? -1) + 1 })).toBe(positions[8]);
  expect(begin({ kind: 'latest' })).toBe(endOf());
});

test('a position goes on; another start than the one it was reached from reads again from there', async () => {
  const positions = await write(10, { bytesMax: 1e9 });
  const end = new CommittedEnd();
  end.set(endOf());
  const start: LogStart = { kind: 'time', atMs: 4_000 };
  const open = (how: {
    readonly start?: LogStart;
    readonly position?: { at: number; from: string } | number;
  }): LogSource =>
    new LogSource({
      disk: nodeDisk,
      folder,
      end,
      now: () => 0,
      onRelease: () => undefined,
      position: how.position,
      start: how.start,
    });
  const first = open({ start }).next(1);
  if (first === 'idle') throw new Error('nothing to read');
  expect(Buffer.from(first.bytes.subarray(0, first.to)).toString()).toBe('{"at":4000}\n');
  const position = first.position as { at: number; from: string };
  expect(position.at).toBe(positions[5]);
  expect(open({ start, position }).next(1)).toMatchObject({ position: { at: positions[6] } });
  expect(open({ position }).next(1)).toMatchObject({ position: positions[1] });
  expect([startsAnew(position, start), startsAnew(position, undefined), startsAnew(5, undefined)]).toEqual([
    false,
    true,
    false,
  ]);
});
