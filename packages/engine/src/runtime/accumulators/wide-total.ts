// Totals of BIGINT and DECIMAL: a number of a typed array while it is safe, beyond that a bigint that stands beside it.
import type { Value } from '@weir/shared/data-type';
import { constant, type Js, js } from '@weir/shared/fragment';
import { isSafe, narrow, type Wide } from '@weir/sql/decimal';
import { addBigint, subtractBigint } from '@weir/sql/runtime/integers';
import { type Fields, numberAt, setNumber, setValue, valueAt } from '../group-fields.ts';
import { type Accumulator, fieldJs } from './accumulator.ts';
import { addTo } from './count.ts';

/**
 * What a DECIMAL total does beyond 38 digits. It `restarts`: NULL, and the next value starts anew, as in Flink. It `ends`:
 * NULL for as long as the group lives, since an overflow cannot be taken back. Where groups are merged and taken back
 * again, their totals are added up exactly, and the result is NULL only while it does not fit.
 */
export type Overflow = { readonly overflow: 'restarts' | 'ends'; readonly merges: boolean };

/** A total and the number of its values, in three fields: total (NaN when it stands beside), count, total as a bigint. */
export type WideTotal = {
  readonly state: Pick<Accumulator, 'fields' | 'code' | 'add' | 'retract' | 'merge' | 'unmerge'>;
  /** The total, or NULL of no values and beyond 38 digits. */
  readonly total: (fields: Fields, slot: number) => Wide | null;
  readonly count: (fields: Fields, slot: number) => number;
};

const DECIMAL_BOUND = 10n ** 38n;

/** The total of a BIGINT, wrapping at 64 bits, or of a DECIMAL. */
export function wideTotal(decimal: boolean, at: number, { overflow, merges }: Overflow): WideTotal {
  const plus = decimal ? addDecimal : addBigint;
  const minus = decimal ? (total: Wide, value: Wide): Wide => addDecimal(total, -value) : subtractBigint;
  const put = (fields: Fields, slot: number, next: Wide, count: number): void => {
    setTotal(fields, at, slot, next);
    addTo(fields, at + 1, slot, count);
  };
  const isBounded = decimal && (overflow === 'restarts' || !merges);
  const step = (fields: Fields, slot: number, next: Wide, count: number): void => {
    if (isBounded && isBeyond(next)) {
      setTotal(fields, at, slot, 0);
      setNumber(fields, at + 1, slot, overflow === 'restarts' ? 0 : Number.NaN);
    } else put(fields, slot, next, count);
  };
  const join = merges ? put : step;
  const add = (fields: Fields, slot: number, value: Value): void =>
    step(fields, slot, plus(totalOf(fields, at, slot), wide(value)), 1);
  return {
    state: {
      fields: ['number', 'number', 'value'],
      code: (slot, value) => addCode(at, slot, value, add),
      add,
      retract: (fields, slot, value) => step(fields, slot, minus(totalOf(fields, at, slot), wide(value)), -1),
      merge: (into, to, other, from) =>
        join(into, to, plus(totalOf(into, at, to), totalOf(other, at, from)), numberAt(other, at + 1, from)),
      unmerge: (into, to, other, from) =>
        join(
          into,
          to,
          minus(totalOf(into, at, to), totalOf(other, at, from)),
          -numberAt(other, at + 1, from),
        ),
    },
    total: (fields, slot) => {
      const total = totalOf(fields, at, slot);
      return numberAt(fields, at + 1, slot) > 0 && !(decimal && isBeyond(total)) ? total : null;
    },
    count: (fields, slot) => numberAt(fields, at + 1, slot),
  };
}

function addCode(
  at: number,
  slot: Js,
  value: Js,
  add: (fields: Fields, slot: number, value: Value) => void,
): Js {
  const [total, count] = [fieldJs(at, slot), fieldJs(at + 1, slot)];
  const max = Number.MAX_SAFE_INTEGER;
  return js`{ const t = typeof ${value} === 'number' ? ${total} + ${value} : NaN; if (t <= ${max} && t >= -${max}) { ${total} = t; ${count} += 1; } else ${constant(add)}(f, ${slot}, ${value}); }`;
}

function totalOf(fields: Fields, at: number, slot: number): Wide {
  const total = numberAt(fields, at, slot);
  return Number.isNaN(total) ? wide(valueAt(fields, at + 2, slot)) : total;
}

function setTotal(fields: Fields, at: number, slot: number, total: Wide): void {
  const beside = typeof total === 'bigint';
  setNumber(fields, at, slot, beside ? Number.NaN : total);
  if (beside || valueAt(fields, at + 2, slot) !== null) setValue(fields, at + 2, slot, beside ? total : null);
}

function isBeyond(total: Wide): boolean {
  return typeof total === 'bigint' && (total >= DECIMAL_BOUND || total <= -DECIMAL_BOUND);
}

function addDecimal(total: Wide, value: Wide): Wide {
  if (typeof total === 'number' && typeof value === 'number') {
    const fast = total + value;
    if (isSafe(fast)) return fast;
  }
  return narrow(BigInt(total) + BigInt(value));
}

function wide(value: Value): Wide {
  return typeof value === 'number' || typeof value === 'bigint' ? value : 0;
}
