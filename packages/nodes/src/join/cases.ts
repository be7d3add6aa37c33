// Worked examples of the join.
import type { NodeCase } from '@weir/engine/define-node';

const ports = {
  left: {
    schema: [
      ['k', 'INT'],
      ['a', 'STRING'],
    ],
  },
  right: {
    schema: [
      ['k', 'INT'],
      ['b', 'STRING'],
    ],
  },
} as const;
const base = { leftKeys: ['k'], rightKeys: ['k'], condition: '', leftTtl: '', rightTtl: '', prefix: 'r_' };

export const cases: readonly NodeCase[] = [
  {
    title: 'inner: each pair once, whichever side comes first; NULL keys never match',
    rules: ['C.regular-join'],
    config: { ...base, type: 'inner' },
    input: {
      ports,
      rows: [
        ['left', { k: 1, a: 'x' }],
        ['left', { k: null, a: 'n' }],
        ['right', { k: null, b: 'n' }],
        ['right', { k: 1, b: 'y' }],
        ['right', { k: 2, b: 'z' }],
        ['left', { k: 2, a: 'w' }],
        ['left', { k: 2, a: 'v' }],
      ],
    },
    output: {
      out: [
        { k: 1, a: 'x', r_k: 1, b: 'y' },
        { k: 2, a: 'w', r_k: 2, b: 'z' },
        { k: 2, a: 'v', r_k: 2, b: 'z' },
      ],
    },
  },
  {
    title: 'left: a row without a partner comes padded and is taken back with the first partner',
    rules: ['C.regular-join'],
    config: { ...base, type: 'left' },
    input: {
      ports,
      rows: [
        ['left', { k: 1, a: 'x' }],
        ['right', { k: 1, b: 'y' }],
        ['right', { k: 1, b: 'z' }],
        ['left', { k: null, a: 'n' }],
      ],
    },
    output: {
      out: [
        { k: 1, a: 'x', r_k: null, b: null },
        { k: 1, a: 'x', r_k: null, b: null },
        { k: 1, a: 'x', r_k: 1, b: 'y' },
        { k: 1, a: 'x', r_k: 1, b: 'z' },
        { k: null, a: 'n', r_k: null, b: null },
      ],
    },
    kinds: { out: ['+I', '-D', '+I', '+I', '+I'] },
  },
  {
    title: 'full: the last partner that is taken back leaves a padded row again',
    rules: ['C.regular-join'],
    config: { ...base, type: 'full' },
    input: {
      ports,
      rows: [
        ['right', { k: 1, b: 'y' }],
        ['left', { k: 1, a: 'x' }],
        ['left', { k: 1, a: 'x' }, '-'],
        ['right', { k: 1, b: 'y' }, '-'],
      ],
    },
    output: {
      out: [
        { k: null, a: null, r_k: 1, b: 'y' },
        { k: null, a: null, r_k: 1, b: 'y' },
        { k: 1, a: 'x', r_k: 1, b: 'y' },
        { k: 1, a: 'x', r_k: 1, b: 'y' },
        { k: null, a: null, r_k: 1, b: 'y' },
        { k: null, a: null, r_k: 1, b: 'y' },
      ],
    },
    kinds: { out: ['+I', '-D', '+I', '-D', '+I', '-D'] },
  },
  {
    title: 'semi: left rows with a partner, once, however many there are',
    rules: ['C.regular-join'],
    config: { ...base, type: 'semi' },
    input: {
      ports,
      rows: [
        ['left', { k: 1, a: 'x' }],
        ['right', { k: 1, b: 'y' }],
        ['right', { k: 1, b: 'z' }],
        ['left', { k: 1, a: 'w' }],
        ['left', { k: 2, a: 'v' }],
      ],
    },
    output: {
      out: [
        { k: 1, a: 'x' },
        { k: 1, a: 'w' },
      ],
    },
  },
  {
    title: 'anti: left rows without a partner leave with the first one and come back with the last',
    rules: ['C.regular-join'],
    config: { ...base, type: 'anti' },
    input: {
      ports,
      rows: [
        ['left', { k: 1, a: 'x' }],
        ['left', { k: null, a: 'n' }],
        ['right', { k: 1, b: 'y' }],
        ['right', { k: 1, b: 'z' }],
        ['right', { k: 1, b: 'y' }, '-'],
        ['right', { k: 1, b: 'z' }, '-'],
      ],
    },
    output: {
      out: [
        { k: 1, a: 'x' },
        { k: null, a: 'n' },
        { k: 1, a: 'x' },
        { k: 1, a: 'x' },
      ],
    },
    kinds: { out: ['+I', '+I', '-D', '+I'] },
  },
  {
    title: 'the condition sees both rows; one that cannot be computed makes the coming row a dead letter',
    rules: ['C.regular-join', 'R1'],
    config: { ...base, type: 'inner', condition: 'CAST(a AS INT) < CAST(b AS INT)' },
    input: {
      ports,
      rows: [
        ['left', { k: 1, a: '5' }],
        ['right', { k: 1, b: '6' }],
        ['right', { k: 1, b: '4' }],
        ['right', { k: 1, b: 'no' }],
        ['left', { k: 1, a: '3' }],
      ],
    },
    output: {
      out: [
        { k: 1, a: '5', r_k: 1, b: '6' },
        { k: 1, a: '3', r_k: 1, b: '6' },
        { k: 1, a: '3', r_k: 1, b: '4' },
      ],
    },
    errors: ['CAST'],
  },
];
