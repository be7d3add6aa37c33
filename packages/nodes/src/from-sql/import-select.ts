// SELECT: what it reads, the rows it keeps, groups, windows over rows, and the columns it gives.

import { COLUMNS_MAX } from '@weir/shared/limits';
import { isAggregateName } from '@weir/sql/aggregates/index';
import type { Ast } from '@weir/sql/parse/ast';
import { astChildren } from '@weir/sql/query/ast-walk';
import type { AstSelect, SelectItem } from '@weir/sql/statements/ast-query';
import { ConditionPool } from './condition-pool.ts';
import { conjuncts } from './conjunctions.ts';
import { withWatermark } from './current-watermark.ts';
import { importGroups } from './import-aggregate.ts';
import type { ImportContext } from './import-context.ts';
import { applyConditions, importFrom, retentionText } from './import-from.ts';
import { importOver, overCalls, withWindows } from './import-over.ts';
import { attachScalars } from './import-scalar.ts';
import { importSubqueries } from './import-subquery.ts';
import type { Relation } from './relation.ts';
import { columnAst, type Item } from './relation-steps.ts';
import { resolve, type Source } from './scope.ts';
import { select } from './settle.ts';

/** The result, and what it was selected from while the columns of that are still there: ORDER BY may name them. */
export type Selected = { readonly relation: Relation; readonly source: Source | undefined };

/** The rows of a SELECT; `undefined` with a report. */
export function importSelect(ctx: ImportContext, body: AstSelect): Selected | undefined {
  if (body.from === undefined) {
    return ctx.unsupported('a query without FROM gives one row and no stream', body.span, 'Read a table.');
  }
  if (body.qualify !== undefined) {
    return ctx.unsupported(
      'QUALIFY is not built yet',
      body.qualify.span,
      'Put the query into a sub-query with WHERE.',
    );
  }
  const pool = new ConditionPool(conjuncts(body.where));
  const read = importFrom(ctx, body.from, { pool, hints: body.hints });
  const kept = read === undefined ? undefined : importSubqueries(ctx, read, pool.rest, applyConditions);
  if (kept === undefined || !checkWhere(ctx, body, kept)) return undefined;
  const having = body.having;
  const listed = listedItems(ctx, body.items, kept);
  const attached =
    listed === undefined
      ? undefined
      : attachScalars(
          ctx,
          kept,
          listed.map(({ expression }) => expression),
        );
  const scalars =
    attached === undefined ? undefined : withWatermark(ctx, attached.source, attached.expressions);
  if (listed === undefined || scalars === undefined) return undefined;
  const items = resolvedItems(ctx, body, listed, scalars.expressions, scalars.source);
  if (items === undefined) return undefined;
  const isGrouped =
    body.groupBy !== undefined ||
    having !== undefined ||
    items.some(({ expression }) => hasAggregate(expression));
  if (isGrouped) {
    const condition = having === undefined ? undefined : resolve(ctx, having, scalars.source);
    if (having !== undefined && condition === undefined) return undefined;
    const over = overCalls(items.map(({ expression }) => expression))[0];
    if (over !== undefined) {
      return ctx.unsupported('OVER over groups has no node', over.span, 'Group in a sub-query.');
    }
    const grouped = { items, having: condition, ttl: groupTtl(ctx, body, scalars.source) };
    const relation = importGroups(ctx, scalars.source, body.groupBy, grouped);
    return finished(ctx, body, relation, undefined);
  }
  const overed = overCalls(items.map(({ expression }) => expression)).length > 0;
  const prepared = overed
    ? importOver(ctx, scalars.source.relation, items)
    : { relation: scalars.source.relation, items };
  const relation = prepared === undefined ? undefined : select(ctx, prepared.relation, prepared.items);
  return finished(ctx, body, relation, overed ? undefined : scalars.source);
}

function finished(
  ctx: ImportContext,
  body: AstSelect,
  relation: Relation | undefined,
  source: Source | undefined,
): Selected | undefined {
  if (relation === undefined) return undefined;
  if (!body.distinct)
    return { relation, source: source?.relation.port === relation.port ? source : undefined };
  const distinct = distinctRows(ctx, relation);
  return distinct === undefined ? undefined : { relation: distinct, source: undefined };
}

/** Each row once: groups by all columns. */
export function distinctRows(ctx: ImportContext, relation: Relation): Relation | undefined {
  const items = relation.fields.map(({ name, column }) => ({ name, expression: columnAst(column) }));
  const keys = items.map(({ expression }) => ({ kind: 'key', expression }) as const);
  const grouped = { items, having: undefined, ttl: retentionText(ctx.settings.get('table.exec.state.ttl')) };
  const source: Source = { relation, fields: columnFields(relation) };
  return importGroups(ctx, source, { items: keys, span: { from: 0, to: 0 } }, grouped);
}

/** The columns of the node under their own names, so that resolved expressions resolve to themselves. */
function columnFields(relation: Relation): Source['fields'] {
  return relation.columns.map(({ name }) => ({ name, column: name, table: '', hidden: false }));
}

/** Names that WHERE wrote without a table must be clear in the whole of FROM, not only where they were taken. */
function checkWhere(ctx: ImportContext, body: AstSelect, source: Source): boolean {
  return conjuncts(body.where).every(
    (condition) => hasSubquery(condition) || resolve(ctx, condition, source) !== undefined,
  );
}

function hasSubquery(node: Ast): boolean {
  return node.kind === 'subquery' || astChildren(node).some(hasSubquery);
}

function hasAggregate(node: Ast): boolean {
  if (node.kind === 'call' && node.over === undefined && isAggregateName(node.name)) return true;
  return astChildren(node).some(hasAggregate);
}

type Listed = { readonly name: string; readonly expression: Ast; readonly isResolved: boolean };

/** The list with its stars written out. */
function listedItems(
  ctx: ImportContext,
  items: readonly SelectItem[],
  source: Source,
): readonly Listed[] | undefined {
  const listed: Listed[] = [];
  for (const [index, item] of items.entries()) {
    if (listed.length > COLUMNS_MAX) {
      const message = `the query gives more than ${COLUMNS_MAX} columns`;
      return ctx.report({ code: 'SQL_LIMIT', message, span: item.span });
    }
    if (item.kind === 'expression') {
      listed.push({
        name: item.alias ?? ownName(item.expression, index),
        expression: item.expression,
        isResolved: false,
      });
      continue;
    }
    const { table } = item;
    const fields = source.fields.filter((field) =>
      table === undefined ? !field.hidden : field.table === table.name,
    );
    if (fields.length === 0) {
      return ctx.report({
        code: 'SQL_COLUMN',
        message: `there is no table ${table?.name ?? ''}`,
        span: table?.span ?? item.span,
      });
    }
    for (const { name, column } of fields) {
      listed.push({ name, expression: { ...columnAst(column), span: item.span }, isResolved: true });
    }
  }
  return listed;
}

/** A column keeps its name, anything else is numbered as in Flink. */
function ownName(node: Ast, index: number): string {
  if (node.kind === 'column') return node.name;
  return node.kind === 'call' && node.name === '.' && node.field !== undefined ? node.field : `EXPR$${index}`;
}

function resolvedItems(
  ctx: ImportContext,
  body: AstSelect,
  listed: readonly Listed[],
  expressions: readonly Ast[],
  source: Source,
): readonly Item[] | undefined {
  const items: Item[] = [];
  for (const [index, { name, isResolved }] of listed.entries()) {
    const written = expressions[index];
    if (written === undefined) return undefined;
    const expression = isResolved ? written : resolvedItem(ctx, body, written, source);
    if (expression === undefined) return undefined;
    items.push({ name, expression });
  }
  return items;
}

function resolvedItem(ctx: ImportContext, body: AstSelect, written: Ast, source: Source): Ast | undefined {
  const windowed = withWindows(ctx, written, body.windows);
  return windowed === undefined ? undefined : resolve(ctx, windowed, source);
}

function groupTtl(ctx: ImportContext, { hints }: AstSelect, source: Source): string {
  const tables = new Set(source.fields.map(({ table }) => table));
  const hinted = hints
    .filter(({ name }) => name === 'STATE_TTL')
    .flatMap(({ options }) => options)
    .find(({ key }) => tables.has(key));
  return retentionText(hinted?.value ?? ctx.settings.get('table.exec.state.ttl'));
}
