// ROW_NUMBER with a limit around it: deduplication, Top-N, Top-N of windows.

import type { Ast, BinaryOperator } from '@weir/sql/parse/ast';
import { conjunction } from './conjunctions.ts';
import type { ImportContext } from './import-context.ts';
import { drawRank } from './rank-node.ts';
import type { Pending, Relation } from './relation.ts';
import { filter } from './relation-steps.ts';
import { columnsIn } from './scope.ts';

type Rank = Extract<Pending, { readonly kind: 'rank' }>;

/** The numbered rows under conditions of which some may limit the number; the rest apply to what is left. */
export function limitRank(
  ctx: ImportContext,
  relation: Relation,
  pending: Rank,
  conditions: readonly Ast[],
): Relation | undefined {
  let [from, to] = [1, pending.limit ?? Infinity];
  const rest: Ast[] = [];
  for (const condition of conditions) {
    const range = rankRange(condition, pending.rank);
    if (range === undefined) rest.push(condition);
    else {
      from = Math.max(from, range.from);
      to = Math.min(to, range.to);
    }
  }
  const looksAtRank = rest.some((condition) => columnsIn(condition).has(pending.rank));
  if (to === Infinity && (from > 1 || looksAtRank)) {
    const message = 'the row number has no upper limit';
    const hint = 'Write WHERE row_number <= 10, or BETWEEN.';
    return ctx.unsupported(message, conditions[0]?.span ?? pending.call.span, hint);
  }
  if (to === Infinity) {
    const numbered = drawRank(ctx, relation, pending);
    const all = conjunction(rest);
    return numbered === undefined || all === undefined ? numbered : filter(ctx, numbered, all);
  }
  if (to < 1)
    return ctx.unsupported('this row number never occurs', conditions[0]?.span ?? pending.call.span);
  const limited: Relation = { ...relation, pending: { ...pending, limit: to } };
  if (from > 1) rest.unshift(atLeast(pending.rank, from, conditions[0]?.span ?? pending.call.span));
  const all = conjunction(rest);
  if (all === undefined) return limited;
  const drawn = drawRank(ctx, limited, { ...pending, limit: to });
  return drawn === undefined ? undefined : filter(ctx, drawn, all);
}

function atLeast(rank: string, from: number, span: Ast['span']): Ast {
  const left: Ast = { kind: 'column', name: rank, quoted: true, span };
  const right: Ast = { kind: 'literal', form: 'integer', text: String(from), span };
  return { kind: 'binary', operator: '>=', operatorSpan: span, left, right, span };
}

type Range = { readonly from: number; readonly to: number };

/** The numbers that a condition lets through, when it compares the number with a constant. */
function rankRange(node: Ast, rank: string): Range | undefined {
  const isRank = (part: Ast): boolean => part.kind === 'column' && part.name === rank;
  if (node.kind === 'between' && !node.negated && !node.symmetric && isRank(node.operand)) {
    const [low, high] = [constant(node.low), constant(node.high)];
    return low === undefined || high === undefined ? undefined : { from: low, to: high };
  }
  if (node.kind !== 'binary') return undefined;
  if (isRank(node.left)) return compared(node.operator, constant(node.right));
  const swapped = SWAPPED[node.operator];
  return isRank(node.right) && swapped !== undefined ? compared(swapped, constant(node.left)) : undefined;
}

const SWAPPED: Partial<Record<BinaryOperator, BinaryOperator>> = {
  '=': '=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

function compared(operator: BinaryOperator, number: number | undefined): Range | undefined {
  if (number === undefined) return undefined;
  switch (operator) {
    case '=':
      return { from: number, to: number };
    case '<=':
      return { from: 1, to: number };
    case '<':
      return { from: 1, to: number - 1 };
    case '>=':
      return { from: number, to: Infinity };
    case '>':
      return { from: number + 1, to: Infinity };
    default:
      return undefined;
  }
}

function constant(node: Ast): number | undefined {
  return node.kind === 'literal' && node.form === 'integer' && node.text.length < 10
    ? Number(node.text)
    : undefined;
}
