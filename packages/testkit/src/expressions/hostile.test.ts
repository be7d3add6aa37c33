// No text makes the parser, the checker, the layout, completion, hover or signature help throw or hang, and the steps
// they take grow no faster than the text.
//
// Steps are counted, not timed: the parser's are looks at a token, the checker's are looks at what a node is.

import type { Column } from '@weir/shared/data-type';
import { EXPRESSION_CHARS_MAX } from '@weir/shared/limits';
import { checkAggregate, checkExpression, columnsUsed } from '@weir/sql/check/check';
import { checkNode } from '@weir/sql/check/check-node';
import { complete } from '@weir/sql/editor/complete';
import { formatExpression } from '@weir/sql/editor/format';
import { hover } from '@weir/sql/editor/hover';
import { signatureHelp } from '@weir/sql/editor/signature-help';
import { toFlinkSql } from '@weir/sql/flink/to-flink';
import type { Ast } from '@weir/sql/parse/ast';
import { parseAt, parseExpression } from '@weir/sql/parse/parse';
import { ParseState } from '@weir/sql/parse/parse-state';
import { type Token, tokenize } from '@weir/sql/parse/tokens';
import { compileRow } from '@weir/sql/testing/run-js';
import { describe, expect, test } from 'vitest';
import { Random } from './generate/random.ts';
import { randomExpression } from './generate/random-expression.ts';
import { SCOPE } from './generate/scope.ts';

const SEED = Number(process.env['WEIR_SEED'] ?? 20_260_103);
const RUNS = Number(process.env['WEIR_RUNS'] ?? 10_000) / 5;

/** Everything that reads the text of a user, once. */
function readAll(text: string, columns: readonly Column[], offset: number): void {
  const { expression, diagnostics } = parseExpression(text);
  expect(expression === undefined).toBe(diagnostics.length > 0);
  const checked = checkExpression(text, columns);
  const aggregate = checkAggregate(text, columns);
  for (const { span, message } of [...diagnostics, ...checked.diagnostics, ...aggregate.diagnostics]) {
    expect(message).not.toBe('');
    expect(span.from >= 0 && span.from <= span.to && span.to <= text.length, text).toBe(true);
  }
  expect(checked.ok || checked.diagnostics.length > 0, text).toBe(true);
  if (checked.ok) {
    columnsUsed(checked.expression);
    toFlinkSql(checked.expression);
    compileRow(checked.expression);
    if (checked.type.kind === 'BOOLEAN') compileRow(checked.expression, 'condition');
  }
  formatExpression(text);
  for (const place of ['value', 'aggregate'] as const) complete(text, offset, columns, place);
  hover(text, offset, columns);
  signatureHelp(text, offset);
}

const PIECES: readonly string[] = [
  ..."a `b` 'c' ( ) [ ] , . + - * / % || = <> <= < > NOT AND OR IN LIKE BETWEEN SYMMETRIC CASE WHEN THEN ELSE END NULL".split(
    ' ',
  ),
  ...'CAST( TRY_CAST( AS INT DECIMAL(5,2) ARRAY<INT> ROW<a IS DISTINCT FROM TRUE JSON SCALAR 1 2.5 1E3 .5 INTERVAL DAY TO SECOND'.split(
    ' ',
  ),
  ...'EXTRACT( TRIM( BOTH FLOOR( POSITION( SUBSTRING( FOR OVERLAY( PLACING COUNT(*) FILTER (WHERE DISTINCT RESPECT NULLS'.split(
    ' ',
  ),
  ...'JSON_VALUE( RETURNING ON EMPTY ERROR DEFAULT JSON_OBJECT( KEY VALUE ARRAY[ MAP[ TIMESTAMP DATE ESCAPE SIMILAR TO OVERLAPS OVER'.split(
    ' ',
  ),
  ...'i s0 t r r.a ai[1] PERCENTILE( LISTAGG( TIMESTAMPADD( UPPER( f( EXISTS( SELECT'.split(' '),
  ...[
    "'",
    '`',
    '"',
    '/*',
    '*/',
    '--',
    '\n',
    '😀',
    '\ud800',
    '\0',
    '\u2028',
    '==',
    '!=',
    '&&',
    '{',
    '}',
    '$',
    '@',
    '\\',
    '__proto__',
    'constructor',
  ],
];

describe('random text', () => {
  test('soup of words', () => {
    for (let seed = SEED; seed < SEED + RUNS; seed += 1) {
      const random = new Random(seed);
      const pieces = Array.from({ length: random.below(40) }, () => random.pick(PIECES));
      const text = pieces.join(random.pick([' ', '', ' ']));
      readAll(text, SCOPE, random.below(text.length + 2));
    }
  });

  test('expressions with a piece taken out, put in or doubled', () => {
    for (let seed = SEED; seed < SEED + RUNS; seed += 1) {
      const random = new Random(seed);
      const text = randomExpression(random);
      const from = random.below(text.length + 1);
      const to = Math.min(text.length, from + random.below(8));
      const put = random.pick(['', random.pick(PIECES), text.slice(from, to).repeat(2)]);
      readAll(text.slice(0, from) + put + text.slice(to), SCOPE, from);
    }
  });

  test('any characters', () => {
    for (let seed = SEED; seed < SEED + RUNS; seed += 1) {
      const random = new Random(seed);
      const most = random.pick([128, 256, 0x3000, 0x1_0000]);
      const units = Array.from({ length: random.below(60) }, () => String.fromCharCode(random.below(most)));
      readAll(units.join(''), SCOPE, random.below(62));
    }
  });
});

/** What is repeated, and what ends it. */
type Shape = readonly [repeated: string, last?: string, closing?: string];

const SHAPES: readonly Shape[] = [
  ...'( [ CASE CAST( NOT - + ARRAY[ MAP[ a. a[ f( COUNT( UPPER( POSITION( TRIM( EXTRACT( JSON_VALUE( JSON_OBJECT(KEY x == != && , ) ] 1 . * END AND ESCAPE'
    .split(' ')
    .map((one) => [`${one} `] as const),
  ...[
    "'",
    '`',
    '"',
    '/*',
    '--',
    '\n',
    '😀',
    '\0',
    '\ud800',
    "''",
    '``',
    '""',
    '/* */',
    '-- \n',
    '-',
    '/',
    '*',
    '"a" ',
  ].map((one) => [one] as const),
  ['CASE WHEN ', 'p', ' THEN TRUE END'],
  ['CASE WHEN a THEN '],
  ['CASE ', 'i', ' WHEN 1 THEN 1 WHEN 2 THEN 2 END'],
  ['NULLIF(', 'i', ', 1.5E0)'],
  ['CASE WHEN ', 'b', ' IN (b, b) THEN b ELSE b END'],
  ['a BETWEEN b AND '],
  ['a BETWEEN '],
  ['a IN (a, '],
  ['a LIKE '],
  ['a IS DISTINCT FROM '],
  ['a IS NOT '],
  ['a SIMILAR TO '],
  ['(t, t) OVERLAPS '],
  ['POSITION(', 's', " IN 'a')"],
  ['INTERVAL '],
  ["INTERVAL '1' DAY + "],
  ['CAST(a AS ROW<b '],
  ['CAST(a AS ARRAY<'],
  ['CAST(', 'i', ' AS INT)'],
  ['COUNT(*) FILTER (WHERE '],
  ['f() OVER ('],
  ['(', 'i', ')'],
  ['(', 'i', ' + 1)'],
  ['NOT ', 'p'],
  ['- ', 'i'],
  ['i + ', 'i'],
  ['i = ', 'i'],
  ['s || ', 's'],
  ["s0 || 'x' || ", 's'],
  ['p AND ', 'p'],
  ['p OR NOT p AND ', 'p'],
  ['COALESCE(', 'i', ', 1)'],
  ['UPPER(', 's', ')'],
  ['IF(p, ', 'i', ', 1)'],
  ['GREATEST(', 'i', ', 1.5)'],
  ['ARRAY[', 'i', ']'],
  ['r.c.'],
  ['ai[', '1', ']'],
  ['unknown + '],
  ['unknow + '],
  ['unknown_function(1) + '],
  ["1 + 'a' + "],
  ['i + 1 /* c */ + ', 'i'],
];

const columns: readonly Column[] = [
  ...SCOPE,
  ...Array.from(
    { length: 900 },
    (_, index) =>
      ({
        name: `unknown_${index}`,
        type: { kind: 'INT' },
        nullable: true,
      }) as const,
  ),
];

/** The shape as often as it fits, with as many ends when it has one. */
function text([repeated, last = '', closing = '']: Shape, length: number): string {
  const times = Math.floor((length - last.length) / (repeated.length + closing.length));
  return repeated.repeat(times) + last + closing.repeat(times);
}

describe('hostile shapes', () => {
  test.each(SHAPES.map((shape) => [shape]))('%j', (shape) => {
    for (const length of [60, 900, EXPRESSION_CHARS_MAX, 3 * EXPRESSION_CHARS_MAX]) {
      const hostile = text(shape, length);
      readAll(hostile, columns, hostile.length);
      readAll(hostile, columns, Math.floor(hostile.length / 2));
    }
  });

  test('a text of 200,000 characters is refused without being looked at for long', () => {
    for (const piece of ['a', ' ', '(', "'", '/*', '*', '--', '\n', '"', '😀', '1', '-'])
      readAll(piece.repeat(200_000 / piece.length), SCOPE, 100_000);
    readAll(`/*${'*'.repeat(200_000)}`, SCOPE, 3);
    readAll(`${' '.repeat(200_000)}i`, SCOPE, 3);
  });
});

/** How often the parser looked at a token, for each character of the text. */
function parserSteps(source: string): number {
  let steps = 0;
  const { tokens, diagnostics } = tokenize(source);
  expect(tokens.length).toBeLessThanOrEqual(source.length + 1);
  const counted = new Proxy<readonly Token[]>(tokens, {
    get: (target, key) => {
      steps += 1;
      const value: unknown = Reflect.get(target, key);
      return value;
    },
  });
  parseAt(new ParseState(source, counted, diagnostics));
  return steps;
}

/** The tree with a count of how often the kind of a node was asked. */
function counting(node: unknown, count: () => void): unknown {
  if (Array.isArray(node)) return node.map((item: unknown) => counting(item, count));
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, counting(value, count)]));
  if (!('kind' in node) || !('span' in node)) return copy;
  const { kind } = node;
  return Object.defineProperty(copy, 'kind', {
    enumerable: true,
    get: () => {
      count();
      return kind;
    },
  });
}

function isAst(node: unknown): node is Ast {
  return typeof node === 'object' && node !== null && 'kind' in node && 'span' in node;
}

/** How often the checker asked what a node is. */
function checkerSteps(source: string): number {
  const { expression } = parseExpression(source);
  let steps = 0;
  const counted = counting(expression, () => {
    steps += 1;
  });
  if (isAst(counted)) checkNode({ source, columns, diagnostics: [] }, counted);
  return steps;
}

/** Looks at a token, and at a node, for each character; measured at most 16 and 5. */
const PARSER_STEPS_MAX = 24;
const CHECKER_STEPS_MAX = 8;

test.each(SHAPES.map((shape) => [shape]))('steps are linear: %j', (shape) => {
  for (const length of [64, 256, 1024, 4096, EXPRESSION_CHARS_MAX]) {
    const hostile = text(shape, length);
    expect(parserSteps(hostile) / (hostile.length + 1), `parser, ${length}`).toBeLessThan(PARSER_STEPS_MAX);
    expect(checkerSteps(hostile) / (hostile.length + 1), `checker, ${length}`).toBeLessThan(
      CHECKER_STEPS_MAX,
    );
  }
});

test('a value that stands in several places at every level is refused, not written out', () => {
  for (const [shape, level] of [
    ['CASE ', ' WHEN 1 THEN 1 WHEN 2 THEN 2 END'],
    ['NULLIF(', ', 1.5E0)'],
  ] as const) {
    const result = checkExpression(shape.repeat(40) + 'i' + level.repeat(40), SCOPE);
    expect(result).toMatchObject({ ok: false, diagnostics: [{ code: 'SQL_LIMIT' }] });
    expect(checkExpression(shape.repeat(6) + 'i' + level.repeat(6), SCOPE).ok).toBe(true);
  }
});

test('the number of problems has a bound', () => {
  for (const piece of ['a != ', '"x" ', '\0 ', 'unknown + ', ') ', "1 + 'a' + "])
    expect(checkExpression(`${piece.repeat(800)}1`, columns).diagnostics.length).toBeLessThanOrEqual(100);
});
