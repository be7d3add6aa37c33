// The steps of a pattern of rows, as far as Flink runs patterns: variables one after another, each with its repetitions.

import { diagnostic, type SqlDiagnostic } from '../diagnostic.ts';
import type { Span } from '../parse/ast.ts';
import type { RowPattern } from '../statements/ast-match.ts';
import { parsePattern } from '../statements/parse-match.ts';

/**
 * One step. `max` is infinite where nothing bounds it. `greedy` steps go on as long as their condition holds; the next
 * step then begins only with a row for which it does not.
 */
export type MatchStep = {
  readonly variable: string;
  readonly min: number;
  readonly max: number;
  readonly greedy: boolean;
};

/** The steps, or what is wrong with the text. */
export type MatchSteps =
  | { readonly ok: true; readonly steps: readonly MatchStep[] }
  | { readonly ok: false; readonly diagnostics: readonly SqlDiagnostic[] };

/** Reads the text of a pattern such as `A B+? C{2,3}`. */
export function matchSteps(text: string): MatchSteps {
  const { pattern, diagnostics } = parsePattern(text);
  return pattern === undefined ? { ok: false, diagnostics } : stepsOf(pattern);
}

/** The steps of a pattern that has been parsed. */
export function stepsOf(pattern: RowPattern): MatchSteps {
  const problems: SqlDiagnostic[] = [];
  const refuse = (message: string, span: Span, hint?: string): void => {
    problems.push(diagnostic({ code: 'SQL_UNSUPPORTED', message, hint, span }));
  };
  const items = pattern.kind === 'sequence' ? pattern.items : [pattern];
  const steps: MatchStep[] = [];
  for (const item of items) {
    const inner = item.kind === 'repeated' ? item.item : item;
    if (inner.kind !== 'variable') {
      const what = inner.kind === 'alternatives' ? 'alternatives' : 'a group of variables';
      refuse(
        `${what} in a pattern cannot run, on Flink neither`,
        inner.span,
        'Write one variable after another.',
      );
      continue;
    }
    if (steps.some(({ variable }) => variable === inner.name)) {
      refuse(
        `variable ${inner.name} stands twice in the pattern`,
        inner.span,
        'Give the second one another name.',
      );
    }
    steps.push({ variable: inner.name, ...timesOf(item, refuse) });
  }
  const last = items.at(-1);
  if (steps.at(-1)?.greedy === true && last !== undefined) {
    const hint = 'End with a variable, or put ? behind the repetition.';
    refuse('the last step of a pattern cannot be greedy: it would never end', last.span, hint);
  }
  if (steps.every(({ min }) => min === 0) && steps.length > 0) {
    refuse('a pattern needs at least one row', pattern.span, 'Let one step occur at least once.');
  }
  return problems.length > 0 ? { ok: false, diagnostics: problems } : { ok: true, steps };
}

function timesOf(
  item: RowPattern,
  refuse: (message: string, span: Span, hint?: string) => void,
): Omit<MatchStep, 'variable'> {
  if (item.kind !== 'repeated') return { min: 1, max: 1, greedy: false };
  const { min, max = Infinity, reluctant, span } = item;
  const isOptional = min === 0 && max === 1;
  if (isOptional && reluctant)
    refuse('a reluctant ?? cannot run, on Flink neither', span, 'Write ? instead.');
  return { min, max, greedy: !reluctant && !isOptional && min !== max };
}
