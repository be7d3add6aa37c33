// The node of an aggregate: which one it is, its key columns, and what its output columns stand for.

import type { Column } from '@weir/shared/data-type';
import { durationText } from '@weir/shared/duration';
import type { JsonValue } from '@weir/shared/graph';
import { checkAggregateNode } from '@weir/sql/check/check-aggregate';
import type { SqlDiagnostic } from '@weir/sql/diagnostic';
import type { Ast, AstCall } from '@weir/sql/parse/ast';
import { printExpression } from '@weir/sql/parse/print';
import { astShape } from '@weir/sql/query/ast-walk';
import type { ImportContext } from './import-context.ts';
import {
  columnOf,
  freeColumn,
  type Pending,
  plainRelation,
  type Relation,
  type WindowShape,
} from './relation.ts';
import { columnAst, type Item, offsetText, WINDOW_COLUMNS, withColumns } from './relation-steps.ts';
import { columnsIn } from './scope.ts';
import { settled } from './settle.ts';

/** Keys and aggregate calls over a relation. */
export type Aggregation = {
  readonly keys: readonly Ast[];
  readonly calls: readonly AstCall[];
  /** The SELECT list, whose names the columns take where they can. */
  readonly items: readonly Item[];
  readonly ttl: string;
};

/** The groups, and which column each key and each call has become. */
export type AggregateResult = {
  readonly relation: Relation;
  readonly columns: readonly { readonly of: Ast; readonly column: string }[];
};

type PendingWindow = Extract<Pending, { readonly kind: 'window' }>;
type Meaning = { of: Ast; column: string };

/** Draws the aggregate that fits; `undefined` with a report. */
export function aggregateNode(
  ctx: ImportContext,
  relation: Relation,
  wanted: Aggregation,
): AggregateResult | undefined {
  const { window, pending } = relation;
  const has = (column: string | undefined): boolean =>
    column !== undefined && wanted.keys.some((key) => key.kind === 'column' && key.name === column);
  const isWindowed = window !== undefined && has(window.start) && has(window.end);
  if (!isWindowed || window === undefined || relation.changes) return runningAggregate(ctx, relation, wanted);
  const bounds = new Set<string | undefined>(Object.values(window));
  const keys = wanted.keys.filter((key) => !(key.kind === 'column' && bounds.has(key.name)));
  const constant: Meaning[] = [
    window.start,
    window.end,
    ...(window.time === undefined ? [] : [window.time]),
  ].map((column) => ({ of: columnAst(column), column }));
  // The least of a window's start is its start: such calls need no aggregate.
  const ofWindow = wanted.calls.flatMap((call): Meaning[] => {
    const [argument] = call.arguments;
    const isBound = argument?.kind === 'column' && bounds.has(argument.name) && call.filter === undefined;
    return isBound && SAME.has(call.name) ? [{ of: call, column: argument.name }] : [];
  });
  const calls = wanted.calls.filter((call) => !ofWindow.some(({ of }) => of === call));
  const rest = { ...wanted, keys, calls };
  const looksAtWindow = [...keys, ...calls].some((part) =>
    [...columnsIn(part)].some((name) => bounds.has(name)),
  );
  // Sessions of one key that are grouped by others are put together first and grouped then.
  const direct =
    pending?.kind === 'window' &&
    !looksAtWindow &&
    (pending.shape.kind !== 'session' || sameKeys(pending.shape.keys, keys));
  const made = direct ? windowNode(ctx, pending, rest) : assignedAggregate(ctx, relation, rest);
  return made === undefined ? undefined : { ...made, columns: [...constant, ...ofWindow, ...made.columns] };
}

const SAME: ReadonlySet<string> = new Set(['MIN', 'MAX', 'FIRST_VALUE', 'LAST_VALUE']);

/** A node that cuts windows and aggregates in them. */
function windowNode(
  ctx: ImportContext,
  { input, shape }: PendingWindow,
  wanted: Aggregation,
): AggregateResult | undefined {
  const parts = keysAndCalls(ctx, input, wanted, [
    ...Object.values(WINDOW_COLUMNS).flatMap((name) => name ?? []),
  ]);
  if (parts === undefined) return undefined;
  const { type, name, config } = windowConfig(shape);
  const port = ctx.step(type, name, { ...config, ...parts.config }, parts.input);
  const time = columnOf(input, input.eventTime ?? '')?.type ?? { kind: 'TIMESTAMP', precision: 3 };
  const bounds = ['window_start', 'window_end', 'window_time'].map(
    (column): Column => ({ name: column, type: time, nullable: false }),
  );
  const columns = [...bounds, ...parts.columns];
  const made = plainRelation({
    port,
    columns,
    eventTime: 'window_time',
    window: WINDOW_COLUMNS,
    changes: false,
  });
  return { relation: made, columns: parts.meanings };
}

function sameKeys(names: readonly string[], keys: readonly Ast[]): boolean {
  const grouped = new Set(keys.map((key) => (key.kind === 'column' ? key.name : '')));
  return grouped.size === new Set(names).size && names.every((name) => grouped.has(name));
}

function windowConfig(shape: WindowShape): {
  readonly type: string;
  readonly name: string;
  readonly config: Record<string, JsonValue>;
} {
  if (shape.kind === 'session') {
    return { type: 'session', name: 'Session', config: { gap: durationText(shape.gapMs) } };
  }
  const size = durationText(shape.sizeMs);
  const offset = offsetText(shape.offsetMs);
  switch (shape.kind) {
    case 'tumbling':
      return { type: 'tumbling', name: `Every ${size}`, config: { size, offset } };
    case 'hopping': {
      const slide = durationText(shape.slideMs);
      return { type: 'hopping', name: `Last ${size}`, config: { size, slide, offset } };
    }
    case 'cumulating': {
      const step = durationText(shape.slideMs);
      return { type: 'cumulating', name: `Growing to ${size}`, config: { size, step, offset } };
    }
  }
}

/** An aggregate over windows that the rows have already. */
function assignedAggregate(
  ctx: ImportContext,
  relation: Relation,
  wanted: Aggregation,
): AggregateResult | undefined {
  const plain = settled(ctx, relation);
  const window = plain?.window;
  if (plain === undefined || window === undefined) return undefined;
  const parts = keysAndCalls(ctx, plain, wanted, [window.start, window.end, 'window_time']);
  if (parts === undefined) return undefined;
  const port = ctx.step('window_aggregate', 'Per window', parts.config, parts.input);
  const bounds = [window.start, window.end, 'window_time'].map((name): Column => {
    const known = columnOf(plain, name) ?? columnOf(plain, window.start);
    return { name, type: known?.type ?? { kind: 'TIMESTAMP', precision: 3 }, nullable: false };
  });
  const made = plainRelation({
    port,
    columns: [...bounds, ...parts.columns],
    eventTime: 'window_time',
    window: { start: window.start, end: window.end, time: 'window_time' },
    changes: false,
  });
  const time =
    window.time === undefined || window.time === 'window_time'
      ? []
      : [{ of: columnAst(window.time), column: 'window_time' }];
  return { relation: made, columns: [...time, ...parts.meanings] };
}

/** An aggregate of all rows so far, which changes with each. */
function runningAggregate(
  ctx: ImportContext,
  relation: Relation,
  wanted: Aggregation,
): AggregateResult | undefined {
  const plain = settled(ctx, relation);
  const parts = plain === undefined ? undefined : keysAndCalls(ctx, plain, wanted, []);
  if (plain === undefined || parts === undefined) return undefined;
  const name = wanted.calls.length === 0 ? 'Distinct' : 'Aggregate';
  const port = ctx.step('group_aggregate', name, { ...parts.config, ttl: wanted.ttl }, parts.input);
  const made = plainRelation({
    port,
    columns: parts.columns,
    eventTime: undefined,
    changes: wanted.calls.length > 0 || plain.changes,
    key: parts.keys.length === 0 ? undefined : parts.keys,
  });
  return { relation: made, columns: parts.meanings };
}

type Parts = {
  readonly input: Relation;
  readonly config: { readonly keys: string[]; readonly aggregates: { name: string; expression: string }[] };
  readonly keys: readonly string[];
  readonly columns: readonly Column[];
  readonly meanings: readonly Meaning[];
};

/** Key columns, made before where they are formulas, and the aggregates under names of the SELECT list. */
function keysAndCalls(
  ctx: ImportContext,
  relation: Relation,
  { keys, calls, items }: Aggregation,
  reserved: readonly string[],
): Parts | undefined {
  const listed = new Map([...items].reverse().map(({ name, expression }) => [astShape(expression), name]));
  const wantedName = (of: Ast, otherwise: string): string => listed.get(astShape(of)) ?? otherwise;
  const taken = reserved.map((name) => ({ name }));
  const meanings: Meaning[] = [];
  const names: string[] = [];
  const added: Item[] = [];
  for (const key of keys) {
    const known = [...relation.columns, ...taken, ...added];
    const name = key.kind === 'column' ? key.name : freeColumn(wantedName(key, 'key'), known);
    if (key.kind !== 'column') added.push({ name, expression: key });
    if (!names.includes(name)) names.push(name);
    meanings.push({ of: key, column: name });
  }
  const input = withColumns(ctx, relation, added);
  if (input === undefined) return undefined;
  const columns = names.flatMap((name) => columnOf(input, name) ?? []);
  taken.push(...columns);
  const aggregates: { name: string; expression: string }[] = [];
  for (const call of calls) {
    const checked = checkCall(ctx, call, input.columns, keys.length > 0);
    if (checked === undefined) return undefined;
    const name = freeColumn(wantedName(call, nameOf(call)), taken);
    taken.push({ name });
    columns.push({ name, type: checked.type, nullable: checked.nullable });
    aggregates.push({ name, expression: printExpression(call) });
    meanings.push({ of: call, column: name });
  }
  return { input, config: { keys: [...names], aggregates }, keys: names, columns, meanings };
}

/** The type of an aggregate call, or `undefined` with a report. */
export function checkCall(
  ctx: ImportContext,
  call: AstCall,
  columns: readonly Column[],
  grouped: boolean,
): { readonly type: Column['type']; readonly nullable: boolean } | undefined {
  const found: SqlDiagnostic[] = [];
  const typed = checkAggregateNode({ source: ctx.source, columns, diagnostics: found }, call, { grouped });
  for (const problem of found) {
    if (problem.severity === 'error') ctx.report({ ...problem, severity: undefined, fix: undefined });
  }
  return typed;
}

/** A name for an aggregate that the query gives none: `sum_v`, `count`. */
function nameOf({ name, arguments: [argument] }: AstCall): string {
  const function_ = name.toLowerCase();
  return argument?.kind === 'column' ? `${function_}_${argument.name}` : function_;
}
