// CURRENT_WATERMARK(ts): a column made by a node of its own, before what reads it.

import type { Ast } from '@weir/sql/parse/ast';
import { mapAst } from '@weir/sql/query/ast-walk';
import type { ImportContext } from './import-context.ts';
import { freeColumn } from './relation.ts';
import { columnAst } from './relation-steps.ts';
import { resolve, type Source } from './scope.ts';
import { settled } from './settle.ts';

/** True when the expression asks for the watermark. */
export function asksWatermark(node: Ast): boolean {
  let asks = false;
  mapAst(node, (part) => {
    if (part.kind === 'call' && part.name === 'CURRENT_WATERMARK') asks = true;
    return undefined;
  });
  return asks;
}

/** The source with the watermark as a column that no query can name, and the expressions that read it. */
export function withWatermark(
  ctx: ImportContext,
  source: Source,
  expressions: readonly Ast[],
): { readonly source: Source; readonly expressions: readonly Ast[] } | undefined {
  if (!expressions.some(asksWatermark)) return { source, expressions };
  const relation = settled(ctx, source.relation);
  if (relation === undefined) return undefined;
  const column = freeColumn('watermark', relation.columns);
  const marked = `\u0000${column}`;
  let failed = false;
  const rewritten = expressions.map((expression) =>
    mapAst(expression, (part) => {
      if (part.kind !== 'call' || part.name !== 'CURRENT_WATERMARK') return undefined;
      failed = failed || !isEventTime(ctx, part.arguments, { ...source, relation }, part.span);
      return { ...columnAst(marked), span: part.span };
    }),
  );
  if (failed) return undefined;
  const type = relation.columns.find(({ name }) => name === relation.eventTime)?.type;
  if (type === undefined) return undefined;
  const port = ctx.step('current_watermark', 'Current watermark', { name: column }, relation);
  const columns = [...relation.columns, { name: column, type, nullable: true }];
  const fields = [...source.fields, { name: marked, column, table: '\u0000', hidden: false }];
  const known = source.fields.find(({ name }) => name === marked);
  const made = known === undefined ? fields : source.fields;
  return { source: { relation: { ...relation, port, columns }, fields: made }, expressions: rewritten };
}

function isEventTime(
  ctx: ImportContext,
  [argument]: readonly Ast[],
  source: Source,
  span: Ast['span'],
): boolean {
  const resolved = argument === undefined ? undefined : resolve(ctx, argument, source);
  if (resolved?.kind === 'column' && resolved.name === source.relation.eventTime) return true;
  ctx.report({
    code: 'EVENT_TIME_MISSING',
    message: 'CURRENT_WATERMARK takes the event time of the table',
    hint: 'Give the table a WATERMARK on it, and keep the column unchanged on the way.',
    span,
  });
  return false;
}
