// A quick fix that is offered gives an expression without errors.

import type { Column } from '@weir/shared/data-type';
import { expect, test } from 'vitest';
import { AGGREGATES } from '../aggregates/index.ts';
import { refusedAggregate } from '../aggregates/refused.ts';
import { functionNames } from '../functions/index.ts';
import { FLINK_FUNCTIONS, UNSUPPORTED } from './catalogue.ts';
import { checkAggregate, checkExpression } from './check.ts';
import { FOREIGN_NAMES } from './foreign-names.ts';

const COLUMNS: readonly Column[] = [
  { name: 's', type: { kind: 'STRING' }, nullable: true },
  { name: 'i', type: { kind: 'INT' }, nullable: true },
  { name: 'd', type: { kind: 'DOUBLE' }, nullable: true },
  { name: 't', type: { kind: 'TIMESTAMP', precision: 3 }, nullable: true },
  { name: 'day', type: { kind: 'DATE' }, nullable: true },
  { name: 'q', type: { kind: 'BOOLEAN' }, nullable: true },
  {
    name: 'list',
    type: { kind: 'ARRAY', element: { type: { kind: 'STRING' }, nullable: true } },
    nullable: true,
  },
];

/** The text after its one fix; it has to be free of errors and of this fix. */
function cured(text: string): string | undefined {
  const [problem] = checkExpression(text, COLUMNS).diagnostics;
  if (problem?.fix === undefined) return undefined;
  expect(checkExpression(problem.fix.replace, COLUMNS)).toMatchObject({ ok: true });
  expect(
    checkExpression(problem.fix.replace, COLUMNS).diagnostics.map(({ message }) => message),
  ).not.toContain(problem.message);
  return problem.fix.replace;
}

test.each([
  ['i = NULL', 'i IS NULL'],
  ['(i + 1) <> NULL OR q', '(i + 1) IS NOT NULL OR q'],
  ['NULL = s', 's IS NULL'],
  ['NOT i = NULL', 'NOT i IS NULL'],
  ['i = (NULL)', undefined],
  ['NULL <> (i)', undefined],
  ['i < NULL', undefined],
  ['s + s', 's || s'],
  ["(s) + /* and */ ('x')", "(s) || /* and */ ('x')"],
  ['s + i', undefined],
  ["t + INTERVAL '5' MINUTES", "t + INTERVAL '5' MINUTE"],
  ['FLOOR(t TO days)', 'FLOOR(t TO DAY)'],
  ["t + INTERVAL '1000' SECOND", "t + INTERVAL '1000' SECOND(4)"],
  ["t - INTERVAL -'100 00:00:01' DAY TO SECOND", "t - INTERVAL -'100 00:00:01' DAY(3) TO SECOND"],
  ["i = '12'", 'i = 12'],
  ["'1.5' <> d", '1.5 <> d'],
  ["i < '5'", 'i < 5'],
  ["i = 'x'", undefined],
  ['s = 12', "s = '12'"],
  ['q OR NULL', 'q OR CAST(NULL AS BOOLEAN)'],
])('%s becomes %s', (text, expected) => {
  expect(cured(text)).toBe(expected);
});

/** A call of every foreign name; without a result where only the message helps. */
const CALLS: readonly (readonly [call: string, expected?: string])[] = [
  ['LENGTH(s)', 'CHAR_LENGTH(s)'],
  ['len ( s )', 'CHAR_LENGTH ( s )'],
  ['UCASE(s)', 'UPPER(s)'],
  ['LCASE(s)', 'LOWER(s)'],
  ['MID(s, 2, 3)', 'SUBSTRING(s, 2, 3)'],
  ["CHARINDEX('a', s)", "LOCATE('a', s)"],
  ["STRPOS(s, 'a')", "INSTR(s, 'a')"],
  ["CONTAINS(s, 'a,b') AND q", "(INSTR(s, 'a,b') > 0) AND q"],
  ["STARTS_WITH(s, 'a')", "STARTSWITH(s, 'a')"],
  ["ENDS_WITH(s, 'a')", "ENDSWITH(s, 'a')"],
  ["REGEXP_LIKE(s, 'a+')", "REGEXP(s, 'a+')"],
  ["REGEXP_LIKE(s, 'a+', 'i')"],
  ["STRING_SPLIT(s, ',')", "SPLIT(s, ',')"],
  ["SPLIT_PART(s, ',', 2)", "SPLIT_INDEX(s, ',', 1)"],
  ["SPLIT_PART((s || s), ',', i + 1)", "SPLIT_INDEX((s || s), ',', (i + 1) - 1)"],
  ["ARRAY_TO_STRING(list, ',')", "ARRAY_JOIN(list, ',')"],
  ['ARRAY_LENGTH(list)', 'CARDINALITY(list)'],
  ['ARRAY_SIZE(list)', 'CARDINALITY(list)'],
  ["SIZE(ARRAY['a', s])", "CARDINALITY(ARRAY['a', s])"],
  ['NVL(i, 0)', 'IFNULL(i, 0)'],
  ['NVL2(i, 1, 2)', 'CASE WHEN i IS NOT NULL THEN 1 ELSE 2 END'],
  ['ISNULL(i)', '(i IS NULL)'],
  ['ISNULL(i, 0)', 'IFNULL(i, 0)'],
  ['IFF(q, 1, 2)', 'IF(q, 1, 2)'],
  ['IIF(q, 1, 2)', 'IF(q, 1, 2)'],
  ['POW(d, 2)', 'POWER(d, 2)'],
  ['SQUARE(i)', 'POWER(i, 2)'],
  ['LOG1P(d)', 'LN(1 + (d))'],
  ['EXPM1(d)', '(EXP(d) - 1)'],
  ['TRUNC(d, 1)', 'TRUNCATE(d, 1)'],
  ['RANDOM()', 'RAND()'],
  ['SHA(s)', 'SHA1(s)'],
  ['TO_HEX(i)', 'HEX(i)'],
  ['GEN_RANDOM_UUID()', 'UUID()'],
  ['NEWID()', 'UUID()'],
  ["JSON_EXTRACT_SCALAR(s, '$.a')", "JSON_VALUE(s, '$.a')"],
  ["GET_JSON_OBJECT(s, '$.a')"],
  ["JSON_EXTRACT(s, '$.a')"],
  ['GETDATE()', 'NOW()'],
  ['SYSDATE()', 'NOW()'],
  ['CURDATE()', 'CURRENT_DATE'],
  ['CURTIME()', 'LOCALTIME'],
  ['DAY(t)', 'DAYOFMONTH(t)'],
  ['DATEADD(day, 1, t)', 'TIMESTAMPADD(day, 1, t)'],
  ['DATE_ADD(day, 1)', 'TIMESTAMPADD(DAY, 1, day)'],
  ["DATE_ADD(t, INTERVAL '1' DAY)", "(t + INTERVAL '1' DAY)"],
  ['ADD_MONTHS(t, 1)', 'TIMESTAMPADD(MONTH, 1, t)'],
  ['DATEDIFF(t, day)', 'TIMESTAMPDIFF(DAY, day, t)'],
  ["DATE_TRUNC('hour', t)", 'FLOOR(t TO HOUR)'],
  ["DATE_TRUNC('week', t)"],
  ["TO_CHAR(t, 'YYYY-MM-DD')"],
  ["STR_TO_DATE(s, '%Y')"],
  ['TO_NUMBER(s)'],
  ['CONVERT(s, i)'],
];

test.each(CALLS)('%s becomes %s', (call = '', expected) => {
  const [problem] = checkExpression(call, COLUMNS).diagnostics;
  expect(problem?.message).toMatch(/^there is no function [A-Z0-9_]+; Flink calls it /);
  expect(cured(call)).toBe(expected);
});

const AGGREGATE_CALLS: readonly (readonly [call: string, expected: string])[] = [
  ["GROUP_CONCAT(s, ',')", "LISTAGG(s, ',')"],
  ['STRING_AGG(s)', 'LISTAGG(s)'],
  ['LIST_AGG(s)', 'LISTAGG(s)'],
  ['MEAN(d)', 'AVG(d)'],
  ['STDEV(d) FILTER (WHERE q)', 'STDDEV(d) FILTER (WHERE q)'],
  ['ANY_VALUE(i)', 'FIRST_VALUE(i)'],
  ['COUNT_DISTINCT(i) FILTER (WHERE q)', 'COUNT(DISTINCT i) FILTER (WHERE q)'],
];

test.each(AGGREGATE_CALLS)('%s becomes %s', (call, expected) => {
  const [problem] = checkAggregate(call, COLUMNS).diagnostics;
  expect(problem?.fix?.replace).toBe(expected);
  expect(checkAggregate(expected, COLUMNS)).toMatchObject({ ok: true, diagnostics: [] });
  expect(checkExpression(call, COLUMNS).diagnostics[0]).toMatchObject({
    hint: 'It is an aggregate: use an aggregate node.',
    fix: undefined,
  });
});

test('every foreign name has a call above, and none is a name of Flink', () => {
  const called = [...CALLS, ...AGGREGATE_CALLS].map(([call]) => call.split('(')[0]?.trim().toUpperCase());
  expect([...FOREIGN_NAMES].sort()).toEqual([...new Set(called)].sort());
  const own = new Set([
    ...functionNames(),
    ...AGGREGATES.flatMap(({ name, aliases = [] }) => [name, ...aliases]),
    ...FLINK_FUNCTIONS,
    ...Object.keys(UNSUPPORTED),
  ]);
  expect(FOREIGN_NAMES.filter((name) => own.has(name) || refusedAggregate(name) !== undefined)).toEqual([]);
});
