// Worked examples of deduplication.
import type { NodeCase } from '@weir/engine/define-node';

const ports = {
  in: {
    schema: [
      ['ts', 'TIMESTAMP(3)'],
      ['k', 'STRING'],
      ['v', 'INT'],
    ],
    eventTime: 'ts',
    delay: '2 s',
  },
} as const;
const at = (second: number): string => `2026-01-01 00:00:${String(second).padStart(2, '0')}.000`;
const row = (second: number, k: string | null, v: number): { ts: string; k: string | null; v: number } => ({
  ts: at(second),
  k,
  v,
});

export const cases: readonly NodeCase[] = [
  {
    title:
      'first: the earliest row wins when the watermark reaches it, of equal times the one that came first',
    rules: ['T11', 'C.dedupe-first', 'T18'],
    config: { keys: ['k'], keep: 'first' },
    input: {
      ports,
      rows: [
        ['in', row(10, 'a', 1)],
        ['in', row(9, 'a', 2)],
        ['in', row(9, 'a', 3)],
        ['in', row(10, null, 4)],
        ['in', row(12, 'b', 5)],
        ['in', row(9, 'c', 6)],
        ['in', row(10, 'c', 7)],
        ['in', row(20, 'a', 8)],
      ],
    },
    output: { out: [row(9, 'a', 2), row(10, null, 4), row(10, 'c', 7), row(12, 'b', 5)] },
    kinds: {},
    late: 1,
  },
  {
    title: 'last: every row that is not older takes the one before back',
    rules: ['C.dedupe-last'],
    config: { keys: ['k'], keep: 'last' },
    input: {
      ports,
      rows: [
        ['in', row(10, 'a', 1)],
        ['in', row(9, 'a', 2)],
        ['in', row(10, 'a', 3)],
        ['in', row(30, 'b', 4)],
        ['in', row(11, 'a', 5)],
      ],
    },
    output: {
      out: [
        row(10, 'a', 1),
        row(10, 'a', 1),
        row(10, 'a', 3),
        row(30, 'b', 4),
        row(10, 'a', 3),
        row(11, 'a', 5),
      ],
    },
    kinds: { out: ['+I', '-U', '+U', '+I', '-U', '+U'] },
  },
];
