// Worked examples of unnest.
import type { NodeCase } from '@weir/engine/define-node';

const ports = {
  in: {
    schema: [
      ['id', 'INT'],
      ['tags', 'ARRAY<STRING>'],
      ['m', 'MAP<STRING, INT>'],
      ['items', 'ARRAY<ROW<sku STRING, qty INT>>'],
    ],
  },
} as const;
const first = { id: 1, tags: ['x', null, 'y'], m: { a: 1 }, items: [{ sku: 's', qty: 2 }] };
const empty = { id: 2, tags: [], m: {}, items: [] };
const missing = { id: 3, tags: null, m: null, items: null };
const holed = { id: 4, tags: null, m: null, items: [null, { sku: null, qty: 3 }] };
const input = {
  ports,
  rows: [first, empty, missing].map((row) => ['in', row] as const),
};

export const cases: readonly NodeCase[] = [
  {
    title: 'one row per element, NULL elements too; empty and NULL give none',
    rules: ['C.unnest'],
    config: { column: 'tags', names: 't', ordinality: 'n', outer: false },
    input,
    output: {
      out: [
        { ...first, t: 'x', n: 1 },
        { ...first, t: null, n: 2 },
        { ...first, t: 'y', n: 3 },
      ],
    },
  },
  {
    title: 'outer: rows without elements come once, padded',
    rules: ['C.unnest'],
    config: { column: 'm', names: '', ordinality: '', outer: true },
    input,
    output: {
      out: [
        { ...first, key: 'a', value: 1 },
        { ...empty, key: null, value: null },
        { ...missing, key: null, value: null },
      ],
    },
  },
  {
    title: 'the fields of an array of rows become columns; a row that is NULL gives none',
    rules: ['C.unnest'],
    config: { column: 'items', names: '', ordinality: 'n', outer: false },
    input: {
      ports,
      rows: [
        ['in', first],
        ['in', holed],
      ],
    },
    output: {
      out: [
        { ...first, sku: 's', qty: 2, n: 1 },
        { ...holed, sku: null, qty: 3, n: 2 },
      ],
    },
  },
];
