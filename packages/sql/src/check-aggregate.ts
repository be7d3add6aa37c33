// Types one aggregate call (X3).

import { type DataType, isText, typeText } from '@weir/shared/data-type';
import type { Ast, AstCall } from './ast.ts';
import { AGGREGATE_NAMES } from './catalogue.ts';
import { type CheckContext, report, requireBoolean } from './check-context.ts';
import { checkNode } from './check-node.ts';
import type { AggregateFunction, Typed, TypedAggregate } from './typed.ts';
import { BIGINT, isNumeric } from './types.ts';
import { isDeep } from './types-nested.ts';

const BUILT: readonly AggregateFunction[] = ['COUNT', 'SUM', 'AVG', 'MIN', 'MAX'];

/** The typed aggregate, or `undefined` with a report. */
export function checkAggregateNode(ctx: CheckContext, node: Ast): TypedAggregate | undefined {
  if (node.kind !== 'call' || !AGGREGATE_NAMES.has(node.name)) return refuseShape(ctx, node);
  const name = BUILT.find((known) => known === node.name);
  if (name === undefined || node.distinct) {
    const message = `${node.name}${node.distinct ? '(DISTINCT …)' : ''} is not built yet`;
    const hint = `Aggregates so far: ${BUILT.join(', ')}.`;
    return report(ctx, { code: 'SQL_UNSUPPORTED', message, hint, span: node.span });
  }
  const filter = node.filter === undefined ? undefined : checkFilter(ctx, node.filter);
  if (node.filter !== undefined && filter === undefined) return undefined;
  if (node.star) return checkStar(ctx, node, name, filter);
  const [argumentNode] = node.arguments;
  if (node.arguments.length !== 1 || argumentNode === undefined) {
    const message = `${name} takes 1 value, this has ${node.arguments.length}`;
    return report(ctx, { code: 'SQL_ARGUMENTS', message, hint: `Write ${name}(column).`, span: node.span });
  }
  const value = checkNode(ctx, argumentNode);
  return value === undefined ? undefined : typed(ctx, argumentNode, name, value, filter);
}

function refuseShape(ctx: CheckContext, node: Ast): undefined {
  const inside =
    node.kind === 'binary' || node.kind === 'case' || node.kind === 'cast' || node.kind === 'unary';
  return report(ctx, {
    code: 'SQL_AGGREGATE',
    message: inside ? 'a formula around an aggregate is not built here' : 'this is not an aggregate',
    hint: inside
      ? 'Aggregate here and compute in a select node behind it.'
      : 'Write one such as COUNT(*) or SUM(amount).',
    span: node.span,
  });
}

function checkFilter(ctx: CheckContext, node: Ast): Typed | undefined {
  const filter = checkNode(ctx, node);
  return filter === undefined ? undefined : requireBoolean(ctx, filter, node.span, 'FILTER');
}

function checkStar(
  ctx: CheckContext,
  node: AstCall,
  name: AggregateFunction,
  filter: Typed | undefined,
): TypedAggregate | undefined {
  if (name === 'COUNT')
    return { function: name, type: BIGINT, nullable: false, ...(filter === undefined ? {} : { filter }) };
  const message = `${name} takes a value, not *`;
  return report(ctx, { code: 'SQL_ARGUMENTS', message, hint: `Write ${name}(column).`, span: node.span });
}

function typed(
  ctx: CheckContext,
  node: Ast,
  name: AggregateFunction,
  argument: Typed,
  filter: Typed | undefined,
): TypedAggregate | undefined {
  const type = aggregateType(name, argument.type);
  if (type === undefined) {
    const message = `${name} does not take ${typeText(argument.type)}`;
    const hint = isText(argument.type) ? 'Convert it with CAST.' : undefined;
    return report(ctx, { code: 'SQL_TYPE', message, hint, span: node.span });
  }
  const overflows = type.kind === 'DECIMAL' && (name === 'SUM' || name === 'AVG');
  const nullable = name !== 'COUNT' && (argument.nullable || filter !== undefined || overflows);
  return { function: name, argument, type, nullable, ...(filter === undefined ? {} : { filter }) };
}

function aggregateType(name: AggregateFunction, type: DataType): DataType | undefined {
  switch (name) {
    case 'COUNT':
      return type.kind === 'NULL' ? undefined : BIGINT;
    case 'MIN':
    case 'MAX':
      return type.kind === 'NULL' || isDeep(type) ? undefined : type;
    case 'SUM':
      if (type.kind === 'DECIMAL') return { kind: 'DECIMAL', precision: 38, scale: type.scale };
      return isNumeric(type) ? type : undefined;
    case 'AVG':
      if (type.kind === 'DECIMAL') return { kind: 'DECIMAL', precision: 38, scale: Math.max(6, type.scale) };
      return isNumeric(type) ? type : undefined;
  }
}
