// Compares the compiled forms of an expression with the interpreter, row by row, and looks for the smallest part that differs.

import type { Value } from '@weir/shared/data-type';
import { childrenOf, type Typed } from '@weir/sql/check/typed';
import { RowError } from '@weir/sql/row-error';
import { type Compiled, compileRow } from '@weir/sql/testing/run-js';
import { interpret } from './interpret.ts';
import { NotCovered } from './model.ts';

/** How an expression went on rows: what is wrong, or what the interpreter does not know. */
export type Comparison =
  | { readonly kind: 'same' }
  | { readonly kind: 'notCovered'; readonly what: string }
  | {
      readonly kind: 'different';
      readonly why: string;
      readonly expression: Typed;
      readonly row: readonly Value[];
    };

type Outcome = { readonly value: Value } | { readonly error: string };

function outcomeOf(run: () => Value): Outcome {
  try {
    return { value: run() };
  } catch (error) {
    if (error instanceof RowError) return { error: error.code };
    if (error instanceof NotCovered) throw error;
    return { error: `no row error: ${String(error)}` };
  }
}

/** Compares on all rows; a difference is that of the smallest part of the expression that has one. */
export function compare(expression: Typed, rows: readonly (readonly Value[])[]): Comparison {
  let forms: Forms;
  try {
    forms = formsOf(expression);
  } catch (error) {
    return { kind: 'different', why: `no code: ${String(error)}`, expression, row: [] };
  }
  try {
    for (const row of rows) {
      const why = differenceOn(expression, forms, row);
      if (why !== undefined) return smallest({ kind: 'different', why, expression, row });
    }
  } catch (error) {
    if (error instanceof NotCovered) return { kind: 'notCovered', what: error.what };
    throw error;
  }
  return { kind: 'same' };
}

type Forms = { readonly value: Compiled; readonly condition: Compiled | undefined };

function formsOf(expression: Typed): Forms {
  const isCondition = expression.type.kind === 'BOOLEAN';
  return {
    value: compileRow(expression),
    condition: isCondition ? compileRow(expression, 'condition') : undefined,
  };
}

/** What is wrong on one row, in words. */
function differenceOn(
  expression: Typed,
  { value, condition }: Forms,
  row: readonly Value[],
): string | undefined {
  const wanted = outcomeOf(() => interpret(expression, row));
  const got = outcomeOf(() => value.run(row));
  if (!sameOutcome(wanted, got)) return `interpreted ${shown(wanted)}, compiled ${shown(got)}`;
  if ('error' in got) return value.fallible ? undefined : `the error ${got.error} from code that cannot fail`;
  if (got.value === null && !expression.nullable) return 'NULL from NOT NULL';
  if (condition === undefined) return undefined;
  const decided = outcomeOf(() => condition.run(row));
  return sameOutcome(decided, { value: got.value === true })
    ? undefined
    : `the value is ${shown(got)}, the condition ${shown(decided)}`;
}

function sameOutcome(a: Outcome, b: Outcome): boolean {
  if ('error' in a || 'error' in b) return 'error' in a && 'error' in b && a.error === b.error;
  return sameCarrier(a.value, b.value);
}

/** True when both are the same value carried in the same way: -0 is not 0, 1 is not 1n, NaN is NaN. */
export function sameCarrier(a: Value, b: Value): boolean {
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return Object.is(a, b);
  if (a instanceof Uint8Array || b instanceof Uint8Array)
    return a instanceof Uint8Array && b instanceof Uint8Array && sameItems([...a], [...b]);
  if (isList(a) || isList(b)) return isList(a) && isList(b) && sameItems(a, b);
  return sameItems([...a.keys()], [...b.keys()]) && sameItems([...a.values()], [...b.values()]);
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function sameItems(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.every((item, index) => sameCarrier(item, b[index] ?? null));
}

/** A difference of a part explains that of the whole, and is easier to read. */
function smallest(difference: Extract<Comparison, { readonly kind: 'different' }>): Comparison {
  for (const child of childrenOf(difference.expression)) {
    const below = compare(child, [difference.row]);
    if (below.kind === 'different') return below;
  }
  return difference;
}

function shown(outcome: Outcome): string {
  return 'error' in outcome ? `the error ${outcome.error}` : shownValue(outcome.value);
}

/** A value in JavaScript's own words. */
export function shownValue(value: Value): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') return JSON.stringify(value).slice(0, 200);
  if (Object.is(value, -0)) return '-0';
  if (value === null || typeof value !== 'object') return String(value);
  if (value instanceof Uint8Array) return `bytes ${value.join(' ')}`;
  if (isList(value)) return `[${value.map(shownValue).join(', ')}]`;
  return `{${[...value].map(([key, item]) => `${shownValue(key)}: ${shownValue(item)}`).join(', ')}}`;
}
