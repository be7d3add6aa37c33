// Worked examples of absence.
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
const at = (second: number): string => `2026-01-01 00:00:${String(second).padStart(2, '0')}.000`;
const row = (second: number, k: string): { ts: string; k: string } => ({ ts: at(second), k });
const gone = (k: string, last: number, since: number) => ({
  k,
  last_seen: at(last),
  missing_since: at(since),
});

export const cases: readonly NodeCase[] = [
  {
    title: 'a key that stays away is told once, and again when it comes back and stays away again',
    rules: ['T18'],
    config: { keys: ['k'], after: '10 s' },
    input: {
      ports,
      rows: [
        ['in', row(1, 'a')],
        ['in', row(1, 'b')],
        ['in', row(5, 'b')],
        ['in', row(11, 'c')],
        ['in', row(12, 'a')],
        ['in', row(2, 'd')],
        ['in', row(1, 'e')],
        ['in', row(23, 'c')],
        ['in', row(40, 'c')],
      ],
    },
    output: {
      out: [gone('a', 1, 11), gone('b', 5, 15), gone('c', 11, 21), gone('a', 12, 22), gone('c', 23, 33)],
    },
    late: 2,
  },
];
