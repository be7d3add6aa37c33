import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Roots, readHead } from './roots.ts';

let base = '';
let roots: Roots;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'weir-roots-'));
  mkdirSync(join(base, 'files', 'inner'), { recursive: true });
  mkdirSync(join(base, 'files-of-others'));
  writeFileSync(join(base, 'secret'), 'SECRET');
  writeFileSync(join(base, 'files-of-others', 'secret'), 'SECRET');
  writeFileSync(join(base, 'files', 'rows.ndjson'), '{"a":1}\n');
  writeFileSync(join(base, 'files', 'inner', 'deep.csv'), 'a,b\n');
  symlinkSync(join(base, 'secret'), join(base, 'files', 'link'));
  symlinkSync(base, join(base, 'files', 'up'));
  symlinkSync(join(base, 'files-of-others'), join(base, 'files', 'others'));
  roots = new Map([['files', join(base, 'files')]]);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

test('a file below a root is read, and its end is told', () => {
  expect(readHead(roots, 'files/rows.ndjson', 100)).toEqual({
    bytes: Buffer.from('{"a":1}\n'),
    truncated: false,
  });
  expect(readHead(roots, 'files/inner/deep.csv', 2)).toEqual({ bytes: Buffer.from('a,'), truncated: true });
});

test.each([
  'files/../secret',
  'files/inner/../../secret',
  'files/./rows.ndjson',
  'files//rows.ndjson',
  'files/link',
  'files/up/secret',
  'files/others/secret',
  'files\\..\\secret',
  'files/..\\secret',
  'files/%2e%2e/secret',
  'files/rows.ndjson\0.png',
  'files',
  'files/',
  'files/inner',
  '/etc/passwd',
  '../secret',
  'other/secret',
  '',
  'files/none',
])('S25: %j leads nowhere', (path) => {
  expect(() => readHead(roots, path, 100)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
});
