// Joins with the version of a table that was valid at the event time of the row: FOR SYSTEM_TIME AS OF.

import type { Ast, Span } from '@weir/sql/parse/ast';
import { printExpression } from '@weir/sql/parse/print';
import { conjunction } from './conjunctions.ts';
import { type ImportContext, isProcessingTime } from './import-context.ts';
import { type KeyPair, keyPair } from './join-conditions.ts';
import { joinedColumns, joinedFields, keyed, named, nameSides } from './join-sides.ts';
import { plainRelation, type Relation } from './relation.ts';
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
  if (left === undefined || right === undefined) return undefined;
  const kind = kindOf(ctx, request, left, right);
  if (kind === undefined) return undefined;
  const naming = nameSides(left, right, request.name);
  const fields = joinedFields(request.left, request.right, naming, false);
  const pairs: KeyPair[] = [];
  const rest: Ast[] = [];
  for (const condition of request.conditions) {
    const resolved = resolve(ctx, condition, { relation: left, fields });
    if (resolved === undefined) return undefined;
    const pair = keyPair(resolved, naming.names);
    if (pair === undefined) rest.push(resolved);
    else pairs.push(pair);
  }
  if (pairs.length === 0) {
    const message = 'a join with versions needs the key of the table in ON';
    return ctx.report({ code: 'JOIN_KEY', message, span: request.span });
  }
  const sides = keyed(ctx, left, right, pairs);
  const condition = conjunction(rest);
  if (sides === undefined) return undefined;
  if (
    condition !== undefined &&
    ctx.check(condition, joinedColumns(left, right, naming, 'inner')) === undefined
  ) {
    return undefined;
  }
  const config = {
    type: request.kind,
    leftKeys: [...sides.leftKeys],
    rightKeys: [...sides.rightKeys],
    condition: condition === undefined ? '' : printExpression(condition),
    prefix: naming.prefix,
  };
  const inputs = { left: [sides.left.port], right: [sides.right.port] };
  const relation = plainRelation({
    port: `${ctx.graph.add({ type: kind, name: kind === 'temporal_join' ? 'Temporal join' : 'Lookup', config, inputs })}.out`,
    columns: joinedColumns(
      sides.left,
      sides.right,
      named(sides.left, sides.right, naming.prefix),
      request.kind,
    ),
    eventTime: left.eventTime,
    changes: left.changes,
  });
  return { relation, fields };
}

/** By the event time of the left rows a join with versions, by the moment of processing a lookup. */
function kindOf(
  ctx: ImportContext,
  request: TemporalRequest,
  left: Relation,
  right: Relation,
): 'temporal_join' | 'lookup_join' | undefined {
  const { asOf, left: source } = request;
  const resolved = resolve(ctx, asOf, source);
  if (resolved === undefined) return undefined;
  const column = resolved.kind === 'column' ? resolved.name : undefined;
  if (isProcessingTime(resolved) || (column !== undefined && ctx.processingTimes.has(column))) {
    ctx.problems.push({
      code: 'SQL_CHANGING',
      severity: 'warning',
      message: 'what a row finds depends on when it comes: the same input read again may give other rows',
      span: asOf.span,
    });
    return 'lookup_join';
  }
  if (column === undefined || column !== left.eventTime) {
    const hint = 'Write FOR SYSTEM_TIME AS OF and the column with the WATERMARK, or one that is PROCTIME().';
    return ctx.unsupported('a version is looked up by the event time of the left rows', asOf.span, hint);
  }
  if (right.eventTime !== undefined && right.key !== undefined) return 'temporal_join';
  return ctx.report({
    code: 'JOIN_KEY',
    message: 'the right side has no versions: it needs a primary key and event time',
    hint: 'Declare PRIMARY KEY … NOT ENFORCED and WATERMARK, or keep the last row per key with ROW_NUMBER.',
    span: request.span,
  });
}
