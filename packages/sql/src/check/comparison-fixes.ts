// Quick fixes of comparisons: with NULL, and of a number with quotes.

import { isText } from '@weir/shared/data-type';
import type { Problem } from '../diagnostic.ts';
import type { Ast } from '../parse/ast.ts';
import { type CheckContext, replaced } from './check-context.ts';
import type { Typed } from './typed.ts';
import { isNumeric } from './types.ts';

type Binary = Extract<Ast, { readonly kind: 'binary' }>;

/** `x = NULL` as `x IS NULL`, `x <> NULL` as `x IS NOT NULL`; `NULL = x` only where `x` is a column. */
export function nullFix(ctx: CheckContext, node: Binary): Problem['fix'] {
  if (node.operator !== '=' && node.operator !== '<>') return undefined;
  const test = node.operator === '=' ? 'IS NULL' : 'IS NOT NULL';
  const title = `Change to ${test}`;
  const { left, right, operatorSpan } = node;
  const from = operatorSpan.from;
  if (isNull(right) && isBlank(ctx.source.slice(operatorSpan.to, right.span.from)))
    return { title, replace: replaced(ctx, { from, to: right.span.to }, test) };
  if (!isNull(left) || right.kind !== 'column') return undefined;
  if (!isBlank(ctx.source.slice(operatorSpan.to, right.span.from))) return undefined;
  const name = ctx.source.slice(right.span.from, right.span.to);
  return {
    title,
    replace: replaced(ctx, { from: left.span.from, to: right.span.to }, `${name} ${test}`),
  };
}

function isNull(node: Ast): boolean {
  return node.kind === 'literal' && node.form === 'null';
}

/** Parentheses between operator and value, which the spans of the tree leave out, would not close any more. */
function isBlank(text: string): boolean {
  return text.trim() === '';
}

/** A number compared with `'12'`: the quotes go; text compared with `12`: they come. */
export function quoteFix(ctx: CheckContext, node: Binary, left: Typed, right: Typed): Problem['fix'] {
  return quoteOneSide(ctx, node.left, left, right) ?? quoteOneSide(ctx, node.right, right, left);
}

function quoteOneSide(ctx: CheckContext, node: Ast, value: Typed, other: Typed): Problem['fix'] {
  if (node.kind !== 'literal') return undefined;
  const { text, form, span } = node;
  if (form === 'string' && isNumeric(other.type) && /^\d+(\.\d+)?$/.test(text))
    return { title: 'Drop the quotes', replace: replaced(ctx, span, text) };
  if (!isNumeric(value.type) || !isText(other.type)) return undefined;
  return { title: 'Put it in quotes', replace: replaced(ctx, span, `'${text}'`) };
}
