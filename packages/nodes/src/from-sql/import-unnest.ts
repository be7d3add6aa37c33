// UNNEST: the elements of an array, map or multiset of each row, side by side with the row.

import type { Column, DataType } from '@weir/shared/data-type';
import type { AstFrom } from '@weir/sql/statements/ast-query';
import type { ImportContext } from './import-context.ts';
import { freeColumn, listedName } from './relation.ts';
import { withColumns } from './relation-steps.ts';
import { resolve, type Source } from './scope.ts';
import { settled } from './settle.ts';

type Join = Extract<AstFrom, { readonly kind: 'join' }>;
type Unnest = Extract<AstFrom, { readonly kind: 'unnest' }>;

/** The rows of the left side, each with every element. */
export function importUnnest(ctx: ImportContext, from: Join, read: Unnest, left: Source): Source | undefined {
  if (from.join === 'right' || from.join === 'full') {
    return ctx.unsupported(
      'elements belong to the rows before them',
      from.span,
      'Write CROSS JOIN or LEFT JOIN.',
    );
  }
  if (from.on !== undefined && !(from.on.kind === 'literal' && from.on.text === 'TRUE')) {
    return ctx.unsupported('UNNEST takes ON TRUE only', from.on.span, 'Put the condition into WHERE.');
  }
  const input = settled(ctx, left.relation);
  const expression = resolve(ctx, read.expression, left);
  if (input === undefined || expression === undefined) return undefined;
  const type = ctx.check(expression, input.columns)?.type;
  const elements = type === undefined ? undefined : elementColumns(type);
  if (elements === undefined) {
    if (type === undefined) return undefined;
    const message = `UNNEST takes an array, map or multiset, this is ${type.kind}`;
    return ctx.report({ code: 'SQL_TYPE', message, span: read.span });
  }
  const made = read.ordinality
    ? [...elements, { name: 'ordinality', type: { kind: 'INT' } as const, nullable: false }]
    : elements;
  const named = namedElements(ctx, read, made);
  if (named === undefined) return undefined;
  const column = expression.kind === 'column' ? expression.name : freeColumn('elements', input.columns);
  const listed =
    expression.kind === 'column' ? input : withColumns(ctx, input, [{ name: column, expression }]);
  if (listed === undefined) return undefined;
  const added: Column[] = [];
  for (const { name, type: own, nullable } of named) {
    const isOuter = from.join === 'left';
    added.push({
      name: freeColumn(listedName(name), [...listed.columns, ...added]),
      type: own,
      nullable: nullable || isOuter,
    });
  }
  const names = added.map(({ name }) => name);
  const config = {
    column,
    names: (read.ordinality ? names.slice(0, -1) : names).join(', '),
    ordinality: read.ordinality ? (names.at(-1) ?? '') : '',
    outer: from.join === 'left',
  };
  const port = ctx.step('unnest', 'Unnest', config, listed);
  const relation = { ...listed, port, columns: [...listed.columns, ...added], key: undefined };
  const table = read.alias?.name ?? '';
  const fields = named.map(({ name }, index) => ({
    name,
    column: names[index] ?? name,
    table,
    hidden: false,
  }));
  return { relation, fields: [...left.fields, ...fields] };
}

/** The columns of one element. */
function elementColumns(type: DataType): readonly Column[] | undefined {
  if (type.kind === 'MAP') {
    return [
      { name: 'key', ...type.key },
      { name: 'value', ...type.value },
    ];
  }
  if (type.kind !== 'ARRAY' && type.kind !== 'MULTISET') return undefined;
  const { element } = type;
  if (element.type.kind !== 'ROW') return [{ name: 'element', ...element }];
  return element.type.fields.map((field) => ({ ...field, nullable: field.nullable || element.nullable }));
}

function namedElements(
  ctx: ImportContext,
  read: Unnest,
  made: readonly Column[],
): readonly Column[] | undefined {
  const names = read.alias?.columns ?? [];
  if (names.length === 0) return made;
  if (names.length === made.length)
    return made.map((column, index) => ({ ...column, name: names[index]?.name ?? column.name }));
  const span = { from: names[0]?.span.from ?? read.span.from, to: names.at(-1)?.span.to ?? read.span.to };
  const message = `${names.length} names stand for ${made.length} columns of an element`;
  return ctx.report({ code: 'SQL_COLUMN', message, span });
}
