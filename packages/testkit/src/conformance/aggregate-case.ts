// One golden of an aggregate: checks its type, adds the rows of the group by the engine's own code, compares the result.
//
// A formula around aggregates (`SUM(x) * 1.5`) is run as the refusal's hint says: the aggregates here, the formula over
// their results in a select node behind.

import { compileValue } from '@weir/engine/embedded/compile';
import type { Host } from '@weir/engine/host';
import type { AccumulatorOptions } from '@weir/engine/runtime/accumulators/accumulator';
import { newLedger } from '@weir/engine/runtime/accumulators/ledger';
import { Batch } from '@weir/engine/runtime/batch';
import { type GroupCode, groupCode } from '@weir/engine/runtime/group-code';
import { GroupTable } from '@weir/engine/runtime/group-table';
import type { Column, ElementType, Value } from '@weir/shared/data-type';
import { isAggregateName } from '@weir/sql/aggregates/index';
import { checkAggregate, checkExpression } from '@weir/sql/check/check';
import type { Typed, TypedAggregate } from '@weir/sql/check/typed';
import type { SqlDiagnostic } from '@weir/sql/diagnostic';
import type { Ast, AstCall } from '@weir/sql/parse/ast';
import { parseExpression } from '@weir/sql/parse/parse';
import { RowError } from '@weir/sql/row-error';
import { compileRow } from '@weir/sql/testing/run-js';
import { formatValue } from '@weir/sql/values';
import { compareType, isValueCase, refusal } from './expression-case.ts';
import type { ExpressionGolden, Verdict } from './golden.ts';
import { goldenType, goldenValue, matches } from './golden-values.ts';

/** True when an aggregate is called somewhere in the expression. */
export function hasAggregate(expr: string): boolean {
  const { expression } = parseExpression(expr);
  return expression !== undefined && aggregateCalls(expression).length > 0;
}

/** Runs one golden with an aggregate, with values or for the type alone. */
export function runAggregate(golden: ExpressionGolden, compile: Host['compile']): Verdict {
  const columns: Column[] = [];
  const lists: (readonly Value[])[] = [];
  for (const [name, input] of Object.entries(golden.inputs)) {
    const element = goldenType(input.type);
    if (element === undefined) return { kind: 'unsupported', why: `type ${input.type}` };
    const values = (input.values ?? []).map((value) => goldenValue(value, element.type));
    const known = values.filter((value) => value !== undefined);
    if (known.length < values.length)
      return { kind: 'unsupported', why: `a value of ${input.type} cannot be read` };
    columns.push({ name, ...element });
    lists.push(known);
  }
  const query = checkQuery(golden.expr, withRowNumber(columns), golden.note !== 'global query');
  if (!query.ok) return refusal(golden, query.diagnostics);
  if (golden.resultType === undefined)
    return { kind: 'different', ours: query.element.type.kind, theirs: 'an error', why: 'accepted' };
  const problem = compareType(golden.resultType, query.element);
  if (
    problem !== undefined ||
    golden.note === 'GROUP BY query' ||
    golden.note === 'global query' ||
    !hasValues(golden)
  )
    return problem ?? { kind: 'equal' };
  const rowsMax = Math.max(0, ...lists.map((list) => list.length));
  const rows = Array.from({ length: rowsMax }, (_, row) =>
    withRowNumber(columns).map((_, index) => lists[index]?.[row] ?? (index < lists.length ? null : row)),
  );
  return compare(golden, query, (aggregates) =>
    aggregateRows(aggregates, withRowNumber(columns), rows, compile),
  );
}

/** Goldens of the family `types` say only what `x` is; `i` counts the rows everywhere. */
function withRowNumber(columns: readonly Column[]): readonly Column[] {
  if (columns.some((column) => column.name === 'i')) return columns;
  return [...columns, { name: 'i', type: { kind: 'INT' }, nullable: true }];
}

function hasValues(golden: ExpressionGolden): boolean {
  return !isValueCase(golden) && Object.values(golden.inputs).some((input) => input.values !== undefined);
}

type Query =
  | {
      readonly ok: true;
      readonly aggregates: readonly TypedAggregate[];
      /** Over the results of the aggregates; absent when there is one and nothing around it. */
      readonly formula: Typed | undefined;
      readonly element: ElementType;
    }
  | { readonly ok: false; readonly diagnostics: readonly SqlDiagnostic[] };

function checkQuery(expr: string, columns: readonly Column[], grouped: boolean): Query {
  const parsed = parseExpression(expr);
  if (parsed.expression === undefined) return { ok: false, diagnostics: parsed.diagnostics };
  const calls = aggregateCalls(parsed.expression);
  const whole = parsed.expression.kind === 'call' && isAggregateName(parsed.expression.name);
  const texts = whole ? [expr] : calls.map(({ span }) => expr.slice(span.from, span.to));
  const aggregates: TypedAggregate[] = [];
  for (const text of texts) {
    const checked = checkAggregate(text, columns, { grouped });
    if (!checked.ok) return checked;
    aggregates.push(checked.aggregate);
  }
  const [first] = aggregates;
  if (whole && first !== undefined) return { ok: true, aggregates, formula: undefined, element: first };
  const results = aggregates.map(({ type, nullable }, index) => ({ name: `a${index}`, type, nullable }));
  const checked = checkExpression(formulaText(expr, calls), results);
  if (!checked.ok) return checked;
  return { ok: true, aggregates, formula: checked.expression, element: checked };
}

/** The expression with a column name in place of each aggregate. */
function formulaText(expr: string, calls: readonly AstCall[]): string {
  let text = '';
  let at = 0;
  for (const [index, { span }] of calls.entries()) {
    text += `${expr.slice(at, span.from)}a${index}`;
    at = span.to;
  }
  return text + expr.slice(at);
}

function aggregateCalls(node: Ast): readonly AstCall[] {
  switch (node.kind) {
    case 'call':
      return isAggregateName(node.name) ? [node] : node.arguments.flatMap(aggregateCalls);
    case 'unary':
    case 'cast':
      return aggregateCalls(node.operand);
    case 'binary':
      return [...aggregateCalls(node.left), ...aggregateCalls(node.right)];
    default:
      return [];
  }
}

function compare(
  golden: ExpressionGolden,
  { aggregates, formula, element }: Extract<Query, { readonly ok: true }>,
  run: (aggregates: readonly TypedAggregate[]) => readonly Value[],
): Verdict {
  let value: Value;
  try {
    const results = run(aggregates);
    value = formula === undefined ? (results[0] ?? null) : compileRow(formula).run(results);
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    if (golden.error !== undefined) return { kind: 'equal' };
    return { kind: 'different', ours: `row error ${error.code}`, theirs: golden.result, why: 'value' };
  }
  const ours = formatValue(value, element.type);
  if (golden.error !== undefined)
    return { kind: 'different', ours, theirs: 'a row error', why: 'Flink fails' };
  if (value === null && !element.nullable)
    return { kind: 'different', ours, theirs: golden.result, why: 'NULL from a NOT NULL type' };
  return matches(golden.result, value, element.type, golden.tolerance)
    ? { kind: 'equal' }
    : { kind: 'different', ours, theirs: golden.result, why: 'value' };
}

/** The results of aggregates over the rows of one group, added in order. Throws the RowError of a row. */
export function aggregateRows(
  aggregates: readonly TypedAggregate[],
  columns: readonly Column[],
  rows: readonly (readonly Value[])[],
  compile: Host['compile'],
): readonly Value[] {
  const options: AccumulatorOptions = { ledger: newLedger(), merges: false, retracts: false };
  const code = groupCode(aggregates, columns, (text) => compileValue(text, compile), options);
  const table = addRows(code, columns, rows, options);
  return code.accumulators.map((one) => one.result(table.fields, 0));
}

/** A table with one group of these rows. */
export function addRows(
  code: GroupCode,
  columns: readonly Column[],
  rows: readonly (readonly Value[])[],
  { ledger }: AccumulatorOptions,
): GroupTable {
  const batch = new Batch(columns);
  for (const [index, row] of rows.entries()) batch.push(row, index);
  const table = new GroupTable(0, code.kinds);
  const slot = table.slotOfAll([]);
  for (let row = 0; row < batch.length; row += 1) {
    ledger.arrivals += 1;
    code.add(table.fields, slot, batch, row);
  }
  return table;
}
