// A second way to compute a checked expression, slow and simple: it walks the tree. The tests hold the generated
// JavaScript against it, so it shares nothing with that path: its own values, calendar, fractions, parsers and functions,
// written after docs/semantics.md and held against the same goldens of Flink (interpret.test.ts).

import type { Value } from '@weir/shared/data-type';
import type { Typed, TypedCall } from '@weir/sql/check/typed';
import { arithmetic } from './arithmetic.ts';
import { cast } from './cast.ts';
import { same } from './compare.ts';
import { collectionFunctions, openCollectionFunctions } from './functions-collection.ts';
import { momentFunctions, roundedMoment } from './functions-moment.ts';
import { numberFunctions, type StrictFunction } from './functions-number.ts';
import { concatWithSeparator, textFunctions } from './functions-text.ts';
import { among, between, compared, either, likeOf, tested } from './logic.ts';
import { carrierOf, type Model, modelOf, NotCovered } from './model.ts';

/**
 * The value of an expression for one row, as generated code carries it.
 *
 * @throws RowError as the generated code does, `NotCovered` for what is not known here.
 */
export function interpret(expression: Typed, row: readonly Value[]): Value {
  return carrierOf(evaluate(expression, row), expression.type);
}

function evaluate(expression: Typed, row: readonly Value[]): Model {
  switch (expression.kind) {
    case 'literal':
      return modelOf(expression.value, expression.type);
    case 'column':
      return modelOf(row[expression.index] ?? null, expression.type);
    case 'cast': {
      const value = evaluate(expression.operand, row);
      return value === null ? null : cast(value, expression.operand.type, expression.type, expression.safe);
    }
    case 'case':
      for (const { when, result } of expression.branches)
        if (evaluate(when, row) === true) return evaluate(result, row);
      return expression.otherwise === undefined ? null : evaluate(expression.otherwise, row);
    case 'call':
      return evaluateCall(expression, row);
  }
}

function evaluateCall(call: TypedCall, row: readonly Value[]): Model {
  switch (call.function) {
    case 'AND':
    case 'OR':
      return decided(call, row, call.function === 'OR');
    case 'COALESCE':
      return firstPresent(call.arguments, row);
  }
  // Everything else computes all of its arguments first: an error in one is an error whatever the others are.
  const values = call.arguments.map((argument) => evaluate(argument, row));
  const open = openCall(call, values);
  if (open !== undefined) return open;
  const strict = strictFunction(call);
  return values.includes(null) ? null : strict(values, call);
}

/** AND and OR: the right side is computed unless the left one decides. */
function decided({ arguments: [left, right] }: TypedCall, row: readonly Value[], deciding: boolean): Model {
  if (left === undefined || right === undefined) throw new Error('bug: two sides were expected');
  const a = evaluate(left, row);
  if (a === deciding) return deciding;
  const b = evaluate(right, row);
  if (b === deciding) return deciding;
  return a === null || b === null ? null : !deciding;
}

function firstPresent(values: readonly Typed[], row: readonly Value[]): Model {
  for (const value of values) {
    const computed = evaluate(value, row);
    if (computed !== null) return computed;
  }
  return null;
}

/** Operators and functions that take NULL for a value; `undefined` for all others. */
function openCall(call: TypedCall, values: readonly Model[]): Model | undefined {
  const [a = null, b = null, c = null] = values;
  switch (call.function) {
    case 'IS DISTINCT FROM':
      return !same(a, b);
    case 'IS NOT DISTINCT FROM':
      return same(a, b);
    case 'BETWEEN':
      return between(a, b, c);
    case 'BETWEEN SYMMETRIC':
      return either(between(a, b, c), between(a, c, b));
    case 'IN':
      return among(a, values.slice(1));
    case 'NULLIF':
      return compared('=', a, b) === true ? null : a;
    case 'CONCAT_WS':
      return concatWithSeparator(values);
    default:
      return tested(call.function, a) ?? known(openCollectionFunctions, call.function)?.(values);
  }
}

const OPERATORS: Readonly<Record<string, StrictFunction>> = {
  NOT: ([value]) => value === false,
  LIKE: likeOf,
  '+': (values, call) => arithmetic(call, values),
  '-': (values, call) => arithmetic(call, values),
  '*': (values, call) => arithmetic(call, values),
  '/': (values, call) => arithmetic(call, values),
  '%': (values, call) => arithmetic(call, values),
  NEGATE: (values, call) => arithmetic(call, values),
};

const COMPARISONS: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);

const TABLES: readonly Readonly<Record<string, StrictFunction>>[] = [
  OPERATORS,
  numberFunctions,
  textFunctions,
  momentFunctions,
  collectionFunctions,
];

function strictFunction(call: TypedCall): StrictFunction {
  const name = call.function;
  if (COMPARISONS.has(name)) return ([a = null, b = null]) => compared(name, a, b);
  if ((name === 'FLOOR' || name === 'CEIL') && call.unit !== undefined) return roundedMoment;
  for (const table of TABLES) {
    const found = known(table, name);
    if (found !== undefined) return found;
  }
  throw new NotCovered(name);
}

function known<Entry>(table: Readonly<Record<string, Entry>>, name: string): Entry | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
