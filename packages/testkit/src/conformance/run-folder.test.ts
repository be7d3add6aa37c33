// X4: the comparison itself: it finds a wrong value, a wrong type and a wrong refusal, and stops at what it cannot read.

import { expect, test } from 'vitest';
import { compile } from '../compile.node.ts';
import { count, familyOf, runLines, type Tally } from './run-folder.ts';

const WORLD = { compile, lines: () => [] };

const golden = (over: object): string =>
  JSON.stringify({
    id: 'x',
    rule: 'X1.1',
    expr: 'a + 1',
    inputs: { a: { type: 'INT', value: 3 } },
    resultType: 'INT',
    result: 4,
    ...over,
  });

const kinds = (...lines: readonly string[]): readonly string[] =>
  [...runLines('x', lines.join('\n'), WORLD)].map(({ verdict }) => verdict.kind);

test('X4: equal, another value, another type, a row error that is none, a refusal that is none', () => {
  expect(
    kinds(
      golden({}),
      golden({ result: 5 }),
      golden({ resultType: 'BIGINT', result: '4' }),
      golden({ result: undefined, error: { stage: 'runtime', class: 'ArithmeticException' } }),
      golden({ expr: 'a + b' }),
    ),
  ).toEqual(['equal', 'different', 'different', 'different', 'different']);
});

test('X4: lines of other formats are unsupported, empty ones are nothing', () => {
  expect(kinds('{"id": "c1", "rule": "C.window", "statement": "SELECT 1"}', '', '  ')).toEqual([
    'unsupported',
  ]);
});

test.each(['not json', '3', '[]', 'null', '{"id": "cut'])('X4: %j stops the run with its place', (line) => {
  expect(() => kinds(golden({}), line)).toThrow('line 2 is not a JSON object');
});

test('X4: files of one family are counted together', () => {
  expect(['json-2.jsonl.gz', 'json.jsonl', 'cast-time-12.jsonl'].map(familyOf)).toEqual([
    'json',
    'json',
    'cast-time',
  ]);
  const tallies = new Map<string, Tally>();
  for (const outcome of runLines('json', `${golden({})}\n${golden({ result: 9 })}`, WORLD))
    count(tallies, outcome);
  expect([...tallies]).toEqual([['json', { equal: 1, known: 0, different: 1, unsupported: 0 }]]);
});
