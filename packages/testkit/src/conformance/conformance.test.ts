// X4: everything a real Flink 2.3.0 was asked (testdata/expressions/README.md) gives the same answer here.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { compile } from '../compile.node.ts';
import { familyOf, type Outcome, runLines } from './run-folder.ts';

const folder = new URL('../../testdata/expressions/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl.gz'));

function lines(file: string): string {
  return gunzipSync(readFileSync(new URL(file, folder))).toString('utf8');
}

test('the goldens are there', () => {
  expect(files.length).toBeGreaterThan(20);
});

test.each(files)('X4: %s', (file) => {
  const outcomes: readonly Outcome[] = [
    ...runLines(familyOf(file), lines(file), { compile, lines: () => [] }),
  ];
  expect(outcomes.length).toBeGreaterThan(10);
  expect(outcomes.filter(({ verdict }) => verdict.kind === 'different')).toEqual([]);
});

const original = new URL('../../../../../shared/reference/expressions/', import.meta.url);

test.runIf(existsSync(original))('the copies are what they were copied from', () => {
  for (const file of files) {
    expect(lines(file)).toBe(readFileSync(new URL(file.replace(/\.gz$/, ''), original), 'utf8'));
  }
});
