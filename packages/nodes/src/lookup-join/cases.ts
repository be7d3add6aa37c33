// Worked examples of the lookup join.
import type { NodeCase } from '@weir/engine/define-node';

const ports = {
  left: {
    schema: [
      ['k', 'STRING'],
      ['id', 'INT'],
    ],
  },
  right: {
    schema: [
      ['k', 'STRING'],
      ['name', 'STRING'],
    ],
  },
} as const;
const base = { leftKeys: ['k'], rightKeys: ['k'], condition: '', prefix: 'r_' };

export const cases: readonly NodeCase[] = [
  {
    title: 'the last row of the key counts, until it is taken back; NULL finds nothing',
    rules: ['T15'],
    config: { ...base, type: 'left' },
    input: {
      ports,
      rows: [
        ['left', { k: 'a', id: 1 }],
        ['right', { k: 'a', name: 'x' }],
        ['right', { k: null, name: 'n' }],
        ['left', { k: 'a', id: 2 }],
        ['right', { k: 'a', name: 'y' }],
        ['right', { k: 'a', name: 'x' }, '-'],
        ['left', { k: 'a', id: 3 }],
        ['right', { k: 'a', name: 'y' }, '-'],
        ['left', { k: 'a', id: 4 }],
        ['left', { k: null, id: 5 }],
      ],
    },
    output: {
      out: [
        { k: 'a', id: 1, r_k: null, name: null },
        { k: 'a', id: 2, r_k: 'a', name: 'x' },
        { k: 'a', id: 3, r_k: 'a', name: 'y' },
        { k: 'a', id: 4, r_k: null, name: null },
        { k: null, id: 5, r_k: null, name: null },
      ],
    },
    kinds: { out: ['+I', '+I', '+I', '+I', '+I'] },
  },
  {
    title: 'inner: rows that find nothing, or whose condition is not true, do not come out',
    rules: ['T15'],
    config: { ...base, type: 'inner', condition: "name LIKE 'x%'" },
    input: {
      ports,
      rows: [
        ['right', { k: 'a', name: 'xy' }],
        ['right', { k: 'b', name: 'y' }],
        ['left', { k: 'a', id: 1 }],
        ['left', { k: 'b', id: 2 }],
        ['left', { k: 'c', id: 3 }],
      ],
    },
    output: { out: [{ k: 'a', id: 1, r_k: 'a', name: 'xy' }] },
  },
];
