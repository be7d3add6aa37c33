// Types comparisons: what compares with what, and which side converts.

import { isComposite, isText, typeText } from '@weir/shared/data-type';
import type { Problem } from '../diagnostic.ts';
import type { Span } from '../parse/ast.ts';
import { type CheckContext, convert, report, strictCall } from './check-context.ts';
import type { Typed, TypedCall } from './typed.ts';
import {
  asDecimal,
  BOOLEAN,
  comparisonType,
  isApproximate,
  isNumeric,
  type TextWithNumber,
} from './types.ts';
import { hasNullableField, isDeep } from './types-nested.ts';

/** The comparison operators. */
export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=' | 'IS DISTINCT FROM' | 'IS NOT DISTINCT FROM';

type Operands = {
  readonly left: Typed;
  readonly right: Typed;
  readonly span: Span;
  /** What would make them compare. */
  readonly fix?: Problem['fix'];
};

/** `left op right`, both in the type they are compared in. */
export function checkComparison(
  ctx: CheckContext,
  operator: Comparison,
  operands: Operands,
): Typed | undefined {
  const isDistinct = operator === 'IS DISTINCT FROM' || operator === 'IS NOT DISTINCT FROM';
  // FLOAT with DOUBLE is compared as the left one is, but by IS DISTINCT FROM as DOUBLE.
  const widened = isDistinct && operands.right.type.kind === 'DOUBLE' && operands.left.type.kind === 'FLOAT';
  const left = widened ? convert(operands.left, operands.right.type) : operands.left;
  const isOrder = operator === '<' || operator === '<=' || operator === '>' || operator === '>=';
  const { fix, span } = operands;
  const values = comparable(ctx, [left, operands.right], span, isOrder ? 'number' : 'refuse', fix);
  if (values === undefined) return undefined;
  if (isOrder && values.some(({ type }) => isComposite(type)))
    return refuseOrder(ctx, operator, values, operands.span);
  const call = comparisonCall(operator, values);
  warnRounded(ctx, operator, values, operands.span);
  warnSelf(ctx, operator, values, operands.span);
  return isDistinct ? { ...call, nullable: false } : call;
}

/** The values converted to the one type in which all compare with the first; reports when there is none. */
export function comparable(
  ctx: CheckContext,
  values: readonly Typed[],
  span: Span,
  textWithNumber: TextWithNumber = 'refuse',
  fix?: Problem['fix'],
): readonly Typed[] | undefined {
  const first = values[0];
  if (first === undefined) return [];
  // Collections and bytes compare as they are: converting could cut or pad the text inside.
  if (values.some(({ type }) => isDeep(type))) return comparableDeep(ctx, values, span);
  let shared = first.type;
  let allExact = true;
  for (const value of values.slice(1)) {
    const type = comparisonType(shared, value.type, textWithNumber);
    if (type === undefined)
      return refuseComparison(ctx, { left: { ...first, type: shared }, right: value, span, fix });
    if (type !== 'exact') {
      warnTextWithNumber(ctx, { left: first, right: value, span, fix });
      shared = type;
      allExact = allExact && isExactOrNull(value) && isExactOrNull(first);
    }
  }
  // Exact numbers compare as they are, whatever their width and scale: converting could overflow.
  if (allExact && isExactOrNull(first)) {
    return values.map((value) => (value.type.kind === 'NULL' ? convert(value, shared) : value));
  }
  return values.map((value) => convert(value, shared));
}

/** A comparison of values that fit; of rows with nullable fields Flink declares it nullable although it never is NULL. */
export function comparisonCall(operator: Comparison, values: readonly Typed[]): TypedCall {
  const call = strictCall(operator, values, BOOLEAN);
  return values.some(({ type }) => hasNullableField(type)) ? { ...call, nullable: true } : call;
}

function comparableDeep(
  ctx: CheckContext,
  values: readonly Typed[],
  span: Span,
): readonly Typed[] | undefined {
  const model = values.find(({ type }) => isDeep(type));
  if (model === undefined) return values;
  const other = values.find(({ type }) => comparisonType(model.type, type) === undefined);
  if (other !== undefined) return refuseComparison(ctx, { left: model, right: other, span });
  return values.map((value) => (value.type.kind === 'NULL' ? convert(value, model.type) : value));
}

function refuseOrder(
  ctx: CheckContext,
  operator: Comparison,
  values: readonly Typed[],
  span: Span,
): undefined {
  const message = `${operator} puts values in order, ${typeText(values[0]?.type ?? BOOLEAN)} has none`;
  return report(ctx, { code: 'SQL_TYPE', message, hint: 'Collections compare by = and <>.', span });
}

/** Flink rounds DECIMALs to one type of 38 digits before `=`; where that loses digits the two runners differ. */
function warnRounded(ctx: CheckContext, operator: Comparison, values: readonly Typed[], span: Span): void {
  const [left, right] = values.map(({ type }) => asDecimal(type));
  if ((operator !== '=' && operator !== '<>') || left === undefined || right === undefined) return;
  const scale = Math.max(left.scale, right.scale);
  const whole = Math.max(left.precision - left.scale, right.precision - right.scale);
  if (scale === Math.min(left.scale, right.scale) || whole + scale <= 38) return;
  ctx.diagnostics.push({
    code: 'SQL_PORTABLE',
    severity: 'warning',
    message: `Flink rounds ${typeText(left)} and ${typeText(right)} to 38 digits before it compares; here they are compared exactly`,
    hint: 'Bring both to one type with CAST.',
    span,
  });
}

/** The planner of Flink folds `d = d` to `d IS NOT NULL`, which NaN passes. */
function warnSelf(ctx: CheckContext, operator: Comparison, values: readonly Typed[], span: Span): void {
  const [left, right] = values;
  if (left?.kind !== 'column' || right?.kind !== 'column' || left.index !== right.index) return;
  if (!isApproximate(left.type) || operator === '<' || operator === '>') return;
  ctx.diagnostics.push({
    code: 'SQL_PORTABLE',
    severity: 'warning',
    message: `Flink decides ${left.name} ${operator} ${right.name} without looking, so NaN is equal to itself there`,
    hint: `NaN is found by CAST(${left.name} AS STRING) = 'NaN'.`,
    span,
  });
}

/** Legal in Flink, but a row whose text is no number then fails: better said with CAST. */
function warnTextWithNumber(ctx: CheckContext, { left, right, span, fix }: Operands): void {
  if (!(isText(left.type) && isNumeric(right.type)) && !(isText(right.type) && isNumeric(left.type))) return;
  ctx.diagnostics.push({
    code: 'SQL_TYPE',
    severity: 'warning',
    message: isText(left.type)
      ? `text is compared with ${typeText(right.type)}`
      : `${typeText(left.type)} is compared with text`,
    hint: 'A row whose text is no number fails. Write the number without quotes, or CAST(… AS STRING).',
    span,
    fix,
  });
}

function isExactOrNull(value: Typed): boolean {
  return value.type.kind === 'NULL' || comparisonType(value.type, { kind: 'INT' }) === 'exact';
}

function refuseComparison(ctx: CheckContext, { left, right, span, fix }: Operands): undefined {
  const text = isText(left.type) ? left : right;
  const other = text === left ? right : left;
  const moment = [left, right].find(({ type }) => type.kind === 'TIMESTAMP' || type.kind === 'TIMESTAMP_LTZ');
  const isDay = moment !== undefined && (left.type.kind === 'DATE' || right.type.kind === 'DATE');
  const hint = isDay
    ? `The start of the day is CAST(… AS ${typeText(moment.type)}), the day of a moment CAST(… AS DATE).`
    : isText(text.type)
      ? `Convert one side: CAST(… AS ${typeText(other.type)}), or write the value without quotes.`
      : 'Convert one side with CAST.';
  return report(ctx, {
    code: 'SQL_TYPE',
    message: `${typeText(left.type)} and ${typeText(right.type)} do not compare`,
    hint,
    span,
    fix,
  });
}
