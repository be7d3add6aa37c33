// Worked examples of the rate limit.
import type { NodeCase } from '@weir/engine/define-node';

const ports = {
  in: {
    schema: [
      ['ts', 'TIMESTAMP(3)'],
      ['k', 'STRING'],
    ],
    eventTime: 'ts',
    delay: '0 s',
  },
} as const;
const row = (second: string, k: string | null): { ts: string; k: string | null } => ({
  ts: `2026-01-01 00:00:${second}`,
  k,
});

export const cases: readonly NodeCase[] = [
  {
    title: 'a burst passes, then the rate holds for each key by itself; rows out of order fill nothing',
    config: { rows: 1, per: '2 s', burst: 2, keys: ['k'] },
    input: {
      ports,
      rows: [
        ['in', row('10.000', 'a')],
        ['in', row('10.000', 'a')],
        ['in', row('10.500', 'a')],
        ['in', row('10.500', null)],
        ['in', row('12.000', 'a')],
        ['in', row('11.000', 'a')],
        ['in', row('30.000', 'a')],
        ['in', row('30.000', 'a')],
        ['in', row('30.000', 'a')],
      ],
    },
    output: {
      out: [
        row('10.000', 'a'),
        row('10.000', 'a'),
        row('10.500', null),
        row('12.000', 'a'),
        row('30.000', 'a'),
        row('30.000', 'a'),
      ],
      limited: [row('10.500', 'a'), row('11.000', 'a'), row('30.000', 'a')],
    },
  },
];
