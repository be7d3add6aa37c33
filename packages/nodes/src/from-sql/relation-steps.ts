// Steps from one relation to the next: filter, project, and drawing what is pending.

import type { Column } from '@weir/shared/data-type';
import { durationText } from '@weir/shared/duration';
import type { Ast } from '@weir/sql/parse/ast';
import { printExpression } from '@weir/sql/parse/print';
import { type ImportContext, isProcessingTime } from './import-context.ts';
import { plainRelation, type Relation, type WindowColumns } from './relation.ts';

/** An output column of a SELECT: its name and the resolved expression. */
export type Item = { readonly name: string; readonly expression: Ast };

/** The names that window nodes give their columns. */
export const WINDOW_COLUMNS: WindowColumns = {
  start: 'window_start',
  end: 'window_end',
  time: 'window_time',
};

/** An offset of nothing is not written. */
export function offsetText(offsetMs: number): string {
  return offsetMs === 0 ? '' : durationText(offsetMs);
}

/** Columns called like those of a window would meet them: then only the fields of the query go on, under free names. */
export function withoutWindowNames(ctx: ImportContext, input: Relation): Relation {
  const reserved = new Set<string | undefined>(Object.values(WINDOW_COLUMNS));
  if (!input.columns.some(({ name }) => reserved.has(name))) return input;
  const items = input.fields.map(({ name, column }) => ({
    name: reserved.has(name) ? `inner_${name}` : name,
    expression: columnAst(column),
  }));
  const made = project(ctx, input, distinctNames(items));
  const fields = input.fields.map(({ name }, index) => ({ name, column: made.columns[index]?.name ?? name }));
  return { ...made, fields };
}

/** A column of the node as an expression. */
export function columnAst(name: string): Ast {
  return { kind: 'column', name, quoted: true, span: { from: 0, to: 0 } };
}

/** The rows for which a resolved condition is TRUE. */
export function filter(ctx: ImportContext, relation: Relation, condition: Ast): Relation | undefined {
  const typed = ctx.check(condition, relation.columns);
  if (typed === undefined) return undefined;
  if (typed.type.kind !== 'BOOLEAN') {
    const message = 'a condition is TRUE or FALSE, this is neither';
    return ctx.report({
      code: 'SQL_TYPE',
      message,
      hint: 'Compare it with something.',
      span: condition.span,
    });
  }
  const port = ctx.step('filter', 'Filter', { where: printExpression(condition) }, relation);
  return { ...relation, port };
}

/** The items with a number behind names that occur twice. */
export function distinctNames(items: readonly Item[]): readonly Item[] {
  const taken = new Set<string>();
  return items.map(({ name, expression }) => {
    let own = name;
    for (let count = 0; taken.has(own); count += 1) own = `${name}${count}`;
    taken.add(own);
    return { name: own, expression };
  });
}

/** A Project whose columns are the items, which have been checked. */
export function project(ctx: ImportContext, relation: Relation, items: readonly Item[]): Relation {
  const columns = items.map(({ name, expression }): Column => {
    if (isProcessingTime(expression)) ctx.processingTimes.add(name);
    const typed = ctx.check(expression, relation.columns);
    return { name, type: typed?.type ?? { kind: 'NULL' }, nullable: typed?.nullable ?? true };
  });
  const kept = keptColumns(relation, items);
  const written = items
    .slice(kept)
    .map(({ name, expression }) => ({ name, expression: printExpression(expression) }));
  const port = ctx.step('project', 'Project', { columns: written, keep: kept > 0 }, relation);
  const renamed = (column: string | undefined): string | undefined =>
    column === undefined
      ? undefined
      : items.find(({ expression }) => expression.kind === 'column' && expression.name === column)?.name;
  return plainRelation({
    port,
    columns,
    eventTime: renamed(relation.eventTime),
    window: renamedWindow(relation.window, renamed),
    changes: relation.changes,
  });
}

function renamedWindow(
  window: WindowColumns | undefined,
  renamed: (column: string | undefined) => string | undefined,
): WindowColumns | undefined {
  const [start, end] = [renamed(window?.start), renamed(window?.end)];
  return start === undefined || end === undefined ? undefined : { start, end, time: renamed(window?.time) };
}

/** The number of items when they begin with all columns of the input as they are and go on with others; else 0. */
function keptColumns({ columns }: Relation, items: readonly Item[]): number {
  const all = columns.every(({ name }, index) => {
    const item = items[index];
    return item?.name === name && item.expression.kind === 'column' && item.expression.name === name;
  });
  return all && items.length > columns.length ? columns.length : 0;
}

/** The relation with computed columns added behind all others; gives their names too. */
export function withColumns(
  ctx: ImportContext,
  relation: Relation,
  added: readonly Item[],
): Relation | undefined {
  if (added.length === 0) return relation;
  for (const { expression } of added)
    if (ctx.check(expression, relation.columns) === undefined) return undefined;
  const all = relation.columns.map(({ name }) => ({ name, expression: columnAst(name) }));
  const made = project(ctx, relation, [...all, ...added]);
  return { ...made, fields: relation.fields, window: relation.window };
}
