// What joins have in common: the columns of a pair, the keys of both sides, the condition, and rows put out.

import type { Column } from '@weir/shared/data-type';
import { js } from '@weir/shared/fragment';
import { placesOf } from '@weir/shared/stream-type';
import { compileCondition } from '../embedded/expressions.ts';
import { pairColumns } from '../join-node.ts';
import type { Batch } from './batch.ts';
import type { OperatorContext } from './operator.ts';

export type SideName = 'left' | 'right';

/** Settings that all joins share. */
export type JoinRowsSettings = {
  readonly leftKeys: readonly string[];
  readonly rightKeys: readonly string[];
  /** SQL over the pair; empty means always true. */
  readonly condition: string;
  readonly prefix: string;
};

/** A row in its batch. */
export type RowAt = { readonly batch: Batch; readonly row: number };

type IsPair = (own: Batch, row: number, other: Batch, otherRow: number) => boolean;

/** Whether a row of a side and one of the other side belong together, their keys being equal. May throw a RowError. */
export type Matches = Readonly<Record<SideName, IsPair>>;

/** Compiles the condition of a join; `undefined` when every pair with equal keys matches. */
export function compileMatches<C>(ctx: OperatorContext<C>, settings: JoinRowsSettings): Matches | undefined {
  if (settings.condition.trim() === '') return undefined;
  const left = ctx.inputs['left']?.columns ?? [];
  const columns = pairColumns(left, ctx.inputs['right']?.columns ?? [], settings.prefix);
  const ids = columns.map((_, index) =>
    index < left.length ? js`l.get(${index}, i)` : js`r.get(${index - left.length}, k)`,
  );
  const compiled = compileCondition(settings.condition, columns, ids);
  // The fragment is an arrow function of exactly these parameters.
  const isPair = ctx.compile(js`(l, i, r, k) => ${compiled.code}`) as IsPair;
  return { left: isPair, right: (own, row, other, otherRow) => isPair(other, otherRow, own, row) };
}

/** Places of the key columns on a side. */
export function keyPlaces<C>(ctx: OperatorContext<C>, side: SideName, names: readonly string[]): number[] {
  const columns: readonly Column[] = ctx.inputs[side]?.columns ?? [];
  return placesOf(columns, names);
}

/** True when a key column of the row is NULL: such a row has no partner. */
export function hasNullKey(batch: Batch, row: number, places: readonly number[]): boolean {
  for (const column of places) if (batch.get(column, row) === null) return true;
  return false;
}

/** Puts out pairs and rows without a partner. */
export class PairWriter {
  readonly #out: Batch;
  readonly #leftWidth: number;

  constructor(out: Batch, leftWidth: number) {
    this.#out = out;
    this.#leftWidth = leftWidth;
  }

  /** A pair; `undefined` on a side pads it with NULL. */
  push(left: RowAt | undefined, right: RowAt | undefined, sequence: number, kind: number): void {
    const out = this.#out;
    const row = out.begin(sequence, kind);
    const width = this.#leftWidth;
    if (left === undefined) this.#pad(row, 0, width);
    else out.copyRow(row, left.batch, left.row);
    // A semi or anti join gives the left row alone.
    if (out.columns.length === width) return;
    if (right === undefined) this.#pad(row, width, out.columns.length);
    else out.copyRow(row, right.batch, right.row, width);
  }

  #pad(row: number, from: number, to: number): void {
    for (let column = from; column < to; column += 1) this.#out.set(column, row, null);
  }
}

/** Calls back for the rows of two inputs in the order of their source rows, ties left first. */
export function inOrder(
  left: Batch,
  right: Batch,
  take: (side: SideName, batch: Batch, row: number) => void,
): void {
  let l = 0;
  let r = 0;
  while (l < left.length || r < right.length) {
    const fromLeft =
      r >= right.length || (l < left.length && (left.sequence[l] ?? 0) <= (right.sequence[r] ?? 0));
    if (fromLeft) take('left', left, l++);
    else take('right', right, r++);
  }
}
