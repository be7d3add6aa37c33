// What an aggregate is: one definition feeds the checker, the printer for Flink, completion, the reference page and tests.
// How rows are added up is the engine's (packages/engine/src/runtime/accumulators).

import type { DataType, Value } from '@weir/shared/data-type';
import type { AggregateFunction, AggregateOption, Typed } from '../check/typed.ts';
import type { Refusal } from '../functions/definition.ts';
import type { AstCall } from '../parse/ast.ts';

/** A call as its definition sees it: the arguments are typed, their number is right. */
export type AggregateCall = {
  readonly values: readonly Typed[];
  readonly percentages: { readonly items: readonly Typed[]; readonly list: boolean } | undefined;
  readonly form: Pick<AstCall, 'nulls' | 'onNull'>;
  readonly distinct: boolean;
  /** A FILTER may leave a group without a row. */
  readonly filtered: boolean;
  /** False without GROUP BY: then Flink calls SUM, AVG, MIN and the like nullable. */
  readonly grouped: boolean;
};

/** A typed call, as far as the definition decides it. */
export type ResolvedAggregate = {
  readonly type: DataType;
  readonly nullable: boolean;
  readonly arguments: readonly Typed[];
  readonly option?: AggregateOption | undefined;
};

/**
 * A worked example: the values of column `x` of one group in order of arrival, and the result. `i` counts the rows from
 * 0. Run by the engine's tests and shown in the reference.
 */
export type AggregateCase = {
  readonly call: string;
  readonly type: DataType;
  readonly values: readonly Value[];
  readonly result: Value;
};

/**
 * How the aggregate fares in windows that share slices (HOP): `same` gives the same on both runners, `embedded` runs
 * here and not, or otherwise, on Flink, `refused` runs nowhere.
 */
export type SliceRule =
  | { readonly kind: 'same' }
  | { readonly kind: 'embedded' | 'refused'; readonly reason: string };

/** An aggregate. */
export type AggregateDefinition = {
  readonly name: AggregateFunction;
  readonly aliases?: readonly string[] | undefined;
  /** Rule of docs/semantics.md. */
  readonly rule: string;
  readonly documentation: string;
  /** How the call is written. */
  readonly syntax: string;
  /** Fewest and most arguments; percentages are none. */
  readonly arguments: readonly [least: number, most: number];
  /** True for COUNT(*). */
  readonly star?: boolean | undefined;
  /** What DISTINCT does: each value counts once, nothing at all, or it is refused for this reason. */
  readonly distinct: 'once' | 'nothing' | { readonly refused: string };
  readonly resolve: (call: AggregateCall) => ResolvedAggregate | Refusal;
  readonly slices: SliceRule;
  readonly cases: readonly AggregateCase[];
};

/** Nothing stands in the way of slices. */
export const SAME: SliceRule = { kind: 'same' };

/** True when a group may have no value, so that the result is NULL. */
export function mayLackValues({ values, filtered, grouped }: AggregateCall): boolean {
  return values[0]?.nullable === true || filtered || !grouped;
}
