// Worked examples: a sink has no output rows, its case shows that it takes the input.
import type { NodeCase } from '@weir/engine/define-node';

export const cases: readonly NodeCase[] = [
  {
    title: 'takes every row',
    config: { path: 'files/out' },
    input: { ports: { in: { schema: [['x', 'INT']] } }, rows: [['in', { x: 1 }]] },
    output: {},
  },
];
