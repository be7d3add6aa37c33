// FROM: tables, views, sub-queries, window functions, UNNEST, and the joins between them.

import { durationText, parseDurationMs } from '@weir/shared/duration';
import type { Ast } from '@weir/sql/parse/ast';
import type { Alias, AstFrom, Hint, Name } from '@weir/sql/statements/ast-query';
import type { ConditionPool } from './condition-pool.ts';
import { conjunction, conjuncts } from './conjunctions.ts';
import { withWatermark } from './current-watermark.ts';
import type { ImportContext } from './import-context.ts';
import { type JoinRequest, join } from './import-join.ts';
import { importMatch } from './import-match.ts';
import { limitRank } from './import-rank.ts';
import { readTable } from './import-table.ts';
import { temporalJoin } from './import-temporal.ts';
import { importUnnest } from './import-unnest.ts';
import { importWindow, pendingWindow } from './import-window.ts';
import type { Relation } from './relation.ts';
import { columnAst, filter, withColumns } from './relation-steps.ts';
import { columnsIn, resolve, type ScopeField, type Source, sourceOf } from './scope.ts';
import { settled } from './settle.ts';

/** What FROM is imported with: conditions that may be taken, hints of the SELECT. */
export type FromContext = { readonly pool: ConditionPool | undefined; readonly hints: readonly Hint[] };

/** What a query reads, with the conditions applied that it could take. */
export function importFrom(ctx: ImportContext, from: AstFrom, around: FromContext): Source | undefined {
  if (from.kind === 'join') return importJoin(ctx, from, around);
  const leaf = importLeaf(ctx, from);
  return leaf === undefined ? undefined : applyConditions(ctx, leaf, around.pool?.take(leaf) ?? []);
}

type Leaf = Exclude<AstFrom, { readonly kind: 'join' }>;
type Join = Extract<AstFrom, { readonly kind: 'join' }>;

function importLeaf(ctx: ImportContext, from: Leaf): Source | undefined {
  const relation = leafRelation(ctx, from);
  if (relation === undefined) return undefined;
  const own = from.kind === 'table' ? (from.name.split('.').at(-1) ?? from.name) : '';
  return aliased(ctx, relation, from.alias, own);
}

function leafRelation(ctx: ImportContext, from: Leaf): Relation | undefined {
  switch (from.kind) {
    case 'table':
      if (from.asOf !== undefined) {
        return ctx.unsupported(
          'a version can only be looked up by a join',
          from.asOf.span,
          'Write JOIN before the table.',
        );
      }
      return readNamed(ctx, from);
    case 'query':
      return ctx.query(ctx, from.query);
    case 'function':
      return importWindow(ctx, from, (table) => importLeafOf(ctx, table)?.relation);
    case 'unnest':
      return ctx.unsupported(
        'UNNEST needs a table before it',
        from.span,
        'Write FROM t CROSS JOIN UNNEST(t.list).',
      );
    case 'match': {
      const input = importFrom(ctx, from.input, { pool: undefined, hints: [] });
      return input === undefined ? undefined : importMatch(ctx, from.match, input);
    }
  }
}

function importLeafOf(ctx: ImportContext, from: AstFrom): Source | undefined {
  return importFrom(ctx, from, { pool: undefined, hints: [] });
}

/** A view, a query of WITH, or a table. */
function readNamed(
  ctx: ImportContext,
  from: Extract<AstFrom, { readonly kind: 'table' }>,
): Relation | undefined {
  const named = ctx.names.get(from.name) ?? ctx.names.get(from.name.split('.').at(-1) ?? '');
  if (named === undefined) {
    const known = [...ctx.names.keys()].slice(0, 12).join(', ');
    const hint = known === '' ? 'Put its CREATE TABLE before the query.' : `There are ${known}.`;
    return ctx.report({
      code: 'SQL_TABLE',
      message: `there is no table ${from.name}`,
      hint,
      span: from.span,
    });
  }
  return named.kind === 'relation' ? named.relation : readTable(ctx, named.table, from.hints);
}

/** The relation under its alias, columns renamed where the alias names them. */
function aliased(
  ctx: ImportContext,
  relation: Relation,
  alias: Alias | undefined,
  own: string,
): Source | undefined {
  const renamed = renamedFields(ctx, relation, alias?.columns ?? []);
  return renamed === undefined ? undefined : sourceOf(renamed, alias?.name ?? own);
}

/** The relation with other names for its fields; none keeps them. */
export function renamedFields(
  ctx: ImportContext,
  relation: Relation,
  names: readonly Name[],
): Relation | undefined {
  const [first] = names;
  if (first === undefined) return relation;
  if (names.length !== relation.fields.length) {
    const message = `${names.length} names stand for ${relation.fields.length} columns`;
    return ctx.report({ code: 'SQL_COLUMN', message, span: first.span });
  }
  const fields = relation.fields.map(({ column }, index) => ({ name: names[index]?.name ?? '', column }));
  return { ...relation, fields };
}

/** The source without the rows that fail the conditions. A row number and windows that are pending take what is theirs. */
export function applyConditions(
  ctx: ImportContext,
  source: Source,
  conditions: readonly Ast[],
): Source | undefined {
  if (conditions.length === 0) return source;
  const marked = withWatermark(ctx, source, conditions);
  if (marked === undefined) return undefined;
  const resolved: Ast[] = [];
  for (const condition of marked.expressions) {
    const found = resolve(ctx, condition, marked.source);
    if (found === undefined) return undefined;
    resolved.push(found);
  }
  const relation = filterPending(ctx, marked.source.relation, resolved);
  return relation === undefined ? undefined : { ...source, relation };
}

/** The relation under resolved conditions. */
export function filterPending(
  ctx: ImportContext,
  relation: Relation,
  conditions: readonly Ast[],
): Relation | undefined {
  const { pending } = relation;
  if (pending?.kind === 'rank') return limitRank(ctx, relation, pending, conditions);
  if (pending?.kind === 'window') return filterWindow(ctx, relation, pending, conditions);
  const all = conjunction(conditions);
  return all === undefined ? relation : filter(ctx, relation, all);
}

/** Conditions that do not look at the window may stand before it: then it can still become an aggregate. */
function filterWindow(
  ctx: ImportContext,
  relation: Relation,
  pending: Extract<Relation['pending'], { readonly kind: 'window' }>,
  conditions: readonly Ast[],
): Relation | undefined {
  const names = new Set(pending.input.columns.map(({ name }) => name));
  const before = conditions.filter((condition) => [...columnsIn(condition)].every((name) => names.has(name)));
  const after = conditions.filter((condition) => !before.includes(condition));
  const all = conjunction(before);
  const input = all === undefined ? pending.input : filter(ctx, pending.input, all);
  if (input === undefined) return undefined;
  const windowed = { ...pendingWindow(pending, input, pending.shape), fields: relation.fields };
  const rest = conjunction(after);
  if (rest === undefined) return windowed;
  const plain = settled(ctx, windowed);
  return plain === undefined ? undefined : filter(ctx, plain, rest);
}

function importJoin(ctx: ImportContext, from: Join, around: FromContext): Source | undefined {
  const isInner = from.join === 'inner' || from.join === 'cross' || from.join === 'comma';
  const left = importFrom(
    ctx,
    from.left,
    isInner || from.join === 'left' ? around : { ...around, pool: undefined },
  );
  if (left === undefined) return undefined;
  const { right: read } = from;
  if (read.kind === 'unnest') {
    const unnested = importUnnest(ctx, from, read, left);
    return unnested === undefined
      ? undefined
      : applyConditions(ctx, unnested, isInner ? (around.pool?.take(unnested) ?? []) : []);
  }
  if (read.kind === 'table' && read.asOf !== undefined)
    return importTemporal(ctx, from, { ...read, asOf: read.asOf }, left);
  const right = importFrom(
    ctx,
    read,
    isInner || from.join === 'right' ? around : { ...around, pool: undefined },
  );
  if (right === undefined || !checkNames(ctx, from, left, right)) return undefined;
  const using = usingPairs(ctx, from, left, right);
  if (using === undefined) return undefined;
  if (
    from.join !== 'cross' &&
    from.join !== 'comma' &&
    from.on === undefined &&
    from.using === undefined &&
    !from.natural
  ) {
    return ctx.report({
      code: 'SQL_SYNTAX',
      message: 'this join has no condition',
      hint: 'Add ON or USING.',
      span: from.span,
    });
  }
  const both = { relation: left.relation, fields: [...left.fields, ...right.fields] };
  const taken = isInner ? (around.pool?.take(both) ?? []) : [];
  const request: JoinRequest = {
    kind: from.join === 'cross' || from.join === 'comma' ? 'inner' : from.join,
    left,
    right,
    conditions: [...conjuncts(from.on), ...taken],
    pairs: using.map((pair) => ({
      left: columnAst(pair.left.column),
      right: columnAst(pair.right.column),
      nullAware: false,
    })),
    isInnerFirst: false,
    name: right.fields[0]?.table || 'right',
    retention: { left: retention(ctx, around.hints, left), right: retention(ctx, around.hints, right) },
    span: from.span,
  };
  const joined = join(ctx, request);
  return joined === undefined ? undefined : hideUsing(ctx, joined, from, using, left.fields.length);
}

function importTemporal(
  ctx: ImportContext,
  from: Join,
  read: Extract<AstFrom, { readonly kind: 'table' }> & { readonly asOf: Ast },
  left: Source,
): Source | undefined {
  const right = importLeaf(ctx, { ...read, asOf: undefined });
  if (right === undefined) return undefined;
  const kind = from.join === 'left' ? 'left' : 'inner';
  if (from.join === 'right' || from.join === 'full') {
    return ctx.unsupported(
      'versions are joined to the rows on the left',
      from.span,
      'Write JOIN or LEFT JOIN.',
    );
  }
  const name = right.fields[0]?.table || 'right';
  return temporalJoin(ctx, {
    kind,
    left,
    right,
    asOf: read.asOf,
    conditions: conjuncts(from.on),
    name,
    span: from.span,
  });
}

function checkNames(ctx: ImportContext, from: Join, left: Source, right: Source): boolean {
  const tables = new Set(left.fields.map(({ table }) => table));
  const double = right.fields.find(({ table }) => table !== '' && tables.has(table));
  if (double === undefined) return true;
  const message = `two parts of FROM are called ${double.table}`;
  ctx.report({
    code: 'SQL_TABLE',
    message,
    hint: 'Give one of them another name with AS.',
    span: wholeSpan(from.right),
  });
  return false;
}

/** A part of FROM with its alias. */
function wholeSpan(from: AstFrom): AstFrom['span'] {
  const alias = from.kind === 'join' ? undefined : from.alias;
  return { from: from.span.from, to: Math.max(from.span.to, alias?.span.to ?? 0) };
}

type UsingPair = { readonly name: string; readonly left: ScopeField; readonly right: ScopeField };

function usingPairs(
  ctx: ImportContext,
  from: Join,
  left: Source,
  right: Source,
): readonly UsingPair[] | undefined {
  const shown = (source: Source): readonly ScopeField[] => source.fields.filter(({ hidden }) => !hidden);
  const names: readonly Name[] = from.natural
    ? shown(left)
        .filter(({ name }) => shown(right).some((field) => field.name === name))
        .map(({ name }) => ({ name, span: from.span }))
    : (from.using ?? []);
  const pairs: UsingPair[] = [];
  for (const { name, span } of names) {
    const l = shown(left).find((field) => field.name === name);
    const r = shown(right).find((field) => field.name === name);
    if (l === undefined || r === undefined) {
      const message = `${name} is not a column of both sides`;
      return ctx.report({ code: 'SQL_COLUMN', message, span });
    }
    pairs.push({ name, left: l, right: r });
  }
  return pairs;
}

/** Columns of USING are there once: that of the side whose rows all come out, of a full join the one that is not NULL. */
function hideUsing(
  ctx: ImportContext,
  joined: Source,
  from: Join,
  using: readonly UsingPair[],
  leftCount: number,
): Source | undefined {
  if (using.length === 0) return joined;
  const names = new Set(using.map(({ name }) => name));
  const hidesLeft = from.join === 'right' || from.join === 'full';
  const hidesRight = from.join !== 'right';
  const fields = joined.fields.map((field, index) => {
    const hides = names.has(field.name) && (index < leftCount ? hidesLeft : hidesRight);
    return hides ? { ...field, hidden: true } : field;
  });
  if (from.join !== 'full') return { ...joined, fields };
  const items = using.map(({ name }) => {
    const [l, r] = fields.filter((field) => field.name === name);
    const parts = [columnAst(l?.column ?? ''), columnAst(r?.column ?? '')];
    const span = from.span;
    const expression: Ast = {
      kind: 'call',
      name: 'COALESCE',
      nameSpan: span,
      arguments: parts,
      star: false,
      distinct: false,
      span,
    };
    return { name: `using_${name}`, expression };
  });
  const relation = withColumns(ctx, joined.relation, items);
  const merged = using.map(({ name }) => ({ name, column: `using_${name}`, table: '', hidden: false }));
  return relation === undefined ? undefined : { relation, fields: [...merged, ...fields] };
}

/** How long hints or settings say that a side is kept. */
function retention(ctx: ImportContext, hints: readonly Hint[], side: Source): string {
  const tables = new Set(side.fields.map(({ table }) => table));
  const hinted = hints
    .filter(({ name }) => name === 'STATE_TTL')
    .flatMap(({ options }) => options)
    .find(({ key }) => tables.has(key));
  return retentionText(hinted?.value ?? ctx.settings.get('table.exec.state.ttl'));
}

/** A time to live as settings of nodes write it; empty is for ever. */
export function retentionText(text: string | undefined): string {
  const ms = parseDurationMs(text ?? '') ?? 0;
  return ms > 0 ? durationText(ms) : '';
}
