// How large a checked expression is when it is written out. The checker puts one node in several places (x of CASE x WHEN,
// the value of NULLIF), so a tree of a few hundred nodes can stand for more than a machine could print or compute.

import { childrenOf, type Typed } from './typed.ts';

const sizes = new WeakMap<Typed, number>();

/** The number of nodes, each counted as often as it stands somewhere. Constant when the sizes below are known. */
export function expandedSize(expression: Typed): number {
  const known = sizes.get(expression);
  if (known !== undefined) return known;
  let size = 1;
  for (const child of childrenOf(expression)) size += expandedSize(child);
  sizes.set(expression, size);
  return size;
}
