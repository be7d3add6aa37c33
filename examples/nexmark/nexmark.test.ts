// The NEXMark pipelines against what a real Flink 2.3.0 answers: the final rows bit for bit, late rows, and messages where
// one branch of the source decides them. Every set in order; `small` once more in disorder, where rows are late.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { plan } from '@weir/engine/plan/plan';
import { catalogue } from '@weir/nodes/catalogue';
import { runBounded } from '@weir/runner-embedded/run-bounded';
import { graphSchema } from '@weir/shared/graph';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const here = import.meta.dirname;
const scratch = mkdtempSync(join(tmpdir(), 'weir-nexmark-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const setSchema = z.object({
  rows: z.number(),
  sha256: z.string(),
  changes: z.record(z.string(), z.number()),
  late: z.number().optional(),
  sequence: z.string().optional(),
});
const expectedSchema = z.object({
  data: z.record(z.string(), z.object({ sha256: z.string() })),
  queries: z.record(
    z.string(),
    z.object({ columns: z.array(z.string()), sets: z.record(z.string(), setSchema) }),
  ),
});
const expected = expectedSchema.parse(JSON.parse(readFileSync(join(here, 'expected.json'), 'utf8')));
const SETS = ['small', 'small-disorder', 'people'] as const;
type SetName = (typeof SETS)[number];
const paths = Object.fromEntries(SETS.map((set) => [set, join(scratch, `${set}.ndjson`)]));

/** The finalizer of murmur3, unsigned: the rule that the reference disorders rows by. */
function fmix32(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const EVENT_TIME = /"dateTime":"([^"]*)"/;

/** Every row as if it had been delayed by up to 8 s. */
function disordered(lines: readonly string[]): readonly string[] {
  const salt = fmix32(17);
  const delayed = lines.map((line, index) => {
    const time = Date.parse(`${EVENT_TIME.exec(line)?.[1]?.replace(' ', 'T')}Z`);
    return { line, index, at: time + (fmix32(index ^ salt) % 8001) };
  });
  return delayed.sort((a, b) => a.at - b.at || a.index - b.index).map(({ line }) => line);
}

beforeAll(() => {
  for (const set of ['small', 'people'] as const) {
    const text = gunzipSync(readFileSync(join(here, `../data/nexmark/${set}.ndjson.gz`))).toString('utf8');
    writeFileSync(paths[set] ?? '', text);
    if (set === 'small')
      writeFileSync(paths['small-disorder'] ?? '', `${disordered(text.trim().split('\n')).join('\n')}\n`);
  }
});

const names = readdirSync(here)
  .filter((name) => /^q\d+\.json$/.test(name))
  .map((name) => name.slice(0, -'.json'.length))
  .sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
const fileOf = (name: string): string => join(here, `${name}.json`);

/** Rows of an output file folded: the messages, and the rows that are left, in canonical form. */
function folded(
  path: string,
  types: readonly string[],
): { readonly added: number; readonly taken: number; readonly rows: readonly string[] } {
  const counts = new Map<string, number>();
  let [added, taken] = [0, 0];
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line === '') continue;
    const change = /^\{"before":(.*),"after":(.*),"op":"([cd])"\}$/.exec(line);
    const isTaken = change?.[3] === 'd';
    if (isTaken) taken += 1;
    else added += 1;
    const row = canonical((isTaken ? change?.[1] : change?.[2]) ?? line, types);
    const count = (counts.get(row) ?? 0) + (isTaken ? -1 : 1);
    if (count === 0) counts.delete(row);
    else counts.set(row, count);
  }
  const rows = [...counts].flatMap(([row, count]) => Array.from({ length: count }, () => row));
  return { added, taken, rows: rows.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))) };
}

/** A row as the reference writes it: values in order, decimals as texts of their scale. */
function canonical(text: string, types: readonly string[]): string {
  const row = z.record(z.string(), z.union([z.string(), z.number(), z.null()])).parse(JSON.parse(text));
  const values = Object.values(row).map((value, index) => {
    const scale = /^DECIMAL\(\d+, (\d+)\)/.exec(types[index] ?? '')?.[1];
    return typeof value === 'number' && scale !== undefined ? value.toFixed(Number(scale)) : value;
  });
  return JSON.stringify(values);
}

const digest = (rows: readonly string[]): string =>
  createHash('sha256')
    .update(rows.map((row) => `${row}\n`).join(''))
    .digest('hex');

async function run(name: string, set: SetName): Promise<{ readonly path: string; readonly late: number }> {
  const graph = graphSchema.parse(JSON.parse(readFileSync(fileOf(name), 'utf8')));
  const planned = plan(graph, catalogue);
  expect(planned.problems.filter((problem) => problem.severity === 'error')).toEqual([]);
  if (planned.plan === undefined) throw new Error('unexpected');
  const path = join(scratch, `${name}-${set}.out`);
  const summary = await runBounded({
    plan: planned.plan,
    catalogue,
    roots: { files: scratch, examples: join(here, '../data') },
    inputs: new Map([['events', paths[set] ?? '']]),
    outputs: new Map([['out', path]]),
  });
  const counts = Object.values(summary.nodes);
  expect(counts.reduce((sum, node) => sum + node.errorRows, 0)).toBe(0);
  return { path, late: counts.reduce((sum, node) => sum + node.lateRows, 0) };
}

describe.each(names.filter((name) => expected.queries[name] !== undefined))('%s', (name) => {
  const query = expected.queries[name];
  it.each(SETS)('E: %s gives the rows of Flink', async (set) => {
    const one = query?.sets[set];
    if (query === undefined || one === undefined) throw new Error('unexpected');
    const { path, late } = await run(name, set);
    const { added, taken, rows } = folded(path, query.columns);
    expect(rows).toHaveLength(one.rows);
    expect(digest(rows)).toBe(one.sha256);
    expect(late).toBe(one.late ?? 0);
    // Where two branches meet, the messages depend on which is read first.
    const { INSERT = 0, UPDATE_AFTER = 0, UPDATE_BEFORE = 0, DELETE = 0 } = one.changes;
    if (one.sequence !== undefined)
      expect([added, taken]).toEqual([INSERT + UPDATE_AFTER, UPDATE_BEFORE + DELETE]);
  });

  it('`weir run` says the same', () => {
    const output = join(scratch, `${name}.cli`);
    const main = join(here, '../../apps/server/src/cli/main.ts');
    const args = [
      main,
      'run',
      fileOf(name),
      '--input',
      `events=${paths['small']}`,
      '--output',
      `out=${output}`,
    ];
    execFileSync(process.execPath, [...args, '--quiet'], { cwd: join(here, '../..'), stdio: 'pipe' });
    expect(digest(folded(output, query?.columns ?? []).rows)).toBe(query?.sets['small']?.sha256);
  });
});

it('T15: q12 works in processing time: it runs, and every bid is in one of its windows', async () => {
  const { path } = await run('q12', 'small');
  const counts = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => z.object({ bid_count: z.number() }).parse(JSON.parse(line)).bid_count);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(18_400);
});

it('the data are the bytes that Flink read', () => {
  for (const set of ['small', 'people', 'small-disorder'])
    expect(
      createHash('sha256')
        .update(readFileSync(paths[set] ?? ''))
        .digest('hex'),
    ).toBe(expected.data[set]?.sha256);
});

// A stranger's clone has no reference folder: the copies are compared where it is there.
const original = new URL('../../../shared/reference/nexmark/manifest.json', import.meta.url);
it.runIf(existsSync(original))('the copied answers are those of the reference folder', () => {
  const setsSchema = z.record(z.string(), z.object({ sha256: z.string(), rows: z.number() }));
  const manifest = z
    .object({ queries: z.record(z.string(), z.object({ sets: setsSchema })) })
    .parse(JSON.parse(readFileSync(original, 'utf8')));
  for (const [name, query] of Object.entries(expected.queries))
    for (const [set, { rows, sha256 }] of Object.entries(query.sets))
      expect(manifest.queries[name]?.sets[set]).toMatchObject({ rows, sha256 });
});
