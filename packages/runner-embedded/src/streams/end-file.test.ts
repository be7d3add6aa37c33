import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeDisk } from '../disk/node-disk.ts';
import { EndFile, storedEnd, storeEnd } from './end-file.ts';
import { readAbout, writeAbout } from './stream-folder.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-stream-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function flip(name: string, at: number): void {
  const bytes = readFileSync(join(folder, name));
  bytes.writeUInt8((bytes[at] ?? 0) ^ 4, at);
  writeFileSync(join(folder, name), bytes);
}

test('the newest end counts, also when it is lower; a damaged one gives way to the one before', () => {
  expect(storedEnd(nodeDisk, folder)).toBe(0);
  for (const end of [100, 300, 200]) {
    const file = new EndFile(nodeDisk, folder);
    file.write(end);
    file.close();
    expect(storedEnd(nodeDisk, folder)).toBe(end);
  }
  // 200 went into the first slot.
  flip('committed', 3);
  expect(storedEnd(nodeDisk, folder)).toBe(300);
  storeEnd(nodeDisk, folder, 250);
  expect(storedEnd(nodeDisk, folder)).toBe(300);
});

test('SOURCE_GAP, I19: an end that cannot be read is not taken for an empty stream', () => {
  storeEnd(nodeDisk, folder, 100);
  flip('committed', 3);
  expect(() => storedEnd(nodeDisk, folder)).toThrow(expect.objectContaining({ code: 'SOURCE_GAP' }));
  // Its writer knows it from its manifest.
  storeEnd(nodeDisk, folder, 150);
  expect(storedEnd(nodeDisk, folder)).toBe(150);
});

test('STATE_FOLDER, I19: a stream whose writer cannot be read is not given to another', () => {
  expect(readAbout(nodeDisk, folder)).toBeUndefined();
  const about = { formatVersion: 1 as const, writer: 'p.draft.out', columns: [{ name: 'a', type: 'INT' }] };
  writeAbout(nodeDisk, folder, about);
  expect(readAbout(nodeDisk, folder)).toEqual(about);
  flip('stream.json', readFileSync(join(folder, 'stream.json')).indexOf('draft'));
  expect(() => readAbout(nodeDisk, folder)).toThrow(expect.objectContaining({ code: 'STATE_FOLDER' }));
});
