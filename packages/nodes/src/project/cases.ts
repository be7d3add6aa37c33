// Worked examples of the projection.
import type { NodeCase } from '@weir/engine/define-node';

const ports = {
  in: {
    schema: [
      ['a', 'INT'],
      ['b', 'INT'],
    ],
  },
} as const;

export const cases: readonly NodeCase[] = [
  {
    title: 'integers divide to integers, and overflow wraps',
    rules: ['X1.2', 'X0'],
    config: {
      columns: [
        { name: 'q', expression: 'a / b' },
        { name: 'next', expression: 'a + 1' },
      ],
      keep: false,
    },
    input: {
      ports,
      rows: [
        ['in', { a: 7, b: 2 }],
        ['in', { a: 2147483647, b: -1 }],
      ],
    },
    output: {
      out: [
        { q: 3, next: 8 },
        { q: -2147483647, next: -2147483648 },
      ],
    },
  },
  {
    title: 'keep other columns replaces in place and appends the rest',
    config: {
      columns: [
        { name: 'a', expression: 'a * 10' },
        { name: 'c', expression: "CASE WHEN b IS NULL THEN 'none' ELSE 'some' END" },
      ],
      keep: true,
    },
    input: { ports, rows: [['in', { a: 1, b: null }]] },
    output: { out: [{ a: 10, b: null, c: 'none' }] },
  },
  {
    title: 'a row that fails is a dead letter, the others go on',
    rules: ['R1'],
    config: { columns: [{ name: 'q', expression: 'a / b' }], keep: false },
    input: {
      ports,
      rows: [
        ['in', { a: 1, b: 0 }],
        ['in', { a: 4, b: 2 }],
      ],
    },
    output: { out: [{ q: 2 }] },
    errors: ['DIVISION_BY_ZERO'],
  },
];
