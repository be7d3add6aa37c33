// Worked examples of the running aggregate.
import type { NodeCase } from '@weir/engine/define-node';

const ports = {
  in: {
    schema: [
      ['ts', 'TIMESTAMP(3)'],
      ['k', 'STRING'],
      ['v', 'INT'],
    ],
    eventTime: 'ts',
    delay: '2 s',
  },
} as const;
type Row = Readonly<Record<string, string | number | null>>;
const row = (second: string, k: string | null, v: number | null): Row => ({
  ts: `2026-01-05 10:00:${second}.000`,
  k,
  v,
});
const base = { keys: ['k'], frame: 'rows', unbounded: false, rows: 1, range: '5 s' };

export const cases: readonly NodeCase[] = [
  {
    title: 'rows leave in order of time with the row before them; NULL is left out, NULL keys are one key',
    rules: ['T9', 'X3.17', 'V'],
    config: {
      ...base,
      aggregates: [
        { name: 'total', expression: 'SUM(v)' },
        { name: 'n', expression: 'COUNT(*)' },
        { name: 'list', expression: 'LISTAGG(CAST(v AS STRING))' },
      ],
    },
    input: {
      ports,
      rows: [
        ['in', row('03', 'a', 3)],
        ['in', row('02', 'a', 2)],
        ['in', row('04', null, null)],
        ['in', row('01', 'a', 1)],
        ['in', row('05', null, 5)],
      ],
    },
    output: {
      out: [
        { ...row('02', 'a', 2), total: 2, n: 1, list: '2' },
        { ...row('03', 'a', 3), total: 5, n: 2, list: '2,3' },
        { ...row('04', null, null), total: null, n: 1, list: null },
        { ...row('05', null, 5), total: 5, n: 2, list: '5' },
      ],
    },
    late: 1,
  },
  {
    title:
      'a span of time counts the rows of exactly its beginning and all peers of the row, whenever they came',
    rules: ['T9', 'C.over'],
    config: {
      ...base,
      frame: 'range',
      aggregates: [
        { name: 'n', expression: 'COUNT(*)' },
        { name: 'high', expression: 'MAX(v)' },
        { name: 'kinds', expression: 'COUNT(DISTINCT v)' },
      ],
    },
    input: {
      ports,
      rows: [
        ['in', row('01', 'a', 9)],
        ['in', row('06', 'a', 1)],
        ['in', row('07', 'a', 2)],
        ['in', row('06', 'a', 2)],
      ],
    },
    output: {
      out: [
        { ...row('01', 'a', 9), n: 1, high: 9, kinds: 1 },
        { ...row('06', 'a', 1), n: 3, high: 9, kinds: 3 },
        { ...row('06', 'a', 2), n: 3, high: 9, kinds: 3 },
        { ...row('07', 'a', 2), n: 3, high: 2, kinds: 2 },
      ],
    },
  },
  {
    title: 'with a bounded frame a row behind the watermark still leaves, unless its key has gone past it',
    rules: ['T9', 'T18'],
    config: { ...base, aggregates: [{ name: 'total', expression: 'SUM(v)' }] },
    input: {
      ports,
      rows: [
        ['in', row('01', 'a', 1)],
        ['in', row('10', 'b', 2)],
        ['in', row('02', 'a', 3)],
        ['in', row('01', 'a', 4)],
        ['in', row('11', 'b', 5)],
      ],
    },
    output: {
      out: [
        { ...row('01', 'a', 1), total: 1 },
        { ...row('02', 'a', 3), total: 4 },
        { ...row('10', 'b', 2), total: 2 },
        { ...row('11', 'b', 5), total: 7 },
      ],
    },
    late: 1,
  },
  {
    title: 'over everything before, COUNT(*) numbers the rows; what the watermark has reached is late',
    rules: ['T9', 'X3.15'],
    config: {
      ...base,
      unbounded: true,
      aggregates: [
        { name: 'number', expression: 'COUNT(*)' },
        { name: 'first', expression: 'FIRST_VALUE(v)' },
      ],
    },
    input: {
      ports,
      rows: [
        ['in', row('01', 'a', 1)],
        ['in', row('10', 'b', 2)],
        ['in', row('08', 'a', 3)],
        ['in', row('09', 'a', 4)],
      ],
    },
    output: {
      out: [
        { ...row('01', 'a', 1), number: 1, first: 1 },
        { ...row('09', 'a', 4), number: 2, first: 1 },
        { ...row('10', 'b', 2), number: 1, first: 2 },
      ],
    },
    late: 1,
  },
];
