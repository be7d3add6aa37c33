// Brings both sides of a join under names that do not meet, filters them, and gives them key columns of equal types.

import { type Column, type DataType, sameType, typeText } from '@weir/shared/data-type';
import type { Ast } from '@weir/sql/parse/ast';
import { conjunction } from './conjunctions.ts';
import { commonType, type ImportContext } from './import-context.ts';
import type { JoinNames, KeyPair } from './join-conditions.ts';
import { freeColumn, type Relation } from './relation.ts';
import { filter, type Item, withColumns } from './relation-steps.ts';
import type { ScopeField, Source } from './scope.ts';

/** What columns of the right side get in front of their name where the left has it, and the names that follow. */
export type Naming = { readonly prefix: string; readonly names: JoinNames };

/** Chooses a prefix under which no two columns below the join have one name. */
export function nameSides(left: Relation, right: Relation, wanted: string): Naming {
  const leftNames = new Set(left.columns.map(({ name }) => name));
  for (let count = 1; ; count += 1) {
    const prefix = count === 1 ? `${wanted}_` : `${wanted}_${count}_`;
    const below = right.columns.map(({ name }) => (leftNames.has(name) ? prefix + name : name));
    const all = new Set([...leftNames, ...below]);
    if (all.size < leftNames.size + below.length) continue;
    const names = new Map(below.map((name, index) => [name, right.columns[index]?.name ?? name]));
    return { prefix, names: { left: leftNames, right: names } };
  }
}

/** The names below a join under a prefix that has been chosen. */
export function named(left: Relation, right: Relation, prefix: string): Naming {
  const leftNames = new Set(left.columns.map(({ name }) => name));
  const names = new Map(right.columns.map(({ name }) => [leftNames.has(name) ? prefix + name : name, name]));
  return { prefix, names: { left: leftNames, right: names } };
}

/** The fields below the join. In a sub-query the inner names hide the outer ones. */
export function joinedFields(
  left: Source,
  right: Source,
  { names }: Naming,
  isInnerFirst: boolean,
): readonly ScopeField[] {
  const below = new Map([...names.right].map(([name, own]) => [own, name]));
  const inner = right.fields.map((field) => ({ ...field, column: below.get(field.column) ?? field.column }));
  if (!isInnerFirst) return [...left.fields, ...inner];
  const hiding = new Set(inner.map(({ name }) => name));
  const tables = new Set(inner.map(({ table }) => table));
  const outer = left.fields
    .filter(({ table, name }) => !tables.has(table) || !hiding.has(name))
    .map((field) => (hiding.has(field.name) ? { ...field, hidden: true } : field));
  return [...inner, ...outer];
}

/** The columns below the join; those of a side that may be missing can be NULL. */
export function joinedColumns(
  left: Relation,
  right: Relation,
  { names }: Naming,
  kind: 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti',
): readonly Column[] {
  if (kind === 'semi' || kind === 'anti') return left.columns;
  const padded = (column: Column, isPadded: boolean): Column =>
    isPadded ? { ...column, nullable: true } : column;
  const below = new Map([...names.right].map(([name, own]) => [own, name]));
  return [
    ...left.columns.map((column) => padded(column, kind === 'right' || kind === 'full')),
    ...right.columns.map((column) =>
      padded({ ...column, name: below.get(column.name) ?? column.name }, kind === 'left' || kind === 'full'),
    ),
  ];
}

/** Both sides with their keys as columns. */
export type Keyed = {
  readonly left: Relation;
  readonly right: Relation;
  readonly leftKeys: readonly string[];
  readonly rightKeys: readonly string[];
};

/** Makes columns of keys that are formulas, and casts where the types of a pair differ. */
export function keyed(
  ctx: ImportContext,
  left: Relation,
  right: Relation,
  pairs: readonly KeyPair[],
): Keyed | undefined {
  const taken = [...left.columns, ...right.columns];
  const added: { readonly left: Item[]; readonly right: Item[] } = { left: [], right: [] };
  const keys: { readonly left: string[]; readonly right: string[] } = { left: [], right: [] };
  for (const pair of pairs) {
    const a = ctx.check(pair.left, left.columns);
    const b = ctx.check(pair.right, right.columns);
    if (a === undefined || b === undefined) return undefined;
    const type = sameType(a.type, b.type) ? a.type : commonType(a.type, b.type);
    if (type === undefined || isTextWithNumber(a.type, b.type)) {
      const message = `${typeText(a.type)} and ${typeText(b.type)} cannot be compared`;
      return ctx.report({ code: 'SQL_TYPE', message, hint: 'Cast one of them.', span: pair.left.span });
    }
    for (const side of ['left', 'right'] as const) {
      const own = side === 'left' ? a.type : b.type;
      const expression = sameType(own, type) ? pair[side] : castTo(pair[side], type);
      if (expression.kind === 'column') keys[side].push(expression.name);
      else {
        const name = freeColumn('key', taken);
        taken.push({ name, type, nullable: true });
        added[side].push({ name, expression });
        keys[side].push(name);
      }
    }
  }
  const [l, r] = [withColumns(ctx, left, added.left), withColumns(ctx, right, added.right)];
  if (l === undefined || r === undefined) return undefined;
  return { left: l, right: r, leftKeys: keys.left, rightKeys: keys.right };
}

function isTextWithNumber(a: DataType, b: DataType): boolean {
  const isText = (type: DataType): boolean =>
    type.kind === 'STRING' || type.kind === 'VARCHAR' || type.kind === 'CHAR';
  return isText(a) !== isText(b);
}

/** The expression as another type. */
export function castTo(operand: Ast, target: DataType): Ast {
  return { kind: 'cast', operand, target, safe: false, span: operand.span };
}

/** The side with conditions that look at nothing else; `undefined` with a report. */
export function filtered(
  ctx: ImportContext,
  relation: Relation,
  conditions: readonly Ast[],
): Relation | undefined {
  const all = conjunction(conditions);
  return all === undefined ? relation : filter(ctx, relation, all);
}
