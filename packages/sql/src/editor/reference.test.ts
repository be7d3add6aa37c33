// The reference tells the truth: every example it shows is one that the tests of the functions run.

import { expect, test } from 'vitest';
import { FAMILIES, reference } from './reference.ts';

test('every entry has a family with a title, a sentence and an example with its result', () => {
  expect(reference().length).toBeGreaterThan(150);
  for (const entry of reference()) {
    expect(Object.keys(FAMILIES), entry.name).toContain(entry.family);
    expect(entry.documentation, entry.name).toMatch(/\.$/);
    expect(entry.examples.length, entry.name).toBeGreaterThan(0);
  }
});

test('names are there once, and other words for a function name one that exists', () => {
  const names = reference().map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(reference().filter(({ keywords }) => keywords.length > 0).length).toBeGreaterThan(35);
});

test.each([
  ['ROUND', '3'],
  ['UPPER', "'ASS'"],
  ['JSON_VALUE', /./],
  ['SUM', /./],
])('%s shows its result', (name, result) => {
  const [example] = reference().find((entry) => entry.name === name)?.examples ?? [];
  expect(example?.result).toMatch(result);
});
