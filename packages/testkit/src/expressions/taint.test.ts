// S27: no text of a user reaches generated source; it travels in the constant pool, and the value is right all the same.

import type { Column, DataType, Value } from '@weir/shared/data-type';
import { checkExpression } from '@weir/sql/check/check';
import { toFlinkSql } from '@weir/sql/flink/to-flink';
import type { FunctionDefinition, Parameter } from '@weir/sql/functions/definition';
import { FUNCTIONS } from '@weir/sql/functions/index';
import { RowError } from '@weir/sql/row-error';
import { type Compiled, compileRow } from '@weir/sql/testing/run-js';
import { describe, expect, test } from 'vitest';
import { sameCarrier, shownValue } from './differential.ts';

const MARK = 'Xq7Zk9Wv3';
const HOSTILE: readonly string[] = [
  `'${MARK}`,
  `${MARK}\`;throw 1//`,
  `"${MARK}"`,
  `*/${MARK}/*`,
  `-- ${MARK}\n`,
  `\${${MARK}}`,
  `\\${MARK}\\`,
  `</script>${MARK}`,
  `${MARK}\u2028\u2029`,
  `${MARK}\0\r`,
  `\ud800${MARK}`,
  `😀${MARK}`,
  `__proto__${MARK}`,
  `constructor`,
  '__proto__',
  'toString',
];
/** Words that generated source would hold only if they came from the text. */
const TOLD = [MARK, '__proto__', 'constructor', 'toString', 'script'];

const STRING: DataType = { kind: 'STRING' };

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** The compiled expression, its source searched; `undefined` when it does not check. */
function compiled(sql: string, columns: readonly Column[]): Compiled | undefined {
  const checked = checkExpression(sql, columns);
  if (!checked.ok) return undefined;
  const forms = [compileRow(checked.expression)];
  if (checked.type.kind === 'BOOLEAN') forms.push(compileRow(checked.expression, 'condition'));
  for (const { source } of forms) {
    expect(source, sql).toMatch(/^[\x20-\x7e]*$/);
    for (const word of TOLD) expect(source.includes(word), `${word} in ${source} of ${sql}`).toBe(false);
  }
  const printed = toFlinkSql(checked.expression).text;
  const again = checkExpression(printed, columns);
  expect(again.ok && toFlinkSql(again.expression).text, sql).toBe(printed);
  return forms[0];
}

function outcome(compiledForm: Compiled, row: readonly Value[]): Value {
  try {
    return compiledForm.run(row);
  } catch (error) {
    if (error instanceof RowError) return `error ${error.code}`;
    throw error;
  }
}

/** How functions are called that have no plain list of values; `{t}` is a text. */
const SPECIAL: Readonly<Record<string, readonly string[]>> = {
  '||': ['{t} || {t}'],
  '[]': ['MAP[{t}, {t}][{t}]', 'ARRAY[{t}][1]'],
  '.': ['CAST(ROW({t}) AS ROW<a STRING>).a'],
  ARRAY: ['ARRAY[{t}, {t}]'],
  MAP: ['MAP[{t}, {t}]', 'CAST(MAP[{t}, 1] AS STRING)'],
  ROW: ['ROW({t}, {t})', '({t}, {t}) = ({t}, {t})', 'CAST(ROW({t}, {t}) AS STRING)'],
  POSITION: ['POSITION({t} IN {t})'],
  TRIM: ['TRIM({t})', 'TRIM(LEADING {t} FROM {t})'],
  OVERLAY: ['OVERLAY({t} PLACING {t} FROM 2)', 'OVERLAY({t} PLACING {t} FROM 1 FOR 1)'],
  SHA2: ['SHA2({t}, 256)'],
  JSON: ['JSON_OBJECT(KEY {t} VALUE JSON({t}))'],
  JSON_VALUE: [
    'JSON_VALUE({t}, {path})',
    "JSON_VALUE('{', 'lax $.a' DEFAULT {t} ON EMPTY DEFAULT {t} ON ERROR)",
  ],
  JSON_QUERY: ['JSON_QUERY({t}, {path})'],
  JSON_EXISTS: ['JSON_EXISTS({t}, {path})'],
  JSON_OBJECT: ['JSON_OBJECT(KEY {t} VALUE {t})'],
  JSON_ARRAY: ['JSON_ARRAY({t}, {t})'],
  DATE_FORMAT: [
    'DATE_FORMAT({t}, {t})',
    "DATE_FORMAT(TIMESTAMP '2024-02-29 12:34:56', {t})",
    "DATE_FORMAT(TIMESTAMP '2024-02-29 12:34:56', {quotedText})",
  ],
};

const FILLED: Partial<Record<Parameter['kind'], string>> = {
  text: '{t}',
  string: '{t}',
  any: '{t}',
  number: '1',
  exact: '1',
  double: '1',
  integer: '1',
  whole: '1',
  bigint: '1',
  boolean: 'TRUE',
  bytes: 'CAST({t} AS BYTES)',
  moment: "TIMESTAMP '2024-02-29 12:34:56'",
  dated: "TIMESTAMP '2024-02-29 12:34:56'",
  array: 'ARRAY[{t}, {t}]',
  map: 'MAP[{t}, {t}]',
};

/** Calls with text wherever it fits: with the fewest values, with all of them, and with one more of a repeated one. */
function callsOf({ name, parameters }: FunctionDefinition): readonly string[] {
  const special = SPECIAL[name];
  if (special !== undefined) return special;
  if (!/^[A-Z][A-Z0-9_]*$/.test(name)) return parameters.length === 1 ? [`{t} ${name}`] : [];
  const values = parameters.map((parameter) => FILLED[parameter.kind] ?? '{t}');
  const least = parameters.filter((parameter) => parameter.optional !== true).length;
  const lists = [values.slice(0, least), values, [...values, ...values.slice(-1)]];
  // What chooses its own types may want a number in one place.
  const others = lists.flatMap((list) =>
    list.map((_, place) => list.map((value, index) => (index === place ? '1' : value))),
  );
  return [...lists, ...others]
    .map((list) => `${name}(${list.join(', ')})`)
    .filter((call) => call.includes('{t}'));
}

const OPERATORS: readonly string[] = [
  '{t} = {t}',
  '{t} < {t}',
  '{t} IS NOT DISTINCT FROM {t}',
  '{t} BETWEEN {t} AND {t}',
  '{t} IN ({t}, {t})',
  "{t} IN ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', {t}, {t})",
  '{t} LIKE {t}',
  "{t} LIKE {like} ESCAPE '!'",
  'CASE {t} WHEN {t} THEN {t} ELSE {t} END',
  'CAST({t} AS VARCHAR(5))',
  'CAST({t} AS INT)',
  'TRY_CAST({t} AS TIMESTAMP(3))',
  '{t} IS JSON',
];

/** The places of a form filled with a text each. */
function filled(form: string, write: (text: string) => string, texts: readonly string[]): string {
  let next = 0;
  const one = (): string => texts[next++ % texts.length] ?? '';
  return form.replaceAll(/\{(t|path|like|quotedText)\}/g, (_, kind: string) => {
    const text = one();
    if (kind === 'path') return literal(`lax $["${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"]`);
    if (kind === 'like') return literal(`%${text.replaceAll('!', '!!')}%`);
    if (kind === 'quotedText') return literal(`'${text.replaceAll("'", "''")}'`);
    return write(text);
  });
}

/** Checks a form with its texts written out and in columns; both must give the same. */
function check(form: string, texts: readonly string[]): boolean {
  const columns: readonly Column[] = texts.map((name) => ({ name, type: STRING, nullable: true }));
  const inText = compiled(filled(form, literal, texts), columns);
  const inColumns = compiled(filled(form, quoted, texts), columns);
  if (inText === undefined || inColumns === undefined) return inText !== undefined || inColumns !== undefined;
  // TYPEOF tells literals from columns.
  if (form.startsWith('TYPEOF')) return true;
  const a = outcome(inText, texts);
  const b = outcome(inColumns, texts);
  expect(
    sameCarrier(a, b),
    `${form} of ${JSON.stringify(texts)}: ${shownValue(a)} and ${shownValue(b)}`,
  ).toBe(true);
  return true;
}

const pairs = HOSTILE.flatMap((one, index) => [[one, HOSTILE[(index + 3) % HOSTILE.length] ?? one]]);

describe('S27: every function that takes text', () => {
  const taking = FUNCTIONS.filter((definition) => callsOf(definition).length > 0);

  test('is most of them', () => {
    expect(taking.length).toBeGreaterThan(100);
  });

  test.each(taking.map((definition) => [definition.name, definition] as const))('%s', (_, definition) => {
    let acceptedCount = 0;
    for (const form of callsOf(definition)) {
      for (const texts of pairs) if (check(form, texts)) acceptedCount += 1;
    }
    if (!ONLY_NUMBERS.has(definition.name))
      expect(acceptedCount, callsOf(definition).join(' or ')).toBeGreaterThan(0);
  });
});

/** Functions that take any type but text. */
const ONLY_NUMBERS: ReadonlySet<string> = new Set(['FLOOR', 'CEIL', 'CARDINALITY']);

test.each(OPERATORS)('S27: %s', (form) => {
  for (const texts of pairs) expect(check(form, texts), form).toBe(true);
});

describe('S27: names and keys', () => {
  const distinct = HOSTILE.filter((name) => !name.includes('\0'));

  test.each(distinct)('the column, field and key %j', (name) => {
    const field: Column = { name, type: STRING, nullable: true };
    const row: DataType = {
      kind: 'ROW',
      fields: [
        { ...field, type: { kind: 'INT' } },
        { ...field, name: `${name}2` },
      ],
    };
    const columns = [field, { name: 'r', type: row, nullable: true }];
    const values: readonly Value[] = ['v', [7, name]];
    const give = (sql: string): Value | undefined => {
      const form = compiled(sql, columns);
      return form === undefined ? undefined : outcome(form, values);
    };
    expect(give(quoted(name))).toBe('v');
    expect(give(`${quoted(name)} || ${literal(name)}`)).toBe(`v${name}`);
    expect(give(`r.${quoted(name)} + 1`)).toBe(8);
    expect(give(`r.${quoted(`${name}2`)}`)).toBe(name);
    expect(give(`CAST(ROW(1) AS ROW<${quoted(name)} INT>).${quoted(name)}`)).toBe(1);
    expect(give(`MAP[${literal(name)}, 1, 'other', 2][${literal(name)}]`)).toBe(1);
    expect(give(`MAP['other', 2][${literal(name)}]`)).toBe(null);
    expect(give(`JSON_VALUE(JSON_OBJECT(KEY ${literal(name)} VALUE 'x'), 'lax $.other')`)).toBe(null);
  });

  test('names of the prototype are names like any other', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(outcomeOf(`JSON_VALUE(JSON_OBJECT(KEY '${name}' VALUE 5), 'lax $.${name}')`), name).toBe('5');
      expect(outcomeOf(`JSON_EXISTS('{}', 'lax $.${name}')`), name).toBe(false);
      expect(outcomeOf(`STR_TO_MAP('${name}=1')['${name}']`), name).toBe('1');
      expect(outcomeOf(`TRANSLATE('a', 'a', '${name}')`)).toBe(name.charAt(0));
      expect(outcomeOf(`'${name}' IN ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i')`)).toBe(false);
      for (const call of [`${name}(1)`, name, `a.${name}`, `CAST(1 AS ${name})`, `EXTRACT(${name} FROM a)`])
        expect(checkExpression(call, []).ok, call).toBe(false);
    }
  });
});

function outcomeOf(sql: string): Value {
  const form = compiled(sql, []);
  if (form === undefined) throw new Error(`${sql} does not check`);
  return outcome(form, []);
}
