// Checks one expression against the columns it can see: names, types, NULLs. Everything wrong comes back as data.

import type { Column, DataType } from '@weir/shared/data-type';
import type { SqlDiagnostic } from '../diagnostic.ts';
import type { Ast } from '../parse/ast.ts';
import { parseExpression } from '../parse/parse.ts';
import { type AggregateScope, checkAggregateNode } from './check-aggregate.ts';
import { type CheckContext, requireBoolean } from './check-context.ts';
import { checkNode } from './check-node.ts';
import { childrenOf, type Typed, type TypedAggregate } from './typed.ts';

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

/**
 * The expression with its type.
 *
 * @param columns  The scope. Names are case-sensitive, as in Flink; `index` in the result is the place in this list.
 */
export function checkExpression(text: string, columns: readonly Column[]): CheckResult {
  return finished(text, columns, checkNode);
}

/** The same for a condition: the type must be BOOLEAN. */
export function checkCondition(text: string, columns: readonly Column[]): CheckResult {
  return finished(text, columns, (ctx, node) => {
    const typed = checkNode(ctx, node);
    return typed === undefined ? undefined : requireBoolean(ctx, typed, node.span, 'this field');
  });
}

function finished(
  text: string,
  columns: readonly Column[],
  check: (ctx: CheckContext, node: Ast) => Typed | undefined,
): CheckResult {
  const parsed = parseExpression(text);
  if (parsed.expression === undefined) return { ok: false, diagnostics: parsed.diagnostics };
  const ctx: CheckContext = { source: text, columns, diagnostics: [...parsed.diagnostics] };
  const expression = check(ctx, parsed.expression);
  if (expression === undefined) return { ok: false, diagnostics: ctx.diagnostics };
  const { type, nullable } = expression;
  return { ok: true, expression, type, nullable, diagnostics: ctx.diagnostics };
}

/**
 * One aggregate call such as `SUM(amount) FILTER (WHERE amount > 0)`.
 *
 * @param scope  `grouped` is false in a query without GROUP BY, where Flink calls most results nullable.
 */
export function checkAggregate(
  text: string,
  columns: readonly Column[],
  scope: AggregateScope = { grouped: true },
): CheckAggregateResult {
  const parsed = parseExpression(text);
  if (parsed.expression === undefined) return { ok: false, diagnostics: parsed.diagnostics };
  const ctx: CheckContext = { source: text, columns, diagnostics: [...parsed.diagnostics] };
  const aggregate = checkAggregateNode(ctx, parsed.expression, scope);
  if (aggregate === undefined) return { ok: false, diagnostics: ctx.diagnostics };
  return { ok: true, aggregate, diagnostics: ctx.diagnostics };
}

/** Indexes of the columns that the expression reads, for projection push-down. */
export function columnsUsed(expression: Typed): ReadonlySet<number> {
  const used = new Set<number>();
  const pending: Typed[] = [expression];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.kind === 'column') used.add(node.index);
    pending.push(...childrenOf(node));
  }
  return used;
}

/** True when the expression reads no column. */
export function isConstant(expression: Typed): boolean {
  return columnsUsed(expression).size === 0;
}
