// What stands behind an operand and binds tightest: `a[i]`, `m[key]` and `r.field`, one after another.

import type { Ast, AstCall, Span } from './ast.ts';
import { type ParseState, shown } from './parse-state.ts';
import type { ParseInner } from './parse-unit.ts';

/** The operand with every access behind it. */
export function parseAccess(state: ParseState, operand: Ast, inner: ParseInner): Ast {
  let result = operand;
  for (;;) {
    const access = parseOne(state, result, inner);
    if (access === undefined) return result;
    result = state.count(access);
  }
}

function parseOne(state: ParseState, operand: Ast, inner: ParseInner): Ast | undefined {
  if (state.atSymbol('[')) {
    const open = state.next();
    const key = state.nested(open.span, () => inner(state));
    const close = state.peek().span;
    state.expectClose(open);
    return access('[]', [operand, key], { from: open.span.from, to: close.to });
  }
  if (!state.atSymbol('.')) return undefined;
  const dot = state.next();
  const name = state.peek();
  if (name.kind === 'word' || name.kind === 'name') {
    state.next();
    return { ...access('.', [operand], name.span), field: name.text };
  }
  state.report({
    message: `after the dot stands the name of a field, not ${shown(name)}`,
    hint: 'Write row.field; names of columns stand without a table in front.',
    span: name.kind === 'end' ? dot.span : name.span,
  });
  if (name.text === '*') state.next();
  return { ...access('.', [operand], dot.span), field: '' };
}

function access(name: '[]' | '.', operands: readonly Ast[], nameSpan: Span): AstCall {
  const from = operands[0]?.span.from ?? nameSpan.from;
  const span = { from, to: nameSpan.to };
  return { kind: 'call', name, nameSpan, arguments: operands, star: false, distinct: false, span };
}
