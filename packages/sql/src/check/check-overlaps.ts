// Types `(a, b) OVERLAPS (c, d)`: two periods, each of a start and an end or a length.

import { type DataType, typeText } from '@weir/shared/data-type';
import type { Ast } from '../parse/ast.ts';
import { checkArithmetic } from './check-arithmetic.ts';
import { comparable } from './check-compare.ts';
import { type CheckContext, report, strictCall } from './check-context.ts';
import type { Typed } from './typed.ts';
import { BOOLEAN, isDateTime } from './types.ts';

type CheckInner = (ctx: CheckContext, node: Ast) => Typed | undefined;
type Period = readonly [start: Typed, end: Typed];

/** The call with four moments of one type; a period may run backwards and share only its end with the other. */
export function checkOverlaps(
  ctx: CheckContext,
  node: Extract<Ast, { readonly kind: 'binary' }>,
  inner: CheckInner,
): Typed | undefined {
  const left = checkPeriod(ctx, node.left, inner);
  const right = checkPeriod(ctx, node.right, inner);
  if (left === undefined || right === undefined) return undefined;
  const [from, to] = [left[0].type, right[0].type];
  if (from.kind !== to.kind) {
    const message = `OVERLAPS takes periods of one type, these are ${typeText(from)} and ${typeText(to)}`;
    return report(ctx, { code: 'SQL_TYPE', message, hint: 'Convert one with CAST.', span: node.span });
  }
  const moments = comparable(ctx, [...left, ...right], node.span);
  return moments === undefined ? undefined : strictCall('OVERLAPS', moments, BOOLEAN);
}

function checkPeriod(ctx: CheckContext, node: Ast, inner: CheckInner): Period | undefined {
  const parts = node.kind === 'call' && node.name === 'ROW' ? node.arguments : [];
  const [first, second] = parts;
  if (first === undefined || second === undefined || parts.length !== 2) {
    const message = 'OVERLAPS stands between two periods';
    const hint = "Write (start, end) OVERLAPS (start, INTERVAL '1' DAY).";
    return report(ctx, { code: 'SQL_TYPE', message, hint, span: node.span });
  }
  const start = inner(ctx, first);
  const end = inner(ctx, second);
  if (start === undefined || end === undefined) return undefined;
  if (!isDateTime(start.type) || !(isInterval(end.type) || end.type.kind === start.type.kind)) {
    const message = `a period is two moments of one type or a moment and an interval, this is ${typeText(start.type)} and ${typeText(end.type)}`;
    return report(ctx, { code: 'SQL_TYPE', message, span: node.span });
  }
  if (!isInterval(end.type)) return [start, end];
  const sum = checkArithmetic(ctx, '+', { left: start, right: end, span: node.span });
  return sum === undefined ? undefined : [start, sum];
}

function isInterval(type: DataType): boolean {
  return type.kind === 'INTERVAL_DAY' || type.kind === 'INTERVAL_MONTH';
}
