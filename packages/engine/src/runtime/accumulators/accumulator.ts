// What an accumulator is: the state of one aggregate call in the fields of a group table.
//
// Adding a row runs as generated code, so that COUNT, SUM and the like cost a few array accesses and allocate nothing.
// The same step exists as a function: for DISTINCT, which decides first, for taking rows back, and to test one against
// the other. Rejected: an object per group and aggregate, which costs a hundred times the memory of a number.
import type { Value } from '@weir/shared/data-type';
import { constant, type Js, joinJs, js } from '@weir/shared/fragment';
import type { FieldKind, Fields } from '../group-fields.ts';
import type { Ledger } from './ledger.ts';

/** Adds or takes back the values of one row: the first argument and, for PERCENTILE and JSON_OBJECTAGG, the second. */
export type Step = (fields: Fields, slot: number, value: Value, other: Value) => void;

/** An accumulator whose fields stand at a fixed place in the group table. */
export type Accumulator = {
  readonly fields: readonly FieldKind[];
  /** True when rows whose first argument is NULL are added too. */
  readonly keepsNull?: boolean | undefined;
  /** Statements that add a row; `f` are the fields. Absent: `add` is called. */
  readonly code?: ((slot: Js, value: Js) => Js) | undefined;
  /** Throws a RowError when the row cannot be added. Runs before any aggregate of the row has changed. */
  readonly check?: Step | undefined;
  readonly add: Step;
  /** Takes back one row with these values that was added before; absent where the input must be rows only. */
  readonly retract?: Step | undefined;
  /** Adds a group of other fields, which stays as it is; absent where groups cannot be merged. */
  readonly merge?: ((into: Fields, to: number, other: Fields, from: number) => void) | undefined;
  /** Takes back a group that was merged, exactly; absent where that loses something, such as a largest value. */
  readonly unmerge?: ((into: Fields, to: number, other: Fields, from: number) => void) | undefined;
  /** True when a result takes as long as all that its group keeps: a group is then put together only for a result. */
  readonly folds?: boolean | undefined;
  readonly result: (fields: Fields, slot: number) => Value;
  /** The result that a group would have after another was merged into it, where that is cheaper than merging. */
  readonly mergedResult?: ((fields: Fields, slot: number, other: Fields, from: number) => Value) | undefined;
  /** Places of the fields that hold the weight of what a group keeps. */
  readonly weights?: readonly number[] | undefined;
};

/** What accumulators of one operator have in common. */
export type AccumulatorOptions = {
  readonly ledger: Ledger;
  /** True when groups are merged (windows that overlap, sessions), so that the order of arrival has to be kept with the values. */
  readonly merges: boolean;
  /** True when rows may be taken back. */
  readonly retracts: boolean;
};

/** A field in generated code. */
export function fieldJs(at: number, slot: Js): Js {
  return js`f[${at}][${slot}]`;
}

/** The statements that add a row. */
export function addJs(one: Accumulator, slot: Js, values: readonly Js[]): Js {
  const [value = js`0`] = values;
  return one.code === undefined ? callJs(one.add, slot, values) : one.code(slot, value);
}

/** The statements that check a row, or `undefined` when it can always be added. */
export function checkJs(one: Accumulator, slot: Js, values: readonly Js[]): Js | undefined {
  return one.check === undefined ? undefined : callJs(one.check, slot, values);
}

/** The call of a step with the values of a row. */
export function callJs(step: Step, slot: Js, values: readonly Js[]): Js {
  const [value = js`0`, other = js`null`] = values;
  return js`${constant(step)}(${joinJs([js`f`, slot, value, other], ', ')});`;
}
