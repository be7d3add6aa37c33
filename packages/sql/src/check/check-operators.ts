// Types operators: arithmetic, logic, IS, BETWEEN, IN and LIKE.

import { isComposite, isText, typeText } from '@weir/shared/data-type';
import { narrow } from '../decimal.ts';
import { literalText } from '../functions/literal-text.ts';
import { compileLike } from '../js/like.ts';
import type { Ast, Span } from '../parse/ast.ts';
import { CompiledRegex } from '../regex/compiled-regex.ts';
import { compileSimilar } from '../regex/similar.ts';
import { checkArithmetic } from './check-arithmetic.ts';
import { checkComparison, comparable, comparisonCall } from './check-compare.ts';
import {
  type CheckContext,
  convert,
  nullOf,
  replaced,
  report,
  requireBoolean,
  strictCall,
} from './check-context.ts';
import { checkOverlaps } from './check-overlaps.ts';
import { nullFix, quoteFix } from './comparison-fixes.ts';
import type { Typed, TypedCall } from './typed.ts';
import { BOOLEAN, isApproximate, isNumeric, joinedType, STRING } from './types.ts';
import { isDeep } from './types-nested.ts';

type Node<Kind extends Ast['kind']> = Extract<Ast, { readonly kind: Kind }>;
/** Checks a node below; handed down so that the files need not import each other in a circle. */
export type CheckInner = (ctx: CheckContext, node: Ast) => Typed | undefined;

/** `-x`, `+x`, `NOT x`. */
export function checkUnary(ctx: CheckContext, node: Node<'unary'>, inner: CheckInner): Typed | undefined {
  const operand = inner(ctx, node.operand);
  if (operand === undefined) return undefined;
  if (node.operator === 'NOT') {
    const condition = conditionPart(ctx, 'NOT', node.operand, operand, node.span);
    return condition === undefined ? undefined : strictCall('NOT', [condition], BOOLEAN);
  }
  const { type } = operand;
  if (!isNumeric(type) && type.kind !== 'INTERVAL_DAY' && type.kind !== 'INTERVAL_MONTH') {
    return report(ctx, {
      code: 'SQL_TYPE',
      message: `${node.operator} takes a number, this is ${typeText(type)}`,
      span: node.span,
    });
  }
  return node.operator === '+' ? operand : (negatedLiteral(operand) ?? strictCall('NEGATE', [operand], type));
}

/** A minus before a number makes another number, so that what is printed reads back the same. */
function negatedLiteral(operand: Typed): Typed | undefined {
  if (operand.kind !== 'literal') return undefined;
  const { value, type } = operand;
  if (typeof value === 'bigint') return { ...operand, value: narrow(-value) };
  if (typeof value !== 'number') return undefined;
  return { ...operand, value: isApproximate(type) ? -value : 0 - value };
}

/** Every operator with two sides. */
export function checkBinary(ctx: CheckContext, node: Node<'binary'>, inner: CheckInner): Typed | undefined {
  if (node.operator === 'OVERLAPS') return checkOverlaps(ctx, node, inner);
  const left = inner(ctx, node.left);
  const right = inner(ctx, node.right);
  if (left === undefined || right === undefined) return undefined;
  switch (node.operator) {
    case 'AND':
    case 'OR': {
      const a = conditionPart(ctx, node.operator, node.left, left, node.span);
      const b = conditionPart(ctx, node.operator, node.right, right, node.span);
      return a === undefined || b === undefined ? undefined : strictCall(node.operator, [a, b], BOOLEAN);
    }
    case '||':
      return checkConcat(ctx, node, [left, right]);
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return checkArithmetic(ctx, node.operator, {
        left,
        right,
        span: node.span,
        operatorSpan: node.operatorSpan,
      });
    default:
      warnNull(ctx, node, left, right);
      return checkComparison(ctx, node.operator, {
        left,
        right,
        span: node.span,
        fix: quoteFix(ctx, node, left, right),
      });
  }
}

/** A side of AND, OR or NOT; a bare NULL is refused, as Flink does. */
function conditionPart(
  ctx: CheckContext,
  operator: 'AND' | 'OR' | 'NOT',
  written: Ast,
  value: Typed,
  span: Span,
): Typed | undefined {
  if (written.kind !== 'literal' || written.form !== 'null')
    return requireBoolean(ctx, value, span, operator);
  const typed = 'CAST(NULL AS BOOLEAN)';
  return report(ctx, {
    code: 'SQL_TYPE',
    message: `${operator} takes no bare NULL`,
    hint: `Write ${typed}.`,
    span: written.span,
    fix: { title: `Change to ${typed}`, replace: replaced(ctx, written.span, typed) },
  });
}

function warnNull(ctx: CheckContext, node: Node<'binary'>, left: Typed, right: Typed): void {
  if (node.operator.startsWith('IS') || (left.type.kind !== 'NULL' && right.type.kind !== 'NULL')) return;
  ctx.diagnostics.push({
    code: 'SQL_TYPE',
    severity: 'warning',
    message: `a comparison with NULL by ${node.operator} is never true`,
    hint: 'Use IS NULL or IS NOT NULL.',
    span: node.span,
    fix: nullFix(ctx, node),
  });
}

function checkConcat(ctx: CheckContext, node: Node<'binary'>, sides: readonly Typed[]): Typed | undefined {
  for (const side of sides) {
    if (isText(side.type) || side.type.kind === 'NULL') continue;
    const message = `|| joins text, this is ${typeText(side.type)}`;
    return report(ctx, {
      code: 'SQL_TYPE',
      message,
      hint: 'Convert it: CAST(… AS STRING).',
      span: node.span,
    });
  }
  const joined = sides.map((side) => (side.type.kind === 'NULL' ? nullOf(STRING) : side));
  return strictCall('||', joined, joinedType(joined.map((side) => side.type)));
}

/** `x IS [NOT] NULL` and friends: never NULL. */
export function checkIs(ctx: CheckContext, node: Node<'is'>, inner: CheckInner): Typed | undefined {
  const operand = inner(ctx, node.operand);
  if (operand === undefined) return undefined;
  if (node.test !== 'NULL' && node.test.startsWith('JSON')) return checkIsJson(ctx, node, operand);
  const isNull = node.test === 'NULL';
  const value = isNull ? operand : requireBoolean(ctx, operand, node.span, `IS ${node.test}`);
  if (value === undefined) return undefined;
  const test = node.test === 'UNKNOWN' ? 'NULL' : node.test;
  const name = node.negated ? `IS NOT ${test}` : `IS ${test}`;
  return { kind: 'call', function: name, arguments: [value], type: BOOLEAN, nullable: false };
}

function checkIsJson(ctx: CheckContext, node: Node<'is'>, operand: Typed): Typed | undefined {
  if (!isText(operand.type) && operand.type.kind !== 'NULL') {
    const message = `IS ${node.test} looks at text, this is ${typeText(operand.type)}`;
    return report(ctx, { code: 'SQL_TYPE', message, span: node.operand.span });
  }
  const call: TypedCall = {
    kind: 'call',
    function: `IS ${node.test}`,
    arguments: [convert(operand, STRING)],
    type: BOOLEAN,
    nullable: false,
  };
  return negatedIf(node.negated, call);
}

/** `x BETWEEN a AND b`. */
export function checkRange(ctx: CheckContext, node: Node<'between'>, inner: CheckInner): Typed | undefined {
  const parts = [inner(ctx, node.operand), inner(ctx, node.low), inner(ctx, node.high)];
  const present = parts.filter((part) => part !== undefined);
  if (present.length < parts.length) return undefined;
  const values = comparable(ctx, present, node.span, 'number');
  if (values === undefined) return undefined;
  if (values.some(({ type }) => isDeep(type))) return checkDeepRange(ctx, node, values);
  return negatedIf(
    node.negated,
    strictCall(node.symmetric ? 'BETWEEN SYMMETRIC' : 'BETWEEN', values, BOOLEAN),
  );
}

/** `x IN (a, b)`. */
export function checkIn(ctx: CheckContext, node: Node<'in'>, inner: CheckInner): Typed | undefined {
  const parts = [node.operand, ...node.items].map((part) => inner(ctx, part));
  const present = parts.filter((part) => part !== undefined);
  if (present.length < parts.length) return undefined;
  const values = comparable(ctx, present, node.span, 'left');
  if (values === undefined) return undefined;
  return negatedIf(
    node.negated,
    values.some(({ type }) => isDeep(type)) ? deepIn(values) : strictCall('IN', values, BOOLEAN),
  );
}

/** Bytes and collections are compared one by one: `x = a OR x = b` is what IN means. */
function deepIn([subject, ...items]: readonly Typed[]): TypedCall {
  if (subject === undefined) throw new Error('bug: IN has a subject');
  const tests = items.map((item) => comparisonCall('=', [subject, item]));
  return tests.reduce((a, b) => strictCall('OR', [a, b], BOOLEAN));
}

function checkDeepRange(
  ctx: CheckContext,
  node: Node<'between'>,
  [subject, low, high]: readonly Typed[],
): Typed | undefined {
  if (subject === undefined || low === undefined || high === undefined) return undefined;
  if (isComposite(subject.type)) {
    const message = `BETWEEN puts values in order, ${typeText(subject.type)} has none`;
    return report(ctx, { code: 'SQL_TYPE', message, span: node.span });
  }
  const between = (from: Typed, to: Typed): TypedCall =>
    strictCall('AND', [comparisonCall('>=', [subject, from]), comparisonCall('<=', [subject, to])], BOOLEAN);
  const ascending = between(low, high);
  return negatedIf(
    node.negated,
    node.symmetric ? strictCall('OR', [ascending, between(high, low)], BOOLEAN) : ascending,
  );
}

function negatedIf(negated: boolean, call: TypedCall): TypedCall {
  return negated ? strictCall('NOT', [call], BOOLEAN) : call;
}

/** `s LIKE p [ESCAPE c]`, and the same with SIMILAR TO. */
export function checkLike(ctx: CheckContext, node: Node<'like'>, inner: CheckInner): Typed | undefined {
  const written =
    node.escape === undefined ? [node.operand, node.pattern] : [node.operand, node.pattern, node.escape];
  const values: Typed[] = [];
  for (const part of written) {
    const value = inner(ctx, part);
    if (value === undefined) continue;
    if (isText(value.type) || value.type.kind === 'NULL') {
      values.push(convert(value, STRING));
      continue;
    }
    const message = `${node.operator} compares text, this is ${typeText(value.type)}`;
    report(ctx, { code: 'SQL_TYPE', message, hint: 'Convert it: CAST(… AS STRING).', span: node.span });
  }
  if (values.length < written.length) return undefined;
  const problem = patternProblem(node.operator, values);
  if (problem !== undefined) {
    return report(ctx, { code: 'SQL_LITERAL', message: problem, span: node.pattern.span });
  }
  return negatedIf(node.negated, strictCall(node.operator, values, BOOLEAN));
}

function patternProblem(
  operator: 'LIKE' | 'SIMILAR TO',
  [, pattern, escapeWith]: readonly Typed[],
): string | undefined {
  const text = literalText(pattern);
  const escapeText = literalText(escapeWith);
  if (text === undefined || (escapeWith !== undefined && escapeText === undefined)) return undefined;
  if (operator === 'LIKE') {
    const compiled = compileLike(text, escapeText ?? '');
    return typeof compiled === 'string' ? compiled : undefined;
  }
  const compiled = compileSimilar(text, escapeText);
  return compiled instanceof CompiledRegex ? undefined : compiled.message;
}
