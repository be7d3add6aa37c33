// Worked examples of the split.
import type { NodeCase } from '@weir/engine/define-node';

const ports = { in: { schema: [['k', 'STRING']] } } as const;
const rows = ['a', 'b', 'c', null, 'a', null].map((k) => ['in', { k }] as const);

export const cases: readonly NodeCase[] = [
  {
    title: 'equal keys go the same way, NULL too',
    config: { keys: ['k'], percent: 50, salt: 's' },
    input: { ports, rows },
    output: {
      share: [{ k: 'a' }, { k: 'b' }, { k: 'a' }],
      rest: [{ k: 'c' }, { k: null }, { k: null }],
    },
  },
  {
    title: '0 % sends everything to rest',
    config: { keys: ['k'], percent: 0, salt: '' },
    input: { ports, rows },
    output: { share: [], rest: rows.map(([, row]) => row) },
  },
];
