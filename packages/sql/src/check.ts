// Checks one expression against the columns it can see: names, types, NULLs. Everything wrong comes back as data.

import type { Column, DataType } from '@weir/shared/data-type';
import type { SqlDiagnostic } from './diagnostic.ts';
import type { Typed, TypedAggregate } from './typed.ts';

/** A checked expression, or what is wrong with it. Warnings may come with either. */
export type CheckResult =
  | {
      readonly ok: true;
      readonly expression: Typed;
      readonly type: DataType;
      readonly nullable: boolean;
      readonly diagnostics: readonly SqlDiagnostic[];
    }
  | { readonly ok: false; readonly diagnostics: readonly SqlDiagnostic[] };

/** A checked aggregate call, or what is wrong with it. */
export type CheckAggregateResult =
  | { readonly ok: true; readonly aggregate: TypedAggregate; readonly diagnostics: readonly SqlDiagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly SqlDiagnostic[] };

const NOT_YET: CheckResult = { ok: false, diagnostics: [] };

/** The expression with its type. */
export function checkExpression(_text: string, _columns: readonly Column[]): CheckResult {
  return NOT_YET;
}

/** The same for a condition: the type must be BOOLEAN. */
export function checkCondition(_text: string, _columns: readonly Column[]): CheckResult {
  return NOT_YET;
}

/** One aggregate call such as `SUM(amount) FILTER (WHERE amount > 0)`. */
export function checkAggregate(_text: string, _columns: readonly Column[]): CheckAggregateResult {
  return { ok: false, diagnostics: [] };
}

/** Indexes of the columns that the expression reads. */
export function columnsUsed(_expression: Typed): ReadonlySet<number> {
  return new Set();
}

/** True when the expression reads no column. */
export function isConstant(expression: Typed): boolean {
  return columnsUsed(expression).size === 0;
}
