// Worked examples of the interval join.
import type { NodeCase } from '@weir/engine/define-node';

const ports = {
  left: {
    schema: [
      ['k', 'INT'],
      ['ts', 'TIMESTAMP(3)'],
    ],
    eventTime: 'ts',
    delay: '0 s',
  },
  right: {
    schema: [
      ['k', 'INT'],
      ['ts', 'TIMESTAMP(3)'],
      ['v', 'STRING'],
    ],
    eventTime: 'ts',
    delay: '0 s',
  },
} as const;
const at = (second: string): string => `2026-01-05 10:00:${second}`;
const config = { leftKeys: ['k'], rightKeys: ['k'], lower: '-2 s', upper: '3 s', prefix: 'right_' };

export const cases: readonly NodeCase[] = [
  {
    title: 'both bounds are included, NULL keys never match',
    rules: ['C.interval-join'],
    config,
    input: {
      ports,
      rows: [
        ['right', { k: 1, ts: at('10'), v: 'r' }],
        ['right', { k: null, ts: at('10'), v: 'n' }],
        ['left', { k: 1, ts: at('08') }],
        ['left', { k: null, ts: at('10') }],
        ['left', { k: 2, ts: at('10') }],
        ['left', { k: 1, ts: at('13') }],
        ['left', { k: 1, ts: at('13.001') }],
      ],
    },
    output: {
      out: [
        { k: 1, ts: at('08.000'), right_k: 1, right_ts: at('10.000'), v: 'r' },
        { k: 1, ts: at('13.000'), right_k: 1, right_ts: at('10.000'), v: 'r' },
      ],
    },
  },
];
