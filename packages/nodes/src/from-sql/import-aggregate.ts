// GROUP BY and aggregates: windows become windowed aggregates, everything else a running aggregate.

import { isAggregateName } from '@weir/sql/aggregates/index';
import type { Ast, AstCall } from '@weir/sql/parse/ast';
import { astShape, mapAst, sameAst } from '@weir/sql/query/ast-walk';
import type { AstSelect } from '@weir/sql/statements/ast-query';
import { aggregateNode } from './aggregate-node.ts';
import { type Grouping, groupingOf } from './grouping-sets.ts';
import type { ImportContext } from './import-context.ts';
import { unionAll } from './import-union.ts';
import { legacyWindow } from './legacy-window.ts';
import type { Relation } from './relation.ts';
import { columnAst, filter, type Item } from './relation-steps.ts';
import { columnsIn, resolve, type Source } from './scope.ts';
import { materialised, select } from './settle.ts';

/** What is grouped: the SELECT list and HAVING, resolved. */
export type Grouped = {
  readonly items: readonly Item[];
  readonly having: Ast | undefined;
  /** How long groups are kept; empty is for ever. */
  readonly ttl: string;
};

/** The groups of a SELECT. */
export function importGroups(
  ctx: ImportContext,
  source: Source,
  groupBy: AstSelect['groupBy'],
  grouped: Grouped,
): Relation | undefined {
  const written = groupingOf(ctx, groupBy);
  const grouping = written === undefined ? undefined : resolvedGrouping(ctx, written, source);
  if (grouping === undefined) return undefined;
  const results: Relation[] = [];
  for (const set of grouping.sets) {
    const result = groupOnce(ctx, source.relation, { ...grouped, keys: set, all: grouping.keys });
    if (result === undefined) return undefined;
    results.push(result);
  }
  const [only] = results;
  if (results.length === 1) return only;
  const parts: Relation[] = [];
  for (const result of results) {
    const part = materialised(ctx, result);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return unionAll(ctx, parts, groupBy?.span ?? { from: 0, to: 0 });
}

function resolvedGrouping(ctx: ImportContext, { sets }: Grouping, source: Source): Grouping | undefined {
  const resolved: (readonly Ast[])[] = [];
  for (const set of sets) {
    const keys: Ast[] = [];
    for (const key of set) {
      const found = resolve(ctx, key, source);
      if (found === undefined) return undefined;
      keys.push(found);
    }
    resolved.push(keys);
  }
  const all = resolved.flat();
  const keys = all.filter((key, index) => all.findIndex((other) => sameAst(other, key)) === index);
  return { keys, sets: resolved };
}

type One = Grouped & { readonly keys: readonly Ast[]; readonly all: readonly Ast[] };

function groupOnce(ctx: ImportContext, whole: Relation, one: One): Relation | undefined {
  const input = narrowed(whole, one);
  const legacy = legacyWindow(ctx, input, one.keys);
  if (legacy === 'failed') return undefined;
  const relation = legacy?.relation ?? input;
  const rewrite = (node: Ast): Ast => (legacy === undefined ? node : mapAst(node, legacy.replace));
  const keys = legacy?.keys ?? one.keys;
  const items = one.items.map(({ name, expression }) => ({
    name,
    expression: rewrite(groupingCalls(one, expression)),
  }));
  const having = one.having === undefined ? undefined : rewrite(groupingCalls(one, one.having));
  const calls = aggregateCalls([
    ...items.map(({ expression }) => expression),
    ...(having === undefined ? [] : [having]),
  ]);
  const node = aggregateNode(ctx, relation, { keys, calls, items, ttl: one.ttl });
  if (node === undefined) return undefined;
  const absent = one.all.filter((key) => !one.keys.some((own) => sameAst(own, key)));
  const columns = new Map(node.columns.map(({ of, column }) => [astShape(of), column]));
  const replace = (expression: Ast): Ast | undefined =>
    replaced(ctx, expression, { columns, relation, absent });
  const condition = having === undefined ? undefined : replace(having);
  const kept = condition === undefined ? node.relation : filter(ctx, node.relation, condition);
  if (kept === undefined || (having !== undefined && condition === undefined)) return undefined;
  const selected: Item[] = [];
  for (const { name, expression } of items) {
    const made = replace(expression);
    if (made === undefined) return undefined;
    selected.push({ name, expression: made });
  }
  return select(ctx, kept, selected);
}

/** Only the fields that the groups read: a row number that nobody reads is no column of its node. */
function narrowed(relation: Relation, { keys, items, having }: One): Relation {
  const read = [
    ...keys,
    ...items.map(({ expression }) => expression),
    ...(having === undefined ? [] : [having]),
  ];
  const used = new Set(read.flatMap((node) => [...columnsIn(node)]));
  return { ...relation, fields: relation.fields.filter(({ column }) => used.has(column)) };
}

/** GROUPING(a) is 1 where `a` is no key of the set; GROUPING_ID reads several as bits. */
function groupingCalls({ keys }: One, node: Ast): Ast {
  return mapAst(node, (part) => {
    if (part.kind !== 'call') return undefined;
    if (part.name === 'GROUP_ID' && part.arguments.length === 0) return bigint(0, part);
    if (part.name !== 'GROUPING' && part.name !== 'GROUPING_ID') return undefined;
    let id = 0;
    for (const argument of part.arguments) id = id * 2 + (keys.some((key) => sameAst(key, argument)) ? 0 : 1);
    return bigint(id, part);
  });
}

function bigint(value: number, { span }: Ast): Ast {
  const operand: Ast = { kind: 'literal', form: 'integer', text: String(value), span };
  return { kind: 'cast', operand, target: { kind: 'BIGINT' }, safe: false, span };
}

/** The different aggregate calls, in the order of the text. */
function aggregateCalls(expressions: readonly Ast[]): readonly AstCall[] {
  const calls = new Map<string, AstCall>();
  for (const expression of expressions) {
    mapAst(expression, (part) => {
      if (part.kind !== 'call' || part.over !== undefined || !isAggregateName(part.name)) return undefined;
      const shape = astShape(part);
      if (!calls.has(shape)) calls.set(shape, part);
      return part;
    });
  }
  return [...calls.values()];
}

type Replacing = {
  /** The column that a key or a call has become, by its shape. */
  readonly columns: ReadonlyMap<string, string>;
  readonly relation: Relation;
  readonly absent: readonly Ast[];
};

/** The expression over the columns of the aggregate; `undefined` with a report. */
function replaced(
  ctx: ImportContext,
  expression: Ast,
  { columns, relation, absent }: Replacing,
): Ast | undefined {
  let failed = false;
  const result = mapAst(expression, (part) => {
    const found = columns.get(astShape(part));
    if (found !== undefined) return { ...columnAst(found), span: part.span };
    if (absent.some((key) => sameAst(key, part))) {
      const type = ctx.check(part, relation.columns)?.type;
      const operand: Ast = { kind: 'literal', form: 'null', text: 'NULL', span: part.span };
      return type === undefined
        ? operand
        : { kind: 'cast', operand, target: type, safe: false, span: part.span };
    }
    if (part.kind !== 'column') return undefined;
    failed = true;
    const name = relation.fields.find(({ column }) => column === part.name)?.name ?? part.name;
    ctx.report({
      code: 'SQL_AGGREGATE',
      message: `${name} is neither a key of GROUP BY nor inside an aggregate`,
      hint: `Add it to GROUP BY or write MAX(${name}).`,
      span: part.span,
    });
    return part;
  });
  return failed ? undefined : result;
}
