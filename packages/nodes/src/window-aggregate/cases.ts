// Worked examples of aggregating over windows that rows have.
import type { NodeCase } from '@weir/engine/define-node';

const schema = [
  ['ts', 'TIMESTAMP(3)'],
  ['k', 'STRING'],
  ['v', 'INT'],
] as const;
const ports = { in: { schema, eventTime: 'ts', delay: '0 s', window: '10 s' } } as const;
const at = (second: string): string => `2026-01-05 10:00:${second}`;
const row = (second: string, k: string | null, v: number | null): Record<string, string | number | null> => ({
  ts: at(second),
  k,
  v,
});
const out = (
  bounds: readonly [start: string, end: string, time: string],
  more: Readonly<Record<string, string | number | null>>,
): Record<string, string | number | null> => ({
  window_start: at(bounds[0]),
  window_end: at(bounds[1]),
  window_time: at(bounds[2]),
  ...more,
});

export const cases: readonly NodeCase[] = [
  {
    title: 'a window fires at its last millisecond; a row whose window has fired is late',
    rules: ['T5', 'T6', 'T18', 'V'],
    config: {
      keys: ['k'],
      aggregates: [
        { name: 'n', expression: 'COUNT(*)' },
        { name: 'list', expression: 'LISTAGG(CAST(v AS STRING))' },
      ],
    },
    input: {
      ports,
      rows: [
        ['in', row('01', 'a', 1)],
        ['in', row('09.998', null, 2)],
        ['in', row('02', 'a', null)],
        ['in', row('09.999', 'b', 3)],
        ['in', row('05', 'a', 4)],
      ],
    },
    output: {
      out: [
        out(['00.000', '10.000', '09.999'], { k: 'a', n: 2, list: '1' }),
        out(['00.000', '10.000', '09.999'], { k: null, n: 1, list: '2' }),
        out(['00.000', '10.000', '09.999'], { k: 'b', n: 1, list: '3' }),
      ],
    },
    late: 1,
  },
  {
    title: 'rows that are taken back leave their window; a group without rows gives no result',
    rules: ['C.window'],
    config: { keys: ['k'], aggregates: [{ name: 'high', expression: 'MAX(v)' }] },
    input: {
      ports,
      rows: [
        ['in', row('01', 'a', 5)],
        ['in', row('02', 'a', 3)],
        ['in', row('03', 'b', 7)],
        ['in', row('01', 'a', 5), '-'],
        ['in', row('03', 'b', 7), '-'],
      ],
    },
    output: { out: [out(['00.000', '10.000', '09.999'], { k: 'a', high: 3 })] },
    kinds: { late: [] },
  },
];
