// What the rules of the checker share: the scope, the problems found, and the conversions they insert.

import { type Column, type DataType, isText, sameType, typeText } from '@weir/shared/data-type';
import type { Span } from './ast.ts';
import { diagnostic, type Problem, replacedText, type SqlDiagnostic } from './diagnostic.ts';
import type { Typed, TypedCall, TypedLiteral } from './typed.ts';
import { BOOLEAN } from './types.ts';

/** Lives for one check. Rules give `undefined` after they reported why there is no typed node. */
export type CheckContext = {
  readonly source: string;
  readonly columns: readonly Column[];
  readonly diagnostics: SqlDiagnostic[];
};

/** Notes a problem. */
export function report(ctx: CheckContext, problem: Problem): undefined {
  ctx.diagnostics.push(diagnostic(problem));
  return undefined;
}

/** The text with one range replaced: what a `fix` carries. */
export function replaced(ctx: CheckContext, span: Span, text: string): string {
  return replacedText(ctx.source, span, text);
}

/** The node converted to a type; a bare NULL just takes it. The caller made sure that the conversion exists. */
export function convert(node: Typed, type: DataType): Typed {
  if (sameType(node.type, type)) return node;
  if (node.kind === 'literal' && node.value === null) return nullOf(type);
  // Text longer than the type never gets here: a common type is as long as the longest.
  if (node.kind === 'literal' && isText(node.type) && isText(type) && type.kind !== 'CHAR')
    return { ...node, type };
  return { kind: 'cast', operand: node, type, nullable: node.nullable, safe: false, implicit: true };
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
