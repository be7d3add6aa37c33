// Worked examples of top-N.
import type { NodeCase } from '@weir/engine/define-node';

const ports = {
  in: {
    schema: [
      ['k', 'STRING'],
      ['v', 'INT'],
      ['id', 'INT'],
    ],
  },
} as const;
const row = (
  k: string | null,
  v: number | null,
  id: number,
): { k: string | null; v: number | null; id: number } => ({
  k,
  v,
  id,
});
const order = [{ column: 'v', descending: true }];

export const cases: readonly NodeCase[] = [
  {
    title:
      'without a rank only the row that enters and the row that leaves come out; of equal rows the first ranks first',
    rules: ['C.top-N'],
    config: { keys: ['k'], order, n: 2, rank: '' },
    input: {
      ports,
      rows: [
        ['in', row('a', 1, 1)],
        ['in', row('a', null, 2)],
        ['in', row('a', 1, 3)],
        ['in', row('a', 1, 4)],
        ['in', row('a', 5, 5)],
        ['in', row(null, 0, 6)],
      ],
    },
    output: {
      out: [
        row('a', 1, 1),
        row('a', null, 2),
        row('a', null, 2),
        row('a', 1, 3),
        row('a', 1, 3),
        row('a', 5, 5),
        row(null, 0, 6),
      ],
    },
    kinds: { out: ['+I', '+I', '-D', '+I', '-D', '+I', '+I'] },
  },
  {
    title: 'with a rank every row behind a new one moves down',
    rules: ['C.top-N', 'X3.15'],
    config: { keys: ['k'], order, n: 2, rank: 'place' },
    input: {
      ports,
      rows: [
        ['in', row('a', 1, 1)],
        ['in', row('a', 3, 2)],
        ['in', row('a', 2, 3)],
      ],
    },
    output: {
      out: [
        { ...row('a', 1, 1), place: 1 },
        { ...row('a', 1, 1), place: 1 },
        { ...row('a', 3, 2), place: 1 },
        { ...row('a', 1, 1), place: 2 },
        { ...row('a', 1, 1), place: 2 },
        { ...row('a', 2, 3), place: 2 },
      ],
    },
    kinds: { out: ['+I', '-U', '+U', '+I', '-U', '+U'] },
  },
  {
    title: 'a row that is taken back leaves its place to the next',
    rules: ['C.top-N'],
    config: { keys: [], order, n: 1, rank: 'place' },
    input: {
      ports,
      rows: [
        ['in', row('a', 3, 1)],
        ['in', row('b', 2, 2)],
        ['in', row('a', 3, 1), '-'],
        ['in', row('b', 2, 2), '-'],
      ],
    },
    output: {
      out: [
        { ...row('a', 3, 1), place: 1 },
        { ...row('a', 3, 1), place: 1 },
        { ...row('b', 2, 2), place: 1 },
        { ...row('b', 2, 2), place: 1 },
      ],
    },
    kinds: { out: ['+I', '-U', '+U', '-D'] },
  },
];
