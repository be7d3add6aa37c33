// Expressions: what it costs to parse, check and compile one, and a row evaluated by generated code against the same
// formula written by hand. One process, alternating.

import { compile } from '@weir/runner-embedded/host/compile';
import type { Column, DataType, Value } from '@weir/shared/data-type';
import { id, type Js, js, printJs } from '@weir/shared/fragment';
import { checkExpression } from '@weir/sql/check/check';
import type { Typed } from '@weir/sql/check/typed';
import { toJs } from '@weir/sql/js/to-js';
import { parseExpression } from '@weir/sql/parse/parse';
import { sqlHelpers } from '@weir/sql/runtime';
import { interval, PAIRS } from './pairs.ts';

const ROWS = 4096;
const ROUNDS = 400;

type Loop = (columns: readonly ArrayLike<Value>[], rows: number, out: Value[]) => void;
type Contest = {
  readonly name: string;
  readonly sql: string;
  readonly goal: boolean;
  readonly hand: Loop;
};

const INT: DataType = { kind: 'INT' };
const DOUBLE: DataType = { kind: 'DOUBLE' };
const STRING: DataType = { kind: 'STRING' };
const SCOPE: readonly Column[] = [
  { name: 'i', type: INT, nullable: false },
  { name: 'n', type: INT, nullable: true },
  { name: 'a', type: DOUBLE, nullable: false },
  { name: 'b', type: DOUBLE, nullable: true },
  { name: 's', type: STRING, nullable: false },
  { name: 't', type: STRING, nullable: true },
  { name: 'l', type: { kind: 'BIGINT' }, nullable: false },
  { name: 'm', type: { kind: 'DECIMAL', precision: 10, scale: 2 }, nullable: false },
];
const WORDS = ['tea', 'coffee', 'milk', 'a cake', 'apple pie', 'bread'];
const DATA: readonly Value[][] = [
  fill((row) => (row * 7919) % 100_003),
  fill((row) => (row % 17 === 0 ? null : (row * 104_729) % 5003)),
  fill((row) => ((row * 31) % 1000) / 8),
  fill((row) => (row % 13 === 0 ? null : ((row * 37) % 500) / 4)),
  fill((row) => WORDS[row % WORDS.length] ?? ''),
  fill((row) => (row % 11 === 0 ? null : (WORDS[(row * 5) % WORDS.length] ?? ''))),
  fill((row) => row * 1_000_003),
  fill((row) => (row * 977) % 1_000_000),
];

function fill(value: (row: number) => Value): Value[] {
  return Array.from({ length: ROWS }, (_, row) => value(row));
}

const numbers = (columns: readonly ArrayLike<Value>[], index: number): readonly number[] =>
  columns[index] as never;
const texts = (columns: readonly ArrayLike<Value>[], index: number): readonly string[] =>
  columns[index] as never;

const CONTESTS: readonly Contest[] = [
  {
    name: 'INT',
    sql: '(i + 3) * 5 - i / 7',
    goal: true,
    hand: (columns, rows, out) => {
      const i = numbers(columns, 0);
      for (let row = 0; row < rows; row += 1) {
        const x = i[row] as number;
        out[row] = (Math.imul((x + 3) | 0, 5) - ((x / 7) | 0)) | 0;
      }
    },
  },
  {
    name: 'INT with NULL',
    sql: 'CASE WHEN n > 2500 THEN n + i ELSE n * 2 END',
    goal: true,
    hand: (columns, rows, out) => {
      const [i, n] = [numbers(columns, 0), columns[1] as readonly (number | null)[]];
      for (let row = 0; row < rows; row += 1) {
        const x = n[row] ?? null;
        out[row] = x === null ? null : x > 2500 ? (x + (i[row] ?? 0)) | 0 : Math.imul(x, 2);
      }
    },
  },
  {
    name: 'DOUBLE',
    sql: 'a * 1.5E0 + SQRT(a) / (a + 1E0)',
    goal: true,
    hand: (columns, rows, out) => {
      const a = numbers(columns, 2);
      for (let row = 0; row < rows; row += 1) {
        const x = a[row] as number;
        out[row] = x * 1.5 + Math.sqrt(x) / (x + 1);
      }
    },
  },
  {
    name: 'condition',
    sql: "i > 100 AND b < 50E0 OR s = 'tea'",
    goal: true,
    hand: (columns, rows, out) => {
      const [i, b, s] = [numbers(columns, 0), columns[3] as readonly (number | null)[], texts(columns, 4)];
      for (let row = 0; row < rows; row += 1) {
        const y = b[row] ?? null;
        if (s[row] === 'tea') out[row] = true;
        else if (y === null) out[row] = (i[row] ?? 0) > 100 ? null : false;
        else out[row] = (i[row] ?? 0) > 100 && y < 50;
      }
    },
  },
  {
    name: 'STRING',
    sql: "CASE WHEN s LIKE 'a%' THEN UPPER(s) WHEN s LIKE '%ee' THEN REPLACE(s, 'ee', 'E') ELSE s || '-' || s END",
    goal: true,
    hand: (columns, rows, out) => {
      const s = texts(columns, 4);
      for (let row = 0; row < rows; row += 1) {
        const x = s[row] as string;
        if (x.startsWith('a')) out[row] = x.toUpperCase();
        else out[row] = x.endsWith('ee') ? x.replaceAll('ee', 'E') : `${x}-${x}`;
      }
    },
  },
  {
    name: 'STRING by position (by hand: UTF-16 units, wrong beyond U+FFFF)',
    sql: 'SUBSTRING(s, 2, 3)',
    goal: false,
    hand: (columns, rows, out) => {
      const s = texts(columns, 4);
      for (let row = 0; row < rows; row += 1) out[row] = (s[row] ?? '').slice(1, 4);
    },
  },
  {
    name: 'BIGINT (by hand: numbers, not exact)',
    sql: 'l * 3 + i',
    goal: false,
    hand: (columns, rows, out) => {
      const [l, i] = [numbers(columns, 6), numbers(columns, 0)];
      for (let row = 0; row < rows; row += 1) out[row] = (l[row] ?? 0) * 3 + (i[row] ?? 0);
    },
  },
  {
    name: 'BIGINT (by hand: BigInt, exact)',
    sql: 'l * 3 + i',
    goal: false,
    hand: (columns, rows, out) => {
      const [l, i] = [numbers(columns, 6), numbers(columns, 0)];
      for (let row = 0; row < rows; row += 1)
        out[row] = Number(BigInt.asIntN(64, BigInt(l[row] ?? 0) * 3n + BigInt(i[row] ?? 0)));
    },
  },
  {
    name: 'DECIMAL (by hand: scaled numbers, not exact)',
    sql: 'm * 0.908 + 1.5',
    goal: false,
    hand: (columns, rows, out) => {
      const m = numbers(columns, 7);
      for (let row = 0; row < rows; row += 1) out[row] = (m[row] ?? 0) * 908 + 150_000;
    },
  },
];

function checked(sql: string): Typed {
  const result = checkExpression(sql, SCOPE);
  if (!result.ok) throw new Error(`${sql}: ${JSON.stringify(result.diagnostics)}`);
  return result.expression;
}

/** A loop over rows whose body is the generated code. */
function generated(sql: string): Loop {
  const used = new Set<number>();
  const column = (index: number): Js => {
    used.add(index);
    return id('c', index);
  };
  const { source, helpers, constants } = printJs(js`${toJs(checked(sql), column).code}`);
  const loads = [...used].map((index) => `const v${index} = columns[${index}];`);
  const rows = [...used].map((index) => `const c${index} = v${index}[row];`);
  const body = [
    '"use strict";',
    ...helpers.map((name) => `const h_${name} = h.${name};`),
    ...constants.map((_, index) => `const k_${index} = k[${index}];`),
    `return (columns, rows, out) => { ${loads.join(' ')} for (let row = 0; row < rows; row += 1) { ${rows.join(' ')} out[row] = ${source}; } };`,
  ].join('\n');
  return compile(body, ['h', 'k'])(sqlHelpers, constants) as Loop;
}

function cpu(run: () => void): number {
  const started = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(started);
  return user + system;
}

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

for (const { name, sql, goal, hand } of CONTESTS) {
  const engine = generated(sql);
  // Both write into arrays of the same kind: what V8 has learnt of an empty one would favour one side.
  const [ours, theirs] = [fill(() => null), fill(() => null)];
  engine(DATA, ROWS, ours);
  hand(DATA, ROWS, theirs);
  const wrong = ours.findIndex((value, row) => !Object.is(value, theirs[row]));
  if (wrong >= 0)
    throw new Error(`${sql}: row ${wrong} is ${String(ours[wrong])} and by hand ${String(theirs[wrong])}`);
  const time = (loop: Loop, out: Value[]): number =>
    cpu(() => {
      for (let round = 0; round < ROUNDS; round += 1) loop(DATA, ROWS, out);
    });
  time(engine, ours);
  time(hand, theirs);
  const ratios: number[] = [];
  let nanoseconds = 0;
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const first = pair % 2 === 0 ? time(engine, ours) : time(hand, theirs);
    const second = pair % 2 === 0 ? time(hand, theirs) : time(engine, ours);
    const [mine, rival] = pair % 2 === 0 ? [first, second] : [second, first];
    ratios.push(mine / rival);
    nanoseconds = (mine * 1000) / (ROUNDS * ROWS);
  }
  const { ratio, low, high } = interval(ratios);
  say(
    `X ${name}: ${ratio.toFixed(2)}x the time of the formula by hand [${low.toFixed(2)}, ${high.toFixed(2)}]${goal ? ' (goal <= 1.15x)' : ''}; ${nanoseconds.toFixed(1)} ns per row`,
  );
}

const texts20 = CONTESTS.map(({ sql }) => sql);
const steps: readonly (readonly [string, (sql: string) => unknown])[] = [
  ['parse', (sql) => parseExpression(sql)],
  ['parse and check', (sql) => checkExpression(sql, SCOPE)],
  ['parse, check and compile', (sql) => generated(sql)],
];
for (const [name, step] of steps) {
  for (const sql of texts20) for (let round = 0; round < 300; round += 1) step(sql);
  const rounds = 400;
  const micros = cpu(() => {
    for (let round = 0; round < rounds; round += 1) for (const sql of texts20) step(sql);
  });
  say(`X ${name}: ${(micros / (rounds * texts20.length)).toFixed(1)} us per expression`);
}
