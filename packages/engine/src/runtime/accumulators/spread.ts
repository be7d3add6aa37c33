// VAR and STDDEV by Welford's method, as Flink 2.3 does: the number of values, their mean, and the sum of squares about it.
// Merging follows Chan, Golub and LeVeque. Taking rows back leaves a rounding error, as in Flink.
import type { DataType } from '@weir/shared/data-type';
import { js } from '@weir/shared/fragment';
import type { AggregateFunction } from '@weir/sql/check/typed';
import { type Fields, numberAt, setNumber } from '../group-fields.ts';
import { type Accumulator, fieldJs } from './accumulator.ts';
import { asDouble, fromDouble } from './numbers.ts';

/** VAR_POP, VAR_SAMP, STDDEV_POP or STDDEV_SAMP of a type of numbers. */
export function spread(
  name: Extract<AggregateFunction, 'VAR_POP' | 'VAR_SAMP' | 'STDDEV_POP' | 'STDDEV_SAMP'>,
  type: DataType,
  resultType: DataType,
  at: number,
): Accumulator {
  const sample = name.endsWith('SAMP') ? 1 : 0;
  const root = name.startsWith('STDDEV');
  return {
    ...moments(type, at),
    result: (fields, slot) => {
      const count = numberAt(fields, at, slot);
      const squares = numberAt(fields, at + 2, slot);
      // Rows that were taken back and never added can make the sum negative: Flink says NULL then.
      if (count <= sample || squares < 0) return null;
      const variance = squares / (count - sample);
      return fromDouble(root ? variance ** 0.5 : variance, resultType);
    },
  };
}

function moments(type: DataType, at: number): Omit<Accumulator, 'result'> {
  const double = asDouble(type);
  const put = (fields: Fields, slot: number, count: number, mean: number, squares: number): void => {
    setNumber(fields, at, slot, count);
    setNumber(fields, at + 1, slot, mean);
    setNumber(fields, at + 2, slot, squares);
  };
  const get = (fields: Fields, slot: number): { count: number; mean: number; squares: number } => ({
    count: numberAt(fields, at, slot),
    mean: numberAt(fields, at + 1, slot),
    squares: numberAt(fields, at + 2, slot),
  });
  return {
    fields: ['number', 'number', 'number'],
    code: (slot, value) => {
      const [count, mean, squares] = [fieldJs(at, slot), fieldJs(at + 1, slot), fieldJs(at + 2, slot)];
      return js`{ const x = ${double.code(value)}; ${count} += 1; const d = x - ${mean}; const m = ${mean} + d / ${count}; ${mean} = m; ${squares} += d * (x - m); }`;
    },
    add: (fields, slot, value) => {
      const x = double.run(value);
      const { count, mean, squares } = get(fields, slot);
      const delta = x - mean;
      const next = mean + delta / (count + 1);
      put(fields, slot, count + 1, next, squares + delta * (x - next));
    },
    retract: (fields, slot, value) => {
      const { count, mean, squares } = get(fields, slot);
      if (count <= 1) return put(fields, slot, count - 1, 0, 0);
      const x = double.run(value);
      const delta = x - mean;
      const before = mean - delta / (count - 1);
      return put(fields, slot, count - 1, before, squares - delta * (x - before));
    },
    merge: (into, to, other, from) => {
      const a = get(into, to);
      const b = get(other, from);
      if (b.count <= 0) return;
      if (a.count === 0) return put(into, to, b.count, b.mean, b.squares);
      const count = a.count + b.count;
      const delta = b.mean - a.mean;
      const squares = a.squares + b.squares + ((a.count * b.count) / count) * delta * delta;
      return put(into, to, count, a.mean + (b.count / count) * delta, squares);
    },
  };
}
