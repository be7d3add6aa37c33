import type { DiffEntry } from '@weir/shared/api';
import { expect, test } from 'vitest';
import { stateEffect, stateEffectText } from './state-effect.ts';

const entry = (title: string, state: DiffEntry['state'], what: DiffEntry['what'] = 'node'): DiffEntry => ({
  kind: 'changed',
  what,
  id: title,
  title,
  fields: [],
  state,
});

const said = (...entries: readonly DiffEntry[]): string => stateEffectText(stateEffect(entries));

test('nothing lost is said to be kept', () => {
  expect(said()).toBe('All state is kept: open windows go on.');
  expect(said(entry('filter', undefined), entry('counts', 'kept'))).toBe(
    'All state is kept: open windows go on.',
  );
});

test('what is lost and what is new are named', () => {
  expect(said(entry('counts', 'discarded'), entry('sums', 'discarded'), entry('join', 'new'))).toBe(
    'State of counts and sums is discarded. Join starts empty. All other state is kept.',
  );
});

test('many names are cut', () => {
  const many = ['a', 'b', 'c', 'd', 'e'].map((name) => entry(name, 'discarded'));
  expect(said(...many)).toContain('State of a, b, c and 2 more is discarded.');
});
