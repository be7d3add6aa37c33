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

/** All rules, the first that applies names the difference. */
export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    // Flink types these as never NULL and gives NULL for a negative length, an empty pad or a broken pattern.
    id: 'null-of-not-null',
    applies: ({ expr }, { why, ours, theirs }) =>
      why === 'type' &&
      /\b(?:LPAD|RPAD|REGEXP_REPLACE)\(/.test(expr) &&
      theirs === `${String(ours)} NOT NULL`,
  },
];

/** The verdict with a known difference called so. */
export function explained(golden: ExpressionGolden, verdict: Verdict): Verdict {
  if (verdict.kind !== 'different') return verdict;
  const rule = KNOWN_DIFFERENCES.find((known) => known.applies(golden, verdict));
  return rule === undefined ? verdict : { kind: 'known', rule: rule.id };
}
