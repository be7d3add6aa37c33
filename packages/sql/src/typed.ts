// The checked tree: names are column indexes, every node has its type, conversions are explicit. Pure data.

import type { DataType, Value } from '@weir/shared/data-type';
import type { JsonClauses, TimeUnit } from './ast.ts';

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

/** Aggregates that run so far. */
export type AggregateFunction = 'COUNT' | 'SUM' | 'AVG' | 'MIN' | 'MAX';

/** One aggregate call. No `argument` means COUNT(*); rows whose `filter` is not TRUE are left out. */
export type TypedAggregate = Common & {
  readonly function: AggregateFunction;
  readonly argument?: Typed | undefined;
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
