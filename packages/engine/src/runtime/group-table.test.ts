// V: groups by the value of their keys, whatever carries it.

import type { Value } from '@weir/shared/data-type';
import { expect, test } from 'vitest';
import { compositeKey, GroupTable } from './group-table.ts';

test('bytes, arrays and rows of equal content are one group', () => {
  const table = new GroupTable(1, []);
  const keys: readonly Value[] = [[1, 'a'], [1, 'a'], [1, 'b'], ['1,a'], [null], [[1], null], [[1], null]];
  expect(keys.map((key) => table.slotOf(key))).toEqual([0, 0, 1, 2, 3, 4, 4]);
  expect(table.keys[0]?.[0]).toEqual([1, 'a']);

  const bytes = new GroupTable(1, []);
  const slots = [[1, 2], [1, 2], [12]].map((key) => bytes.slotOf(new Uint8Array(key)));
  expect(slots).toEqual([0, 0, 1]);
});

test('keys of several columns keep their parts apart', () => {
  expect(compositeKey([[1], 'a'])).toBe(compositeKey([[1], 'a']));
  expect(compositeKey([['a', 'b'], 'c'])).not.toBe(compositeKey([['a'], 'b,c']));
  expect(compositeKey([new Uint8Array([1]), null])).not.toBe(compositeKey([new Uint8Array([1]), 'null']));
});
