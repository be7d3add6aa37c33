// UNION, INTERSECT and EXCEPT of queries.
//
// INTERSECT and EXCEPT count how often each row occurs on either side: a running aggregate over the union of both. A join
// was rejected: its keys never match where they are NULL, and here NULL equals NULL.

import type { Ast, Span } from '@weir/sql/parse/ast';
import { parseExpression } from '@weir/sql/parse/parse';
import type { AstBody } from '@weir/sql/statements/ast-query';
import type { ImportContext } from './import-context.ts';
import { distinctRows } from './import-select.ts';
import { unionAll } from './import-union.ts';
import { freeColumn, plainRelation, type Relation } from './relation.ts';
import { columnAst, filter, type Item, project } from './relation-steps.ts';
import { materialised } from './settle.ts';

type SetBody = Extract<AstBody, { readonly kind: 'set' }>;

/** The rows of a set operation over two relations. */
export function importSet(
  ctx: ImportContext,
  body: SetBody,
  left: Relation,
  right: Relation,
): Relation | undefined {
  if (left.fields.length !== right.fields.length) {
    const message = `one side has ${left.fields.length} columns, the other ${right.fields.length}`;
    return ctx.report({ code: 'UNION_COLUMNS', message, span: body.right.span });
  }
  if (body.operator === 'UNION') {
    const all = unionAll(ctx, [left, right], body.span);
    return all === undefined || body.all ? all : distinctRows(ctx, all);
  }
  return counted(ctx, body, left, right);
}

/** `UNION ALL` of many is one node. */
export function unionParts(body: AstBody): readonly AstBody[] {
  if (body.kind !== 'set' || body.operator !== 'UNION' || !body.all) return [body];
  const parts: AstBody[] = [];
  let at: AstBody = body;
  while (at.kind === 'set' && at.operator === 'UNION' && at.all) {
    parts.push(at.right);
    at = at.left;
  }
  parts.push(at);
  return parts.reverse();
}

function counted(ctx: ImportContext, body: SetBody, left: Relation, right: Relation): Relation | undefined {
  const l = materialised(ctx, left);
  const r = materialised(
    ctx,
    right,
    left.fields.map(({ name }) => name),
  );
  if (l === undefined || r === undefined) return undefined;
  const mark = freeColumn('is_left', l.columns);
  const both = unionAll(ctx, [marked(ctx, l, mark, 'TRUE'), marked(ctx, r, mark, 'FALSE')], body.span);
  if (both === undefined) return undefined;
  const names = l.columns.map(({ name }) => name);
  const lefts = freeColumn('lefts', both.columns);
  const rights = freeColumn('rights', both.columns);
  const aggregates = [
    { name: lefts, expression: `COUNT(*) FILTER (WHERE ${mark})` },
    { name: rights, expression: `COUNT(*) FILTER (WHERE NOT ${mark})` },
  ];
  const port = ctx.step('group_aggregate', 'Count sides', { keys: [...names], aggregates, ttl: '' }, both);
  const keys = both.columns.filter(({ name }) => name !== mark);
  const counts = [lefts, rights].map((name) => ({
    name,
    type: { kind: 'BIGINT' } as const,
    nullable: false,
  }));
  const grouped = plainRelation({ port, columns: [...keys, ...counts], eventTime: undefined, changes: true });
  return kept(ctx, grouped, body, { names, lefts, rights });
}

function marked(ctx: ImportContext, relation: Relation, mark: string, value: 'TRUE' | 'FALSE'): Relation {
  const all = relation.columns.map(({ name }): Item => ({ name, expression: columnAst(name) }));
  const literal: Ast = { kind: 'literal', form: 'boolean', text: value, span: { from: 0, to: 0 } };
  return project(ctx, relation, [...all, { name: mark, expression: literal }]);
}

type Counts = { readonly names: readonly string[]; readonly lefts: string; readonly rights: string };

/** A row as often as the counts say: once, or with ALL the smaller count or what is left of the larger. */
function kept(
  ctx: ImportContext,
  grouped: Relation,
  body: SetBody,
  { names, lefts, rights }: Counts,
): Relation | undefined {
  const { span } = body;
  const isIntersect = body.operator === 'INTERSECT';
  const some = `${lefts} > 0 AND ${rights} ${isIntersect ? '> 0' : '= 0'}`;
  const fields = names.map((name) => ({ name, column: name }));
  if (!body.all) {
    const rows = filter(ctx, grouped, formula(some, span));
    return rows === undefined ? undefined : { ...rows, fields };
  }
  const times = isIntersect ? `LEAST(${lefts}, ${rights})` : `${lefts} - ${rights}`;
  const rows = filter(ctx, grouped, formula(`${times} > 0`, span));
  if (rows === undefined) return undefined;
  // As many elements as the row has to occur: an array of that length, one row for each.
  const copies = freeColumn('copies', rows.columns);
  const text = `SPLIT(REPEAT('x', CAST(${times} AS INT)), '')`;
  const listed = project(ctx, rows, [
    ...names.map((name): Item => ({ name, expression: columnAst(name) })),
    { name: copies, expression: formula(text, span) },
  ]);
  const copy = freeColumn('copy', listed.columns);
  const config = { column: copies, names: copy, ordinality: '', outer: false };
  const column = { name: copy, type: { kind: 'STRING' } as const, nullable: true };
  const port = ctx.step('unnest', 'Repeat', config, listed);
  return { ...listed, port, columns: [...listed.columns, column], fields };
}

/** An expression of our own over columns with plain names. */
function formula(text: string, span: Span): Ast {
  const { expression } = parseExpression(text);
  if (expression === undefined) throw new Error(`bug: ${text} does not parse`);
  return { ...expression, span };
}
