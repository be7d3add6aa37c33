// Where we differ from Flink on purpose. A rule names a function or a condition, never a case; docs/semantics.md lists them.

import type { ExpressionGolden, Verdict } from './golden.ts';

type Difference = Extract<Verdict, { readonly kind: 'different' }>;

/** A rule: the id that docs/semantics.md explains, and when it applies. */
export type KnownDifference = {
  readonly id: string;
  readonly applies: (golden: ExpressionGolden, verdict: Difference) => boolean;
};

const SAMPLE = /\b(STDDEV|STDDEV_SAMP|VAR_SAMP|VARIANCE)\(/;

function inputs(golden: ExpressionGolden): readonly { readonly type: string; readonly value: unknown }[] {
  return Object.values(golden.inputs).map(({ type, value }) => ({ type, value }));
}

function isFloating(type: string): boolean {
  return type.startsWith('DOUBLE') || type.startsWith('FLOAT');
}

function isDecimal(type: string): boolean {
  return type.startsWith('DECIMAL');
}

/** All rules, the first that applies names the difference. */
export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    // Flink calls a result NOT NULL that it does give as NULL: the sample of one row, an aggregate that overflows.
    id: 'nullable-aggregate',
    applies: ({ rule, expr }, { why, ours, theirs }) =>
      rule.startsWith('X3') &&
      why === 'type' &&
      theirs === `${String(ours)} NOT NULL` &&
      (SAMPLE.test(expr) || String(ours).startsWith('DECIMAL(38, ')),
  },
  {
    // Flink declares a DECIMAL NOT NULL that an overflow makes NULL; we say that it can be NULL.
    id: 'overflow-null',
    applies: (_, { why, ours, theirs }) =>
      why === 'type' && /^DECIMAL/.test(String(ours)) && theirs === `${String(ours)} NOT NULL`,
  },
  {
    // The planner folds `d = d` to `d IS NOT NULL`, also where d is NaN.
    id: 'nan-folded',
    applies: ({ expr }, { why }) =>
      why === 'value' && /^(\w+) (=|<>|<=|>=|IS (NOT )?DISTINCT FROM) \1$/.test(expr),
  },
  {
    // DECIMALs are rounded to a common type of 38 digits before `=` and `<>`; we compare exactly.
    id: 'decimal-equality',
    applies: ({ expr, ...golden }, { why }) =>
      why === 'value' &&
      /(=|<>)/.test(expr) &&
      inputs({ expr, ...golden }).some(({ type }) => isDecimal(type)),
  },
  {
    // JDK 17 does not print the shortest text of every very large or very small DOUBLE.
    id: 'double-text',
    applies: (golden, { why }) =>
      why === 'value' &&
      /CAST\(.* AS (CHAR|VARCHAR|STRING|DECIMAL)/.test(golden.expr) &&
      inputs(golden).some(({ type, value }) => {
        const size = Math.abs(Number(value));
        return isFloating(type) && (size >= 1e17 || size < (type.startsWith('FLOAT') ? 1e-37 : 1e-300));
      }),
  },
  {
    // GREATEST and LEAST of DECIMALs of two types fail on a NULL; here the result is NULL.
    id: 'greatest-null',
    applies: (golden, { why }) =>
      why === 'Flink fails' &&
      /^(GREATEST|LEAST)\(/.test(golden.expr) &&
      inputs(golden).some(({ type, value }) => isDecimal(type) && value === null),
  },
  {
    // Text compared with BOOLEAN is FALSE whatever it says; here the comparison is refused.
    id: 'text-with-boolean',
    applies: (_, { why, ours }) =>
      why === 'refused' &&
      /SQL_TYPE (\w+(\(\d+\))? and BOOLEAN|BOOLEAN and \w+(\(\d+\))?) do not compare/.test(String(ours)),
  },
  {
    // A stray last character is ignored by Flink where the DECIMAL has up to 18 digits; here it is an error.
    id: 'decimal-stray-character',
    applies: (golden, { why }) =>
      (why === 'value' || why === 'Flink fails') &&
      /CAST\(.* AS DECIMAL\((\d|1[0-8]),/.test(golden.expr) &&
      inputs(golden).some(({ type }) => type.startsWith('STRING')),
  },
  {
    // Days, weeks and longer units of a TIME: Flink takes its milliseconds for days; here they are refused.
    id: 'time-date-units',
    applies: (_, { why, ours }) => why === 'refused' && String(ours).includes('SQL_TYPE a TIME has no'),
  },
  {
    // Clock fields of a DATE: Flink takes its days for milliseconds; here a DATE is the start of its day.
    id: 'date-clock-units',
    applies: ({ expr, ...golden }, { why }) =>
      why === 'value' &&
      /HOUR|MINUTE|SECOND/.test(expr) &&
      /^(EXTRACT|HOUR|MINUTE|SECOND)/.test(expr) &&
      inputs({ expr, ...golden }).every(({ type }) => type.startsWith('DATE')),
  },
  {
    // TO_DATE with a pattern gives a date far in the future for text that does not fit; here it is NULL.
    id: 'unparsable-date',
    applies: ({ expr }, { why, theirs }) =>
      why === 'value' && expr.startsWith('TO_DATE(') && String(theirs).startsWith('+1705471'),
  },
  {
    // Flink keeps digits of a second that the target of a CAST does not have; here they are cut.
    id: 'uncut-fraction',
    applies: ({ expr }, { why, ours, theirs }) =>
      why === 'value' &&
      /AS (TIMESTAMP|TIME)/.test(expr) &&
      String(theirs).length > String(ours).length &&
      String(theirs).startsWith(String(ours).replace(/Z$/, '')),
  },
  {
    // Fields of moments before 1970 are off by one in Flink where a part of a unit is left over.
    id: 'before-1970',
    applies: (golden, { why }) =>
      why === 'value' &&
      inputs(golden).some(
        ({ type, value }) =>
          /^(DATE|TIMESTAMP)/.test(type) &&
          /^(-|\+?[01]\d{3}-)/.test(String(value)) &&
          String(value) < '1970',
      ),
  },
  {
    // An element that is not there is NULL; Flink gives -1 or '' where the elements are declared NOT NULL.
    id: 'missing-element',
    applies: ({ expr }, { why, ours, theirs }) =>
      why === 'value' && ours === null && (theirs === -1 || theirs === '') && /\[[^[\]]+\]$/.test(expr),
  },
  {
    // JSON_QUOTE writes a character beyond U+FFFF as two escapes; Flink writes five digits and half of it again.
    id: 'json-quote-beyond-bmp',
    applies: (golden, { why }) =>
      (why === 'value' || why === 'Flink fails') &&
      golden.expr.includes('JSON_QUOTE(') &&
      inputs(golden).some(({ value }) => /[\u{10000}-\u{10ffff}]/u.test(String(value))),
  },
  {
    // Flink types these as never NULL and gives NULL for a negative length, an empty pad or a broken pattern.
    id: 'null-of-not-null',
    applies: ({ expr }, { why, ours, theirs }) =>
      why === 'type' &&
      /\b(?:LPAD|RPAD|REGEXP_REPLACE)\(/.test(expr) &&
      theirs === `${String(ours)} NOT NULL`,
  },
];

/** The same for statements: what ours says decides. */
const KNOWN_REFUSALS: readonly { readonly id: string; readonly says: RegExp }[] = [
  // Text compared with BOOLEAN is FALSE whatever it says; here the comparison is refused.
  { id: 'text-with-boolean', says: /and BOOLEAN do not compare|BOOLEAN and \w+(\(\d+\))? do not compare/ },
  // JSON functions take numbers as their JSON in Flink; here text only.
  { id: 'json-of-number', says: /^SQL_TYPE JSON_\w+ takes text as json/ },
  // Flink plans TIMESTAMP(10) and more, whose digits it does not keep; here a TIMESTAMP has 9 at most.
  { id: 'timestamp-digits', says: /the type TIMESTAMP(_LTZ)?\(\d\d+\)/ },
];

/** The place of a quote that is not closed. */
const OPEN_QUOTE = 'open-quote';

/** Every id, each once. */
export const KNOWN_IDS: ReadonlySet<string> = new Set([
  ...[...KNOWN_DIFFERENCES, ...KNOWN_REFUSALS].map(({ id }) => id),
  OPEN_QUOTE,
]);

function known(id: string, { ours, theirs }: Difference): Verdict {
  return { kind: 'known', known: id, ours, theirs };
}

/** The verdict on a statement with a known difference called so. */
export function explainedStatement(verdict: Verdict): Verdict {
  if (verdict.kind !== 'different') return verdict;
  if (verdict.why === 'place' && JSON.stringify(verdict.ours).includes('is not closed"'))
    // A quote that is not closed: its place is where it opens, Flink's parser names the end of the text.
    return known(OPEN_QUOTE, verdict);
  const found = KNOWN_REFUSALS.find(
    ({ says }) => verdict.why === 'refused' && says.test(String(verdict.ours)),
  );
  return found === undefined ? verdict : known(found.id, verdict);
}

/** The verdict with a known difference called so. */
export function explained(golden: ExpressionGolden, verdict: Verdict): Verdict {
  if (verdict.kind !== 'different') return verdict;
  const rule = KNOWN_DIFFERENCES.find((known) => known.applies(golden, verdict));
  return rule === undefined ? verdict : known(rule.id, verdict);
}
