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
const out = (start: string, end: string, time: string, n: number): Record<string, string | number> => ({
  window_start: start,
  window_end: end,
  window_time: time,
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
];
