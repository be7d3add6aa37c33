// Queries that stand for one value: a join with the one row that they give, or with one row for each value outside.

import { isAggregateName } from '@weir/sql/aggregates/index';
import type { Ast, AstSubquery } from '@weir/sql/parse/ast';
import { astChildren, mapAst } from '@weir/sql/query/ast-walk';
import type { AstQuery, AstSelect } from '@weir/sql/statements/ast-query';
import { ConditionPool, isPlain } from './condition-pool.ts';
import { conjuncts } from './conjunctions.ts';
import { importGroups } from './import-aggregate.ts';
import type { ImportContext } from './import-context.ts';
import { importFrom, retentionText } from './import-from.ts';
import { type JoinRequest, join } from './import-join.ts';
import { belowJoin, type KeyPair } from './join-conditions.ts';
import { nameSides } from './join-sides.ts';
import type { Relation } from './relation.ts';
import { columnAst } from './relation-steps.ts';
import { resolve, resolves, type Source, sourceOf } from './scope.ts';
import { settled } from './settle.ts';

/** The source with a column for each query that stands for one value, and the expressions that name these. */
export function attachScalars(
  ctx: ImportContext,
  source: Source,
  expressions: readonly Ast[],
): { readonly source: Source; readonly expressions: readonly Ast[] } | undefined {
  let current: Source | undefined = source;
  const made: Ast[] = [];
  for (const expression of expressions) {
    const changed = mapAst(expression, (part) => {
      if (part.kind !== 'subquery' || current === undefined) return undefined;
      const attached: Attached | undefined = attachScalar(ctx, current, part);
      current = attached?.source;
      return attached?.value ?? part;
    });
    if (current === undefined) return undefined;
    made.push(changed);
  }
  return { source: current, expressions: made };
}

type Attached = { readonly source: Source; readonly value: Ast };

/** The rows of a query inside, which of its columns is the value, and what each row is for. */
type Inner = {
  readonly relation: Relation;
  readonly column: string;
  readonly pairs: readonly KeyPair[];
  /** True for COUNT, which is 0 where there is no row. */
  readonly isCount: boolean;
};

function attachScalar(ctx: ImportContext, source: Source, node: AstSubquery): Attached | undefined {
  if (node.form !== 'scalar') {
    const message = 'EXISTS and IN with a query stand alone between AND';
    return ctx.unsupported(message, node.span, 'Split the condition, or use a join.');
  }
  const plain = settled(ctx, source.relation);
  const inner = plain === undefined ? undefined : innerOf(ctx, { ...source, relation: plain }, node.query);
  if (plain === undefined || inner === undefined) return undefined;
  const request: JoinRequest = {
    kind: 'left',
    left: { ...source, relation: plain },
    // The columns of the value have no names that a query could write, so that they meet none of its own.
    right: sourceOf({ ...inner.relation, fields: [] }, ''),
    conditions: [],
    pairs: inner.pairs.map((pair) => ({ ...pair, nullAware: false })),
    isInnerFirst: false,
    name: 'value',
    retention: { left: '', right: '' },
    span: node.span,
  };
  const joined = join(ctx, request);
  if (joined === undefined) return undefined;
  const below = belowJoin(columnAst(inner.column), nameSides(plain, inner.relation, 'value').names);
  const column = below.kind === 'column' ? below.name : inner.column;
  const name = `\u0000${column}`;
  const fields = [...joined.fields, { name, column, table: '\u0000', hidden: false }];
  const value: Ast = { kind: 'column', name, quoted: true, span: node.span };
  return { source: { ...joined, fields }, value: inner.isCount ? orZero(value) : value };
}

function orZero(value: Ast): Ast {
  const { span } = value;
  const operand: Ast = { kind: 'literal', form: 'integer', text: '0', span };
  const zero: Ast = { kind: 'cast', operand, target: { kind: 'BIGINT' }, safe: false, span };
  return {
    kind: 'call',
    name: 'COALESCE',
    nameSpan: span,
    arguments: [value, zero],
    star: false,
    distinct: false,
    span,
  };
}

function innerOf(ctx: ImportContext, source: Source, query: AstQuery): Inner | undefined {
  if (!givesOneRow(query)) {
    const message = 'a query that stands for one value must be an aggregate without GROUP BY';
    return ctx.unsupported(message, query.span, 'Write MAX(…) or join the query.');
  }
  const { body } = query;
  const [item, more] = body.kind === 'select' ? body.items : [];
  if (more !== undefined) {
    return ctx.report({
      code: 'SQL_TYPE',
      message: 'a query that stands for one value gives several',
      span: query.span,
    });
  }
  if (
    body.kind === 'select' &&
    body.from !== undefined &&
    query.with.length === 0 &&
    item?.kind === 'expression'
  ) {
    const perValue = innerPerValue(ctx, source, body, item.expression);
    if (perValue !== 'plain') return perValue;
  }
  const whole = ctx.query(ctx, query);
  const relation = whole === undefined ? undefined : settled(ctx, whole);
  const column = relation?.fields[0]?.column;
  return relation === undefined || column === undefined
    ? undefined
    : { relation, column, pairs: [], isCount: false };
}

/** A query that looks outside by equalities: one row for each value of what it compares; `plain` when it does not. */
function innerPerValue(
  ctx: ImportContext,
  source: Source,
  body: AstSelect,
  item: Ast,
): Inner | 'plain' | undefined {
  if (body.from === undefined || body.where === undefined) return 'plain';
  const pool = new ConditionPool(conjuncts(body.where));
  const inner = importFrom(ctx, body.from, { pool, hints: body.hints });
  if (inner === undefined) return undefined;
  if (pool.rest.length === 0) return 'plain';
  const outside: Ast[] = [];
  const keys: Ast[] = [];
  for (const condition of pool.rest) {
    const pair = equality(condition, inner, source);
    if (pair === undefined) {
      const both = { relation: inner.relation, fields: [...inner.fields, ...source.fields] };
      if (isPlain(condition) && resolve(ctx, condition, both) === undefined) return undefined;
      const message = 'a query for one value looks outside of itself by = only';
      return ctx.unsupported(message, condition.span, 'Join the query instead.');
    }
    const resolved = resolve(ctx, pair.outer, source);
    if (resolved === undefined) return undefined;
    outside.push(resolved);
    keys.push(pair.inner);
  }
  const value = resolve(ctx, item, inner);
  const items = keys.map((key, index) => ({ name: `key_${index}`, expression: resolve(ctx, key, inner) }));
  const known = items.flatMap(({ name, expression }) =>
    expression === undefined ? [] : [{ name, expression }],
  );
  if (value === undefined || known.length < keys.length) return undefined;
  const groupBy = {
    items: keys.map((expression) => ({ kind: 'key', expression }) as const),
    span: item.span,
  };
  const ttl = retentionText(ctx.settings.get('table.exec.state.ttl'));
  const grouped = importGroups(ctx, inner, groupBy, {
    items: [...known, { name: 'value', expression: value }],
    having: undefined,
    ttl,
  });
  const relation = grouped === undefined ? undefined : settled(ctx, grouped);
  if (relation === undefined) return undefined;
  const pairs = outside.map(
    (left, index): KeyPair => ({ left, right: columnAst(relation.fields[index]?.column ?? '') }),
  );
  const column = relation.fields[keys.length]?.column ?? '';
  return { relation, column, pairs, isCount: item.kind === 'call' && item.name === 'COUNT' };
}

/** `inner = outer` or the other way round. */
function equality(
  node: Ast,
  inner: Source,
  outer: Source,
): { readonly inner: Ast; readonly outer: Ast } | undefined {
  if (node.kind !== 'binary' || node.operator !== '=' || !isPlain(node)) return undefined;
  const { left, right } = node;
  if (resolves(left, inner) && !resolves(right, inner) && resolves(right, outer))
    return { inner: left, outer: right };
  if (resolves(right, inner) && !resolves(left, inner) && resolves(left, outer))
    return { inner: right, outer: left };
  return undefined;
}

function givesOneRow({ body, limit }: AstQuery): boolean {
  if (limit?.value === 1) return true;
  if (body.kind === 'query') return givesOneRow(body.query);
  return (
    body.kind === 'select' &&
    body.groupBy === undefined &&
    body.items.length > 0 &&
    body.items.every((item) => item.kind === 'expression' && hasAggregate(item.expression))
  );
}

function hasAggregate(node: Ast): boolean {
  if (node.kind === 'call' && node.over === undefined && isAggregateName(node.name)) return true;
  return astChildren(node).some(hasAggregate);
}
