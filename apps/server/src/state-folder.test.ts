import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openStateFolder, secretFile, storageFailure } from './state-folder.ts';

const folders: string[] = [];
afterEach(() => {
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true });
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'weir-state-'));
  folders.push(path);
  return path;
}

test('the folder is private to its owner', () => {
  const path = join(folder(), 'new', 'data');
  const state = openStateFolder(path);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  state.close();
});

test('a second server on the folder is refused and told who has it; after the end of the first it may', () => {
  const path = folder();
  const first = openStateFolder(path);
  first.announce({ pid: 4711, startedAt: '2026-01-01T00:00:00Z', origin: 'http://127.0.0.1:7070' });
  expect(() => openStateFolder(path)).toThrow(
    expect.objectContaining({
      code: 'STATE_LOCKED',
      message: expect.stringContaining('process 4711 at http://127.0.0.1:7070'),
    }),
  );
  first.close();
  openStateFolder(path).close();
});

test('a path that cannot be a folder is told in a sentence', () => {
  const file = join(folder(), 'file');
  writeFileSync(file, '');
  expect(() => openStateFolder(join(file, 'data'))).toThrow(
    expect.objectContaining({ code: 'STATE_FOLDER' }),
  );
});

test('a full disk is told as such, a bug is not dressed up as storage', () => {
  const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  expect(storageFailure(full, '/data')).toMatchObject({ code: 'DISK_FULL' });
  const bug = new TypeError('x is not a function');
  expect(storageFailure(bug, '/data')).toBe(bug);
});

test('S11: keys differ between installations and a key that others can read is refused', () => {
  const [one, two] = [join(folder(), 'key'), join(folder(), 'key')];
  expect(secretFile(one)).not.toBe(secretFile(two));
  expect(secretFile(one)).toBe(readFileSync(one, 'utf8').trim());
  expect(statSync(one).mode & 0o777).toBe(0o600);
  chmodSync(one, 0o644);
  expect(() => secretFile(one)).toThrow(expect.objectContaining({ code: 'STATE_FOLDER' }));
});
