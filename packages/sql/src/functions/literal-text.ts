// The text of a literal argument: what is known when the expression is compiled.

import type { Typed } from '../check/typed.ts';

/** The text, or `undefined` when the expression is no literal text. */
export function literalText(expression: Typed | undefined): string | undefined {
  return expression?.kind === 'literal' && typeof expression.value === 'string'
    ? expression.value
    : undefined;
}
