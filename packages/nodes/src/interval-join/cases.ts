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
  {
    title: 'full: a row that never had a partner comes padded once none can come any more',
    rules: ['C.interval-join', 'T8'],
    config: { ...config, type: 'full', condition: "v <> 'x'" },
    input: {
      ports,
      rows: [
        ['left', { k: 1, ts: at('10') }],
        ['right', { k: 1, ts: at('11'), v: 'x' }],
        ['left', { k: null, ts: at('11') }],
        ['right', { k: 1, ts: at('11'), v: 'r' }],
        ['left', { k: 2, ts: at('15') }],
        ['left', { k: 3, ts: at('30') }],
        ['right', { k: 3, ts: at('20'), v: 'late' }],
      ],
    },
    output: {
      out: [
        { k: null, ts: at('11.000'), right_k: null, right_ts: null, v: null },
        { k: 1, ts: at('10.000'), right_k: 1, right_ts: at('11.000'), v: 'r' },
        { k: null, ts: null, right_k: 1, right_ts: at('11.000'), v: 'x' },
        { k: 2, ts: at('15.000'), right_k: null, right_ts: null, v: null },
        { k: null, ts: null, right_k: 3, right_ts: at('20.000'), v: 'late' },
        { k: 3, ts: at('30.000'), right_k: null, right_ts: null, v: null },
      ],
    },
  },
];
