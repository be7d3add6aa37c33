// Worked examples of the session window.
import type { NodeCase } from '@weir/engine/define-node';

const ports = {
  in: {
    schema: [
      ['ts', 'TIMESTAMP(3)'],
      ['k', 'STRING'],
      ['v', 'INT'],
    ],
    eventTime: 'ts',
    delay: '0 s',
  },
} as const;
const at = (second: string): string => `2026-01-05 10:00:${second}`;
const row = (second: string, k: string | null, v: number | null): Record<string, string | number | null> => ({
  ts: at(second),
  k,
  v,
});
const out = (
  start: string,
  end: string,
  time: string,
  more: Readonly<Record<string, string | number | null>>,
): Record<string, string | number | null> => ({
  window_start: at(start),
  window_end: at(end),
  window_time: at(time),
  ...more,
});
const list = [
  { name: 'n', expression: 'COUNT(*)' },
  { name: 'list', expression: 'LISTAGG(CAST(v AS STRING))' },
];

export const cases: readonly NodeCase[] = [
  {
    title:
      'rows exactly a gap apart are one session, a millisecond more and they are two; each key for itself',
    rules: ['T7', 'T5'],
    config: { gap: '5 s', keys: ['k'], aggregates: list },
    input: {
      ports,
      rows: [
        ['in', row('00', 'a', 1)],
        ['in', row('05', 'a', 2)],
        ['in', row('06', null, 9)],
        ['in', row('10.001', 'a', 3)],
      ],
    },
    output: {
      out: [
        out('00.000', '10.000', '09.999', { k: 'a', n: 2, list: '1,2' }),
        out('06.000', '11.000', '10.999', { k: null, n: 1, list: '9' }),
        out('10.001', '15.001', '15.000', { k: 'a', n: 1, list: '3' }),
      ],
    },
  },
  {
    title: 'a row between two sessions makes them one: values by arrival, each once where DISTINCT says so',
    rules: ['T7', 'X3.2', 'X3.8'],
    config: {
      gap: '5 s',
      keys: [],
      aggregates: [
        ...list,
        { name: 'kinds', expression: 'COUNT(DISTINCT v)' },
        { name: 'total', expression: 'SUM(DISTINCT v)' },
        { name: 'high', expression: 'MAX(v)' },
      ],
    },
    input: {
      ports: { in: { ...ports.in, delay: '30 s' } },
      rows: [
        ['in', row('00', 'a', 1)],
        ['in', row('10', 'a', 2)],
        ['in', row('05', 'a', 1)],
      ],
    },
    output: {
      out: [out('00.000', '15.000', '14.999', { n: 3, list: '1,2,1', kinds: 2, total: 3, high: 2 })],
    },
  },
  {
    title:
      'a row behind the watermark counts as long as it touches an open session; else it is late when its gap has passed',
    rules: ['T7', 'T6', 'T18'],
    config: { gap: '5 s', keys: ['k'], aggregates: list },
    input: {
      ports,
      rows: [
        ['in', row('10', 'a', 1)],
        ['in', row('14.997', 'b', 2)],
        ['in', row('05', 'a', 3)],
        ['in', row('04', 'a', 4)],
        ['in', row('01', 'b', 5)],
        ['in', row('09.999', 'c', 6)],
      ],
    },
    output: {
      out: [
        out('09.999', '14.999', '14.998', { k: 'c', n: 1, list: '6' }),
        out('04.000', '15.000', '14.999', { k: 'a', n: 3, list: '1,3,4' }),
        out('14.997', '19.997', '19.996', { k: 'b', n: 1, list: '2' }),
      ],
    },
    late: 1,
  },
  {
    title: 'over changes a row is taken back from its session; a session without rows gives no result',
    rules: ['C.window'],
    config: { gap: '5 s', keys: ['k'], aggregates: [{ name: 'low', expression: 'MIN(v)' }] },
    input: {
      ports,
      rows: [
        ['in', row('00', 'a', 1)],
        ['in', row('01', 'a', 2)],
        ['in', row('01', 'b', 3)],
        ['in', row('00', 'a', 1), '-'],
        ['in', row('01', 'b', 3), '-'],
      ],
    },
    output: { out: [out('00.000', '06.000', '05.999', { k: 'a', low: 2 })] },
    kinds: { late: [] },
  },
];
