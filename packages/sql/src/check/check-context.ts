// What the rules of the checker share: the scope, the problems found, and the conversions they insert.

import { type Column, type DataType, isText, sameType, typeText } from '@weir/shared/data-type';
import { EXPRESSION_PROBLEMS_MAX } from '@weir/shared/limits';
import { diagnostic, type Problem, replacedText, type SqlDiagnostic } from '../diagnostic.ts';
import type { AstCall, Span } from '../parse/ast.ts';
import type { Typed, TypedCall, TypedLiteral } from './typed.ts';
import { asDecimal, BOOLEAN } from './types.ts';

/** Lives for one check. Rules give `undefined` after they reported why there is no typed node. */
export type CheckContext = {
  readonly source: string;
  readonly columns: readonly Column[];
  readonly diagnostics: SqlDiagnostic[];
  /** The name under which the columns may be written: `c` in `c.amount`. */
  readonly table?: string | undefined;
  /** Takes calls of aggregates where they may stand; without it they are refused. */
  readonly aggregates?: ((node: AstCall) => Typed | undefined) | undefined;
};

/** Notes a problem, unless there are enough of them. */
export function report(ctx: CheckContext, problem: Problem): undefined {
  if (!isFull(ctx)) ctx.diagnostics.push(diagnostic(problem));
  return undefined;
}

/** True when further problems are not told: nothing needs to be looked up for them. */
export function isFull({ diagnostics }: CheckContext): boolean {
  return diagnostics.length >= EXPRESSION_PROBLEMS_MAX;
}

/** The text with one range replaced: what a `fix` carries. */
export function replaced(ctx: CheckContext, span: Span, text: string): string {
  return replacedText(ctx.source, span, text);
}

/** The node converted to a type; a bare NULL just takes it. The caller made sure that the conversion exists. */
export function convert(node: Typed, type: DataType): Typed {
  if (sameType(node.type, type)) return node;
  // CAST(NULL AS t) keeps its type under the conversion: it takes part in what Flink makes of the other operands.
  if (node.type.kind === 'NULL') return nullOf(type);
  // Text longer than the type never gets here: a common type is as long as the longest.
  if (node.kind === 'literal' && isText(node.type) && isText(type) && type.kind !== 'CHAR')
    return { ...node, type };
  const nullable = node.nullable || losesDigits(node.type, type);
  return { kind: 'cast', operand: node, type, nullable, safe: false, implicit: true };
}

/** True when a DECIMAL has too few digits before the point for all values of the other type: such a value becomes NULL. */
export function losesDigits(from: DataType, to: DataType): boolean {
  if (to.kind !== 'DECIMAL') return false;
  const exact = from.kind === 'BOOLEAN' ? { precision: 1, scale: 0 } : asDecimal(from);
  return exact !== undefined && to.precision - to.scale < exact.precision - exact.scale;
}

/** NULL of a type. */
export function nullOf(type: DataType): TypedLiteral {
  return { kind: 'literal', value: null, type, nullable: true };
}

/** A call with NULL when any argument is NULL. */
export function strictCall(name: string, values: readonly Typed[], type: DataType): TypedCall {
  return {
    kind: 'call',
    function: name,
    arguments: values,
    type,
    nullable: values.some((value) => value.nullable),
  };
}

/** The node as condition; anything but BOOLEAN is reported. */
export function requireBoolean(ctx: CheckContext, node: Typed, span: Span, place: string): Typed | undefined {
  if (node.type.kind === 'BOOLEAN') return node;
  if (node.type.kind === 'NULL') return convert(node, BOOLEAN);
  const hint = isText(node.type)
    ? "Compare it: name = 'text'."
    : 'Compare it with something: value > 0, value IS NOT NULL.';
  return report(ctx, {
    code: 'SQL_TYPE',
    message: `${place} takes a condition, this is ${typeText(node.type)}`,
    hint,
    span,
  });
}
