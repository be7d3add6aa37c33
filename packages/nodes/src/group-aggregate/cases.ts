// Worked examples of the group aggregate.
import type { NodeCase } from '@weir/engine/define-node';

const ports = {
  in: {
    schema: [
      ['k', 'STRING'],
      ['v', 'INT'],
    ],
  },
} as const;
const count = { name: 'n', expression: 'COUNT(*)' };

export const cases: readonly NodeCase[] = [
  {
    title:
      'every row that changes a result takes the old one back; a result that does not change is not put out',
    rules: ['C.group-agg', 'X3.5'],
    config: { keys: ['k'], aggregates: [{ name: 'high', expression: 'MAX(v)' }] },
    input: {
      ports,
      rows: [
        ['in', { k: 'a', v: 1 }],
        ['in', { k: 'a', v: 0 }],
        ['in', { k: null, v: 7 }],
        ['in', { k: 'a', v: 3 }],
      ],
    },
    output: {
      out: [
        { k: 'a', high: 1 },
        { k: null, high: 7 },
        { k: 'a', high: 1 },
        { k: 'a', high: 3 },
      ],
    },
    kinds: { out: ['+I', '+I', '-U', '+U'] },
  },
  {
    title: 'rows that are taken back leave the aggregates; with its last row a group is deleted',
    rules: ['C.group-agg'],
    config: { keys: ['k'], aggregates: [count, { name: 'high', expression: 'MAX(v)' }] },
    input: {
      ports,
      rows: [
        ['in', { k: 'a', v: 1 }],
        ['in', { k: 'a', v: 3 }],
        ['in', { k: 'a', v: 3 }, '-'],
        ['in', { k: 'a', v: 1 }, '-'],
        ['in', { k: 'b', v: 1 }, '-'],
        ['in', { k: 'a', v: 2 }],
      ],
    },
    output: {
      out: [
        { k: 'a', n: 1, high: 1 },
        { k: 'a', n: 1, high: 1 },
        { k: 'a', n: 2, high: 3 },
        { k: 'a', n: 2, high: 3 },
        { k: 'a', n: 1, high: 1 },
        { k: 'a', n: 1, high: 1 },
        { k: 'a', n: 1, high: 2 },
      ],
    },
    kinds: { out: ['+I', '-U', '+U', '-U', '+U', '-D', '+I'] },
  },
  {
    title: 'without aggregates each key comes once: SELECT DISTINCT',
    rules: ['C.group-agg'],
    config: { keys: ['k'], aggregates: [] },
    input: {
      ports,
      rows: [
        ['in', { k: 'a', v: 1 }],
        ['in', { k: 'a', v: 2 }],
        ['in', { k: null, v: 3 }],
        ['in', { k: null, v: 4 }],
      ],
    },
    output: { out: [{ k: 'a' }, { k: null }] },
  },
  {
    title: 'without keys there is one result, from the first row on; a row that fails counts in no aggregate',
    rules: ['X3.1', 'C.group-agg', 'R1'],
    config: { keys: [], aggregates: [count, { name: 's', expression: 'SUM(10 / v)' }] },
    input: {
      ports,
      rows: [
        ['in', { k: 'a', v: 0 }],
        ['in', { k: 'a', v: 5 }],
        ['in', { k: 'b', v: 0 }],
        ['in', { k: 'b', v: 2 }],
      ],
    },
    output: {
      out: [
        { n: 1, s: 2 },
        { n: 1, s: 2 },
        { n: 2, s: 7 },
      ],
    },
    kinds: { out: ['+I', '-U', '+U'] },
    errors: ['DIVISION_BY_ZERO', 'DIVISION_BY_ZERO'],
  },
  {
    title: 'a row that failed when it came takes nothing with it when it is taken back',
    rules: ['R1', 'C.group-agg'],
    config: { keys: ['k'], aggregates: [{ name: 'total', expression: 'SUM(10 / v)' }] },
    input: {
      ports,
      rows: [
        ['in', { k: 'a', v: 5 }],
        ['in', { k: 'a', v: 0 }],
        ['in', { k: 'a', v: 0 }, '-'],
        ['in', { k: 'a', v: 2 }],
        ['in', { k: 'a', v: 5 }, '-'],
        ['in', { k: 'a', v: 2 }, '-'],
      ],
    },
    output: {
      out: [
        { k: 'a', total: 2 },
        { k: 'a', total: 2 },
        { k: 'a', total: 7 },
        { k: 'a', total: 7 },
        { k: 'a', total: 5 },
        { k: 'a', total: 5 },
      ],
    },
    kinds: { out: ['+I', '-U', '+U', '-U', '+U', '-D'] },
    errors: ['DIVISION_BY_ZERO', 'DIVISION_BY_ZERO'],
  },
];
