// One golden of an expression: checks its types, runs the compiled JavaScript, compares.

import { type Column, type ElementType, elementText, type Value } from '@weir/shared/data-type';
import { type CheckResult, checkExpression } from '@weir/sql/check/check';
import type { SqlDiagnostic } from '@weir/sql/diagnostic';
import { RowError } from '@weir/sql/row-error';
import { type Compiled, compileRow } from '@weir/sql/testing/run-js';
import { formatValue } from '@weir/sql/values';
import type { ExpressionGolden, Verdict } from './golden.ts';
import { goldenType, goldenValue, matches } from './golden-values.ts';

type Prepared = { readonly checked: CheckResult; compiled?: Compiled };

/** Runs goldens; expressions that come again with other rows are compiled once. */
export class ExpressionRunner {
  readonly #prepared = new Map<string, Prepared>();

  run(golden: ExpressionGolden): Verdict {
    const columns: Column[] = [];
    const row: Value[] = [];
    for (const [name, input] of Object.entries(golden.inputs)) {
      const element = goldenType(input.type);
      if (element === undefined) return { kind: 'unsupported', why: `type ${input.type}` };
      const value = goldenValue(input.value, element.type);
      if (value === undefined) return { kind: 'unsupported', why: `a value of ${input.type} cannot be read` };
      columns.push({ name, ...element });
      row.push(value);
    }
    const prepared = this.#prepare(golden.expr, columns);
    const { checked } = prepared;
    if (!checked.ok) return refusal(golden, checked.diagnostics);
    if (golden.resultType === undefined) {
      if (!isValueCase(golden) && isEmbeddedOnly(checked.diagnostics)) return { kind: 'equal' };
      if (!isValueCase(golden))
        return { kind: 'different', ours: describe(checked), theirs: 'an error', why: 'accepted' };
    } else {
      const problem = compareType(golden.resultType, checked);
      if (problem !== undefined) return problem;
    }
    if (!isValueCase(golden)) return { kind: 'equal' };
    prepared.compiled ??= compileRow(checked.expression);
    return runRow(golden, checked, prepared.compiled, row);
  }

  #prepare(expr: string, columns: readonly Column[]): Prepared {
    const key = `${expr}\u0000${columns.map((column) => `${column.name} ${elementText(column)}`).join(',')}`;
    let prepared = this.#prepared.get(key);
    if (prepared === undefined) {
      prepared = { checked: checkExpression(expr, columns) };
      this.#prepared.set(key, prepared);
    }
    return prepared;
  }
}

/** What Flink refuses may run here when the user is told: the node is marked. */
function isEmbeddedOnly(diagnostics: readonly SqlDiagnostic[]): boolean {
  return diagnostics.some(({ code }) => code === 'SQL_PORTABLE');
}

/** Cases of the family `types` have inputs without values, or neither inputs nor a result: only the type counts. */
export function isValueCase(golden: ExpressionGolden): boolean {
  // Without inputs only a value or an error tells a value case from one of types.
  const inputs = Object.values(golden.inputs);
  return inputs.length > 0
    ? inputs.every((input) => 'value' in input)
    : golden.result !== undefined || golden.error !== undefined;
}

/** What a refusal means: fine where Flink refuses too, unsupported where we say that it is not built. */
export function refusal(golden: ExpressionGolden, diagnostics: readonly SqlDiagnostic[]): Verdict {
  const first = diagnostics.find((problem) => problem.severity === 'error') ?? diagnostics[0];
  const why = first === undefined ? 'no reason' : `${first.code} ${first.message}`;
  if (golden.error !== undefined && !isValueCase(golden)) return { kind: 'equal' };
  if (first?.code === 'SQL_UNSUPPORTED' || first?.code === 'SQL_FUNCTION')
    return { kind: 'unsupported', why };
  return {
    kind: 'different',
    ours: why,
    theirs: golden.result ?? golden.error ?? golden.resultType,
    why: 'refused',
  };
}

function describe(checked: ElementType): string {
  return elementText(checked);
}

/** The verdict on a result type that is not the golden's, nullability included. */
export function compareType(text: string, ours: ElementType): Verdict | undefined {
  const wanted = goldenType(text);
  if (wanted === undefined) return { kind: 'unsupported', why: `result type ${text}` };
  const own = elementText(ours);
  return elementText(wanted) === own
    ? undefined
    : { kind: 'different', ours: own, theirs: text, why: 'type' };
}

function runRow(
  golden: ExpressionGolden,
  checked: Extract<CheckResult, { readonly ok: true }>,
  { run, fallible }: Compiled,
  row: readonly Value[],
): Verdict {
  const theirs = golden.error === undefined ? golden.result : 'a row error';
  let value: Value;
  try {
    value = run(row);
  } catch (error) {
    if (!(error instanceof RowError))
      return { kind: 'different', ours: String(error), theirs, why: 'bug: it threw' };
    if (!fallible) return { kind: 'different', ours: error.code, theirs, why: 'threw although not fallible' };
    if (golden.error !== undefined) return { kind: 'equal' };
    return { kind: 'different', ours: `row error ${error.code}`, theirs, why: 'value' };
  }
  const ours = formatValue(value, checked.type);
  if (golden.error !== undefined) return { kind: 'different', ours, theirs, why: 'Flink fails' };
  if (value === null && !checked.nullable)
    return { kind: 'different', ours, theirs, why: 'NULL from a NOT NULL type' };
  return matches(golden.result, value, checked.type, golden.tolerance)
    ? { kind: 'equal' }
    : { kind: 'different', ours, theirs, why: 'value' };
}
