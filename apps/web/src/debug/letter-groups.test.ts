import type { DeadLetter } from '@weir/shared/api';
import { expect, test } from 'vitest';
import { groupLetters } from './letter-groups.ts';

function letter(message: string, at: string, nodeId = 'orders'): DeadLetter {
  return { nodeId, code: 'CAST', message, at, text: '{}', bytes: 2 };
}

test('messages that differ only in numbers and quoted values are one cause', () => {
  const groups = groupLetters([
    letter("'129,90' is not a DECIMAL at character 7", '2026-01-05T10:00:03Z'),
    letter("'45,00' is not a DECIMAL at character 12", '2026-01-05T10:00:02Z'),
    letter('the record ends early', '2026-01-05T10:00:01Z'),
  ]);
  expect(groups.map((group) => group.letters.length)).toEqual([2, 1]);
  expect(groups[0]).toMatchObject({ firstAt: '2026-01-05T10:00:02Z', lastAt: '2026-01-05T10:00:03Z' });
});

test('the same cause in two nodes is two groups', () => {
  expect(groupLetters([letter('x', '1', 'a'), letter('x', '2', 'b')])).toHaveLength(2);
});

test('no letters, no groups', () => {
  expect(groupLetters([])).toEqual([]);
});
