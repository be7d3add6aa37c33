// Worked examples of the union.
import type { NodeCase } from '@weir/engine/define-node';

export const cases: readonly NodeCase[] = [
  {
    title: 'every row once, in order of arrival',
    rules: ['R9'],
    config: {},
    input: {
      ports: { in: { schema: [['x', 'INT']] } },
      rows: [
        ['in', { x: 1 }],
        ['in', { x: 1 }],
        ['in', { x: null }],
      ],
    },
    output: { out: [{ x: 1 }, { x: 1 }, { x: null }] },
  },
];
