// Types one node of the tree: leaves, CASE and CAST here, operators and calls in their own files.

import { sameType, typeText } from '@weir/shared/data-type';
import { EXPRESSION_EXPANDED_NODES_MAX } from '@weir/shared/limits';
import { CHANGING_WORDS } from '../functions/changing.ts';
import type { Ast, AstLiteral } from '../parse/ast.ts';
import { literalMeaning } from '../parse/literals.ts';
import { identifierText } from '../parse/names.ts';
import { checkCall } from './check-call.ts';
import { castProblem, keepsDigits } from './check-cast.ts';
import { checkComparison } from './check-compare.ts';
import {
  type CheckContext,
  convert,
  isFull,
  losesDigits,
  nullOf,
  replaced,
  report,
  requireBoolean,
} from './check-context.ts';
import { checkBinary, checkIn, checkIs, checkLike, checkRange, checkUnary } from './check-operators.ts';
import { expandedSize } from './expanded-size.ts';
import { closest } from './suggest.ts';
import type { Typed, TypedCase } from './typed.ts';
import { commonType } from './types.ts';

type Node<Kind extends Ast['kind']> = Extract<Ast, { readonly kind: Kind }>;

/** The typed node, or `undefined` when a problem in it was reported. */
export function checkNode(ctx: CheckContext, node: Ast): Typed | undefined {
  const typed = checkKind(ctx, node);
  if (typed === undefined || expandedSize(typed) <= EXPRESSION_EXPANDED_NODES_MAX) return typed;
  return report(ctx, {
    code: 'SQL_LIMIT',
    message: `written out, the expression has more than ${EXPRESSION_EXPANDED_NODES_MAX} parts`,
    hint: 'CASE x WHEN, NULLIF and IN repeat their value: compute it in a node before this one.',
    span: node.span,
  });
}

function checkKind(ctx: CheckContext, node: Ast): Typed | undefined {
  switch (node.kind) {
    case 'literal':
      return checkLiteral(ctx, node);
    case 'column':
      return checkColumn(ctx, node);
    case 'unary':
      return checkUnary(ctx, node, checkNode);
    case 'binary':
      return checkBinary(ctx, node, checkNode);
    case 'is':
      return checkIs(ctx, node, checkNode);
    case 'between':
      return checkRange(ctx, node, checkNode);
    case 'in':
      return checkIn(ctx, node, checkNode);
    case 'like':
      return checkLike(ctx, node, checkNode);
    case 'case':
      return checkCase(ctx, node);
    case 'cast':
      return checkCast(ctx, node);
    case 'call':
      return checkCall(ctx, node, checkNode);
    case 'subquery': {
      const message = 'a query inside an expression is not built yet';
      return report(ctx, {
        code: 'SQL_UNSUPPORTED',
        message,
        hint: 'Use a join node.',
        span: node.query.span,
      });
    }
  }
}

function checkLiteral(ctx: CheckContext, node: AstLiteral): Typed | undefined {
  const meaning = literalMeaning(node);
  if (meaning.ok)
    return { kind: 'literal', value: meaning.value, type: meaning.type, nullable: meaning.value === null };
  const { message, hint, replace } = meaning;
  const fix =
    replace === undefined
      ? undefined
      : { title: `Write ${replace}`, replace: replaced(ctx, node.span, replace) };
  return report(ctx, { code: 'SQL_LITERAL', message, hint, span: node.span, fix });
}

function checkColumn(ctx: CheckContext, node: Node<'column'>): Typed | undefined {
  const index = ctx.columns.findIndex((column) => column.name === node.name);
  const column = ctx.columns[index];
  if (column !== undefined) {
    return { kind: 'column', index, name: column.name, type: column.type, nullable: column.nullable };
  }
  const word = node.name.toUpperCase();
  if (!node.quoted && CHANGING_WORDS.has(word)) {
    const call = {
      kind: 'call',
      name: word,
      nameSpan: node.span,
      arguments: [],
      star: false,
      distinct: false,
    } as const;
    return checkCall(ctx, { ...call, filter: undefined, span: node.span }, checkNode);
  }
  const names = ctx.columns.map((known) => known.name);
  const near = isFull(ctx) ? undefined : closest(node.name, names);
  if (near === undefined) {
    const listed = names.slice(0, 12).join(', ') + (names.length > 12 ? ', …' : '');
    const hint = names.length === 0 ? 'The input has no columns yet.' : `Columns are ${listed}.`;
    return report(ctx, {
      code: 'SQL_COLUMN',
      message: `there is no column ${node.name}`,
      hint,
      span: node.span,
    });
  }
  const written = identifierText(near);
  return report(ctx, {
    code: 'SQL_COLUMN',
    message: `there is no column ${node.name}`,
    hint: `Did you mean ${written}?`,
    span: node.span,
    fix: { title: `Change to ${written}`, replace: replaced(ctx, node.span, written) },
  });
}

function checkCase(ctx: CheckContext, node: Node<'case'>): Typed | undefined {
  const subject = node.operand === undefined ? undefined : checkNode(ctx, node.operand);
  const branches: { when: Typed; result: Typed; at: Ast }[] = [];
  let complete = node.operand === undefined || subject !== undefined;
  for (const branch of node.branches) {
    const when = checkNode(ctx, branch.when);
    const result = checkNode(ctx, branch.result);
    const condition =
      when === undefined || (node.operand !== undefined && subject === undefined)
        ? undefined
        : subject === undefined
          ? requireBoolean(ctx, when, node.span, 'WHEN')
          : checkComparison(ctx, '=', { left: subject, right: when, span: node.span });
    if (condition === undefined || result === undefined) complete = false;
    else branches.push({ when: condition, result, at: branch.result });
  }
  const otherwise = node.otherwise === undefined ? undefined : checkNode(ctx, node.otherwise);
  if (node.otherwise !== undefined && otherwise === undefined) complete = false;
  if (!complete) return undefined;
  const results = [
    ...branches.map((branch) => branch.result),
    ...(otherwise === undefined ? [] : [otherwise]),
  ];
  const typed = caseOf(branches, otherwise);
  if (typed !== undefined) return typed;
  const types = [...new Set(results.map((result) => typeText(result.type)))].join(', ');
  return report(ctx, {
    code: 'SQL_TYPE',
    message: `the branches of this CASE have different types: ${types}`,
    hint: 'Bring them to one type with CAST.',
    span: node.span,
  });
}

/** CASE from typed branches; `undefined` when their types have nothing in common. */
export function caseOf(
  branches: readonly { readonly when: Typed; readonly result: Typed }[],
  otherwise: Typed | undefined,
): TypedCase | undefined {
  const results = branches.map((branch) => branch.result);
  const all = otherwise === undefined ? results : [...results, otherwise];
  const type = commonType(
    all.map((result) => result.type),
    'case',
  );
  if (type === undefined) return undefined;
  const converted = branches.map(({ when, result }) => ({ when, result: convert(result, type) }));
  const last = otherwise === undefined ? undefined : convert(otherwise, type);
  const nullable = last === undefined || last.nullable || converted.some(({ result }) => result.nullable);
  return { kind: 'case', branches: converted, otherwise: last, type, nullable };
}

function checkCast(ctx: CheckContext, node: Node<'cast'>): Typed | undefined {
  const operand = checkNode(ctx, node.operand);
  if (operand === undefined) return undefined;
  const { target, safe } = node;
  if (operand.kind === 'literal' && operand.value === null) return nullOf(target);
  const problem = castProblem(operand.type, target);
  if (problem !== undefined) return report(ctx, { code: 'SQL_TYPE', ...problem, span: node.span });
  if (sameType(operand.type, target) && !safe) return operand;
  if (keepsDigits(operand.type, target)) {
    ctx.diagnostics.push({
      code: 'SQL_PORTABLE',
      severity: 'warning',
      message: `Flink keeps the digits of a second that ${typeText(target)} has no place for; here they are cut`,
      hint: `${target.kind}(3) is the same on both.`,
      span: node.span,
    });
  }
  // A DECIMAL that is too small gives NULL without an error (X2).
  const mayOverflow =
    target.kind === 'DECIMAL' && (operand.type.kind !== 'BOOLEAN' || losesDigits(operand.type, target));
  return {
    kind: 'cast',
    operand,
    type: target,
    nullable: operand.nullable || safe || mayOverflow,
    safe,
    implicit: false,
  };
}
