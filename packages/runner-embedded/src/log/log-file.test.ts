import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '@weir/shared/diagnostics';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeDisk } from '../disk/node-disk.ts';
import { CommittedEnd } from './committed-end.ts';
import { encodeFrame, FRAME_HEADER_BYTES } from './frame.ts';
import { LogFile } from './log-file.ts';
import { LogReader } from './log-reader.ts';
import { segmentPath } from './segments.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function frameOf(records: readonly string[], arrivalMs = 1): Buffer {
  const bytes = Buffer.from(records.join(''));
  let at = 0;
  const ranges = records.map((record) => {
    const from = at;
    at += Buffer.byteLength(record);
    return { from, to: at };
  });
  return encodeFrame({ arrivalMs, note: new Uint8Array(0), bytes, records: ranges });
}

function linesOf(log: LogFile, position?: number): readonly string[] {
  const end = new CommittedEnd();
  end.set(log.end);
  const reader = new LogReader({ disk: nodeDisk, folder, end, position });
  const lines: string[] = [];
  for (;;) {
    const chunk = reader.next({ bytesMax: 64, nowMs: 1, limit: Number.POSITIVE_INFINITY });
    if (chunk === undefined) break;
    lines.push(...Buffer.from(chunk.bytes.subarray(0, chunk.to)).toString().split('\n').slice(0, -1));
  }
  reader.close();
  return lines;
}

test('what was appended is read back, in order, across segments', async () => {
  const log = new LogFile({ disk: nodeDisk, folder, segmentBytesMax: 200 });
  const events = Array.from({ length: 50 }, (_, index) => `{"n":${index}}`);
  for (const event of events) log.append([frameOf([event])]);
  await log.sync();
  expect(readdirSync(folder).length).toBeGreaterThan(5);
  expect(linesOf(log)).toEqual(events);
  log.close();
  expect(linesOf(new LogFile({ disk: nodeDisk, folder }))).toEqual(events);
});

test('an event that is printed over several lines is one line, with spaces where line ends were', () => {
  const log = new LogFile({ disk: nodeDisk, folder });
  log.append([frameOf(['{\n  "a": 1\n}', '{"b":2}'])]);
  expect(linesOf(log)).toEqual(['{   "a": 1 }', '{"b":2}']);
});

test.each([
  ['a header of 3 bytes', (whole: Buffer) => whole.subarray(0, 3)],
  ['a header of 8 bytes', (whole: Buffer) => whole.subarray(0, 8)],
  ['a header and no body', (whole: Buffer) => whole.subarray(0, FRAME_HEADER_BYTES)],
  ['all but the last byte', (whole: Buffer) => whole.subarray(0, whole.length - 1)],
  ['zeros, as a file that grew before its data', () => Buffer.alloc(4096)],
  ['a length beyond everything', () => Buffer.alloc(64, 0xff)],
  [
    'a bit that flipped',
    (whole: Buffer) => Buffer.from(whole.map((byte, at) => (at === whole.length - 2 ? byte ^ 1 : byte))),
  ],
])('a torn tail is cut off: %s', (_name, tear) => {
  const log = new LogFile({ disk: nodeDisk, folder });
  log.append([frameOf(['{"n":1}']), frameOf(['{"n":2}'])]);
  const { end } = log;
  log.close();
  appendFileSync(segmentPath(folder, 0), tear(frameOf(['{"n":3}'])));
  const again = new LogFile({ disk: nodeDisk, folder });
  expect(again.end).toBe(end);
  expect(again.cutBytes).toBeGreaterThan(0);
  expect(statSync(segmentPath(folder, 0)).size).toBe(end);
  again.append([frameOf(['{"n":4}'])]);
  expect(linesOf(again)).toEqual(['{"n":1}', '{"n":2}', '{"n":4}']);
});

test('every length of a torn last frame gives the frames before it', () => {
  const log = new LogFile({ disk: nodeDisk, folder });
  log.append([frameOf(['{"n":1}'])]);
  const { end } = log;
  log.append([frameOf(['{"n":2}', '{"n":3}'])]);
  log.close();
  const whole = readFileSync(segmentPath(folder, 0));
  for (let length = end; length < whole.length; length += 1) {
    writeFileSync(segmentPath(folder, 0), whole.subarray(0, length));
    const opened = new LogFile({ disk: nodeDisk, folder });
    expect(opened.end).toBe(end);
    opened.close();
  }
});

test('I19: a bit that flipped in what was committed is found by the reader and never served', () => {
  const log = new LogFile({ disk: nodeDisk, folder });
  log.append([frameOf(['{"n":1}'])]);
  const second = log.end;
  log.append([frameOf(['{"n":2}'])]);
  const bytes = readFileSync(segmentPath(folder, 0));
  bytes[second + 30] = (bytes[second + 30] ?? 0) ^ 4;
  writeFileSync(segmentPath(folder, 0), bytes);
  expect(() => linesOf(log)).toThrow(/damaged at position/);
});

test('a full log refuses and stays as it was; what is released makes room', () => {
  const log = new LogFile({ disk: nodeDisk, folder, bytesMax: 400, segmentBytesMax: 100 });
  const frame = frameOf(['{"n":1}']);
  while (log.end + frame.length <= 400) log.append([frame]);
  const { end } = log;
  expect(() => log.append([frame])).toThrow(Failure);
  expect(log.end).toBe(end);
  log.release(end);
  expect(log.start).toBeGreaterThan(0);
  log.append([frame]);
  expect(linesOf(log).length).toBeGreaterThan(0);
});

test('a position that was released is a gap, and so is one beyond the end', () => {
  const log = new LogFile({ disk: nodeDisk, folder, segmentBytesMax: 100 });
  for (let index = 0; index < 20; index += 1) log.append([frameOf([`{"n":${index}}`])]);
  log.release(log.end);
  expect(() => linesOf(log, 0)).toThrow(/released position 0/);
  expect(() => linesOf(log, log.end + 1)).toThrow(/ends at/);
});

test('truncation goes back over segments and the log goes on there', () => {
  const log = new LogFile({ disk: nodeDisk, folder, segmentBytesMax: 100 });
  const ends: number[] = [];
  for (let index = 0; index < 10; index += 1) {
    log.append([frameOf([`{"n":${index}}`])]);
    ends.push(log.end);
  }
  log.truncate(ends[2] ?? 0);
  log.append([frameOf(['{"n":"new"}'])]);
  expect(linesOf(log)).toEqual(['{"n":0}', '{"n":1}', '{"n":2}', '{"n":"new"}']);
  log.close();
  expect(linesOf(new LogFile({ disk: nodeDisk, folder }))).toEqual([
    '{"n":0}',
    '{"n":1}',
    '{"n":2}',
    '{"n":"new"}',
  ]);
});

test('a segment that is shorter than the next begins is not a torn tail: the log does not open', () => {
  const log = new LogFile({ disk: nodeDisk, folder, segmentBytesMax: 100 });
  for (let index = 0; index < 10; index += 1) log.append([frameOf([`{"n":${index}}`])]);
  log.close();
  const path = segmentPath(folder, 0);
  truncateSync(path, statSync(path).size - 1);
  expect(() => new LogFile({ disk: nodeDisk, folder, scanFrom: 0 })).toThrow(/damaged/);
});

test('frames of one moment share a chunk, later ones wait for the next', () => {
  const log = new LogFile({ disk: nodeDisk, folder });
  log.append([frameOf(['1'], 1000), frameOf(['2'], 1000.5), frameOf(['3'], 1040)]);
  const end = new CommittedEnd();
  end.set(log.end);
  const reader = new LogReader({ disk: nodeDisk, folder, end, position: undefined });
  const next = (nowMs: number) => reader.next({ bytesMax: 1000, nowMs, limit: Number.POSITIVE_INFINITY });
  expect(next(1041)).toMatchObject({ arrivalMs: 1000, to: 4 });
  expect(next(1041)).toMatchObject({ arrivalMs: 1040, to: 2, position: log.end });
  expect(next(1041)).toBeUndefined();
});
