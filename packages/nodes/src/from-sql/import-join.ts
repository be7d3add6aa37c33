// Joins: sorts the conditions by side, finds keys, windows and bounds of event time, and draws the join that they make.

import { durationText } from '@weir/shared/duration';
import type { JsonValue } from '@weir/shared/graph';
import { COLUMNS_MAX } from '@weir/shared/limits';
import type { Ast, Span } from '@weir/sql/parse/ast';
import { printExpression } from '@weir/sql/parse/print';
import { conjunction } from './conjunctions.ts';
import type { ImportContext } from './import-context.ts';
import {
  type Bounds,
  belowJoin,
  both,
  type JoinNames,
  type KeyPair,
  keyPair,
  onRight,
  sideOf,
  timeBounds,
} from './join-conditions.ts';
import {
  filtered,
  joinedColumns,
  joinedFields,
  type Keyed,
  keyed,
  type Naming,
  named,
  nameSides,
} from './join-sides.ts';
import type { Relation, WindowColumns } from './relation.ts';
import { resolve, type Source } from './scope.ts';
import { settled } from './settle.ts';

/** How long each side is kept, as hints and settings say; empty is for ever. */
export type Retention = { readonly left: string; readonly right: string };

/** A join to draw. */
export type JoinRequest = {
  readonly kind: 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti';
  readonly left: Source;
  readonly right: Source;
  /** Conditions with the names of the query. */
  readonly conditions: readonly Ast[];
  /** Equalities with the names of each side; `nullAware` as NOT IN compares. */
  readonly pairs: readonly (KeyPair & { readonly nullAware: boolean })[];
  /** True for sub-queries, whose names hide those around them. */
  readonly isInnerFirst: boolean;
  readonly name: string;
  readonly retention: Retention;
  readonly span: Span;
};

/** The conditions of a join by what they do. */
type Sorted = {
  readonly left: readonly Ast[];
  readonly right: readonly Ast[];
  readonly pairs: readonly KeyPair[];
  readonly bounds: Bounds | undefined;
  /** Conditions of the bounds, to be taken back when they make no interval. */
  readonly timed: readonly Ast[];
  readonly isWindowed: boolean;
  readonly rest: readonly Ast[];
};

/** The pairs of rows; of semi and anti joins the left rows. */
export function join(ctx: ImportContext, request: JoinRequest): Source | undefined {
  const left = settled(ctx, request.left.relation);
  const right = settled(ctx, request.right.relation);
  if (left === undefined || right === undefined) return undefined;
  if (left.columns.length + right.columns.length > COLUMNS_MAX) {
    const message = `a join with more than ${COLUMNS_MAX} columns`;
    return ctx.report({
      code: 'SQL_LIMIT',
      message,
      hint: 'Select fewer columns before it.',
      span: request.span,
    });
  }
  const naming = nameSides(left, right, request.name);
  const sorted = sortConditions(ctx, request, { left, right, naming });
  if (sorted === undefined) return undefined;
  const l = filtered(ctx, left, sorted.left);
  const r = filtered(
    ctx,
    right,
    sorted.right.map((condition) => onRight(condition, naming.names)),
  );
  if (l === undefined || r === undefined) return undefined;
  const isInterval = isIntervalJoin(request, sorted, l, r);
  const pairs = isInterval
    ? sorted.pairs
    : [...sorted.pairs, ...sorted.timed.flatMap((part) => keyPair(part, naming.names) ?? [])];
  const sides = keyed(ctx, l, r, pairs);
  if (sides === undefined) return undefined;
  const timed = isInterval ? [] : sorted.timed.filter((part) => keyPair(part, naming.names) === undefined);
  const condition = conjunction([...sorted.rest, ...timed]);
  if (condition !== undefined && !checkCondition(ctx, condition, { left, right, naming })) return undefined;
  const text = condition === undefined ? '' : printExpression(condition);
  const relation = draw(ctx, request, {
    sides,
    naming,
    text,
    bounds: isInterval ? sorted.bounds : undefined,
    sorted,
  });
  const isHalf = request.kind === 'semi' || request.kind === 'anti';
  return {
    relation,
    fields: isHalf ? request.left.fields : joinedFields(request.left, request.right, naming, false),
  };
}

type Sides = { readonly left: Relation; readonly right: Relation; readonly naming: Naming };

function checkCondition(ctx: ImportContext, condition: Ast, { left, right, naming }: Sides): boolean {
  const typed = ctx.check(condition, joinedColumns(left, right, naming, 'inner'));
  if (typed === undefined) return false;
  if (typed.type.kind === 'BOOLEAN' || typed.type.kind === 'NULL') return true;
  ctx.report({ code: 'SQL_TYPE', message: 'a join takes a condition', span: condition.span });
  return false;
}

function sortConditions(ctx: ImportContext, request: JoinRequest, sides: Sides): Sorted | undefined {
  const { naming } = sides;
  const fields = joinedFields(request.left, request.right, naming, request.isInnerFirst);
  const source: Source = { relation: request.left.relation, fields };
  const resolved: Ast[] = [];
  for (const condition of request.conditions) {
    const found = resolve(ctx, condition, source);
    if (found === undefined) return undefined;
    resolved.push(found);
  }
  const rest: Ast[] = [];
  const pairs: KeyPair[] = [];
  for (const pair of request.pairs) {
    if (pair.nullAware) rest.push(nullAware(pair, naming.names));
    else pairs.push(pair);
  }
  return sort(request, sides, resolved, { rest, pairs });
}

/** `NOT IN` keeps a row only when no comparison is TRUE or unknown. */
function nullAware({ left, right }: KeyPair, names: JoinNames): Ast {
  const { span } = left;
  const below = belowJoin(right, names);
  const isNull = (operand: Ast): Ast => ({ kind: 'is', operand, test: 'NULL', negated: false, span });
  const or = (a: Ast, b: Ast): Ast => ({
    kind: 'binary',
    operator: 'OR',
    operatorSpan: span,
    left: a,
    right: b,
    span,
  });
  const equal: Ast = { kind: 'binary', operator: '=', operatorSpan: span, left, right: below, span };
  return or(or(equal, isNull(left)), isNull(below));
}

function sort(
  { kind }: JoinRequest,
  { left, right, naming: { names } }: Sides,
  conditions: readonly Ast[],
  start: { readonly rest: Ast[]; readonly pairs: KeyPair[] },
): Sorted {
  const { rest, pairs } = start;
  const sides: { readonly left: Ast[]; readonly right: Ast[] } = { left: [], right: [] };
  const timed: Ast[] = [];
  let bounds: Bounds | undefined;
  const matched = new Set<string>();
  const windows = windowPairs(left, right);
  const below = new Map([...names.right].map(([name, own]) => [own, name]));
  const times = { left: left.eventTime ?? '', right: below.get(right.eventTime ?? '') ?? '' };
  const isTimed = left.eventTime !== undefined && right.eventTime !== undefined;
  for (const condition of conditions) {
    const side = sideOf(condition, names);
    const pair = keyPair(condition, names);
    const window = pair === undefined ? undefined : windows.get(pairText(pair));
    const bound = isTimed ? timeBounds(condition, times) : undefined;
    if ((side === 'left' && filtersLeft(kind)) || (side === 'right' && filtersRight(kind)))
      sides[side].push(condition);
    else if (window !== undefined) matched.add(window);
    else if (bound !== undefined) {
      timed.push(condition);
      bounds = bounds === undefined ? bound : both(bounds, bound);
    } else if (pair !== undefined) pairs.push(pair);
    else rest.push(condition);
  }
  const isWindowed = matched.has('start') && matched.has('end');
  if (!isWindowed) {
    for (const condition of conditions) {
      const pair = keyPair(condition, names);
      if (pair !== undefined && windows.has(pairText(pair))) pairs.push(pair);
    }
  }
  return { ...sides, pairs, bounds, timed, isWindowed, rest };
}

/** A condition on one side alone may be put before the join where rows of that side that fail it cannot come out. */
function filtersLeft(kind: JoinRequest['kind']): boolean {
  return kind === 'inner' || kind === 'right' || kind === 'semi';
}

function filtersRight(kind: JoinRequest['kind']): boolean {
  return kind !== 'right' && kind !== 'full';
}

/** The equalities of window columns, as texts of pairs. */
function windowPairs(left: Relation, right: Relation): ReadonlyMap<string, 'start' | 'end'> {
  const [a, b] = [left.window, right.window];
  if (a === undefined || b === undefined || left.changes || right.changes) return new Map();
  return new Map([
    [`${a.start}\n${b.start}`, 'start'],
    [`${a.end}\n${b.end}`, 'end'],
  ]);
}

function pairText({ left, right }: KeyPair): string {
  return left.kind === 'column' && right.kind === 'column' ? `${left.name}\n${right.name}` : '';
}

/** Flink makes an interval join only of rows that are added, with a key and with both bounds. */
function isIntervalJoin(
  { kind }: JoinRequest,
  { bounds, pairs, isWindowed }: Sorted,
  left: Relation,
  right: Relation,
): boolean {
  return (
    bounds !== undefined &&
    !isWindowed &&
    Number.isFinite(bounds.lowerMs) &&
    Number.isFinite(bounds.upperMs) &&
    pairs.length > 0 &&
    kind !== 'semi' &&
    kind !== 'anti' &&
    !left.changes &&
    !right.changes
  );
}

type Drawing = {
  readonly sides: Keyed;
  readonly naming: Naming;
  readonly text: string;
  readonly bounds: Bounds | undefined;
  readonly sorted: Sorted;
};

function draw(ctx: ImportContext, request: JoinRequest, drawing: Drawing): Relation {
  const { sides, naming, text, bounds, sorted } = drawing;
  const { left, right } = sides;
  // Key columns that were added have names of their own, so the prefix still keeps all names apart.
  const below = named(left, right, naming.prefix);
  const config: Record<string, JsonValue> = {
    type: request.kind,
    leftKeys: [...sides.leftKeys],
    rightKeys: [...sides.rightKeys],
    condition: text,
    prefix: naming.prefix,
  };
  const columns = joinedColumns(left, right, below, request.kind);
  const isLeft = request.kind !== 'right' && request.kind !== 'full';
  const time = isLeft ? left.eventTime : undefined;
  const made = (type: string, name: string, more: Record<string, JsonValue> = {}): string =>
    `${ctx.graph.add({ type, name, config: { ...config, ...more }, inputs: { left: [left.port], right: [right.port] } })}.out`;
  if (bounds !== undefined) {
    const more = { lower: durationText(bounds.lowerMs), upper: durationText(bounds.upperMs) };
    return plain(made('interval_join', 'Interval join', more), columns, { eventTime: time, changes: false });
  }
  if (sorted.isWindowed) {
    const port = made('window_join', 'Window join');
    return plain(port, columns, {
      eventTime: time,
      changes: false,
      window: isLeft ? left.window : undefined,
    });
  }
  const { left: leftTtl, right: rightTtl } = request.retention;
  const isAppend = (request.kind === 'inner' || request.kind === 'semi') && !left.changes && !right.changes;
  return plain(made('join', 'Join', { leftTtl, rightTtl }), columns, {
    eventTime: undefined,
    changes: !isAppend,
  });
}

function plain(
  port: string,
  columns: Relation['columns'],
  more: {
    readonly eventTime: string | undefined;
    readonly changes: boolean;
    readonly window?: WindowColumns | undefined;
  },
): Relation {
  const fields = columns.map(({ name }) => ({ name, column: name }));
  return { port, columns, fields, window: undefined, pending: undefined, ...more };
}
