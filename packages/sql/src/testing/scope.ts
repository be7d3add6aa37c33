// Random expressions over boundary values, for property tests.

import type { Column, Value } from '@weir/shared/data-type';
import * as fc from 'fast-check';

/** The scope of random expressions: one nullable and one NOT NULL column of most types. */
export const SCOPE: readonly Column[] = [
  { name: 'i', type: { kind: 'INT' }, nullable: true },
  { name: 'j', type: { kind: 'INT' }, nullable: false },
  { name: 'ti', type: { kind: 'TINYINT' }, nullable: true },
  { name: 'l', type: { kind: 'BIGINT' }, nullable: true },
  { name: 'k', type: { kind: 'BIGINT' }, nullable: false },
  { name: 'd', type: { kind: 'DOUBLE' }, nullable: true },
  { name: 'e', type: { kind: 'DOUBLE' }, nullable: false },
  { name: 'm', type: { kind: 'DECIMAL', precision: 10, scale: 2 }, nullable: true },
  { name: 'n', type: { kind: 'DECIMAL', precision: 38, scale: 18 }, nullable: true },
  { name: 's', type: { kind: 'STRING' }, nullable: true },
  { name: 'u', type: { kind: 'STRING' }, nullable: false },
  { name: 'p', type: { kind: 'BOOLEAN' }, nullable: true },
  { name: 'q', type: { kind: 'BOOLEAN' }, nullable: false },
  { name: 't', type: { kind: 'TIMESTAMP', precision: 3 }, nullable: true },
];

const INTS = [0, 1, -1, 2, 7, 100, 2_147_483_647, -2_147_483_648];
const LONGS: readonly Value[] = [
  0,
  1,
  -1,
  3,
  9_007_199_254_740_991,
  -9_007_199_254_740_991,
  2n ** 53n,
  -(2n ** 63n),
  2n ** 63n - 1n,
];
const DOUBLES = [0, -0, 1, -1.5, 0.1, 1e300, -1e-300, Number.NaN, Infinity, -Infinity];
const SMALL_DECIMALS = [0, 1, -1, 250, -9_999_999_999, 9_999_999_999];
const BIG_DECIMALS: readonly Value[] = [
  0,
  1,
  -1,
  10n ** 18n,
  -(10n ** 38n - 1n),
  10n ** 38n - 1n,
  1_500_000_000_000_000_000n,
];
const TEXTS = ['', 'a', 'abc', 'a%b', '_', '  x ', '12', '-3.5', '😀', '\ufffd', "it's", 'true'];
const MOMENTS = [0, 1_709_210_096_789, 1_706_659_200_000, 253_402_300_799_999];

function nullable(values: readonly Value[]): fc.Arbitrary<Value> {
  return fc.constantFrom<Value>(null, ...values);
}

/** A row of the scope. */
export const arbitraryRow: fc.Arbitrary<Value[]> = fc.tuple(
  nullable(INTS),
  fc.constantFrom<Value>(...INTS),
  nullable([0, 1, -1, 127, -128]),
  nullable(LONGS),
  fc.constantFrom<Value>(...LONGS),
  nullable(DOUBLES),
  fc.constantFrom<Value>(...DOUBLES),
  nullable(SMALL_DECIMALS),
  nullable(BIG_DECIMALS),
  nullable(TEXTS),
  fc.constantFrom<Value>(...TEXTS),
  nullable([true, false]),
  fc.constantFrom<Value>(true, false),
  nullable(MOMENTS),
);

type Kind = 'whole' | 'exact' | 'float' | 'text' | 'truth' | 'moment';

const COMPARE = ['=', '<>', '<', '<=', '>', '>=', 'IS DISTINCT FROM', 'IS NOT DISTINCT FROM'];

const texts = fc.letrec<Record<Kind, string>>((tie) => ({
  whole: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('i', 'j', 'ti', 'l', 'k', '0', '1', '7', '2147483647', '3000000000', 'CAST(NULL AS INT)'),
    template`(${tie('whole')} ${fc.constantFrom('+', '-', '*', '/', '%')} ${tie('whole')})`,
    template`(- ${tie('whole')})`,
    template`ABS(${tie('whole')})`,
    template`CAST(${tie('exact')} AS ${fc.constantFrom('INT', 'BIGINT', 'SMALLINT', 'TINYINT')})`,
    template`TRY_CAST(${tie('text')} AS INT)`,
    template`CAST(${tie('float')} AS ${fc.constantFrom('INT', 'BIGINT')})`,
    template`CASE WHEN ${tie('truth')} THEN ${tie('whole')} ELSE ${tie('whole')} END`,
    template`CASE WHEN ${tie('truth')} THEN ${tie('whole')} END`,
    template`COALESCE(${tie('whole')}, ${tie('whole')})`,
    template`NULLIF(${tie('whole')}, ${tie('whole')})`,
    template`GREATEST(${tie('whole')}, ${tie('whole')})`,
    template`CHAR_LENGTH(${tie('text')})`,
    template`EXTRACT(HOUR FROM ${tie('moment')})`,
    template`TIMESTAMPDIFF(MINUTE, ${tie('moment')}, ${tie('moment')})`,
  ),
  exact: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('m', 'n', '1.5', '0.01', '99999999.99'),
    tie('whole'),
    template`(${tie('exact')} ${fc.constantFrom('+', '-', '*', '/', '%')} ${tie('exact')})`,
    template`CAST(${tie('exact')} AS ${fc.constantFrom('DECIMAL(5, 2)', 'DECIMAL(38, 10)')})`,
    template`ROUND(${tie('exact')}, 1)`,
    template`FLOOR(${tie('exact')})`,
  ),
  float: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('d', 'e', '1.5E0', '0E0', 'CAST(NULL AS DOUBLE)'),
    template`(${tie('float')} ${fc.constantFrom('+', '-', '*', '/')} ${tie('float')})`,
    template`CAST(${tie('exact')} AS DOUBLE)`,
    template`(- ${tie('float')})`,
    template`IF(${tie('truth')}, ${tie('float')}, ${tie('float')})`,
  ),
  text: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('s', 'u', "'a'", "'it''s'", "''", 'CAST(NULL AS STRING)'),
    template`(${tie('text')} || ${tie('text')})`,
    template`UPPER(${tie('text')})`,
    template`SUBSTRING(${tie('text')}, 2)`,
    template`CAST(${tie('exact')} AS STRING)`,
    template`CASE WHEN ${tie('truth')} THEN ${tie('text')} ELSE ${tie('text')} END`,
  ),
  truth: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('p', 'q', 'TRUE', 'FALSE', 'CAST(NULL AS BOOLEAN)'),
    template`(${tie('exact')} ${fc.constantFrom(...COMPARE)} ${tie('exact')})`,
    template`(${tie('float')} ${fc.constantFrom(...COMPARE)} ${tie('float')})`,
    template`(${tie('text')} ${fc.constantFrom(...COMPARE)} ${tie('text')})`,
    template`(${tie('moment')} ${fc.constantFrom(...COMPARE)} ${tie('moment')})`,
    template`(${tie('truth')} ${fc.constantFrom('AND', 'OR')} ${tie('truth')})`,
    template`(NOT ${tie('truth')})`,
    template`(${tie('truth')} IS ${fc.constantFrom('TRUE', 'NOT TRUE', 'FALSE', 'NOT FALSE', 'UNKNOWN', 'NOT UNKNOWN')})`,
    template`(${tie('exact')} IS ${fc.constantFrom('NULL', 'NOT NULL')})`,
    template`(${tie('exact')} ${fc.constantFrom('', 'NOT')} BETWEEN ${fc.constantFrom('', 'SYMMETRIC')} ${tie('exact')} AND ${tie('exact')})`,
    template`(${tie('exact')} ${fc.constantFrom('', 'NOT')} IN (${tie('exact')}, ${tie('exact')}))`,
    template`(${tie('text')} ${fc.constantFrom('', 'NOT')} IN ('a', ${tie('text')}))`,
    template`(${tie('text')} ${fc.constantFrom('', 'NOT')} LIKE ${fc.constantFrom("'%a%'", "'a_'", "'a!%b' ESCAPE '!'", 'u')})`,
  ),
  moment: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('t', "TIMESTAMP '2024-02-29 12:34:56.789'"),
    template`(${tie('moment')} ${fc.constantFrom('+', '-')} ${fc.constantFrom("INTERVAL '1' MONTH", "INTERVAL '36' HOUR")})`,
    template`FLOOR(${tie('moment')} TO ${fc.constantFrom('HOUR', 'DAY', 'MONTH')})`,
  ),
}));

/** SQL text of a random expression over `SCOPE`; nearly all of them type-check. */
export const arbitraryExpression: fc.Arbitrary<string> = fc.oneof(
  texts.truth,
  texts.whole,
  texts.exact,
  texts.float,
  texts.text,
  texts.moment,
);

function template(
  strings: TemplateStringsArray,
  ...holes: readonly fc.Arbitrary<string>[]
): fc.Arbitrary<string> {
  return fc
    .tuple(...holes)
    .map((texts) => strings.map((text, index) => text + (texts[index] ?? '')).join(''));
}
