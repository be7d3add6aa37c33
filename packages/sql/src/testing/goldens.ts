// Reads the goldens of a real Flink (testdata/README.md) and compares our answers with them.

import { type Column, type DataType, parseDataType, typeText, type Value } from '@weir/shared/data-type';
import { checkAggregate, checkExpression } from '../check.ts';
import type { SqlDiagnostic } from '../diagnostic.ts';
import { RowError } from '../row-error.ts';
import { formatValue, parseValue } from '../values.ts';
import { compileRow } from './run-js.ts';

/** One line of a golden file. */
export type Golden = {
  readonly id: string;
  readonly expr: string;
  readonly inputs: Readonly<Record<string, { readonly type: string; readonly value?: unknown }>>;
  readonly resultType?: string;
  readonly result?: unknown;
  readonly error?: unknown;
  readonly tolerance?: string;
};

/** How a golden went. `refused` and `skipped` carry why, `different` what we gave. */
export type Verdict =
  | { readonly kind: 'same' }
  | { readonly kind: 'skipped' | 'refused' | 'different'; readonly why: string };

/** The type that a golden names, or `undefined` when we do not have it. CHAR and VARCHAR are STRING here. */
export function goldenType(text: string): DataType | undefined {
  const plain = text.replace(/ NOT NULL$/, '');
  if (plain.startsWith('CHAR(') || plain.startsWith('VARCHAR(')) return { kind: 'STRING' };
  if (plain === 'TIME(3)') return { kind: 'TIME' };
  if (plain.startsWith('TIME(')) return undefined;
  if (plain.startsWith('INTERVAL_YEAR')) return { kind: 'INTERVAL_MONTH' };
  if (plain.startsWith('INTERVAL_DAY')) return { kind: 'INTERVAL_DAY' };
  return parseDataType(plain);
}

function inputValue(type: DataType, value: unknown): Value | undefined {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number' && type.kind !== 'STRING') return value;
  const text = String(value);
  if (type.kind === 'FLOAT') return Math.fround(Number(text));
  if (type.kind === 'DOUBLE') return Number(text);
  return parseValue(text, type);
}

/** Checks and runs one golden. */
export function runGolden(golden: Golden): Verdict {
  const columns: Column[] = [];
  const row: Value[] = [];
  for (const [name, input] of Object.entries(golden.inputs)) {
    const type = goldenType(input.type);
    if (type === undefined) return { kind: 'skipped', why: `type ${input.type}` };
    const value = inputValue(type, input.value);
    if (value === undefined) return { kind: 'skipped', why: `value ${String(input.value)} of ${input.type}` };
    columns.push({ name, type, nullable: !input.type.endsWith('NOT NULL') });
    row.push(value);
  }
  const checked = checkExpression(golden.expr, columns);
  if (!checked.ok) return { kind: 'refused', why: refusal(checked.diagnostics) };
  const typeProblem = compareTypes(golden, checked.type);
  if (typeProblem !== undefined) return typeProblem;
  if (!('result' in golden) && golden.error === undefined) return { kind: 'same' };
  const { run, fallible, source } = compileRow(checked.expression);
  try {
    const value = run(row);
    if (golden.error !== undefined) return { kind: 'different', why: `gave ${String(value)}, Flink fails` };
    if (value === null && !checked.nullable)
      return { kind: 'different', why: `NULL from a NOT NULL type: ${source}` };
    return compareValues(golden, checked.type, value);
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    if (!fallible) return { kind: 'different', why: 'threw although not fallible' };
    return golden.error === undefined
      ? { kind: 'different', why: `row error ${error.code}` }
      : { kind: 'same' };
  }
}

function refusal(diagnostics: readonly SqlDiagnostic[]): string {
  const first = diagnostics[0];
  return first === undefined ? 'no reason' : `${first.code} ${first.message}`;
}

function compareTypes(golden: Golden, type: DataType): Verdict | undefined {
  if (golden.resultType === undefined) return undefined;
  const wanted = goldenType(golden.resultType);
  if (wanted === undefined) return { kind: 'skipped', why: `result type ${golden.resultType}` };
  if (typeText(wanted) === typeText(type)) return undefined;
  return { kind: 'different', why: `type ${typeText(type)}, Flink ${golden.resultType}` };
}

function compareValues(golden: Golden, type: DataType, value: Value): Verdict {
  const wanted = golden.result === null ? null : inputValue(type, golden.result);
  const shown = formatValue(value, type);
  if (wanted === undefined) {
    return shown === golden.result
      ? { kind: 'same' }
      : { kind: 'different', why: `gave ${String(shown)}, Flink ${String(golden.result)}` };
  }
  if (Object.is(wanted, value) || withinTolerance(golden.tolerance, wanted, value)) return { kind: 'same' };
  return { kind: 'different', why: `gave ${JSON.stringify(shown)}, Flink ${JSON.stringify(golden.result)}` };
}

function withinTolerance(tolerance: string | undefined, wanted: Value, value: Value): boolean {
  if (tolerance === 'lone-surrogate' || tolerance === 'utf16-order') return true;
  if (tolerance === 'double-text') return Math.fround(Number(wanted)) === Math.fround(Number(value));
  if (typeof wanted !== 'number' || typeof value !== 'number') return false;
  if (tolerance === 'ulp2')
    return Math.abs(wanted - value) <= 4 * Number.EPSILON * Math.max(Math.abs(wanted), 1e-300);
  return tolerance?.startsWith('rel') === true && Math.abs(wanted - value) <= 1e-6 * Math.abs(wanted);
}

/** Checks the result type of an aggregate golden. */
export function aggregateTypeOf(golden: Golden): string {
  const type = goldenType(golden.inputs.x?.type ?? '');
  if (type === undefined) return 'skipped';
  const checked = checkAggregate(golden.expr, [{ name: 'x', type, nullable: true }]);
  return checked.ok ? typeText(checked.aggregate.type) : 'refused';
}
