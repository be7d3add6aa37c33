// Draws what is pending: as late as possible, when it is known which columns and conditions stand around it.

import { durationText } from '@weir/shared/duration';
import type { ImportContext } from './import-context.ts';
import { drawRank } from './rank-node.ts';
import { columnOf, type Field, plainRelation, type Relation } from './relation.ts';
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
  { input, shape, span }: Extract<Relation['pending'], { readonly kind: 'window' }>,
): Relation | undefined {
  if (shape.kind === 'session') {
    const message = 'the rows of a session cannot be had one by one';
    return ctx.unsupported(
      message,
      span,
      'Group by window_start, window_end and the columns of PARTITION BY.',
    );
  }
  const config = {
    window: shape.kind,
    size: durationText(shape.sizeMs),
    slide: shape.kind === 'tumbling' ? '' : durationText(shape.slideMs),
    offset: offsetText(shape.offsetMs),
  };
  return { ...relation, port: ctx.step('assign_window', 'Assign window', config, input), pending: undefined };
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
  const made = project(ctx, settledInput, distinctNames(items));
  return {
    ...made,
    fields: items.map(({ name }, index) => ({ name, column: made.columns[index]?.name ?? name })),
  };
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
