// Types one aggregate call (X3): finds its definition, checks what every aggregate has, lets it decide the rest.

import type { AggregateCall, AggregateDefinition } from '../aggregates/definition.ts';
import { aggregateNames, findAggregate } from '../aggregates/index.ts';
import { refusedAggregate } from '../aggregates/refused.ts';
import { findFunction } from '../functions/index.ts';
import type { Ast, AstCall } from '../parse/ast.ts';
import { callSpan } from './check-call.ts';
import { type CheckContext, replaced, report, requireBoolean } from './check-context.ts';
import { checkNode } from './check-node.ts';
import { foreignCall } from './foreign-names.ts';
import { closest } from './suggest.ts';
import type { Typed, TypedAggregate } from './typed.ts';

/** What surrounds the call: without GROUP BY keys Flink calls most results nullable. */
export type AggregateScope = { readonly grouped: boolean };

/** The typed aggregate, or `undefined` with a report. */
export function checkAggregateNode(
  ctx: CheckContext,
  node: Ast,
  scope: AggregateScope,
): TypedAggregate | undefined {
  if (node.kind !== 'call') return refuseShape(ctx, node);
  const definition = findAggregate(node.name);
  if (definition === undefined) return refuseName(ctx, node);
  const filter = node.filter === undefined ? undefined : checkFilter(ctx, node.filter);
  const filterIsWrong = node.filter !== undefined && filter === undefined;
  const values = checkAll(ctx, node.arguments);
  if (values !== undefined && !checkForm(ctx, node, definition)) return undefined;
  const shares = node.percentages === undefined ? [] : checkAll(ctx, node.percentages.items);
  if (values === undefined || shares === undefined || filterIsWrong) return undefined;
  const distinct = node.distinct && definition.distinct === 'once';
  const call: AggregateCall = {
    values,
    percentages: node.percentages === undefined ? undefined : { items: shares, list: node.percentages.list },
    form: { nulls: node.nulls, onNull: node.onNull },
    distinct,
    filtered: filter !== undefined,
    grouped: scope.grouped,
  };
  const resolved = definition.resolve(call);
  if ('refused' in resolved) {
    const { code, message, hint } = resolved;
    return report(ctx, { code, message, hint, span: callSpan(ctx, node) });
  }
  return { function: definition.name, distinct, ...resolved, ...(filter === undefined ? {} : { filter }) };
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

function refuseName(ctx: CheckContext, node: AstCall): undefined {
  const refused = refusedAggregate(node.name);
  if (refused !== undefined) {
    const message = `${node.name} has no place here: ${refused.reason}`;
    return report(ctx, { code: 'SQL_UNSUPPORTED', message, hint: refused.hint, span: node.span });
  }
  const foreign = foreignCall(ctx, node, 'aggregate');
  if (foreign !== undefined) return report(ctx, foreign);
  const near = findFunction(node.name) === undefined ? closest(node.name, aggregateNames()) : undefined;
  if (near === undefined) return refuseShape(ctx, node);
  return report(ctx, {
    code: 'SQL_FUNCTION',
    message: `there is no aggregate ${node.name}`,
    hint: `Did you mean ${near}?`,
    span: node.nameSpan,
    fix: { title: `Change to ${near}`, replace: replaced(ctx, node.nameSpan, near) },
  });
}

function checkFilter(ctx: CheckContext, node: Ast): Typed | undefined {
  const filter = checkNode(ctx, node);
  return filter === undefined ? undefined : requireBoolean(ctx, filter, node.span, 'FILTER');
}

/** The star, the number of arguments and DISTINCT. */
function checkForm(ctx: CheckContext, node: AstCall, definition: AggregateDefinition): boolean {
  const hint = `Write ${definition.syntax}.`;
  if (node.star) {
    if (definition.star === true) return true;
    const message = `${node.name} takes a value, not *`;
    const at = ctx.source.indexOf('*', node.nameSpan.to);
    report(ctx, { code: 'SQL_ARGUMENTS', message, hint, span: { from: at, to: at + 1 } });
    return false;
  }
  const [least, most] = definition.arguments;
  const given = node.arguments.length;
  if (given < least || given > most) {
    const wanted = least === most ? String(least) : `${least} to ${most}`;
    const message = `${node.name} takes ${wanted} ${wanted === '1' ? 'value' : 'values'}, this has ${given}`;
    report(ctx, { code: 'SQL_ARGUMENTS', message, hint, span: node.span });
    return false;
  }
  if (!node.distinct || typeof definition.distinct === 'string') return true;
  const message = `${node.name} takes no DISTINCT: ${definition.distinct.refused}`;
  report(ctx, { code: 'SQL_UNSUPPORTED', message, hint: 'Leave it out.', span: node.span });
  return false;
}

function checkAll(ctx: CheckContext, nodes: readonly Ast[]): readonly Typed[] | undefined {
  const typed = nodes.map((node) => checkNode(ctx, node));
  const present = typed.filter((value) => value !== undefined);
  return present.length < typed.length ? undefined : present;
}
