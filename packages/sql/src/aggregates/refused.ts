// Aggregates of Flink that no node runs, each with the reason.

const REASONS: Readonly<Record<string, string>> = {
  ROW_NUMBER: 'it numbers the rows of a top-N query and aggregates nothing',
  RANK: 'it ranks the rows of an ordered set, which a stream never has whole',
  DENSE_RANK: 'it ranks the rows of an ordered set, which a stream never has whole',
  LAG: 'it looks at the row before, which only an OVER query has',
  LEAD: 'it looks at the row after, which a stream does not have yet',
  NTILE: 'it needs all rows of a set: batch only',
  PERCENT_RANK: 'it needs all rows of a set: batch only',
  CUME_DIST: 'it needs all rows of a set: batch only',
  APPROX_COUNT_DISTINCT: 'Flink has it in batch only, so it could not mean the same on both runners',
  GROUPING: 'it tells GROUPING SETS apart, which no node has',
  GROUPING_ID: 'it tells GROUPING SETS apart, which no node has',
  GROUP_ID: 'it tells GROUPING SETS apart, which no node has',
};

const HINTS: Readonly<Record<string, string>> = {
  APPROX_COUNT_DISTINCT: 'Use COUNT(DISTINCT x), which is exact.',
};

/** Why an aggregate of Flink is not run, with a hint where there is one; `undefined` for other names. */
export function refusedAggregate(
  name: string,
): { readonly reason: string; readonly hint?: string | undefined } | undefined {
  const reason = REASONS[name] ?? (name.startsWith('BITMAP_') ? 'bitmaps have no type here' : undefined);
  return reason === undefined ? undefined : { reason, hint: HINTS[name] };
}
