// Draws what is pending: as late as possible, when it is known which columns and conditions stand around it.

import type { Column } from '@weir/shared/data-type';
import { durationText } from '@weir/shared/duration';
import { identifierText } from '@weir/sql/parse/names';
import type { ImportContext } from './import-context.ts';
import { drawRank } from './rank-node.ts';
import {
  columnOf,
  type Field,
  freeColumn,
  listedName,
  plainRelation,
  type Relation,
  type WindowShape,
} from './relation.ts';
import { columnAst, distinctNames, type Item, offsetText, project } from './relation-steps.ts';
import { columnsIn } from './scope.ts';

/** The relation with what is pending drawn as a node of its own. */
export function settled(ctx: ImportContext, relation: Relation): Relation | undefined {
  const { pending } = relation;
  if (pending === undefined) return relation;
  return pending.kind === 'window' ? assignWindow(ctx, relation, pending) : drawRank(ctx, relation, pending);
}

function assignWindow(
  ctx: ImportContext,
  relation: Relation,
  { input, shape }: Extract<Relation['pending'], { readonly kind: 'window' }>,
): Relation | undefined {
  if (shape.kind === 'session') return sessionRows(ctx, relation, input, shape);
  const config = {
    window: shape.kind,
    size: durationText(shape.sizeMs),
    slide: shape.kind === 'tumbling' ? '' : durationText(shape.slideMs),
    offset: offsetText(shape.offsetMs),
  };
  return { ...relation, port: ctx.step('assign_window', 'Assign window', config, input), pending: undefined };
}

/** The rows of sessions: collected until the session ends, then one by one. */
function sessionRows(
  ctx: ImportContext,
  relation: Relation,
  input: Relation,
  shape: Extract<WindowShape, { readonly kind: 'session' }>,
): Relation | undefined {
  const row = `ROW(${input.columns.map(({ name }) => identifierText(name)).join(', ')})`;
  const aggregates = [{ name: 'session_rows', expression: `ARRAY_AGG(${row})` }];
  const config = { gap: durationText(shape.gapMs), keys: [...shape.keys], aggregates };
  const session = ctx.step('session', 'Session', config, input);
  const bounds = relation.columns.slice(input.columns.length);
  const keys = shape.keys.flatMap((key) => input.columns.filter(({ name }) => name === key));
  const before: Column[] = [
    ...bounds,
    ...keys,
    { name: 'session_rows', type: { kind: 'NULL' }, nullable: true },
  ];
  const names: string[] = [];
  for (const { name } of input.columns) {
    names.push(freeColumn(listedName(name), [...before, ...names.map((known) => ({ name: known }))]));
  }
  const collected = { ...input, port: session };
  const unnest = { column: 'session_rows', names: names.join(', '), ordinality: '', outer: false };
  const port = ctx.step('unnest', 'Rows of session', unnest, collected);
  const own = input.columns.map((column, index) => ({ ...column, name: names[index] ?? column.name }));
  const renamed = new Map(input.columns.map(({ name }, index) => [name, names[index]]));
  const fields = relation.fields.map(({ name, column }) => ({ name, column: renamed.get(column) ?? column }));
  return { ...relation, port, columns: [...before, ...own], fields, pending: undefined };
}

/**
 * The SELECT list over a relation. Items that are columns need no node: the query just knows them by other names. With
 * formulas among them all become one Project.
 */
export function select(ctx: ImportContext, relation: Relation, items: readonly Item[]): Relation | undefined {
  const fields = items.map(({ name, expression }): Field | undefined =>
    expression.kind === 'column' && columnOf(relation, expression.name) !== undefined
      ? { name, column: expression.name }
      : undefined,
  );
  const plain = fields.filter((field) => field !== undefined);
  if (plain.length === items.length) return { ...relation, fields: plain };
  const used = new Set(items.flatMap(({ expression }) => [...columnsIn(expression)]));
  const narrow = { ...relation, fields: relation.fields.filter(({ column }) => used.has(column)) };
  const settledInput = settled(ctx, narrow);
  if (settledInput === undefined) return undefined;
  for (const { expression } of items) {
    if (ctx.check(expression, settledInput.columns) === undefined) return undefined;
  }
  const made = project(ctx, settledInput, distinctNames([...items, ...windowTime(settledInput, items)]));
  return {
    ...made,
    fields: items.map(({ name }, index) => ({ name, column: made.columns[index]?.name ?? name })),
  };
}

/** The event time of rows that go on with their window: an aggregate behind them needs it, though no query names it. */
function windowTime({ window, eventTime }: Relation, items: readonly Item[]): readonly Item[] {
  const has = (column: string | undefined): boolean =>
    items.some(({ expression }) => expression.kind === 'column' && expression.name === column);
  if (window === undefined || eventTime === undefined || has(eventTime)) return [];
  return has(window.start) && has(window.end) ? [{ name: eventTime, expression: columnAst(eventTime) }] : [];
}

/** The relation as a node whose columns are exactly the fields, or the given names for them. */
export function materialised(
  ctx: ImportContext,
  relation: Relation,
  names: readonly string[] = relation.fields.map(({ name }) => name),
): Relation | undefined {
  const input = settled(ctx, relation);
  if (input === undefined) return undefined;
  const items = distinctNames(
    input.fields.map(({ name, column }, index) => ({
      name: names[index] ?? name,
      expression: columnAst(column),
    })),
  );
  const same =
    items.length === input.columns.length &&
    items.every(({ name, expression }, index) => {
      const column = input.columns[index]?.name;
      return column === name && expression.kind === 'column' && expression.name === column;
    });
  return same ? plainRelation(input) : project(ctx, input, items);
}
