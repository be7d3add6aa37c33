// Queries inside conditions: EXISTS and IN become semi and anti joins, single values a join with one row.

import { isAggregateName } from '@weir/sql/aggregates/index';
import type { Ast, AstSubquery } from '@weir/sql/parse/ast';
import { astChildren } from '@weir/sql/query/ast-walk';
import type { AstQuery, AstSelect } from '@weir/sql/statements/ast-query';
import { ConditionPool, isPlain } from './condition-pool.ts';
import { conjuncts } from './conjunctions.ts';
import type { ImportContext } from './import-context.ts';
import { importFrom } from './import-from.ts';
import { type JoinRequest, join } from './import-join.ts';
import { attachScalars } from './import-scalar.ts';
import type { KeyPair } from './join-conditions.ts';
import { columnAst } from './relation-steps.ts';
import { resolve, type Source, sourceOf } from './scope.ts';
import { settled } from './settle.ts';

type Apply = (ctx: ImportContext, source: Source, conditions: readonly Ast[]) => Source | undefined;

/** The source under the conditions that are left: those with queries first, then the others. */
export function importSubqueries(
  ctx: ImportContext,
  source: Source,
  conditions: readonly Ast[],
  apply: Apply,
): Source | undefined {
  let current: Source | undefined = source;
  const plain: Ast[] = [];
  for (const condition of conditions) {
    if (current === undefined) return undefined;
    const half = halfJoin(condition);
    if (half !== undefined) current = semiJoin(ctx, current, half.query, half.negated);
    else if (isPlain(condition)) plain.push(condition);
    else {
      const attached = attachScalars(ctx, current, [condition]);
      current = attached === undefined ? undefined : apply(ctx, attached.source, attached.expressions);
    }
  }
  return current === undefined ? undefined : apply(ctx, current, plain);
}

/** `[NOT] EXISTS (…)` and `x [NOT] IN (…)`. */
function halfJoin(node: Ast): { readonly query: AstSubquery; readonly negated: boolean } | undefined {
  if (node.kind === 'unary' && node.operator === 'NOT') {
    const inner = halfJoin(node.operand);
    return inner === undefined ? undefined : { ...inner, negated: !inner.negated };
  }
  return node.kind === 'subquery' && node.form !== 'scalar'
    ? { query: node, negated: node.negated }
    : undefined;
}

/** What a sub-query reads, the conditions that look outside of it, and the values that IN compares. */
type Inner = {
  readonly source: Source;
  readonly outside: readonly Ast[];
  readonly values: readonly Ast[];
};

function semiJoin(
  ctx: ImportContext,
  source: Source,
  node: AstSubquery,
  negated: boolean,
): Source | undefined {
  const inner = innerOf(ctx, node.query);
  const plain = settled(ctx, source.relation);
  if (inner === undefined || plain === undefined) return undefined;
  const pairs = node.form === 'in' ? inPairs(ctx, { ...source, relation: plain }, inner, node, negated) : [];
  if (pairs === undefined) return undefined;
  const request: JoinRequest = {
    kind: negated ? 'anti' : 'semi',
    left: { ...source, relation: plain },
    right: inner.source,
    conditions: inner.outside,
    pairs,
    isInnerFirst: true,
    name: 'inner',
    retention: { left: '', right: '' },
    span: node.span,
  };
  return join(ctx, request);
}

/** A plain SELECT gives its conditions to the join; anything else is imported whole and cannot look outside. */
function innerOf(ctx: ImportContext, query: AstQuery): Inner | undefined {
  const { body } = query;
  const isSimple = query.with.length === 0 && query.limit === undefined && query.offset === undefined;
  if (!isSimple || body.kind !== 'select' || body.from === undefined || !isRowByRow(body)) {
    const relation = ctx.query(ctx, query);
    if (relation === undefined) return undefined;
    const values = relation.fields.map(({ column }) => columnAst(column));
    return { source: sourceOf(relation, ''), outside: [], values };
  }
  const pool = new ConditionPool(conjuncts(body.where));
  const read = importFrom(ctx, body.from, { pool, hints: body.hints });
  if (read === undefined) return undefined;
  const relation = settled(ctx, read.relation);
  if (relation === undefined) return undefined;
  const source = { ...read, relation };
  const nested = pool.rest.find((condition) => !isPlain(condition));
  if (nested !== undefined) {
    return ctx.unsupported(
      'a query inside a query inside a condition is not built yet',
      nested.span,
      'Use a view for the inner one.',
    );
  }
  const values: Ast[] = [];
  for (const item of body.items) {
    if (item.kind === 'star') {
      values.push(...source.fields.filter(({ hidden }) => !hidden).map(({ column }) => columnAst(column)));
      continue;
    }
    const value = resolve(ctx, item.expression, source);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return { source, outside: pool.rest, values };
}

function isRowByRow(body: AstSelect): boolean {
  return (
    body.groupBy === undefined &&
    body.having === undefined &&
    body.qualify === undefined &&
    !body.distinct &&
    body.items.every((item) => item.kind === 'star' || !hasCall(item.expression))
  );
}

function hasCall(node: Ast): boolean {
  if (node.kind === 'subquery') return true;
  if (node.kind === 'call' && (node.over !== undefined || isAggregateName(node.name))) return true;
  return astChildren(node).some(hasCall);
}

function inPairs(
  ctx: ImportContext,
  source: Source,
  { source: inner, values }: Inner,
  { operand, span }: AstSubquery,
  negated: boolean,
): readonly (KeyPair & { readonly nullAware: boolean })[] | undefined {
  if (operand === undefined) return [];
  const parts = operand.kind === 'call' && operand.name === 'ROW' ? operand.arguments : [operand];
  if (parts.length !== values.length) {
    const message = `IN compares ${parts.length} values with ${values.length} columns`;
    return ctx.report({ code: 'SQL_TYPE', message, span });
  }
  const pairs: (KeyPair & { readonly nullAware: boolean })[] = [];
  for (const [index, part] of parts.entries()) {
    const left = resolve(ctx, part, source);
    const right = values[index];
    const a = left === undefined ? undefined : ctx.check(left, source.relation.columns);
    const b = right === undefined ? undefined : ctx.check(right, inner.relation.columns);
    if (left === undefined || right === undefined || a === undefined || b === undefined) return undefined;
    pairs.push({ left, right, nullAware: negated && (a.nullable || b.nullable) });
  }
  return pairs;
}
