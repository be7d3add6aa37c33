// + - * / % and the minus sign of the interpreter: exact fractions brought to the result type, or moments (X0, X1).

import type { DataType } from '@weir/shared/data-type';
import type { TypedCall } from '@weir/sql/check/typed';
import { RowError } from '@weir/sql/row-error';
import { DAY_NANOS, monthsLater, split } from './calendar.ts';
import { type Fraction, significant } from './fraction.ts';
import { exactOf, fitted, floatOf, type Model, NotCovered, wholeOf } from './model.ts';

const DIVISION_DIGITS = 38;
const DAY_MS = 86_400_000n;
const NANOS_OF_MS = 1_000_000n;

/** The result of an operator on values that are not NULL. */
export function arithmetic(call: TypedCall, values: readonly Model[]): Model {
  const { type, function: operator } = call;
  if (type.kind === 'FLOAT' || type.kind === 'DOUBLE') {
    const result = floating(operator, floatOf(values[0]), values.length === 1 ? 0 : floatOf(values[1]));
    return type.kind === 'FLOAT' ? Math.fround(result) : result;
  }
  if (isExact(type)) return fitted(exact(call, values), type);
  const kinds = call.arguments.map((argument) => argument.type.kind);
  return moment(call, values, kinds[1]);
}

function isExact({ kind }: DataType): boolean {
  return (
    kind === 'DECIMAL' || kind === 'TINYINT' || kind === 'SMALLINT' || kind === 'INT' || kind === 'BIGINT'
  );
}

function floating(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case 'NEGATE':
      return -a;
    default:
      throw new NotCovered(`${operator} of floating numbers`);
  }
}

function exact(call: TypedCall, values: readonly Model[]): Fraction {
  const a = exactOf(values[0]);
  if (call.function === 'NEGATE') return a.negated();
  const b = exactOf(values[1]);
  switch (call.function) {
    case '+':
      return a.plus(b);
    case '-':
      return a.minus(b);
    case '*':
      return a.times(b);
  }
  if (b.over === 0n) throw new RowError('DIVISION_BY_ZERO', 'division by zero');
  const quotient = a.dividedBy(b);
  if (call.function === '%') return a.minus(b.times(exactOf(quotient.truncated())));
  // Whole numbers are cut by the result type; DECIMAL has 38 digits before it is brought to its scale.
  return call.type.kind === 'DECIMAL' ? significant(quotient, DIVISION_DIGITS) : quotient;
}

/** Intervals with each other or times a number, and a moment with an interval; the type of the first stays. */
function moment(call: TypedCall, values: readonly Model[], second: DataType['kind'] | undefined): Model {
  const a = wholeOf(values[0]);
  const { type, function: operator } = call;
  if (operator === 'NEGATE') return -a;
  const b = wholeOf(values[1]);
  if (operator === '*') return bounded(a * b, type);
  const amount = operator === '-' ? -b : b;
  if (type.kind === 'INTERVAL_DAY' || type.kind === 'INTERVAL_MONTH') return bounded(a + amount, type);
  return second === 'INTERVAL_MONTH' ? laterByMonths(a, amount, type) : laterByMs(a, amount, type);
}

const LONG_SAFE = 2n ** 53n;

/** Flink's intervals are a LONG or an INT and wrap; ours are numbers, which is right as long as they are small. */
function bounded(value: bigint, type: DataType): bigint {
  const limit = type.kind === 'INTERVAL_MONTH' ? 2n ** 31n : LONG_SAFE;
  if (value >= limit || value <= -limit) throw new NotCovered('an interval beyond its type');
  return value;
}

/** A moment so many milliseconds later. A DATE takes whole days only, a TIME goes round the clock. */
export function laterByMs(value: bigint, ms: bigint, type: DataType): bigint {
  switch (type.kind) {
    case 'DATE':
      return value + ms / DAY_MS;
    case 'TIME':
      return (((value + ms) % DAY_MS) + DAY_MS) % DAY_MS;
    default:
      return inCalendar(value + ms * NANOS_OF_MS);
  }
}

/** A moment so many months later; the clock stays and a TIME has nothing but a clock. */
export function laterByMonths(value: bigint, months: bigint, type: DataType): bigint {
  if (type.kind === 'TIME') return value;
  if (type.kind === 'DATE') return BigInt(monthsLater(Number(value), Number(months)));
  const { days, clock } = split(value);
  return inCalendar(BigInt(monthsLater(days, Number(months))) * DAY_NANOS + clock);
}

function inCalendar(nanos: bigint): bigint {
  const ms = nanos / NANOS_OF_MS;
  if (ms >= LONG_SAFE || ms <= -LONG_SAFE) throw new NotCovered('a moment beyond the calendar');
  return nanos;
}
