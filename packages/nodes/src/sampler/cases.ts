// Worked examples of the sampler.
import type { NodeCase } from '@weir/engine/define-node';

const ports = {
  in: {
    schema: [
      ['k', 'STRING'],
      ['v', 'INT'],
    ],
  },
} as const;
const rows = ['a', 'b', 'c', 'a', 'd', 'c'].map((k, v) => ['in', { k, v }] as const);

export const cases: readonly NodeCase[] = [
  {
    title: 'with keys all rows of a key stay or go together',
    config: { percent: 50, keys: ['k'], salt: 's' },
    input: { ports, rows },
    output: { out: rows.filter(([, { k }]) => k === 'a' || k === 'b').map(([, row]) => row) },
  },
  {
    title: '100 % keeps everything',
    config: { percent: 100, keys: [], salt: '' },
    input: { ports, rows },
    output: { out: rows.map(([, row]) => row) },
  },
];
