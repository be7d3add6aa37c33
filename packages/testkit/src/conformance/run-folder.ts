// Runs all goldens of a folder and counts per family, which is the name of the file without its number.

import type { Host } from '@weir/engine/host';
import { runOperatorCase } from '../operators/operator-case.ts';
import { hasAggregate, runAggregate } from './aggregate-case.ts';
import { ExpressionRunner } from './expression-case.ts';
import { type Golden, parseGolden, type Verdict } from './golden.ts';
import { explained, explainedStatement } from './known-differences.ts';
import { runValidation } from './validation-case.ts';

/** A line with how it went. */
export type Outcome = { readonly family: string; readonly golden: Golden; readonly verdict: Verdict };

/** Counts of one family. */
export type Tally = { equal: number; known: number; different: number; unsupported: number };

/** The family of a file: `json-2.jsonl` and `json.jsonl.gz` belong to `json`. */
export function familyOf(file: string): string {
  return file.replace(/(?:-\d+)?\.jsonl(?:\.gz)?$/, '');
}

/** What lines are run with: the host's compiler, and the files beside the goldens by name. */
export type World = {
  readonly compile: Host['compile'];
  readonly lines: (file: string) => readonly string[];
};

/** Runs the lines of one file. Throws at a line that is no JSON object. */
export function* runLines(family: string, text: string, world: World): Generator<Outcome> {
  const expressions = new ExpressionRunner();
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const golden = parseGolden(line);
    if (golden === null) throw new Error(`line ${at + 1} is not a JSON object`);
    yield { family, golden, verdict: verdictOn(golden, expressions, world) };
  }
}

/** What throws is a bug of ours and counts as a difference, so that the rest is still run. */
function verdictOn(golden: Golden, expressions: ExpressionRunner, world: World): Verdict {
  try {
    return runGolden(golden, expressions, world);
  } catch (error) {
    return { kind: 'different', ours: String(error), theirs: null, why: 'bug: it threw' };
  }
}

function runGolden(golden: Golden, expressions: ExpressionRunner, world: World): Verdict {
  const { compile } = world;
  switch (golden.form) {
    case 'expression':
      // The lines of aggregates in the family `types` have no values.
      return golden.line.rule.startsWith('X3') && hasAggregate(golden.line.expr)
        ? explained(golden.line, runAggregate(golden.line, compile))
        : explained(golden.line, expressions.run(golden.line));
    case 'aggregate':
      return explained(golden.line, runAggregate(golden.line, compile));
    case 'validation':
      return explainedStatement(runValidation(golden.line));
    case 'operator':
      return runOperatorCase(golden.line, world);
    case 'other':
      return { kind: 'unsupported', why: 'lines of this format are not known' };
  }
}

/** Adds an outcome to the counts. */
export function count(
  tallies: Map<string, Tally>,
  { family, verdict }: Pick<Outcome, 'family' | 'verdict'>,
): void {
  const tally = tallies.get(family) ?? { equal: 0, known: 0, different: 0, unsupported: 0 };
  tally[verdict.kind] += 1;
  tallies.set(family, tally);
}
