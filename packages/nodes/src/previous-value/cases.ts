// Worked examples of previous values.
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
const row = (second: string, k: string | null, v: number | null): Record<string, string | number | null> => ({
  ts: `2026-01-05 10:00:${second}.000`,
  k,
  v,
});

export const cases: readonly NodeCase[] = [
  {
    title:
      'the value of the row before by event time, per key; a NULL is a value too; what the watermark has reached is late',
    rules: ['T9', 'X3.16', 'T18'],
    config: { keys: ['k'], columns: [{ name: 'before', expression: 'v' }], n: 1, default: '' },
    input: {
      ports,
      rows: [
        ['in', row('03', 'a', 3)],
        ['in', row('02', 'a', 2)],
        ['in', row('04', 'a', null)],
        ['in', row('04', null, 7)],
        ['in', row('05', 'a', 5)],
        ['in', row('02', 'a', 9)],
      ],
    },
    output: {
      out: [
        { ...row('02', 'a', 2), before: null },
        { ...row('03', 'a', 3), before: 2 },
        { ...row('04', 'a', null), before: 3 },
        { ...row('04', null, 7), before: null },
        { ...row('05', 'a', 5), before: null },
      ],
    },
    late: 1,
  },
  {
    title:
      'a default that cannot be computed makes the row that needs it a dead letter, and the others go on',
    rules: ['R1', 'X3.16'],
    config: { keys: [], columns: [{ name: 'before', expression: 'v' }], n: 1, default: "CAST('x' AS INT)" },
    input: {
      ports,
      rows: [
        ['in', row('01', 'a', 1)],
        ['in', row('02', 'a', 2)],
      ],
    },
    output: { out: [{ ...row('02', 'a', 2), before: 1 }] },
    errors: ['CAST'],
  },
  {
    title: 'rows of one time are peers: each gets the value of the row before the last of them',
    rules: ['X3.16', 'T9'],
    config: { keys: [], columns: [{ name: 'before', expression: 'v' }], n: 1, default: '' },
    input: {
      ports,
      rows: [
        ['in', row('01', 'a', 1)],
        ['in', row('02', 'a', 2)],
        ['in', row('02', 'b', 3)],
      ],
    },
    output: {
      out: [
        { ...row('01', 'a', 1), before: null },
        { ...row('02', 'a', 2), before: 2 },
        { ...row('02', 'b', 3), before: 2 },
      ],
    },
  },
  {
    title: 'several rows back, an expression of that row, and a default where there is none',
    rules: ['X3.16'],
    config: { keys: [], columns: [{ name: 'twice', expression: 'v * 2' }], n: 2, default: '-1' },
    input: {
      ports,
      rows: [
        ['in', row('01', 'a', 1)],
        ['in', row('02', 'a', 2)],
        ['in', row('03', 'a', 3)],
      ],
    },
    output: {
      out: [
        { ...row('01', 'a', 1), twice: -1 },
        { ...row('02', 'a', 2), twice: -1 },
        { ...row('03', 'a', 3), twice: 2 },
      ],
    },
  },
];
