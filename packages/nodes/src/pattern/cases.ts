// Worked examples of patterns.
import type { NodeCase } from '@weir/engine/define-node';

const ports = {
  in: {
    schema: [
      ['id', 'INT'],
      ['sym', 'STRING'],
      ['price', 'INT'],
      ['ts', 'TIMESTAMP(3)'],
    ],
    eventTime: 'ts',
    delay: '0 s',
  },
} as const;

const row = (id: number, sym: string, price: number, second: number) =>
  ['in', { id, sym, price, ts: `2026-01-05 10:00:${String(second).padStart(2, '0')}.000` }] as const;

export const cases: readonly NodeCase[] = [
  {
    title: 'a fall of any length and the row that ends it',
    rules: ['C.cep'],
    config: {
      keys: ['sym'],
      steps: 'A B+ C',
      define: [
        {
          name: 'B',
          expression: 'B.price < LAST(B.price, 1) OR (LAST(B.price, 1) IS NULL AND B.price < A.price)',
        },
        { name: 'C', expression: 'C.price > LAST(B.price)' },
      ],
      measures: [
        { name: 'first', expression: 'A.id' },
        { name: 'lowest', expression: 'MIN(B.price)' },
        { name: 'falls', expression: 'COUNT(B.id)' },
        { name: 'at', expression: 'MATCH_ROWTIME(ts)' },
      ],
      within: '',
      skip: 'past_last_row',
      skipTo: '',
    },
    input: {
      ports,
      rows: [
        row(1, 'x', 10, 1),
        row(2, 'x', 8, 2),
        row(3, 'y', 5, 3),
        row(4, 'x', 6, 4),
        row(5, 'x', 9, 5),
        row(6, 'x', 12, 6),
      ],
    },
    output: { out: [{ sym: 'x', first: 1, lowest: 6, falls: 2, at: '2026-01-05 10:00:05.000' }] },
  },
  {
    title:
      'rows in disorder are put in order first; a match lasts less than the time allowed; late rows are told',
    rules: ['C.cep', 'T18'],
    config: {
      keys: [],
      steps: 'A B',
      define: [{ name: 'B', expression: 'B.price > A.price' }],
      measures: [
        { name: 'a', expression: 'A.id' },
        { name: 'b', expression: 'B.id' },
      ],
      within: '2 s',
      skip: 'next_row',
      skipTo: '',
    },
    input: {
      ports: { in: { ...ports.in, delay: '5 s' } },
      rows: [
        row(1, 'x', 1, 10),
        row(3, 'x', 3, 13),
        row(2, 'x', 2, 11),
        row(4, 'x', 4, 30),
        row(5, 'x', 9, 12),
      ],
    },
    output: { out: [{ a: 1, b: 2 }] },
    late: 1,
  },
  {
    title: 'a search that goes on inside of the match finds what overlaps',
    rules: ['C.cep'],
    config: {
      keys: [],
      steps: 'A{2} B',
      define: [],
      measures: [
        { name: 'a', expression: 'FIRST(A.id)' },
        { name: 'b', expression: 'B.id' },
      ],
      within: '',
      skip: 'to_last',
      skipTo: 'A',
    },
    input: { ports, rows: [row(1, 'x', 1, 1), row(2, 'x', 1, 2), row(3, 'x', 1, 3), row(4, 'x', 1, 4)] },
    output: {
      out: [
        { a: 1, b: 3 },
        { a: 2, b: 4 },
      ],
    },
  },
];
