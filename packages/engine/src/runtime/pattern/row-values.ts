// Computes expressions over the rows of a match: values of single rows, aggregates over the rows of a variable.

import type { Value } from '@weir/shared/data-type';
import { js } from '@weir/shared/fragment';
import type { RowExpression, RowReference } from '@weir/sql/match/row-expression';
import { compileExpression } from '../../embedded/expressions.ts';
import { newLedger } from '../accumulators/ledger.ts';
import { Batch } from '../batch.ts';
import { groupCode } from '../group-code.ts';
import { GroupTable } from '../group-table.ts';
import type { OperatorContext } from '../operator.ts';
import type { MatchPath, MatchRow } from './matcher.ts';

/** Computes the expression over rows that were taken, the last one first. May throw a RowError. */
export type RowEvaluator = (path: MatchPath | undefined) => Value;

/** Compiles an expression; `stepOf` gives the index of a variable. */
export function rowEvaluator<C>(
  ctx: OperatorContext<C>,
  expression: RowExpression,
  stepOf: (variable: string) => number,
): RowEvaluator {
  const references = expression.references.map((reference) => referenceOf(ctx, reference, stepOf));
  const compiled = compileExpression(
    expression.text,
    expression.columns,
    expression.columns.map((_, index) => js`v[${index}]`),
  );
  // The fragment is an arrow function of exactly this parameter.
  const evaluate = ctx.compile(js`(v) => ${compiled.code}`) as (values: readonly Value[]) => Value;
  return (path) => evaluate(references.map((reference) => reference(path)));
}

function referenceOf<C>(
  ctx: OperatorContext<C>,
  reference: RowReference,
  stepOf: (variable: string) => number,
): RowEvaluator {
  if (reference.kind === 'time') return (path) => path?.row.timeMs ?? null;
  const step = reference.variable === undefined ? undefined : stepOf(reference.variable);
  if (reference.kind === 'aggregate') return aggregateOf(ctx, reference.text, step);
  const columns = ctx.inputs['in']?.columns ?? [];
  const evaluate = ctx.evaluate(reference.text, 'in');
  const scratch = new Batch(columns);
  return (path) => {
    const row =
      reference.from === 'last' ? last(path, step, reference.offset) : first(path, step, reference.offset);
    if (row === undefined) return null;
    scratch.clear();
    scratch.push(row.values, 0);
    return evaluate(scratch, 0);
  };
}

function last(path: MatchPath | undefined, step: number | undefined, offset: number): MatchRow | undefined {
  let left = offset;
  for (let at = path; at !== undefined; at = at.before) {
    if (step !== undefined && at.step !== step) continue;
    if (left === 0) return at.row;
    left -= 1;
  }
  return undefined;
}

function first(path: MatchPath | undefined, step: number | undefined, offset: number): MatchRow | undefined {
  const rows = rowsOf(path, step);
  return rows[offset];
}

/** The rows of a step, or all, in the order of time. */
function rowsOf(path: MatchPath | undefined, step: number | undefined): readonly MatchRow[] {
  const rows: MatchRow[] = [];
  for (let at = path; at !== undefined; at = at.before) {
    if (step === undefined || at.step === step) rows.push(at.row);
  }
  return rows.reverse();
}

function aggregateOf<C>(ctx: OperatorContext<C>, text: string, step: number | undefined): RowEvaluator {
  const columns = ctx.inputs['in']?.columns ?? [];
  const options = { ledger: newLedger(), merges: false, retracts: false };
  const code = groupCode([ctx.aggregate(text, 'in')], columns, ctx.compile, options);
  const [accumulator] = code.accumulators;
  if (accumulator === undefined) throw new Error('bug: no accumulator');
  const scratch = new Batch(columns);
  return (path) => {
    options.ledger.kept = 0;
    const table = new GroupTable(0, code.kinds);
    const slot = table.slotOfAll([]);
    for (const row of rowsOf(path, step)) {
      options.ledger.arrivals += 1;
      scratch.clear();
      scratch.push(row.values, 0);
      code.add(table.fields, slot, scratch, 0);
    }
    return accumulator.result(table.fields, slot);
  };
}
