// A sample of what a real Flink 2.3.0 answered (testdata/README.md), line by line.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type Golden, runGolden } from './testing/goldens.ts';

const file = new URL('../testdata/goldens.jsonl.gz', import.meta.url);
const goldens: Golden[] = gunzipSync(readFileSync(file))
  .toString('utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const families = [...new Set(goldens.map(({ id }) => id.replace(/-[0-9a-f]+$/, '')))];

test('the sample covers every family that is built', () => {
  expect(goldens.length).toBeGreaterThan(3000);
  expect(families.length).toBeGreaterThan(15);
});

test.each(families)('X4: Flink and we agree on %s', (family) => {
  const wrong = goldens
    .filter(({ id }) => id.replace(/-[0-9a-f]+$/, '') === family)
    .map((golden) => ({ golden, verdict: runGolden(golden) }))
    .filter(({ verdict }) => verdict.kind !== 'same');
  expect(wrong).toEqual([]);
});
