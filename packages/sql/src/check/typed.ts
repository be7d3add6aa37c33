// The checked tree: names are column indexes, every node has its type, conversions are explicit. Pure data.

import type { DataType, Value } from '@weir/shared/data-type';
import type { JsonClauses, TimeUnit } from '../parse/ast.ts';

/** What every node of a checked expression knows. `nullable` is the truth: false means NULL cannot occur. */
type Common = { readonly type: DataType; readonly nullable: boolean };

/** A constant. */
export type TypedLiteral = Common & { readonly kind: 'literal'; readonly value: Value };

/** A column of the scope, by its position. */
export type TypedColumn = Common & { readonly kind: 'column'; readonly index: number; readonly name: string };

/** An operator or function with its arguments already of the types it takes. */
export type TypedCall = Common & {
  readonly kind: 'call';
  /** An operator that `to-js.ts` knows (`+`, `AND`, `LIKE`) or a name in the table of functions (`UPPER`). */
  readonly function: string;
  readonly arguments: readonly Typed[];
  readonly unit?: TimeUnit | undefined;
  readonly side?: 'BOTH' | 'LEADING' | 'TRAILING' | undefined;
  readonly json?: JsonClauses | undefined;
  readonly field?: string | undefined;
};

/** CASE in the form with conditions; a missing ELSE is NULL. */
export type TypedCase = Common & {
  readonly kind: 'case';
  readonly branches: readonly { readonly when: Typed; readonly result: Typed }[];
  readonly otherwise: Typed | undefined;
};

/** A conversion. `safe` is TRY_CAST; `implicit` was added by the checker and is not printed for Flink. */
export type TypedCast = Common & {
  readonly kind: 'cast';
  readonly operand: Typed;
  readonly safe: boolean;
  readonly implicit: boolean;
};

/** A checked expression. */
export type Typed = TypedLiteral | TypedColumn | TypedCall | TypedCase | TypedCast;

/** Aggregates by their one name; STDDEV and VARIANCE are aliases (packages/sql/src/aggregates). */
export type AggregateFunction =
  | 'COUNT'
  | 'SUM'
  | 'AVG'
  | 'MIN'
  | 'MAX'
  | 'STDDEV_POP'
  | 'STDDEV_SAMP'
  | 'VAR_POP'
  | 'VAR_SAMP'
  | 'FIRST_VALUE'
  | 'LAST_VALUE'
  | 'LISTAGG'
  | 'COLLECT'
  | 'ARRAY_AGG'
  | 'JSON_OBJECTAGG'
  | 'JSON_ARRAYAGG'
  | 'PERCENTILE';

/** What a call says beside its values: the literal of LISTAGG or PERCENTILE, the clause of ARRAY_AGG or JSON. */
export type AggregateOption =
  | { readonly kind: 'separator'; readonly text: string }
  | { readonly kind: 'nulls'; readonly keep: boolean }
  | { readonly kind: 'onNull'; readonly write: 'NULL' | 'ABSENT' }
  | { readonly kind: 'percentages'; readonly values: readonly TypedLiteral[]; readonly list: boolean };

/** One aggregate call. Rows whose `filter` is not TRUE are left out; COUNT(*) has no arguments. */
export type TypedAggregate = Common & {
  readonly function: AggregateFunction;
  /** Values of a row, in order: the one that is aggregated, then the frequency of PERCENTILE; key and value for JSON. */
  readonly arguments: readonly Typed[];
  /** True when equal values count once. Never set where that changes nothing (MIN, MAX). */
  readonly distinct: boolean;
  readonly option?: AggregateOption | undefined;
  readonly filter?: Typed | undefined;
};

/** The nodes directly below a node, in order of evaluation. */
export function childrenOf(expression: Typed): readonly Typed[] {
  switch (expression.kind) {
    case 'literal':
    case 'column':
      return [];
    case 'call':
      return expression.arguments;
    case 'cast':
      return [expression.operand];
    case 'case': {
      const below = expression.branches.flatMap((branch) => [branch.when, branch.result]);
      return expression.otherwise === undefined ? below : [...below, expression.otherwise];
    }
  }
}
