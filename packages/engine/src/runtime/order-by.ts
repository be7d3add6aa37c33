// The order of rows by columns, as ORDER BY has it.

import { type Column, isText, type Value } from '@weir/shared/data-type';
import { placeOf } from '@weir/shared/stream-type';
import { compareBytes } from '@weir/sql/runtime/deep';
import { compareText } from '@weir/sql/runtime/logic';
import type { OrderColumn } from '../field.ts';
import type { Batch } from './batch.ts';

/** Negative when the first row comes first, 0 when the order says nothing about them. */
export type CompareRows = (a: Batch, rowA: number, b: Batch, rowB: number) => number;

/** A comparison of rows. NULL comes first in ascending order and last in descending order, as in Flink. */
export function compareRows(columns: readonly Column[], order: readonly OrderColumn[]): CompareRows {
  const parts = order.map(({ column, descending }) => {
    const index = placeOf(columns, column);
    const type = columns[index]?.type;
    const compare = type !== undefined && isText(type) ? compareTexts : compareOthers;
    return { index, compare, sign: descending ? -1 : 1 };
  });
  return (a, rowA, b, rowB) => {
    for (const { index, compare, sign } of parts) {
      const [left, right] = [a.get(index, rowA), b.get(index, rowB)];
      const result = left === null || right === null ? nullsFirst(left, right) : compare(left, right);
      if (result !== 0) return sign * result;
    }
    return 0;
  };
}

function nullsFirst(a: Value, b: Value): number {
  if (a === null) return b === null ? 0 : -1;
  return 1;
}

function compareTexts(a: Value, b: Value): number {
  return compareText(String(a), String(b));
}

function compareOthers(a: Value, b: Value): number {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return compareBytes(a, b);
  if (a === null || b === null) return 0;
  // NaN is the largest number, as in Java.
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
  if (Number.isNaN(b)) return -1;
  return a < b ? -1 : a > b ? 1 : 0;
}
