// Worked examples of the filter.
import type { NodeCase } from '@weir/engine/define-node';

const input = {
  ports: {
    in: {
      schema: [
        ['name', 'STRING'],
        ['amount', 'INT'],
      ],
    },
  },
  rows: [
    ['in', { name: 'a', amount: 150 }],
    ['in', { name: 'b', amount: 100 }],
    ['in', { name: 'c', amount: null }],
  ],
} as const;

export const cases: readonly NodeCase[] = [
  {
    title: 'a NULL condition drops the row',
    rules: ['V', 'X1.5'],
    config: { where: 'amount > 100' },
    input,
    output: { out: [{ name: 'a', amount: 150 }] },
  },
  {
    title: 'a row that the condition cannot be computed for is a dead letter',
    rules: ['R1'],
    config: { where: '100 / (amount - 100) > 0' },
    input,
    output: { out: [{ name: 'a', amount: 150 }] },
    errors: ['DIVISION_BY_ZERO'],
  },
];
