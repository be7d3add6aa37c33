// MIN and MAX: the best value so far, and all values with their counts when rows may be taken back.
import { carrierOf, type DataType, isText, type Value } from '@weir/shared/data-type';
import { constant, js } from '@weir/shared/fragment';
import { compareText } from '@weir/sql/runtime/logic';
import { type Fields, numberAt, setNumber, setValue, valueAt } from '../group-fields.ts';
import { type Accumulator, type AccumulatorOptions, fieldJs } from './accumulator.ts';
import { counted } from './counted.ts';
import { compareDoubles } from './numbers.ts';

/** MIN (`sign` -1) or MAX (1). The first of equal values stays, a NaN too when it came first (X3.5). */
export function extreme(type: DataType, sign: 1 | -1, at: number, options: AccumulatorOptions): Accumulator {
  const better = betterThan(type, sign);
  if (options.retracts) return retractable(type, sign, at, options);
  if (carrierOf(type) === 'float') return numberExtreme(sign, at);
  return {
    fields: ['value'],
    code: (slot, value) => {
      const best = fieldJs(at, slot);
      const wins = isText(type)
        ? js`${constant(better)}(${value}, ${best})`
        : sign > 0
          ? js`${value} > ${best}`
          : js`${value} < ${best}`;
      return js`if (${best} === null || ${wins}) ${best} = ${value};`;
    },
    add: (fields, slot, value) => {
      if (better(value, valueAt(fields, at, slot))) setValue(fields, at, slot, value);
    },
    merge: (into, to, other, from) => {
      const value = valueAt(other, at, from);
      if (value !== null && better(value, valueAt(into, at, to))) setValue(into, at, to, value);
    },
    result: (fields, slot) => valueAt(fields, at, slot),
  };
}

const EMPTY = 0;
const NUMBERS = 1;
/** A NaN came first: it is the result, whatever comes. */
const NAN = 2;
/** The same, and groups with numbers were merged after it: they count when the group with the NaN is no longer there. */
const NAN_THEN_NUMBERS = 3;

/** Fields: the best number, and what the group is made of. */
function numberExtreme(sign: 1 | -1, at: number): Accumulator {
  const isBetter = (number: number, best: number): boolean => (sign > 0 ? number > best : number < best);
  const put = (fields: Fields, slot: number, state: number, best: number): void => {
    setNumber(fields, at, slot, best);
    setNumber(fields, at + 1, slot, state);
  };
  const add = (fields: Fields, slot: number, value: Value): void => {
    const state = numberAt(fields, at + 1, slot);
    const number = Number(value);
    if (state === EMPTY) {
      if (Number.isNaN(number)) put(fields, slot, NAN, 0);
      else put(fields, slot, NUMBERS, number);
    } else if (state === NUMBERS && isBetter(number, numberAt(fields, at, slot)))
      setNumber(fields, at, slot, number);
  };
  return {
    fields: ['number', 'number'],
    code: (slot, value) => {
      const [best, state] = [fieldJs(at, slot), fieldJs(at + 1, slot)];
      const wins = sign > 0 ? js`${value} > ${best}` : js`${value} < ${best}`;
      const first = js`${best} = ${value}; ${state} = 1;`;
      return js`if (${state} === 1) { if (${wins}) ${best} = ${value}; } else if (${state} === 0 && ${value} === ${value}) { ${first} } else ${constant(add)}(f, ${slot}, ${value});`;
    },
    add,
    merge: (into, to, other, from) => {
      const state = numberAt(into, at + 1, to);
      const added = numberAt(other, at + 1, from);
      const [best, number] = [numberAt(into, at, to), numberAt(other, at, from)];
      if (state === EMPTY) put(into, to, added, number);
      else if (added === EMPTY || added === NAN) return;
      else if (state === NAN) put(into, to, NAN_THEN_NUMBERS, number);
      else if (isBetter(number, best)) setNumber(into, at, to, number);
    },
    result: (fields, slot) => {
      const state = numberAt(fields, at + 1, slot);
      if (state === EMPTY) return null;
      return state === NUMBERS ? numberAt(fields, at, slot) : Number.NaN;
    },
    mergedResult: (fields, slot, other, from) => {
      const [state, added] = [numberAt(fields, at + 1, slot), numberAt(other, at + 1, from)];
      if (state >= NAN || (state === EMPTY && added >= NAN)) return Number.NaN;
      const [best, number] = [numberAt(fields, at, slot), numberAt(other, at, from)];
      if (added === EMPTY || added === NAN) return state === EMPTY ? null : best;
      return state === EMPTY || isBetter(number, best) ? number : best;
    },
  };
}

type Better = (value: Value, best: Value) => boolean;

function betterThan(type: DataType, sign: 1 | -1): Better {
  if (isText(type))
    return (value, best) => best === null || compareText(String(value), String(best)) * sign > 0;
  return (value, best) => {
    if (best === null) return true;
    if (value === null) return false;
    return sign > 0 ? value > best : value < best;
  };
}

/**
 * Fields: weight, counts, and the best value, which is looked for again when its last row is taken back. There is no
 * first of equal values here, so floating-point numbers are in Java's order, as in Flink: -0.0 below 0.0, NaN above all.
 */
function retractable(type: DataType, sign: 1 | -1, at: number, { ledger }: AccumulatorOptions): Accumulator {
  const floating = type.kind === 'DOUBLE' || type.kind === 'FLOAT';
  const better: Better = floating
    ? (value, best) => best === null || compareDoubles(Number(value), Number(best)) * sign > 0
    : betterThan(type, sign);
  const counts = counted(type, at, ledger);
  const bestAt = at + 2;
  const findBest = (fields: Fields, slot: number): void => {
    let best: Value = null;
    for (const [candidate] of counts.entries(fields, slot)) if (better(candidate, best)) best = candidate;
    setValue(fields, bestAt, slot, best);
  };
  return {
    fields: [...counts.fields, 'value'],
    weights: [at],
    check: counts.check,
    add: (fields, slot, value) => {
      counts.raise(fields, slot, value, 1);
      if (better(value, valueAt(fields, bestAt, slot))) setValue(fields, bestAt, slot, value);
    },
    retract: (fields, slot, value) => {
      const gone = counts.lower(fields, slot, value, 1);
      if (gone && Object.is(value, valueAt(fields, bestAt, slot))) findBest(fields, slot);
    },
    merge: (into, to, other, from) => {
      counts.merge(into, to, other, from);
      const value = valueAt(other, bestAt, from);
      if (value !== null && better(value, valueAt(into, bestAt, to))) setValue(into, bestAt, to, value);
    },
    unmerge: (into, to, other, from) => {
      let gone = false;
      counts.unmerge(into, to, other, from, (value) => {
        gone ||= Object.is(value, valueAt(into, bestAt, to));
      });
      if (gone) findBest(into, to);
    },
    result: (fields, slot) => valueAt(fields, bestAt, slot),
  };
}
