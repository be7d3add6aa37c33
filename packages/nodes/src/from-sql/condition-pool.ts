// The conditions of WHERE while FROM is imported: each is taken where all of its names are known first, as near to the
// sources as it may stand.

import { isAggregateName } from '@weir/sql/aggregates/index';
import type { Ast } from '@weir/sql/parse/ast';
import { astChildren } from '@weir/sql/query/ast-walk';
import { resolves, type Source } from './scope.ts';

/** Lives for one SELECT. */
export class ConditionPool {
  #left: readonly Ast[];

  constructor(conditions: readonly Ast[]) {
    this.#left = conditions;
  }

  /** Takes the conditions that a source can decide. */
  take(source: Source): readonly Ast[] {
    const taken = this.#left.filter((condition) => isPlain(condition) && resolves(condition, source));
    this.#left = this.#left.filter((condition) => !taken.includes(condition));
    return taken;
  }

  /** What nobody took. */
  get rest(): readonly Ast[] {
    return this.#left;
  }
}

/** True when no query, aggregate or OVER is in the expression. */
export function isPlain(node: Ast): boolean {
  if (node.kind === 'subquery') return false;
  if (node.kind === 'call' && (node.over !== undefined || isAggregateName(node.name))) return false;
  return astChildren(node).every(isPlain);
}
