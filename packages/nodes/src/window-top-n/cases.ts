// Worked examples of the best rows per window.
import type { NodeCase } from '@weir/engine/define-node';

const schema = [
  ['ts', 'TIMESTAMP(3)'],
  ['k', 'STRING'],
  ['v', 'INT'],
] as const;
const ports = { in: { schema, eventTime: 'ts', delay: '0 s', window: '10 s' } } as const;
const at = (second: string): string => `2026-01-05 10:00:${second}`;
const row = (second: string, k: string, v: number | null): Record<string, string | number | null> => ({
  ts: at(second),
  k,
  v,
});
const window = { window_start: at('00.000'), window_end: at('10.000'), window_time: at('09.999') };

export const cases: readonly NodeCase[] = [
  {
    title:
      'the best rows leave when their window fires; of equal rows the first that came ranks first; later rows are late',
    rules: ['T5', 'T6', 'X3.15'],
    config: { keys: [], order: [{ column: 'v', descending: true }], n: 2, rank: 'place' },
    input: {
      ports,
      rows: [
        ['in', row('01', 'a', 3)],
        ['in', row('02', 'b', 7)],
        ['in', row('03', 'c', null)],
        ['in', row('04', 'd', 3)],
        ['in', row('09.999', 'e', 1)],
        ['in', row('05', 'f', 9)],
      ],
    },
    output: {
      out: [
        { ...row('02.000', 'b', 7), ...window, place: 1 },
        { ...row('01.000', 'a', 3), ...window, place: 2 },
      ],
    },
    late: 1,
  },
  {
    title:
      'the last row of a window by event time is of equal times the last that came; the first is the first',
    rules: ['C.window-dedupe'],
    config: { keys: [], order: [{ column: 'ts', descending: true }], n: 1, rank: '' },
    input: {
      ports,
      rows: [
        ['in', row('01', 'a', 1)],
        ['in', row('04', 'b', 2)],
        ['in', row('04', 'c', 3)],
      ],
    },
    output: { out: [{ ...row('04.000', 'c', 3), ...window }] },
  },
  {
    title: 'one ranking per key; NULL comes first in ascending order',
    rules: ['C.window-top-n'],
    config: { keys: ['k'], order: [{ column: 'v', descending: false }], n: 1, rank: '' },
    input: {
      ports,
      rows: [
        ['in', row('01', 'a', 3)],
        ['in', row('02', 'a', null)],
        ['in', row('03', 'b', 5)],
        ['in', row('03', 'b', 2)],
      ],
    },
    output: {
      out: [
        { ...row('02.000', 'a', null), ...window },
        { ...row('03.000', 'b', 2), ...window },
      ],
    },
  },
];
