// A naive oracle of aggregates: every result is computed from the list of rows, the obvious way.
import type { WindowEvent } from './window-oracle.ts';

/** Aggregates over columns `v` (BIGINT) and `r` (DOUBLE), by name of the result: each kind of state that there is. */
export const AGGREGATES = {
  n: 'COUNT(*)',
  total: 'SUM(v)',
  mean: 'AVG(v)',
  low: 'MIN(v)',
  high: 'MAX(r)',
  least: 'MIN(CAST(v AS STRING))',
  real: 'SUM(r)',
  spread: 'VAR_POP(r)',
  kinds: 'COUNT(DISTINCT v)',
  kindsTotal: 'SUM(DISTINCT v)',
  realKinds: 'SUM(DISTINCT r)',
  list: 'LISTAGG(CAST(v AS STRING))',
  first: 'FIRST_VALUE(v)',
  last: 'LAST_VALUE(v)',
  middle: 'PERCENTILE(v, 0.5)',
};

/** The results over rows in order. Floating-point ones are rounded. */
export function aggregatesOf(events: readonly WindowEvent[]): Readonly<Record<string, unknown>> {
  const values = events.flatMap(({ value }) => (value === null ? [] : [value]));
  const reals = events.flatMap(({ real }) => (real === null ? [] : [real]));
  const distinct = [...new Set(values)];
  const ascending = [...values].sort((a, b) => a - b);
  const [below, above] = [ascending[(values.length - 1) >> 1] ?? 0, ascending[values.length >> 1] ?? 0];
  const center = sum(reals) / reals.length;
  const none = values.length === 0;
  return {
    n: events.length,
    total: none ? null : sum(values),
    mean: none ? null : Math.trunc(sum(values) / values.length) + 0,
    low: none ? null : Math.min(...values),
    high: reals.length === 0 ? null : Math.max(...reals),
    least: none ? null : values.map(String).sort()[0],
    real: reals.length === 0 ? null : close(sum(reals)),
    spread: reals.length === 0 ? null : close(sum(reals.map((x) => (x - center) ** 2)) / reals.length),
    kinds: distinct.length,
    kindsTotal: none ? null : sum(distinct),
    realKinds: reals.length === 0 ? null : close(sum([...new Set(reals)])),
    list: none ? null : values.join(','),
    first: values[0] ?? null,
    last: values.at(-1) ?? null,
    middle: none ? null : close((below + above) / 2),
  };
}

/** A number rounded between the points of the grid that the numbers of a test lie on, so that its last bits do not matter. */
export const close = (value: number): number => Math.floor(value * 1e6 + 0.2345) / 1e6 + 0;
/** Results that are rounded before they are compared. */
export const ROUNDED = new Set(['real', 'spread', 'realKinds', 'middle']);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
