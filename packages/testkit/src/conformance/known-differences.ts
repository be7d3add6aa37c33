// Where we differ from Flink on purpose. A rule names a function or a condition, never a case; docs/semantics.md lists them.

import type { ExpressionGolden, Verdict } from './golden.ts';

/** A rule: the id that docs/semantics.md explains, and when it applies. */
export type KnownDifference = {
  readonly id: string;
  readonly applies: (
    golden: ExpressionGolden,
    verdict: Extract<Verdict, { readonly kind: 'different' }>,
  ) => boolean;
};

const SAMPLE = /\b(STDDEV|STDDEV_SAMP|VAR_SAMP|VARIANCE)\(/;

/** Flink calls a result NOT NULL that it does give as NULL: the sample of one row, an aggregate of DECIMAL that overflows. */
const NULLABLE_AGGREGATE: KnownDifference = {
  id: 'nullable-aggregate',
  applies: ({ rule, expr }, { why, ours, theirs }) =>
    rule.startsWith('X3') &&
    why === 'type' &&
    theirs === `${String(ours)} NOT NULL` &&
    (SAMPLE.test(expr) || String(ours).startsWith('DECIMAL(38, ')),
};

/** All rules, the first that applies names the difference. */
export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [NULLABLE_AGGREGATE];

/** The verdict with a known difference called so. */
export function explained(golden: ExpressionGolden, verdict: Verdict): Verdict {
  if (verdict.kind !== 'different') return verdict;
  const rule = KNOWN_DIFFERENCES.find((known) => known.applies(golden, verdict));
  return rule === undefined ? verdict : { kind: 'known', rule: rule.id };
}
