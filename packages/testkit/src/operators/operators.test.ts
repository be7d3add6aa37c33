// E: what a real Flink 2.3.0 gave for statements of Flink SQL (testdata/operators): each is imported, run on the embedded
// engine and compared, row for row, change for change, late row for late row. Then NEXMark (testdata/nexmark).

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { compile } from '../compile.node.ts';
import type { Verdict } from '../conformance/golden.ts';
import { digest } from './digest.node.ts';
import { parseOperatorCase } from './golden-case.ts';
import { parseManifest, runNexmarkCase } from './nexmark-case.ts';
import { runOperatorCase } from './operator-case.ts';

const folder = new URL('../../testdata/operators/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl.gz'));

function unpack(path: URL): string {
  return gunzipSync(readFileSync(path)).toString('utf8');
}

function linesOf(path: URL): readonly string[] {
  return unpack(path)
    .split('\n')
    .filter((line) => line !== '');
}

const data = new Map<string, readonly string[]>();
function dataLines(file: string): readonly string[] {
  const known = data.get(file) ?? linesOf(new URL(`data/${file}.gz`, folder));
  data.set(file, known);
  return known;
}

/** Cases of a family that are not equal because a node is missing; the number may only fall. */
const UNSUPPORTED: Readonly<Record<string, number>> = {
  'window-zone': 6,
};

/** Cases whose difference is known, with its reason in known-difference.ts. */
const KNOWN: Readonly<Record<string, number>> = { 'group-agg': 1, over: 1, topn: 2, union: 1 };

/** The ways to cut a run: what comes out may not depend on it. */
const CUTS = [{ chunk: 7 }, { chunk: 1, restartEvery: 9 }] as const;

describe.each(CUTS)('E: $chunk rows at once, restarts $restartEvery', (cut) => {
  test.each(files)('%s', (file) => {
    const tally = { equal: 0, known: 0, different: 0, unsupported: 0 };
    const wrong: (Verdict & { readonly id: string })[] = [];
    for (const line of linesOf(new URL(file, folder))) {
      const one = parseOperatorCase(line);
      if (one === undefined) throw new Error(`${file}: a line is no case`);
      const verdict = runOperatorCase(one, { compile, lines: dataLines, ...cut });
      tally[verdict.kind] += 1;
      if (verdict.kind === 'different') wrong.push({ id: one.id, ...verdict });
    }
    expect(wrong).toEqual([]);
    expect(tally.known).toBeLessThanOrEqual(KNOWN[file.replace('.jsonl.gz', '')] ?? 0);
    expect(tally.unsupported).toBeLessThanOrEqual(UNSUPPORTED[file.replace('.jsonl.gz', '')] ?? 0);
  });
});

const examples = new URL('../../../../examples/nexmark/', import.meta.url);
const queries = z
  .record(z.string(), z.string())
  .parse(JSON.parse(unpack(new URL('../../testdata/nexmark/queries.json.gz', import.meta.url))));
const manifest = parseManifest(readFileSync(new URL('expected.json', examples), 'utf8'));
const events = new URL('../../../../examples/data/nexmark/', import.meta.url);
const side = readFileSync(new URL('side_input.csv', events), 'utf8').trim().split('\n');

describe('E: NEXMark as SQL', () => {
  const cases = Object.entries(manifest?.queries ?? {}).flatMap(([query, { sets }]) => {
    const expected = sets['people'];
    return expected === undefined ? [] : [{ query, expected }];
  });
  const people = linesOf(new URL('people.ndjson.gz', events));

  test('all queries with an answer are there', () => {
    expect(cases.length).toBeGreaterThanOrEqual(21);
  });

  test.each(cases)('$query', ({ query, expected }) => {
    const one = {
      query,
      set: 'people',
      source: queries['source'] ?? '',
      sql: queries[query] ?? '',
      expected,
    };
    const lines = (file: string): readonly string[] => (file === 'side_input.csv' ? side : people);
    const verdict = runNexmarkCase(one, { compile, lines, digest });
    // A file sink has no partitions yet.
    expect(verdict.kind).toBe(query === 'q10' ? 'unsupported' : 'equal');
  });
});

const original = new URL('../../../../../shared/reference/', import.meta.url);

test.runIf(existsSync(original))('the copies are what they were copied from', () => {
  for (const file of files) {
    const from = new URL(`operators/${file.replace(/\.gz$/, '')}`, original);
    expect(unpack(new URL(file, folder))).toBe(readFileSync(from, 'utf8'));
  }
  for (const [name, text] of Object.entries(queries)) {
    expect(text).toBe(readFileSync(new URL(`nexmark/sql/${name}.sql`, original), 'utf8'));
  }
});
