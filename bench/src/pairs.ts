// Runs contenders in processes of their own, interleaved, and compares CPU seconds of the whole process as ratios.
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

const measured = z.object({
  /** What was computed, for the comparison of outputs; equal texts are equal outputs. */
  check: z.string(),
  cpuSeconds: z.number(),
  wallSeconds: z.number(),
});
export type Measured = z.infer<typeof measured>;

/** A script below `contenders/` and its arguments. */
export type Contender = { readonly name: string; readonly script: string; readonly args: readonly string[] };

/** Compiled code is kept between runs, as `npx weir` does for its users; every contender gets the same. */
const ENVIRONMENT = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'weir-bench', 'compile-cache') };

/** Heap of a contender: large state must not be measured as garbage collection. */
const HEAP_MIB = 4096;

export const PAIRS = Number(process.env['WEIR_PAIRS'] ?? 10);

/** Runs a contender once in a process of its own. */
export function runContender(contender: Contender): Promise<Measured> {
  const script = join(import.meta.dirname, 'contenders', contender.script);
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [`--max-old-space-size=${HEAP_MIB}`, script, ...contender.args],
      { maxBuffer: 64 * 1024 * 1024, env: ENVIRONMENT },
      (error, out, err) => {
        if (error !== null) reject(new Error(`${contender.name}: ${err || error.message}`));
        else resolve(measured.parse(JSON.parse(out.trim().split('\n').at(-1) ?? '')));
      },
    );
  });
}

export type Comparison = {
  readonly name: string;
  /** How many times less CPU the first needed: median over the pairs and its 95 % interval. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly own: Measured;
  readonly rival: Measured;
};

/** Compares two contenders over interleaved pairs. Throws when their outputs differ: such a row has no number. */
export async function compare(name: string, own: Contender, rival: Contender): Promise<Comparison> {
  const ratios: number[] = [];
  let last: { readonly own: Measured; readonly rival: Measured } | undefined;
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const order = pair % 2 === 0;
    const first = await runContender(order ? own : rival);
    const second = await runContender(order ? rival : own);
    const [mine, theirs] = order ? [first, second] : [second, first];
    if (mine.check !== theirs.check)
      throw new Error(`${name}: outputs differ: ${mine.check} and ${theirs.check}`);
    ratios.push(theirs.cpuSeconds / mine.cpuSeconds);
    last = { own: mine, rival: theirs };
  }
  if (last === undefined) throw new Error('no pairs');
  return { name, ...interval(ratios), ...last };
}

/** Median and a 95 % interval by resampling with a fixed seed. */
export function interval(ratios: readonly number[]): {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
} {
  let state = 12345;
  const random = (): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
  const medians: number[] = [];
  for (let round = 0; round < 2000; round += 1) {
    medians.push(median(ratios.map(() => ratios[Math.floor(random() * ratios.length)] ?? 0)));
  }
  medians.sort((a, b) => a - b);
  return { ratio: median(ratios), low: medians[50] ?? 0, high: medians[1949] ?? 0 };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** Prints a comparison and keeps it as JSON beside the machine it was made on. */
export function report(row: string, goal: string, comparisons: readonly Comparison[]): void {
  for (const one of comparisons) {
    const numbers = `${one.ratio.toFixed(2)}x [${one.low.toFixed(2)}, ${one.high.toFixed(2)}]`;
    const cpu = `own ${one.own.cpuSeconds.toFixed(2)} s, rival ${one.rival.cpuSeconds.toFixed(2)} s CPU; wall ${one.own.wallSeconds.toFixed(2)} and ${one.rival.wallSeconds.toFixed(2)} s`;
    process.stdout.write(`${row} ${one.name}: ${numbers} (goal ${goal}); ${cpu}\n`);
  }
  keep(row, goal, comparisons);
}

/** Ratios of a row that are measured in their own way. */
export function reportRatios(
  row: string,
  goal: string,
  ratios: readonly {
    readonly name: string;
    readonly ratio: number;
    readonly low: number;
    readonly high: number;
  }[],
): void {
  for (const { name, ratio, low, high } of ratios)
    process.stdout.write(
      `${row} ${name}: ${ratio.toFixed(2)}x [${low.toFixed(2)}, ${high.toFixed(2)}] (goal ${goal})\n`,
    );
  keep(row, goal, ratios);
}

/** Writes the figures beside the machine they were made on. */
function keep(row: string, goal: string, comparisons: readonly unknown[]): void {
  const folder = join(import.meta.dirname, '../results');
  mkdirSync(folder, { recursive: true });
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    node: process.version,
    at: new Date().toISOString(),
    pairs: PAIRS,
  };
  writeFileSync(
    join(folder, `${row}.json`),
    `${JSON.stringify({ row, goal, machine, comparisons }, null, 2)}\n`,
  );
}
