// Conditions that AND joins: apart and together.

import type { Ast } from '@weir/sql/parse/ast';

/** The conditions as one; `undefined` for none. */
export function conjunction(conditions: readonly Ast[]): Ast | undefined {
  let all: Ast | undefined;
  for (const right of conditions) {
    if (all === undefined) all = right;
    else {
      const span = { from: all.span.from, to: right.span.to };
      all = { kind: 'binary', operator: 'AND', operatorSpan: right.span, left: all, right, span };
    }
  }
  return all;
}

/** The parts that AND joins, in order. */
export function conjuncts(condition: Ast | undefined): readonly Ast[] {
  if (condition === undefined) return [];
  const parts: Ast[] = [];
  let at = condition;
  while (at.kind === 'binary' && at.operator === 'AND') {
    parts.push(...[...conjuncts(at.right)].reverse());
    at = at.left;
  }
  parts.push(at);
  return parts.reverse();
}
