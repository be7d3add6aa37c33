// Reads the conditions of a join: which side each looks at, what is a key, what bounds event time.

import type { Ast, BinaryOperator } from '@weir/sql/parse/ast';
import { mapAst } from '@weir/sql/query/ast-walk';
import { intervalMs } from './durations.ts';
import { columnsIn } from './scope.ts';

/** How the columns of both sides are called below the join. */
export type JoinNames = {
  readonly left: ReadonlySet<string>;
  /** Name below the join -> name on the right. */
  readonly right: ReadonlyMap<string, string>;
};

/** Which side a condition looks at. */
export type Side = 'left' | 'right' | 'both' | 'none';

/** The side of a resolved condition. */
export function sideOf(node: Ast, { right }: JoinNames): Side {
  let isLeft = false;
  let isRight = false;
  for (const name of columnsIn(node)) {
    if (right.has(name)) isRight = true;
    else isLeft = true;
  }
  if (isLeft && isRight) return 'both';
  if (isLeft) return 'left';
  return isRight ? 'right' : 'none';
}

/** A condition of the right side with the names that its columns have there. */
export function onRight(node: Ast, { right }: JoinNames): Ast {
  return mapAst(node, (part) =>
    part.kind === 'column' ? { ...part, name: right.get(part.name) ?? part.name } : undefined,
  );
}

/** A condition of the right side with the names that its columns have below the join. */
export function belowJoin(node: Ast, { right }: JoinNames): Ast {
  const names = new Map([...right].map(([below, own]) => [own, below]));
  return mapAst(node, (part) =>
    part.kind === 'column' ? { ...part, name: names.get(part.name) ?? part.name } : undefined,
  );
}

/** An equality between the sides, each half with the names of its side. */
export type KeyPair = { readonly left: Ast; readonly right: Ast };

/** The equality that a condition is, when one half looks at each side. */
export function keyPair(node: Ast, names: JoinNames): KeyPair | undefined {
  if (node.kind !== 'binary' || node.operator !== '=') return undefined;
  const sides = [sideOf(node.left, names), sideOf(node.right, names)];
  if (sides[0] === 'left' && sides[1] === 'right')
    return { left: node.left, right: onRight(node.right, names) };
  if (sides[0] === 'right' && sides[1] === 'left')
    return { left: node.right, right: onRight(node.left, names) };
  return undefined;
}

/** Bounds of left event time minus right event time, in milliseconds, both included; infinite where nothing bounds. */
export type Bounds = { readonly lowerMs: number; readonly upperMs: number };

const OPEN: Bounds = { lowerMs: -Infinity, upperMs: Infinity };

/** The names of the event times below the join. */
export type Times = { readonly left: string; readonly right: string };

/** What a condition says of the distance of event times; `undefined` when it says something else. */
export function timeBounds(node: Ast, times: Times): Bounds | undefined {
  if (node.kind === 'between' && !node.negated && !node.symmetric) {
    const low = compared('>=', node.operand, node.low, times);
    const high = compared('<=', node.operand, node.high, times);
    return low === undefined || high === undefined ? undefined : both(low, high);
  }
  return node.kind === 'binary' ? compared(node.operator, node.left, node.right, times) : undefined;
}

/** Both bounds at once. */
export function both(a: Bounds, b: Bounds): Bounds {
  return { lowerMs: Math.max(a.lowerMs, b.lowerMs), upperMs: Math.min(a.upperMs, b.upperMs) };
}

const SWAPPED: Partial<Record<BinaryOperator, BinaryOperator>> = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
  '=': '=',
};

function compared(operator: BinaryOperator, a: Ast, b: Ast, times: Times): Bounds | undefined {
  const swapped = SWAPPED[operator];
  const [first, second] = [moment(a), moment(b)];
  if (swapped === undefined || first === undefined || second === undefined) return undefined;
  if (first.column === times.left && second.column === times.right) {
    return distance(operator, second.ms - first.ms);
  }
  if (first.column === times.right && second.column === times.left) {
    return distance(swapped, first.ms - second.ms);
  }
  return undefined;
}

/** Event times are whole milliseconds, so `<` is `<=` one less. */
function distance(operator: BinaryOperator, ms: number): Bounds | undefined {
  switch (operator) {
    case '=':
      return { lowerMs: ms, upperMs: ms };
    case '>=':
      return { ...OPEN, lowerMs: ms };
    case '>':
      return { ...OPEN, lowerMs: ms + 1 };
    case '<=':
      return { ...OPEN, upperMs: ms };
    case '<':
      return { ...OPEN, upperMs: ms - 1 };
    default:
      return undefined;
  }
}

/** `column`, `column + INTERVAL …`, `column - INTERVAL …`. */
function moment(node: Ast): { readonly column: string; readonly ms: number } | undefined {
  if (node.kind === 'column') return { column: node.name, ms: 0 };
  if (node.kind !== 'binary' || (node.operator !== '+' && node.operator !== '-')) return undefined;
  const sign = node.operator === '+' ? 1 : -1;
  const left = moment(node.left);
  const ms = intervalMs(node.right);
  if (left !== undefined && ms !== undefined) return { column: left.column, ms: left.ms + sign * ms };
  const right = moment(node.right);
  const before = intervalMs(node.left);
  return sign === 1 && right !== undefined && before !== undefined
    ? { column: right.column, ms: right.ms + before }
    : undefined;
}
