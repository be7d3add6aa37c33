// Joins with the version of a table that was valid at the event time of the row: FOR SYSTEM_TIME AS OF.

import type { Ast, Span } from '@weir/sql/parse/ast';
import type { ImportContext } from './import-context.ts';
import { type KeyPair, keyPair, sideOf } from './join-conditions.ts';
import { filtered, joinedColumns, joinedFields, keyed, maskedKeys, nameSides } from './join-sides.ts';
import { plainRelation, type Relation } from './relation.ts';
import { conjunction, filter } from './relation-steps.ts';
import { resolve, type Source } from './scope.ts';
import { settled } from './settle.ts';

/** A temporal join to draw. */
export type TemporalRequest = {
  readonly kind: 'inner' | 'left';
  readonly left: Source;
  readonly right: Source;
  readonly asOf: Ast;
  readonly conditions: readonly Ast[];
  readonly name: string;
  readonly span: Span;
};

/** The left rows, each with the version of the right side that was valid at its event time. */
export function temporalJoin(ctx: ImportContext, request: TemporalRequest): Source | undefined {
  const left = settled(ctx, request.left.relation);
  const right = settled(ctx, request.right.relation);
  if (left === undefined || right === undefined || !checkTimes(ctx, request, left, right)) return undefined;
  const naming = nameSides(left, right, request.name);
  const fields = joinedFields(request.left, request.right, naming, false);
  const pairs: KeyPair[] = [];
  const [before, after]: [Ast[], Ast[]] = [[], []];
  for (const condition of request.conditions) {
    const resolved = resolve(ctx, condition, { relation: left, fields });
    if (resolved === undefined) return undefined;
    const pair = keyPair(resolved, naming.names);
    if (pair !== undefined) pairs.push(pair);
    else (sideOf(resolved, naming.names) === 'left' ? before : after).push(resolved);
  }
  if (pairs.length === 0) {
    const message = 'a join with versions needs the key of the table in ON';
    return ctx.report({ code: 'JOIN_KEY', message, span: request.span });
  }
  const [offending] = after;
  if (request.kind === 'left' && offending !== undefined) {
    const message = 'a left join with versions cannot look at the version in other conditions than its key';
    return ctx.unsupported(message, offending.span, 'Move the condition into a CASE of the SELECT list.');
  }
  const filteredLeft = request.kind === 'inner' ? filtered(ctx, left, before) : left;
  const sides = filteredLeft === undefined ? undefined : keyed(ctx, filteredLeft, right, pairs);
  if (sides === undefined) return undefined;
  const mask = request.kind === 'left' ? conjunction(before) : undefined;
  const masked =
    mask === undefined
      ? { left: sides.left, keys: sides.leftKeys }
      : maskedKeys(ctx, sides.left, sides.leftKeys, mask);
  if (masked === undefined) return undefined;
  const config = {
    type: request.kind,
    leftKeys: [...masked.keys],
    rightKeys: [...sides.rightKeys],
    prefix: naming.prefix,
  };
  const inputs = { left: [masked.left.port], right: [sides.right.port] };
  const below = { prefix: naming.prefix, names: namesOf(masked.left, sides.right, naming.prefix) };
  const joined = plainRelation({
    port: `${ctx.graph.add({ type: 'temporal_join', name: 'Temporal join', config, inputs })}.out`,
    columns: joinedColumns(masked.left, sides.right, below, request.kind),
    eventTime: left.eventTime,
    changes: left.changes,
  });
  const condition = conjunction(after);
  const relation = condition === undefined ? joined : filter(ctx, joined, condition);
  return relation === undefined ? undefined : { relation, fields };
}

function namesOf(
  left: Relation,
  right: Relation,
  prefix: string,
): { readonly left: ReadonlySet<string>; readonly right: ReadonlyMap<string, string> } {
  const leftNames = new Set(left.columns.map(({ name }) => name));
  const names = new Map(right.columns.map(({ name }) => [leftNames.has(name) ? prefix + name : name, name]));
  return { left: leftNames, right: names };
}

function checkTimes(ctx: ImportContext, request: TemporalRequest, left: Relation, right: Relation): boolean {
  const { asOf, left: source } = request;
  const resolved = resolve(ctx, asOf, source);
  if (resolved === undefined) return false;
  if (resolved.kind !== 'column' || resolved.name !== left.eventTime) {
    const hint =
      'Write FOR SYSTEM_TIME AS OF and the column with the WATERMARK. Processing time cannot be repeated.';
    ctx.unsupported('a version is looked up by the event time of the left rows', asOf.span, hint);
    return false;
  }
  if (right.eventTime !== undefined && right.key !== undefined) return true;
  ctx.report({
    code: 'JOIN_KEY',
    message: 'the right side has no versions: it needs a primary key and event time',
    hint: 'Declare PRIMARY KEY … NOT ENFORCED and WATERMARK, or keep the last row per key with ROW_NUMBER.',
    span: request.span,
  });
  return false;
}
