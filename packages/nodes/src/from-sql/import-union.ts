// Rows of several relations in one: columns brought to common types by position.

import { type DataType, sameType, typeText } from '@weir/shared/data-type';
import type { Ast, Span } from '@weir/sql/parse/ast';
import { identifierText } from '@weir/sql/parse/names';
import { commonType, type ImportContext } from './import-context.ts';
import { castTo } from './join-sides.ts';
import { plainRelation, type Relation } from './relation.ts';
import { columnAst, project } from './relation-steps.ts';
import { materialised } from './settle.ts';

/** All rows of all parts, under the names of the first. `undefined` with a report, at `columnSpan` where a column is wrong. */
export function unionAll(
  ctx: ImportContext,
  parts: readonly Relation[],
  span: Span,
  columnSpan: (index: number) => Span | undefined = () => undefined,
): Relation | undefined {
  const [first] = parts;
  if (first === undefined) return undefined;
  const plain: Relation[] = [];
  for (const part of parts) {
    if (part.fields.length !== first.fields.length) {
      const message = `one side has ${part.fields.length} columns, the other ${first.fields.length}`;
      return ctx.report({ code: 'UNION_COLUMNS', message, span });
    }
    const made = materialised(
      ctx,
      part,
      first.fields.map(({ name }) => name),
    );
    if (made === undefined) return undefined;
    plain.push(made);
  }
  const types = typesOf(ctx, plain, (index) => columnSpan(index) ?? span);
  if (types === undefined) return undefined;
  const alike = plain.map((part) => withTypes(ctx, part, types));
  const eventTime = alike.every((part) => part.eventTime === alike[0]?.eventTime)
    ? alike[0]?.eventTime
    : undefined;
  const columns = (alike[0]?.columns ?? []).map((column, index) => ({
    ...column,
    nullable: alike.some((part) => part.columns[index]?.nullable === true),
  }));
  const ports: string[] = [];
  for (const part of alike) ports.push(ports.includes(part.port) ? again(ctx, part) : part.port);
  const inputs = { in: ports };
  const id = ctx.graph.add({ type: 'union', name: 'Union', config: {}, inputs });
  return plainRelation({
    port: `${id}.out`,
    columns,
    eventTime,
    changes: alike.some(({ changes }) => changes),
  });
}

/** The same rows by another edge: an edge cannot be there twice. */
function again(ctx: ImportContext, { port, columns }: Relation): string {
  const items = columns.map(({ name }) => ({ name, expression: identifierText(name) }));
  const config = { columns: items, keep: false };
  return `${ctx.graph.addAnother({ type: 'project', name: 'Again', config, inputs: { in: [port] } })}.out`;
}

function typesOf(
  ctx: ImportContext,
  parts: readonly Relation[],
  spanOf: (index: number) => Span,
): readonly DataType[] | undefined {
  const types: DataType[] = [];
  for (const [index, column] of (parts[0]?.columns ?? []).entries()) {
    let { type }: { type: DataType } = column;
    for (const part of parts.slice(1)) {
      const other = part.columns[index]?.type;
      if (other === undefined || sameType(type, other)) continue;
      const common: DataType | undefined = isFar(type, other) ? undefined : commonType(type, other);
      if (common === undefined) {
        const message = `column ${index + 1} is ${typeText(type)} on one side and ${typeText(other)} on the other`;
        return ctx.report({ code: 'UNION_COLUMNS', message, hint: 'Cast one of them.', span: spanOf(index) });
      }
      type = common;
    }
    types.push(type);
  }
  return types;
}

/** Text beside anything else has a common type in CASE but none in a union. */
function isFar(a: DataType, b: DataType): boolean {
  const isText = ({ kind }: DataType): boolean => kind === 'STRING' || kind === 'VARCHAR' || kind === 'CHAR';
  return isText(a) !== isText(b);
}

function withTypes(ctx: ImportContext, part: Relation, types: readonly DataType[]): Relation {
  const items = part.columns.map(({ name, type }, index) => {
    const wanted = types[index] ?? type;
    const expression: Ast = sameType(type, wanted) ? columnAst(name) : castTo(columnAst(name), wanted);
    return { name, expression };
  });
  return items.every(({ expression }) => expression.kind === 'column') ? part : project(ctx, part, items);
}
