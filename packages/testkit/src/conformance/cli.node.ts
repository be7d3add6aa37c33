// `npm run conformance -- FOLDER`: what a real Flink answered against what we answer.
import { createWriteStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { compile } from '../compile.node.ts';
import type { Golden } from './golden.ts';
import { count, familyOf, type Outcome, runLines, type Tally } from './run-folder.ts';

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

function read(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

function inWords({ golden, verdict, family }: Outcome): string {
  return JSON.stringify({
    id: golden.line.id,
    rule: golden.line.rule,
    family,
    ...questionOf(golden),
    ...verdict,
  });
}

function questionOf(golden: Golden): Readonly<Record<string, unknown>> {
  switch (golden.form) {
    case 'validation':
      return { sql: golden.line.sql };
    case 'other':
      return {};
    default:
      return { expr: golden.line.expr, inputs: golden.line.inputs };
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

function main(folder: string | undefined, out: string): number {
  if (folder === undefined) {
    say('usage: npm run conformance -- FOLDER [DIFFERENCES.jsonl]');
    return 2;
  }
  if (!existsSync(folder)) {
    say(`there is no folder ${folder}`);
    return 2;
  }
  const files = readdirSync(folder)
    .filter((name) => /\.jsonl(\.gz)?$/.test(name))
    .sort();
  if (files.length === 0) {
    say(`there are no .jsonl files in ${folder}`);
    return 2;
  }
  const tallies = new Map<string, Tally>();
  const differences = createWriteStream(out);
  for (const file of files) {
    try {
      for (const outcome of runLines(familyOf(file), read(join(folder, file)), compile)) {
        count(tallies, outcome);
        if (outcome.verdict.kind !== 'equal') differences.write(`${inWords(outcome)}\n`);
      }
    } catch (error) {
      say(`${join(folder, file)}: ${error instanceof Error ? error.message : String(error)}`);
      return 2;
    }
  }
  differences.end();
  table(tallies);
  const total = { equal: 0, known: 0, different: 0, unsupported: 0 };
  for (const tally of tallies.values()) {
    total.equal += tally.equal;
    total.known += tally.known;
    total.different += tally.different;
    total.unsupported += tally.unsupported;
  }
  say(`What is not equal stands in ${out}, one JSON object per line.`);
  say(
    `${total.equal} equal, ${total.known} known, ${total.different} different, ${total.unsupported} unsupported`,
  );
  return total.different === 0 ? 0 : 1;
}

process.exitCode = main(process.argv[2], process.argv[3] ?? 'conformance-differences.jsonl');
