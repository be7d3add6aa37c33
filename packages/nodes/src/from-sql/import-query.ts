// A whole query: WITH, set operations, ORDER BY and LIMIT around SELECT.

import type { AstBody, AstQuery } from '@weir/sql/statements/ast-query';
import type { ImportContext } from './import-context.ts';
import { renamedFields } from './import-from.ts';
import { orderColumns } from './import-over.ts';
import { importSelect, type Selected } from './import-select.ts';
import { importSet, unionParts } from './import-set.ts';
import { unionAll } from './import-union.ts';
import { orderConfig } from './rank-node.ts';
import { freeColumn, type Relation } from './relation.ts';
import { filter, withColumns } from './relation-steps.ts';
import { resolve, resolves, type Source, sourceOf } from './scope.ts';
import { settled } from './settle.ts';

/** The result of a query; `undefined` with a report. */
export function importQuery(ctx: ImportContext, query: AstQuery): Relation | undefined {
  const outer = query.with.map(({ name }) => [name.name, ctx.names.get(name.name)] as const);
  for (const { name, columns, query: common } of query.with) {
    const made = ctx.query(ctx, common);
    const relation = made === undefined ? undefined : renamedFields(ctx, made, columns);
    ctx.names.set(name.name, { kind: 'relation', relation });
  }
  const result = importBody(ctx, query.body);
  for (const [name, known] of outer.reverse()) {
    if (known === undefined) ctx.names.delete(name);
    else ctx.names.set(name, known);
  }
  return result === undefined ? undefined : ordered(ctx, query, result);
}

function importBody(ctx: ImportContext, body: AstBody): Selected | undefined {
  switch (body.kind) {
    case 'select':
      return importSelect(ctx, body);
    case 'query': {
      const relation = ctx.query(ctx, body.query);
      return relation === undefined ? undefined : { relation, source: undefined };
    }
    case 'values':
      return ctx.unsupported('VALUES gives rows of the script and no stream', body.span, 'Read a table.');
    case 'set': {
      const relation = importSetBody(ctx, body);
      return relation === undefined ? undefined : { relation, source: undefined };
    }
  }
}

function importSetBody(
  ctx: ImportContext,
  body: Extract<AstBody, { readonly kind: 'set' }>,
): Relation | undefined {
  if (!checkCounts(ctx, body)) return undefined;
  const parts = unionParts(body);
  if (parts.length > 1) {
    const relations = parts.map((part) => importBody(ctx, part)?.relation);
    const known = relations.filter((relation) => relation !== undefined);
    const [first] = parts;
    const columnSpan = (index: number) => (first?.kind === 'select' ? first.items[index]?.span : undefined);
    return known.length < relations.length ? undefined : unionAll(ctx, known, body.span, columnSpan);
  }
  const left = importBody(ctx, body.left)?.relation;
  const right = importBody(ctx, body.right)?.relation;
  return left === undefined || right === undefined ? undefined : importSet(ctx, body, left, right);
}

/** Sides with different numbers of columns are told at the list that does not fit. */
function checkCounts(ctx: ImportContext, body: Extract<AstBody, { readonly kind: 'set' }>): boolean {
  const [left, right] = [listOf(body.left), listOf(body.right)];
  if (left === undefined || right === undefined || left.count === right.count) return true;
  const message = `this side has ${right.count} columns, the other ${left.count}`;
  ctx.report({ code: 'UNION_COLUMNS', message, span: right.span });
  return false;
}

/** The number of columns where it can be seen. */
function listOf(body: AstBody): { readonly count: number; readonly span: AstBody['span'] } | undefined {
  if (body.kind === 'set') return listOf(body.left);
  const [first] = body.kind === 'select' ? body.items : [];
  if (body.kind !== 'select' || first === undefined) return undefined;
  if (body.items.some((item) => item.kind === 'star')) return undefined;
  const span = { from: first.span.from, to: body.items.at(-1)?.span.to ?? first.span.to };
  return { count: body.items.length, span };
}

/** ORDER BY and LIMIT: with a limit the first rows, without one the order of event time. */
function ordered(ctx: ImportContext, query: AstQuery, { relation, source }: Selected): Relation | undefined {
  const { limit, offset, orderBy } = query;
  if (orderBy === undefined && limit === undefined && offset === undefined) return relation;
  const input = settled(ctx, relation);
  if (input === undefined) return undefined;
  const order = orderBy === undefined ? byArrival(ctx, input) : orderOf(ctx, orderBy, input, source);
  if (order === undefined) return undefined;
  if (limit === undefined) {
    if (offset !== undefined)
      return ctx.unsupported('OFFSET without LIMIT never ends', offset.span, 'Add LIMIT.');
    return sorted(ctx, order, orderBy?.span ?? query.span);
  }
  const n = limit.value + (offset?.value ?? 0);
  if (limit.value === 0) return ctx.unsupported('LIMIT 0 gives no rows', limit.span);
  const skipped = offset?.value ?? 0;
  const rank = skipped > 0 ? freeColumn('row_number', order.relation.columns) : '';
  const config = { keys: [], order: orderConfig(order.order), n, rank };
  const port = ctx.step('top_n', `First ${n}`, config, order.relation);
  const base = { ...order.relation, port, eventTime: undefined, window: undefined, changes: true };
  if (skipped === 0) return base;
  const column = { name: rank, type: { kind: 'BIGINT' } as const, nullable: false };
  const span = limit.span;
  const numbered = { ...base, columns: [...base.columns, column] };
  return filter(ctx, numbered, {
    kind: 'binary',
    operator: '>',
    operatorSpan: span,
    left: { kind: 'column', name: rank, quoted: true, span },
    right: { kind: 'literal', form: 'integer', text: String(skipped), span },
    span,
  });
}

/** A column that is the same everywhere: the rows that came first are first. */
function byArrival(ctx: ImportContext, input: Relation): Ordered | undefined {
  const column = freeColumn('arrival', input.columns);
  const zero = { kind: 'literal', form: 'integer', text: '0', span: { from: 0, to: 0 } } as const;
  const relation = withColumns(ctx, input, [{ name: column, expression: zero }]);
  return relation === undefined ? undefined : { relation, order: [{ column, descending: false }] };
}

type Ordered = NonNullable<ReturnType<typeof orderColumns>>;

function orderOf(
  ctx: ImportContext,
  orderBy: NonNullable<AstQuery['orderBy']>,
  input: Relation,
  source: Source | undefined,
): Ordered | undefined {
  const own = sourceOf(input, '');
  const items: NonNullable<AstQuery['orderBy']>['items'][number][] = [];
  for (const item of orderBy.items) {
    // The columns of the list first; columns that the list leaves out may still be named.
    const scope = resolves(item.expression, own) || source === undefined ? own : source;
    const expression = resolve(ctx, item.expression, scope);
    if (expression === undefined) return undefined;
    items.push({ ...item, expression });
  }
  return orderColumns(ctx, input, items);
}

function sorted(
  ctx: ImportContext,
  { relation, order }: Ordered,
  span: AstQuery['span'],
): Relation | undefined {
  const [first] = order;
  if (first?.column !== relation.eventTime || first?.descending === true || relation.changes) {
    const message = 'an endless stream can only be sorted by event time, ascending';
    return ctx.unsupported(
      message,
      span,
      'Add LIMIT for the first rows, or order by the column with the WATERMARK.',
    );
  }
  return { ...relation, port: ctx.step('sort', 'Sort', { order: orderConfig(order) }, relation) };
}
