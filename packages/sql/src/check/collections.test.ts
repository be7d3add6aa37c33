// X1.66 to X1.69, X1.52 to X1.54: syntax, types, printing and run of collections and JSON functions.

import type { Column, Value } from '@weir/shared/data-type';
import { elementText } from '@weir/shared/data-type';
import { parseElementType } from '@weir/shared/parse-data-type';
import { describe, expect, test } from 'vitest';
import { toFlinkSql } from '../flink/to-flink.ts';
import { parseExpression } from '../parse/parse.ts';
import { RowError } from '../row-error.ts';
import { compileRow } from '../testing/run-js.ts';
import { checkAggregate, checkExpression } from './check.ts';

function column(name: string, type: string): Column {
  const element = parseElementType(type);
  if (element === undefined) throw new Error(`bug: ${type}`);
  return { name, ...element };
}

const SCOPE: readonly Column[] = [
  column('a', 'ARRAY<INT>'),
  column('m', 'MAP<STRING, INT>'),
  column('r', 'ROW<x INT NOT NULL, y STRING, z ROW<w DOUBLE>> NOT NULL'),
  column('rs', 'ARRAY<ROW<`a b` INT, l ARRAY<STRING>>>'),
  column('b', 'BYTES'),
  column('s', 'STRING'),
  column('i', 'INT'),
  column('d', 'DATE'),
];

function check(text: string) {
  return checkExpression(text, SCOPE);
}

function typeOf(text: string): string {
  const checked = check(text);
  if (!checked.ok) return checked.diagnostics.map(({ code, message }) => `${code} ${message}`).join('; ');
  return elementText(checked);
}

/** The value over one row, and that the printed SQL means the same tree. */
function run(text: string, row: readonly Value[] = ROW): Value {
  const checked = check(text);
  if (!checked.ok) throw new Error(checked.diagnostics[0]?.message);
  const again = check(toFlinkSql(checked.expression).text);
  expect(again.ok && again.expression).toEqual(checked.expression);
  return compileRow(checked.expression).run(row);
}

const ROW: readonly Value[] = [
  [1, null, 3],
  new Map<Value, Value>([
    ['k', 1],
    ['n', null],
  ]),
  [7, null, [1.5]],
  [[5, ['u', 'v']], null],
  new Uint8Array([1, 255]),
  '{"a": {"b": [1, 2.50]}}',
  2,
  0,
];

describe('syntax', () => {
  test.each([
    ['a[1]', "['[]',a,1]"],
    ['-a[1] * 2', ''],
    ['rs[1].`a b`', ''],
    ['r.z.w IS NOT NULL', ''],
    ['(1, 2)', ''],
    ['ROW(1)', ''],
    ['CAST(a AS ARRAY<ROW<q MAP<STRING NOT NULL, INT> NOT NULL>>) IS NULL', ''],
    ["JSON_VALUE(s, '$.a' RETURNING STRING NULL ON EMPTY ERROR ON ERROR)", ''],
    ["JSON_QUERY(s, '$.a' WITH CONDITIONAL ARRAY WRAPPER EMPTY OBJECT ON EMPTY)", ''],
    ["JSON_OBJECT(KEY 'a' VALUE 1, 'b' VALUE NULL ABSENT ON NULL)", ''],
    ['JSON_ARRAY(NULL ON NULL)', ''],
    ['s IS NOT JSON OBJECT AND TRUE', ''],
  ])('%s parses', (text) => {
    expect(parseExpression(text).diagnostics).toEqual([]);
  });

  test.each([
    ['a[1', 'this [ is not closed', 1, 2],
    ['a[1 2]', '2 was not expected inside these brackets', 4, 5],
    ['(a[1)', ') was not expected inside these brackets', 4, 5],
    ['r.', 'after the dot stands the name of a field, not the end', 1, 2],
    ['r.*', 'after the dot stands the name of a field, not *', 2, 3],
    ['ARRAY(1)', 'ARRAY takes its values in brackets', 5, 6],
    ['CAST(a AS ARRAY)', 'ARRAY needs the types inside it', 10, 15],
    ['CAST(a AS MAP<INT>)', ', is missing in this type', 17, 18],
    ['CAST(a AS ARRAY<FOO>)', 'FOO is not a type', 16, 19],
    ['CAST(r AS ROW<INT, INT>)', ', is not a type', 17, 18],
    ["JSON_VALUE(s, '$.a' NULL)", 'ON is missing after NULL', 24, 25],
    ["JSON_VALUE(s, '$.a' NULL ON NOTHING)", 'after ON stands EMPTY or ERROR, not NOTHING', 28, 35],
    ["JSON_VALUE(s, '$.a' NULL ON ERROR NULL ON EMPTY)", 'ON EMPTY stands once and before ON ERROR', 34, 47],
    ["JSON_OBJECT('a', 1)", 'VALUE is missing between a key and its value', 15, 16],
  ])('%s: %s', (text, message, from, to) => {
    const [first] = parseExpression(text).diagnostics;
    expect(first).toMatchObject({ message, span: { from, to } });
  });

  test('parsing goes on behind a mistake in brackets', () => {
    const { diagnostics } = parseExpression('a[1 2] + b[3 4] + c');
    expect(diagnostics.map(({ span }) => span.from)).toEqual([4, 13]);
  });

  test('long chains and deep types meet the limits', () => {
    expect(parseExpression(`a${'[1]'.repeat(2500)}`).diagnostics[0]?.code).toBe('SQL_LIMIT');
    expect(parseExpression(`${'a['.repeat(200)}1${']'.repeat(200)}`).diagnostics[0]?.code).toBe('SQL_LIMIT');
    const type = `${'ARRAY<'.repeat(200)}INT${'>'.repeat(200)}`;
    expect(parseExpression(`CAST(a AS ${type})`).diagnostics[0]?.code).toBe('SQL_LIMIT');
  });
});

describe('types', () => {
  test.each([
    ['a[i]', 'INT'],
    ['r.x', 'INT NOT NULL'],
    ['r.z.w', 'DOUBLE'],
    ['rs[1].l[2]', 'STRING'],
    ["ARRAY['a', 'bc']", 'ARRAY<VARCHAR(2) NOT NULL> NOT NULL'],
    ['ARRAY[1, i]', 'ARRAY<INT> NOT NULL'],
    ["MAP['a', i]", 'MAP<CHAR(1) NOT NULL, INT> NOT NULL'],
    ['(1, s)', 'ROW<`EXPR$0` INT NOT NULL, `EXPR$1` STRING> NOT NULL'],
    ['COALESCE(a, ARRAY[1])', 'ARRAY<INT> NOT NULL'],
    ['CASE WHEN TRUE THEN a ELSE ARRAY[1.5] END', 'ARRAY<DECIMAL(11, 1)>'],
    ['a = ARRAY[1]', 'BOOLEAN'],
    ['r = r', 'BOOLEAN'],
    ['b < b', 'BOOLEAN'],
    [
      'CAST(r AS ROW<p BIGINT, q STRING, t ROW<u STRING>>)',
      'ROW<`p` BIGINT, `q` STRING, `t` ROW<`u` STRING>> NOT NULL',
    ],
  ])('%s is %s', (text, expected) => {
    expect(typeOf(text)).toBe(expected);
  });

  test.each([
    ['a[0]', 'SQL_TYPE an array index starts at 1, this is 0'],
    ['a[-1]', 'SQL_TYPE an array index starts at 1, this is -1'],
    ["a['x']", 'SQL_TYPE an array index is an INT, this is CHAR(1)'],
    ['m[1]', 'SQL_TYPE the keys of this map are STRING, this is INT'],
    ['s[1]', 'SQL_TYPE STRING has no elements; [ ] takes an ARRAY or a MAP'],
    ['i.x', 'SQL_TYPE INT has no fields; only a ROW has'],
    ['r.q', 'SQL_TYPE this row has no field q'],
    ['orders.i', 'SQL_COLUMN columns are named without a table in front'],
    ['ARRAY[]', 'SQL_TYPE ARRAY needs a value, its type would be unknown'],
    ["ARRAY[1, 'a']", 'SQL_TYPE ARRAY holds values of one type, these are INT, CHAR(1)'],
    ["MAP['a']", 'SQL_TYPE MAP takes keys and values in turn, this has an odd number of them'],
    ['a < a', 'SQL_TYPE < puts values in order, ARRAY<INT> has none'],
    ["a = ARRAY['x']", 'SQL_TYPE ARRAY<INT> and ARRAY<CHAR(1) NOT NULL> do not compare'],
    ['GREATEST(b, b)', 'SQL_TYPE GREATEST puts values in order, BYTES has none'],
    [
      'ARRAY_SORT(rs)',
      'SQL_TYPE ARRAY_SORT puts elements in order, ROW<`a b` INT, `l` ARRAY<STRING>> has none',
    ],
    ['CAST(i AS ARRAY<INT>)', 'SQL_TYPE INT cannot be cast to ARRAY<INT>'],
    ['CAST(a AS ARRAY<INT NOT NULL>)', 'SQL_TYPE ARRAY<INT> cannot be cast to ARRAY<INT NOT NULL>'],
    ['CARDINALITY(NULL)', 'SQL_TYPE CARDINALITY takes an ARRAY or a MAP, this is NULL'],
    ['ARRAY_REVERSE(NULL)', 'SQL_TYPE ARRAY_REVERSE takes an ARRAY as array, this is NULL'],
    ['JSON_OBJECT(s VALUE 1)', 'SQL_TYPE a key of JSON_OBJECT is a text literal'],
    ["JSON_OBJECT('k' VALUE d)", 'SQL_TYPE DATE cannot be written as JSON'],
    ['JSON(s)', 'SQL_TYPE JSON() stands only as a value of JSON_OBJECT'],
    [
      "JSON_VALUE(s, '$.a' RETURNING BIGINT)",
      'SQL_TYPE JSON_VALUE returns STRING, BOOLEAN, INTEGER or DOUBLE, not BIGINT',
    ],
    ["JSON_VALUE(s, '$.a' DEFAULT 1 ON EMPTY)", 'SQL_TYPE DEFAULT gives INT, the call returns STRING'],
    ["JSON_VALUE(s, '$.a' DEFAULT s ON EMPTY)", 'SQL_TYPE DEFAULT takes a literal that is not NULL'],
    [
      "JSON_QUERY(s, '$.a' RETURNING ARRAY<STRING> EMPTY OBJECT ON EMPTY)",
      'SQL_TYPE an empty object is no ARRAY<STRING>',
    ],
    ['PARSE_JSON(s)', 'SQL_UNSUPPORTED PARSE_JSON gives a VARIANT, a type that is not built'],
    ["JSON_VALUE(s, '$.a[?(@.b)]')", 'SQL_UNSUPPORTED filters [?(…)] are not built'],
    ["STR_TO_MAP(s, '[,;')", 'SQL_LITERAL this class is not closed'],
  ])('%s: %s', (text, expected) => {
    expect(typeOf(text)).toBe(expected);
  });

  test('a malformed path is shown where it goes wrong, doubled quotes counted', () => {
    const checked = check("1 = 1 AND JSON_EXISTS(s, '$[''a''].b c')");
    expect(checked.ok).toBe(false);
    expect(checked.diagnostics[0]).toMatchObject({ code: 'SQL_LITERAL', span: { from: 36, to: 39 } });
  });

  test('MIN and MAX refuse collections, COUNT takes anything', () => {
    expect(checkAggregate('COUNT(a)', SCOPE).ok).toBe(true);
    expect(checkAggregate('MAX(a)', SCOPE).ok).toBe(false);
    expect(checkAggregate('MIN(r)', SCOPE).ok).toBe(false);
  });

  test('an element of NOT NULL elements warns that Flink makes one up', () => {
    const checked = check('ARRAY[1, 2][i]');
    expect(checked.diagnostics.map(({ code }) => code)).toEqual(['SQL_PORTABLE']);
    expect(check('a[i]').diagnostics).toEqual([]);
  });
});

describe('values', () => {
  test.each<[string, Value]>([
    ['a[1] + a[3]', 4],
    ['a[i]', null],
    ['a[i + 7]', null],
    ["m['k']", 1],
    ['r.x + 1', 8],
    ['r.z.w', 1.5],
    ['rs[1].l[2]', 'v'],
    ['rs[2].l[2]', null],
    ['rs[1].`a b`', 5],
    ['a = ARRAY[1, CAST(NULL AS INT), 3]', true],
    ['a <> ARRAY[1]', true],
    ["m = MAP['n', CAST(NULL AS INT), 'k', 1]", true],
    ['r IS NOT DISTINCT FROM r', true],
    ['b = b', true],
    ['b IN (CAST(s AS BYTES), b)', true],
    ['b BETWEEN b AND b', true],
    ['b < CAST(s AS BYTES)', true],
    ['NULLIF(b, b)', null],
    ['CAST(a AS STRING)', '[1, NULL, 3]'],
    ['CAST(m AS STRING)', '{k=1, n=NULL}'],
    ['CAST(r AS STRING)', '(7, NULL, (1.5))'],
    ['CAST(a AS ARRAY<STRING>)', ['1', null, '3']],
    ['CAST((1, s) AS ROW<p STRING, q STRING>).p', '1'],
    ["TRY_CAST(ARRAY['1', 'x'] AS ARRAY<INT>)", null],
    ["TRY_CAST(ARRAY['1', '2'] AS ARRAY<INT>)", [1, 2]],
    ["CAST(MAP['1', '2'] AS MAP<INT, INT>)[1]", 2],
    ['ARRAY_CONTAINS(rs, rs[1])', true],
    ['ARRAY_DISTINCT(ARRAY[rs[1], rs[1]])', [[5, ['u', 'v']]]],
    ["JSON_VALUE(s, '$.a.b[1]')", '2.50'],
    ["JSON_VALUE(s, '$.a.b[1]' RETURNING DOUBLE)", 2.5],
    ["JSON_VALUE(s, '$.a.b[0]' RETURNING INTEGER)", 1],
    ["JSON_QUERY(s, '$.a')", '{"b":[1,2.50]}'],
    ['JSON_QUERY(s, s)', null],
    [
      "JSON_OBJECT('m' VALUE m, 'r' VALUE r ABSENT ON NULL)",
      '{"m":{"k":1,"n":null},"r":{"x":7,"y":null,"z":{"w":1.5}}}',
    ],
    ["JSON_OBJECT('x' VALUE JSON(s))", '{"x":{"a":{"b":[1,2.50]}}}'],
    ['s IS JSON OBJECT AND s IS NOT JSON ARRAY', true],
    ['TYPEOF(a)', 'ARRAY<INT>'],
    ["CAST(STR_TO_MAP('a1b22c', '[0-9]+', 'x*') AS STRING)", '{a=, b=, c=}'],
    ["CAST(STR_TO_MAP('k:v;l:w', SUBSTRING(';x' FROM 1 FOR 1), ':') AS STRING)", '{k=v, l=w}'],
  ])('%s', (text, expected) => {
    expect(run(text)).toEqual(expected);
  });

  test.each([
    ["JSON_VALUE(s, '$.a' ERROR ON ERROR)", 'JSON_PATH'],
    ["JSON_VALUE(s, '$.a.b[1]' RETURNING INTEGER)", 'CAST'],
    ["JSON_QUERY(s, '$.z' ERROR ON ERROR)", 'JSON_PATH'],
    ["JSON_OBJECT('x' VALUE JSON('nope'))", 'JSON_PATH'],
    ['ELEMENT(a)', 'COLLECTION'],
    ['MAP_FROM_ARRAYS(a, ARRAY[1])', 'COLLECTION'],
    ["CAST(ARRAY['x'] AS ARRAY<INT>)", 'CAST'],
  ])('%s ends the row with %s and says that it can', (text, code) => {
    const checked = check(text);
    if (!checked.ok) throw new Error(checked.diagnostics[0]?.message);
    const compiled = compileRow(checked.expression);
    expect(compiled.fallible).toBe(true);
    let caught: unknown;
    try {
      compiled.run(ROW);
    } catch (error) {
      caught = error;
    }
    expect(caught instanceof RowError && caught.code).toBe(code);
  });

  test('a path from data that is not built ends the row instead of finding nothing', () => {
    const row = ROW.with(5, '$[?(@.a)]');
    const checked = check("JSON_VALUE('{}', s)");
    if (!checked.ok) throw new Error(checked.diagnostics[0]?.message);
    expect(() => compileRow(checked.expression).run(row)).toThrow();
  });
});
