// `npm run conformance -- FOLDER`: what a real Flink answered against what we answer.
import { createWriteStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { compile } from '../compile.node.ts';
import { digest } from '../operators/digest.node.ts';
import { type NexmarkManifest, parseManifest, runNexmarkCase } from '../operators/nexmark-case.ts';
import type { Golden, Verdict } from './golden.ts';
import { count, familyOf, runLines, type Tally, type World } from './run-folder.ts';

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

function read(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** A line that was run, whatever the folder holds. */
type Result = {
  readonly family: string;
  readonly id: string;
  readonly question: Readonly<Record<string, unknown>>;
  readonly verdict: Verdict;
};

function questionOf(golden: Golden): Readonly<Record<string, unknown>> {
  switch (golden.form) {
    case 'validation':
      return { rule: golden.line.rule, sql: golden.line.sql };
    case 'operator':
      return { rule: golden.line.rules.join(' '), views: golden.line.views, sql: golden.line.sql };
    case 'other':
      return { rule: golden.line.rule };
    default:
      return { rule: golden.line.rule, expr: golden.line.expr, inputs: golden.line.inputs };
  }
}

function table(tallies: ReadonlyMap<string, Tally>): void {
  const width = Math.max(8, ...[...tallies.keys()].map((name) => name.length));
  const line = (name: string, cells: readonly (string | number)[]): string =>
    `${name.padEnd(width)} ${cells.map((cell) => String(cell).padStart(12)).join('')}`;
  say(line('family', ['equal', 'known', 'different', 'unsupported', 'total']));
  for (const [family, { equal, known, different, unsupported }] of [...tallies].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    say(line(family, [equal, known, different, unsupported, equal + known + different + unsupported]));
  }
}

/** The lines of files beside the goldens, plain or packed, kept once read. */
function dataOf(folder: string): World['lines'] {
  const known = new Map<string, readonly string[]>();
  return (file) => {
    const lines = known.get(file) ?? readData(folder, file);
    known.set(file, lines);
    return lines;
  };
}

function readData(folder: string, file: string): readonly string[] {
  const path = [join(folder, 'data', file), join(folder, 'data', `${file}.gz`)].find(existsSync);
  if (path === undefined) throw new Error(`there is no ${file} in ${join(folder, 'data')}`);
  return read(path)
    .split('\n')
    .filter((line) => line !== '');
}

function* runGoldens(folder: string, files: readonly string[]): Generator<Result> {
  const world: World = { compile, lines: dataOf(folder) };
  for (const file of files) {
    for (const { family, golden, verdict } of runLines(familyOf(file), read(join(folder, file)), world)) {
      yield { family, id: golden.line.id, question: questionOf(golden), verdict };
    }
  }
}

function* runNexmark(folder: string, { data, queries }: NexmarkManifest): Generator<Result> {
  const lines = dataOf(folder);
  const source = read(join(folder, 'sql', 'source.sql'));
  for (const [query, { sets }] of Object.entries(queries)) {
    const sql = read(join(folder, 'sql', `${query}.sql`));
    for (const [set, expected] of Object.entries(sets)) {
      const events = (data[set]?.file ?? '').split('/').at(-1) ?? '';
      const of: World['lines'] = (file) => lines(file === 'side_input.csv' ? file : events);
      const verdict = runNexmarkCase({ query, set, source, sql, expected }, { compile, lines: of, digest });
      yield { family: set, id: query, question: {}, verdict };
    }
  }
}

/** What the folder holds, or a word about what is missing. */
function resultsOf(folder: string): Generator<Result> | string {
  if (!existsSync(folder)) return `there is no folder ${folder}`;
  const manifest = join(folder, 'manifest.json');
  const nexmark = existsSync(manifest) ? parseManifest(read(manifest)) : undefined;
  if (nexmark !== undefined) return runNexmark(folder, nexmark);
  const files = readdirSync(folder)
    .filter((name) => /\.jsonl(\.gz)?$/.test(name))
    .sort();
  return files.length === 0 ? `there are no .jsonl files in ${folder}` : runGoldens(folder, files);
}

const SHOWN_MAX = 400;
const VALUE_CHARS_MAX = 400;

/** The reason of each case that could not be run, and both values of each difference. */
function reasons(results: readonly Result[]): void {
  for (const { family, id, verdict } of results.slice(0, SHOWN_MAX)) {
    if (verdict.kind === 'unsupported') say(`unsupported ${family} ${id}: ${verdict.why}`);
    if (verdict.kind !== 'different') continue;
    say(`different ${family} ${id}: ${verdict.why}`);
    say(`  ours   ${short(verdict.ours)}`);
    say(`  theirs ${short(verdict.theirs)}`);
  }
  if (results.length > SHOWN_MAX) say(`… and ${results.length - SHOWN_MAX} more`);
}

function short(value: unknown): string {
  const text = JSON.stringify(value, bigints) ?? 'nothing';
  return text.length <= VALUE_CHARS_MAX ? text : `${text.slice(0, VALUE_CHARS_MAX)} …`;
}

function main(folder: string | undefined, out: string): number {
  if (folder === undefined) {
    say('usage: npm run conformance -- FOLDER [DIFFERENCES.jsonl]');
    return 2;
  }
  const results = resultsOf(folder);
  if (typeof results === 'string') {
    say(results);
    return 2;
  }
  const tallies = new Map<string, Tally>();
  const total: Tally = { equal: 0, known: 0, different: 0, unsupported: 0 };
  const shown: Result[] = [];
  const differences = createWriteStream(out);
  try {
    for (const result of results) {
      const { family, id, question, verdict } = result;
      count(tallies, result);
      total[verdict.kind] += 1;
      if (verdict.kind === 'equal') continue;
      differences.write(`${JSON.stringify({ id, family, ...question, ...verdict }, bigints)}\n`);
      if (verdict.kind !== 'known') shown.push(result);
    }
  } catch (error) {
    say(`${folder}: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
  differences.end();
  reasons(shown);
  table(tallies);
  say(`What is not equal stands in ${out}, one JSON object per line.`);
  say(
    `${total.equal} equal, ${total.known} known, ${total.different} different, ${total.unsupported} unsupported`,
  );
  return total.different === 0 ? 0 : 1;
}

function bigints(_: string, part: unknown): unknown {
  return typeof part === 'bigint' ? String(part) : part;
}

process.exitCode = main(process.argv[2], process.argv[3] ?? 'conformance-differences.jsonl');
