// Worked examples of the count window.
import type { NodeCase } from '@weir/engine/define-node';

const ports = {
  in: {
    schema: [
      ['ts', 'TIMESTAMP(3)'],
      ['k', 'STRING'],
      ['v', 'INT'],
    ],
    eventTime: 'ts',
    delay: '0 s',
  },
} as const;
const at = (second: string): string => `2026-01-05 10:00:${second}.000`;
const row = (second: string, k: string | null, v: number | null): Record<string, string | number | null> => ({
  ts: at(second),
  k,
  v,
});
const aggregates = [
  { name: 'n', expression: 'COUNT(*)' },
  { name: 'total', expression: 'SUM(v)' },
  { name: 'high', expression: 'MAX(v)' },
  { name: 'list', expression: 'LISTAGG(CAST(v AS STRING))' },
];

export const cases: readonly NodeCase[] = [
  {
    title:
      'a result with every second row of a key, in order of arrival; what does not fill a window gives none',
    rules: ['V', 'X3.8'],
    config: { size: 2, slide: 2, keys: ['k'], aggregates },
    input: {
      ports,
      rows: [
        ['in', row('05', 'a', 1)],
        ['in', row('01', 'a', 2)],
        ['in', row('02', null, null)],
        ['in', row('03', 'a', 3)],
        ['in', row('04', null, 4)],
      ],
    },
    output: {
      out: [
        { k: 'a', n: 2, total: 3, high: 2, list: '1,2', ts: at('01') },
        { k: null, n: 2, total: 4, high: 4, list: '4', ts: at('04') },
      ],
    },
  },
  {
    title: 'with a smaller slide the windows overlap, and the first is over fewer rows',
    rules: ['X3.5'],
    config: { size: 4, slide: 2, keys: [], aggregates },
    input: { ports, rows: [9, 1, 2, 3, 4, 5].map((v, index) => ['in', row(`0${index}`, 'a', v)]) },
    output: {
      out: [
        { n: 2, total: 10, high: 9, list: '9,1', ts: at('01') },
        { n: 4, total: 15, high: 9, list: '9,1,2,3', ts: at('03') },
        { n: 4, total: 14, high: 5, list: '2,3,4,5', ts: at('05') },
      ],
    },
  },
];
