// Worked examples of sorting.
import type { NodeCase } from '@weir/engine/define-node';

const ports = {
  in: {
    schema: [
      ['ts', 'TIMESTAMP(3)'],
      ['k', 'STRING'],
      ['v', 'INT'],
    ],
    eventTime: 'ts',
    delay: '3 s',
  },
} as const;
const row = (second: string, k: string, v: number | null): Record<string, string | number | null> => ({
  ts: `2026-01-05 10:00:${second}.000`,
  k,
  v,
});

export const cases: readonly NodeCase[] = [
  {
    title:
      'rows leave in order of time, of equal times by the next column and then by arrival; what can no longer be put in is late',
    rules: ['C.sort', 'T9', 'T18'],
    config: {
      order: [
        { column: 'ts', descending: false },
        { column: 'v', descending: true },
      ],
    },
    input: {
      ports,
      rows: [
        ['in', row('03', 'a', 1)],
        ['in', row('02', 'b', 2)],
        ['in', row('03', 'c', null)],
        ['in', row('03', 'd', 5)],
        ['in', row('03', 'e', 1)],
        ['in', row('06', 'f', 1)],
        ['in', row('03', 'g', 9)],
        ['in', row('04', 'h', 1)],
      ],
    },
    output: {
      out: [
        row('02', 'b', 2),
        row('03', 'd', 5),
        row('03', 'a', 1),
        row('03', 'e', 1),
        row('03', 'c', null),
        row('04', 'h', 1),
        row('06', 'f', 1),
      ],
    },
    late: 1,
  },
];
