// Worked examples of the hopping window.
import type { NodeCase } from '@weir/engine/define-node';

const ports = {
  in: {
    schema: [
      ['ts', 'TIMESTAMP(3)'],
      ['v', 'INT'],
    ],
    eventTime: 'ts',
    delay: '0 s',
  },
} as const;
const at = (second: string): string => `2026-01-05 10:00:${second}`;
const bounds = (start: string, end: string, time: string): Record<string, string> => ({
  window_start: start,
  window_end: end,
  window_time: time,
});
const out = (start: string, end: string, time: string, n: number): Record<string, string | number> => ({
  ...bounds(start, end, time),
  n,
});

export const cases: readonly NodeCase[] = [
  {
    title:
      'a row counts in every window it lies in; one whose first window has fired still counts in the next',
    rules: ['T5', 'T6'],
    config: {
      size: '20 s',
      slide: '10 s',
      offset: '',
      keys: [],
      aggregates: [{ name: 'n', expression: 'COUNT(*)' }],
    },
    input: {
      ports,
      rows: [
        ['in', { ts: at('05'), v: 1 }],
        ['in', { ts: at('12'), v: 1 }],
        ['in', { ts: at('06'), v: 1 }],
        ['in', { ts: at('25'), v: 1 }],
        ['in', { ts: at('07'), v: 1 }],
      ],
    },
    output: {
      out: [
        out('2026-01-05 09:59:50.000', at('10.000'), at('09.999'), 1),
        out(at('00.000'), at('20.000'), at('19.999'), 3),
        out(at('10.000'), at('30.000'), at('29.999'), 2),
        out(at('20.000'), at('40.000'), at('39.999'), 1),
      ],
    },
    late: 1,
  },
  {
    title: 'slices that overlap are merged: a value counts once over the whole window, lists go by arrival',
    rules: ['X3.2', 'X3.6', 'X3.7', 'X3.8', 'X3.12', 'X3.14'],
    config: {
      size: '20 s',
      slide: '10 s',
      offset: '',
      keys: [],
      aggregates: [
        { name: 'kinds', expression: 'COUNT(DISTINCT v)' },
        { name: 'total', expression: 'SUM(DISTINCT v)' },
        { name: 'list', expression: 'LISTAGG(CAST(v AS STRING))' },
        { name: 'once', expression: 'LISTAGG(DISTINCT CAST(v AS STRING))' },
        { name: 'first', expression: 'FIRST_VALUE(v)' },
        { name: 'last', expression: 'LAST_VALUE(v)' },
        { name: 'spread', expression: 'VAR_POP(CAST(v AS DOUBLE))' },
        { name: 'median', expression: 'PERCENTILE(v, 0.5)' },
      ],
    },
    input: {
      ports: { in: { ...ports.in, delay: '10 s' } },
      rows: [
        ['in', { ts: at('12'), v: 3 }],
        ['in', { ts: at('05'), v: 1 }],
        ['in', { ts: at('13'), v: 1 }],
        ['in', { ts: at('06'), v: 3 }],
      ],
    },
    output: {
      out: [
        {
          ...bounds('2026-01-05 09:59:50.000', at('10.000'), at('09.999')),
          ...{ kinds: 2, total: 4, list: '1,3', once: '1,3', first: 1, last: 3, spread: 1, median: 2 },
        },
        {
          ...bounds(at('00.000'), at('20.000'), at('19.999')),
          ...{ kinds: 2, total: 4, list: '3,1,1,3', once: '3,1', first: 3, last: 3, spread: 1, median: 2 },
        },
        {
          ...bounds(at('10.000'), at('30.000'), at('29.999')),
          ...{ kinds: 2, total: 4, list: '3,1', once: '3,1', first: 3, last: 1, spread: 1, median: 2 },
        },
      ],
    },
  },
];
