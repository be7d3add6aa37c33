// Worked examples of assigning windows.
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
const out = (
  second: string,
  v: number,
  bounds: readonly [start: string, end: string, time: string],
): Record<string, string | number> => ({
  ts: at(second),
  v,
  window_start: at(bounds[0]),
  window_end: at(bounds[1]),
  window_time: at(bounds[2]),
});

export const cases: readonly NodeCase[] = [
  {
    title:
      'a row gets the window that it lies in; a late row too, for it is the node below that counts it as late',
    rules: ['T4', 'T6'],
    config: { window: 'tumbling', size: '10 s', slide: '', offset: '1 s' },
    input: {
      ports,
      rows: [
        ['in', { ts: at('10.999'), v: 1 }],
        ['in', { ts: at('31'), v: 2 }],
        ['in', { ts: at('02'), v: 3 }],
      ],
    },
    output: {
      out: [
        out('10.999', 1, ['01.000', '11.000', '10.999']),
        out('31.000', 2, ['31.000', '41.000', '40.999']),
        out('02.000', 3, ['01.000', '11.000', '10.999']),
      ],
    },
  },
  {
    title: 'in hopping windows a row leaves once for each window, the newest first, as in Flink',
    rules: ['T4'],
    config: { window: 'hopping', size: '10 s', slide: '5 s', offset: '' },
    input: { ports, rows: [['in', { ts: at('12'), v: 1 }]] },
    output: {
      out: [
        out('12.000', 1, ['10.000', '20.000', '19.999']),
        out('12.000', 1, ['05.000', '15.000', '14.999']),
      ],
    },
  },
  {
    title:
      'in cumulating windows the shortest comes first; what takes a row back leaves with the same windows',
    rules: ['T4', 'C'],
    config: { window: 'cumulating', size: '15 s', slide: '5 s', offset: '' },
    input: {
      ports,
      rows: [
        ['in', { ts: at('06'), v: 1 }],
        ['in', { ts: at('06'), v: 1 }, '-'],
      ],
    },
    output: {
      out: [
        out('06.000', 1, ['00.000', '10.000', '09.999']),
        out('06.000', 1, ['00.000', '15.000', '14.999']),
        out('06.000', 1, ['00.000', '10.000', '09.999']),
        out('06.000', 1, ['00.000', '15.000', '14.999']),
      ],
    },
    kinds: { out: ['+I', '+I', '-D', '-D'] },
  },
];
