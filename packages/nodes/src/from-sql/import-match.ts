// MATCH_RECOGNIZE as a pattern node: one row per match, the keys and the measures.

import type { Column } from '@weir/shared/data-type';
import { durationText } from '@weir/shared/duration';
import { stepsOf } from '@weir/sql/match/match-steps';
import { rowExpressionOf } from '@weir/sql/match/row-expression';
import { printExpression } from '@weir/sql/parse/print';
import type { AstMatch, NamedAst } from '@weir/sql/statements/ast-match';
import { requireInterval } from './durations.ts';
import type { ImportContext } from './import-context.ts';
import { plainRelation, type Relation } from './relation.ts';
import { resolve, type Source, sourceOf } from './scope.ts';
import { materialised } from './settle.ts';

/** The matches of a pattern in the rows of a source. */
export function importMatch(ctx: ImportContext, match: AstMatch, source: Source): Relation | undefined {
  if (match.rows === 'all') {
    return ctx.unsupported(
      'ALL ROWS PER MATCH cannot run, on Flink neither',
      match.span,
      'Write ONE ROW PER MATCH.',
    );
  }
  const fields = source.fields.map(({ name, column }) => ({ name, column }));
  const input = materialised(ctx, { ...source.relation, fields });
  if (input === undefined || match.pattern === undefined || !checkOrder(ctx, match, input)) return undefined;
  if (input.changes) {
    return ctx.unsupported(
      'a pattern looks at rows that are added only',
      match.span,
      'Put it before what changes them.',
    );
  }
  const read = stepsOf(match.pattern);
  if (!read.ok) {
    for (const problem of read.diagnostics) ctx.report({ ...problem, severity: undefined });
    return undefined;
  }
  const keys: string[] = [];
  for (const key of match.keys) {
    const resolved = resolve(ctx, key, sourceOf(input, ''));
    if (resolved === undefined) return undefined;
    if (resolved.kind !== 'column')
      return ctx.unsupported('PARTITION BY takes columns', key.span, 'Compute them in a view.');
    keys.push(resolved.name);
  }
  const variables = new Set(read.steps.map(({ variable }) => variable));
  const scope = { variables, columns: input.columns, eventTime: input.eventTime };
  const define = namedExpressions(ctx, match.define, scope);
  const measures = namedExpressions(ctx, match.measures, scope);
  const within = match.within === undefined ? 0 : requireInterval(ctx, match.within, 'WITHIN');
  if (define === undefined || measures === undefined || within === undefined) return undefined;
  const config = {
    keys,
    steps: ctx.source.slice(match.patternSpan.from, match.patternSpan.to).trim(),
    define: define.written,
    measures: measures.written,
    within: match.within === undefined ? '' : durationText(within),
    ...skipConfig(match),
  };
  const columns = [
    ...keys.flatMap((key) => input.columns.filter(({ name }) => name === key)),
    ...measures.columns,
  ];
  const port = ctx.step('pattern', 'Pattern', config, input);
  return plainRelation({ port, columns, eventTime: measures.time, changes: false });
}

function checkOrder(ctx: ImportContext, match: AstMatch, input: Relation): boolean {
  const [first] = match.order;
  const { expression } = first ?? {};
  if (
    expression?.kind === 'column' &&
    expression.name === input.eventTime &&
    first?.descending === false &&
    match.order.length === 1
  ) {
    return true;
  }
  const hint = 'Write ORDER BY and the column with the WATERMARK.';
  ctx.unsupported('a pattern follows event time and nothing else', expression?.span ?? match.span, hint);
  return false;
}

type Scope = Parameters<typeof rowExpressionOf>[1];

type Named = {
  readonly written: { name: string; expression: string }[];
  readonly columns: readonly Column[];
  /** The one that is the event time of the match. */
  readonly time: string | undefined;
};

function namedExpressions(ctx: ImportContext, named: readonly NamedAst[], scope: Scope): Named | undefined {
  const written: { name: string; expression: string }[] = [];
  const columns: Column[] = [];
  let time: string | undefined;
  for (const { name, expression } of named) {
    const result = rowExpressionOf(expression, scope, ctx.source);
    if (!result.ok) {
      for (const problem of result.diagnostics)
        ctx.report({ ...problem, severity: undefined, fix: undefined });
      return undefined;
    }
    const { type, nullable, isTime } = result.expression;
    written.push({ name, expression: printExpression(expression) });
    columns.push({ name, type, nullable });
    if (isTime) time ??= name;
  }
  return { written, columns, time };
}

/** Without the clause the search goes on at the next row, as in Calcite. */
function skipConfig({ after }: AstMatch): { readonly skip: string; readonly skipTo: string } {
  switch (after?.kind) {
    case 'past last row':
      return { skip: 'past_last_row', skipTo: '' };
    case 'to first':
      return { skip: 'to_first', skipTo: after.variable };
    case 'to last':
      return { skip: 'to_last', skipTo: after.variable };
    default:
      return { skip: 'next_row', skipTo: '' };
  }
}
