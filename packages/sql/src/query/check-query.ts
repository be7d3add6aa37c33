// Checks a query over one table: names, types, what GROUP BY lets stand in the list. Gives the columns of its result.

import type { Column } from '@weir/shared/data-type';
import { isAggregateName } from '../aggregates/index.ts';
import { checkAggregateNode } from '../check/check-aggregate.ts';
import { type CheckContext, report, requireBoolean } from '../check/check-context.ts';
import { checkNode } from '../check/check-node.ts';
import { closest } from '../check/suggest.ts';
import type { Typed, TypedAggregate } from '../check/typed.ts';
import type { SqlDiagnostic } from '../diagnostic.ts';
import type { Ast, AstCall } from '../parse/ast.ts';
import type { SelectItem } from '../statements/ast-query.ts';
import { parseQuery } from '../statements/parse-query.ts';
import { astChildren, sameAst } from './ast-walk.ts';
import { type OneTable, oneTable } from './one-table.ts';

/** The columns of each table that a query may name. */
export type Tables = ReadonlyMap<string, readonly Column[]>;

/** The columns of the result, or what is wrong with the query. Warnings may come with either. */
export type CheckQueryResult =
  | { readonly ok: true; readonly columns: readonly Column[]; readonly diagnostics: readonly SqlDiagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly SqlDiagnostic[] };

/** Checks a query. */
export function checkQuery(text: string, tables: Tables): CheckQueryResult {
  const parsed = parseQuery(text);
  if (parsed.query === undefined) return { ok: false, diagnostics: parsed.diagnostics };
  const query = oneTable(parsed.query);
  if ('code' in query) return { ok: false, diagnostics: [...parsed.diagnostics, query] };
  const table = query.from === undefined ? [] : tables.get(query.from.name);
  const ctx: CheckContext = {
    source: text,
    columns: table ?? [],
    diagnostics: [...parsed.diagnostics],
    table: query.from?.alias,
  };
  if (table === undefined) return { ok: false, diagnostics: refuseTable(ctx, query, tables) };
  const columns = checkClauses(ctx, query);
  refuseOrder(ctx, query);
  const failed = columns === undefined || hasError(ctx);
  return failed
    ? { ok: false, diagnostics: ctx.diagnostics }
    : { ok: true, columns, diagnostics: ctx.diagnostics };
}

function refuseTable(ctx: CheckContext, { from }: OneTable, tables: Tables): readonly SqlDiagnostic[] {
  const name = from?.name ?? '';
  const near = closest(name, tables.keys());
  const hint = near === undefined ? `Tables are ${[...tables.keys()].join(', ')}.` : `Did you mean ${near}?`;
  const span = from?.span ?? { from: 0, to: 0 };
  report(ctx, { code: 'SQL_TABLE', message: `there is no table ${name}`, hint, span });
  return ctx.diagnostics;
}

function checkClauses(ctx: CheckContext, query: OneTable): readonly Column[] | undefined {
  if (query.where !== undefined) condition(ctx, query.where, 'WHERE');
  const keys = query.groupBy ?? [];
  for (const key of keys) if (key.kind !== 'literal') plain(ctx, key, 'GROUP BY');
  const listed = query.items.flatMap((item) => (item.kind === 'expression' ? [item.expression] : []));
  const grouped = query.groupBy !== undefined || query.having !== undefined || listed.some(hasAggregate);
  if (!grouped) return query.items.flatMap((item) => itemColumns(ctx, item, (node) => checkNode(ctx, node)));
  const calls: TypedAggregate[] = [];
  const grouping: CheckContext = {
    ...ctx,
    aggregates: (node) => aggregate(ctx, node, calls, query.groupBy !== undefined),
  };
  // In the order of Flink: HAVING, the types of the list, and only then what of it is not grouped.
  if (query.having !== undefined) {
    requireGrouped(ctx, query.having, keys);
    if (!hasError(ctx)) condition(grouping, query.having, 'HAVING');
  }
  const columns = query.items.flatMap((item) =>
    itemColumns(grouping, item, (node) => checkNode(grouping, node)),
  );
  if (hasError(ctx)) return undefined;
  for (const item of query.items) requireGroupedItem(ctx, item, keys);
  return columns;
}

function hasError(ctx: CheckContext): boolean {
  return ctx.diagnostics.some(({ severity }) => severity === 'error');
}

/** Names in ORDER BY: columns and aliases of the list. Everything else waits until it is built. */
function refuseOrder(ctx: CheckContext, { items, orderBy }: OneTable): void {
  if (orderBy === undefined) return;
  const aliases = items.map((item) => (item.kind === 'expression' ? item.alias : undefined));
  for (const key of orderBy.keys) {
    if (key.kind === 'column' && !aliases.includes(key.name)) checkNode(ctx, key);
  }
  if (hasError(ctx)) return;
  const message = 'ORDER in a query is not built yet';
  report(ctx, { code: 'SQL_UNSUPPORTED', message, span: orderBy.span });
}

function condition(ctx: CheckContext, node: Ast, place: string): void {
  const typed = plain(ctx, node, place);
  if (typed !== undefined) requireBoolean(ctx, typed, node.span, place);
}

/** An expression in which no aggregate may stand, unless the context takes them. */
function plain(ctx: CheckContext, node: Ast, place: string): Typed | undefined {
  const call = ctx.aggregates === undefined ? firstAggregate(node) : undefined;
  if (call === undefined) return checkNode(ctx, node);
  const message = `${call.name} is an aggregate, which ${place} comes before`;
  return report(ctx, {
    code: 'SQL_AGGREGATE',
    message,
    hint: 'Conditions on aggregates stand in HAVING.',
    span: call.span,
  });
}

function firstAggregate(node: Ast): AstCall | undefined {
  if (node.kind === 'call' && isAggregateName(node.name) && node.over === undefined) return node;
  for (const child of astChildren(node)) {
    const found = firstAggregate(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

function hasAggregate(node: Ast): boolean {
  return firstAggregate(node) !== undefined;
}

/** The result of an aggregate as a column behind those of the table. */
function aggregate(
  ctx: CheckContext,
  node: AstCall,
  calls: TypedAggregate[],
  grouped: boolean,
): Typed | undefined {
  if (node.arguments.some(hasAggregate)) {
    const message = 'an aggregate inside an aggregate has no meaning';
    return report(ctx, {
      code: 'SQL_AGGREGATE',
      message,
      hint: 'Aggregate twice, one query over the other.',
      span: node.span,
    });
  }
  const inFilter = node.filter === undefined ? undefined : firstAggregate(node.filter);
  if (inFilter !== undefined) {
    return report(ctx, {
      code: 'SQL_AGGREGATE',
      message: 'FILTER looks at single rows',
      span: node.filter?.span ?? node.span,
    });
  }
  const typed = checkAggregateNode(ctx, node, { grouped });
  if (typed === undefined) return undefined;
  calls.push(typed);
  const index = ctx.columns.length + calls.length - 1;
  return { kind: 'column', index, name: node.name, type: typed.type, nullable: typed.nullable };
}

/** Columns outside of aggregates must be keys, or parts of expressions that are. */
function requireGrouped(ctx: CheckContext, node: Ast, keys: readonly Ast[]): void {
  if (keys.some((key) => sameAst(key, node))) return;
  if (node.kind === 'call' && isAggregateName(node.name)) return;
  if (node.kind === 'column') {
    if (!ctx.columns.some((column) => column.name === node.name)) return;
    const message = `${node.name} is neither a key of GROUP BY nor inside an aggregate`;
    const hint = `Add it to GROUP BY or write MAX(${node.name}).`;
    report(ctx, { code: 'SQL_AGGREGATE', message, hint, span: node.span });
    return;
  }
  for (const child of astChildren(node)) requireGrouped(ctx, child, keys);
}

/** A star stands for all columns: the first that is no key is named. */
function requireGroupedItem(ctx: CheckContext, item: SelectItem, keys: readonly Ast[]): void {
  if (item.kind === 'expression') {
    requireGrouped(ctx, item.expression, keys);
    return;
  }
  const { span } = item;
  const loose = ctx.columns.find(
    ({ name }) => !keys.some((key) => key.kind === 'column' && key.name === name),
  );
  if (loose !== undefined) requireGrouped(ctx, { kind: 'column', name: loose.name, quoted: true, span }, []);
}

function itemColumns(
  ctx: CheckContext,
  item: SelectItem,
  check: (node: Ast) => Typed | undefined,
): readonly Column[] {
  if (item.kind === 'star') {
    const { table } = item;
    if (table === undefined || table.name === ctx.table) return ctx.columns;
    report(ctx, { code: 'SQL_COLUMN', message: `there is no table ${table.name}`, span: table.span });
    return [];
  }
  const typed = check(item.expression);
  if (typed === undefined) return [];
  const own = typed.kind === 'column' && typed.index < ctx.columns.length ? typed.name : 'EXPR';
  return [{ name: item.alias ?? own, type: typed.type, nullable: typed.nullable }];
}
