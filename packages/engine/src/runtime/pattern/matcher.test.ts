// C.cep: which rows make a match: contiguity, greedy and reluctant steps, time, and where the search goes on.

import type { MatchStep } from '@weir/sql/match/match-steps';
import { matchSteps } from '@weir/sql/match/match-steps';
import { describe, expect, test } from 'vitest';
import { Matcher, type MatchPath, type MatchRules, type Skip } from './matcher.ts';

/** Steps that take the letters of their name, in upper case any letter. */
function stepsOf(text: string): readonly MatchStep[] {
  const read = matchSteps(text);
  if (!read.ok) throw new Error(read.diagnostics[0]?.message);
  return read.steps;
}

type Given = { readonly skip?: Skip; readonly withinMs?: number; readonly holds?: MatchRules['holds'] };

/** The matches in a text of one letter per row, each as the numbers of its rows; a row comes every second. */
function matches(pattern: string, letters: string, given: Given = {}): readonly string[] {
  const steps = stepsOf(pattern);
  const rules: MatchRules = {
    steps,
    skip: given.skip ?? { kind: 'past last row' },
    withinMs: given.withinMs,
    holds:
      given.holds ??
      ((step, _, row) => {
        const variable = steps[step]?.variable ?? '';
        return variable.toLowerCase() !== variable || variable === row.values[0];
      }),
  };
  const matcher = new Matcher(rules);
  const found: MatchPath[] = [];
  for (const [index, letter] of [...letters].entries()) {
    const timeMs = index * 1000;
    found.push(...matcher.advance(timeMs), ...matcher.take({ id: index + 1, timeMs, values: [letter] }));
  }
  found.push(...matcher.advance(Number.MAX_SAFE_INTEGER));
  return found.map((path) => {
    const rows: number[] = [];
    for (let at: MatchPath | undefined = path; at !== undefined; at = at.before) rows.push(at.row.id);
    return rows.reverse().join(' ');
  });
}

describe('C.cep: which rows a match has', () => {
  test.each([
    ['rows follow one another without a gap', 'a b', 'axbab', ['4 5']],
    ['a greedy step takes what it can', 'a b+ c', 'abbbc', ['1 2 3 4 5']],
    ['a greedy step holds back the step behind it', 'a b* C', 'abbxc', ['1 2 3 4']],
    ['a greedy step of nothing', 'a b* c', 'ac', ['1 2']],
    ['a reluctant step takes what it must', 'a B*? c', 'accc', ['1 2']],
    ['a reluctant step at the end', 'a b+?', 'abbb', ['1 2']],
    ['an optional step is there or not', 'a b? c', 'abcac', ['1 2 3', '4 5']],
    ['times', 'a{2,3} b', 'abaabaaab', ['3 4 5', '6 7 8 9']],
    ['exactly so often', 'a{2} c', 'aaac', ['2 3 4']],
    ['a first step that may be missing', 'a? b', 'bab', ['1', '2 3']],
  ])('%s', (_, pattern, letters, expected) => {
    expect(matches(pattern, letters)).toEqual(expected);
  });
});

describe('C.cep: where the search goes on', () => {
  test.each([
    ['behind the last row', { kind: 'past last row' }, ['1 2 3', '4 5 6']],
    ['at the next row', { kind: 'next row' }, ['1 2 3', '2 3 4', '3 4 5', '4 5 6']],
    ['at the last row of a step', { kind: 'to last', step: 1 }, ['1 2 3', '2 3 4', '3 4 5', '4 5 6']],
    ['at the first row of a step', { kind: 'to first', step: 2 }, ['1 2 3', '3 4 5']],
  ] as const)('%s', (_, skip, expected) => {
    expect(matches('A B C', 'xxxxxx', { skip })).toEqual(expected);
  });

  test('a match waits for an earlier beginning that is still open, and goes when that has lasted too long', () => {
    // The last row has to be the letter of the first: the match that begins with q is complete first.
    const same: MatchRules['holds'] = (step, path, row) => {
      let first = path;
      while (first?.before !== undefined) first = first.before;
      return step < 2 || first?.row.values[0] === row.values[0];
    };
    expect(matches('A X*? B', 'pqqp', { holds: same })).toEqual(['1 2 3 4']);
    expect(matches('A X*? B', 'pqqr', { holds: same })).toEqual([]);
    expect(matches('A X*? B', 'pqqr', { holds: same, withinMs: 10_000 })).toEqual(['2 3']);
  });

  test('to a step that the match does not have, the next row is next', () => {
    expect(matches('a b? c', 'acac', { skip: { kind: 'to first', step: 1 } })).toEqual(['1 2', '3 4']);
  });
});

describe('C.cep: time', () => {
  test('a match lasts less than the time allowed', () => {
    expect(matches('a X*? b', 'axb', { withinMs: 2001 })).toEqual(['1 2 3']);
    expect(matches('a X*? b', 'axb', { withinMs: 2000 })).toEqual([]);
  });
});

test('partial matches share the rows that they have in common', () => {
  const steps = stepsOf('a B*? c');
  const matcher = new Matcher({ steps, skip: { kind: 'next row' }, withinMs: undefined, holds: () => true });
  matcher.take({ id: 1, timeMs: 1, values: [] });
  matcher.take({ id: 2, timeMs: 2, values: [] });
  const [first] = matcher.partials;
  expect(first?.path.row.id).toBe(2);
  expect(matcher.weight).toBeGreaterThan(0);
});
