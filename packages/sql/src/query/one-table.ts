// The part of a query that the checker of one table knows. What lies beyond it is named with its place: the importer of
// whole statements takes it.

import { diagnostic, type SqlDiagnostic } from '../diagnostic.ts';
import type { Ast, OrderItem, Span } from '../parse/ast.ts';
import type { AstFrom, AstQuery, AstSelect, SelectItem } from '../statements/ast-query.ts';

/** `SELECT … FROM one table`. */
export type OneTable = {
  readonly items: readonly SelectItem[];
  readonly from: { readonly name: string; readonly alias: string; readonly span: Span } | undefined;
  readonly where: Ast | undefined;
  readonly groupBy: readonly Ast[] | undefined;
  readonly having: Ast | undefined;
  readonly orderBy: { readonly keys: readonly Ast[]; readonly span: Span } | undefined;
};

/** The query over one table, or what it has beyond that. */
export function oneTable(query: AstQuery): OneTable | SqlDiagnostic {
  const { body } = query;
  const [common] = query.with;
  if (common !== undefined) return beyond('WITH', common.name.span);
  if (body.kind !== 'select')
    return beyond(body.kind === 'set' ? body.operator : body.kind.toUpperCase(), body.span);
  const from = tableOf(body.from);
  if (from !== undefined && 'code' in from) return from;
  const groupBy = keysOf(body);
  if (groupBy !== undefined && 'code' in groupBy) return groupBy;
  const [window] = body.windows;
  if (window !== undefined) return beyond('WINDOW', window.span);
  if (body.qualify !== undefined) return beyond('QUALIFY', body.qualify.span);
  const rows = query.limit ?? query.offset;
  if (rows !== undefined) return beyond('LIMIT', rows.span);
  const { items, where, having } = body;
  return { items, from, where, groupBy, having, orderBy: orderOf(query.orderBy) };
}

function beyond(what: string, span: Span): SqlDiagnostic {
  return diagnostic({ code: 'SQL_UNSUPPORTED', message: `${what} in a query is not built yet`, span });
}

function tableOf(from: AstFrom | undefined): OneTable['from'] | SqlDiagnostic {
  if (from === undefined) return undefined;
  if (from.kind !== 'table' || from.asOf !== undefined) {
    const what = from.kind === 'join' ? 'a join' : 'this in FROM';
    return beyond(what, from.span);
  }
  const { name, alias, span } = from;
  return { name, alias: alias?.name ?? name.split('.').at(-1) ?? name, span };
}

function keysOf({ groupBy }: AstSelect): readonly Ast[] | undefined | SqlDiagnostic {
  if (groupBy === undefined) return undefined;
  const keys: Ast[] = [];
  for (const item of groupBy.items) {
    if (item.kind !== 'key') return beyond('more than one grouping', item.span);
    keys.push(item.expression);
  }
  return keys;
}

function orderOf(
  order: { readonly items: readonly OrderItem[]; readonly span: Span } | undefined,
): OneTable['orderBy'] {
  return order === undefined
    ? undefined
    : { keys: order.items.map(({ expression }) => expression), span: order.span };
}
