// A file that is shorter than where the job stopped is never skipped silently.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openFileSource } from './file-source.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const recordEnd = (bytes: Uint8Array, from: number, to: number): number =>
  bytes.subarray(from, to).lastIndexOf(10) + 1 + from;

it('SOURCE_GAP, A1: the bytes at the position of the checkpoint are gone', () => {
  const path = join(folder, 'rows.ndjson');
  writeFileSync(path, '{"a":1}\n{"a":2}\n');
  const source = openFileSource({ path, follow: false, recordEnd, position: undefined });
  const chunk = source.next(1000);
  expect(chunk).toMatchObject({ position: 16 });
  source.close();
  writeFileSync(path, '{"a":1}\n');
  expect(() => openFileSource({ path, follow: false, recordEnd, position: 16 })).toThrow(
    expect.objectContaining({ code: 'SOURCE_GAP' }),
  );
});

it('goes on behind the position, and follows a file as it grows', () => {
  const path = join(folder, 'rows.ndjson');
  writeFileSync(path, '{"a":1}\n{"a":2}\n{"a"');
  const source = openFileSource({ path, follow: true, recordEnd, position: 8 });
  const text = (): string => {
    const chunk = source.next(1000);
    return typeof chunk === 'string'
      ? chunk
      : Buffer.from(chunk.bytes.subarray(chunk.from, chunk.to)).toString();
  };
  expect(text()).toBe('{"a":2}\n');
  expect(text()).toBe('idle');
  writeFileSync(path, '{"a":1}\n{"a":2}\n{"a":3}\n');
  expect(text()).toBe('{"a":3}\n');
  source.close();
});
