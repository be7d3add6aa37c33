// Worked examples of the tumbling window.
import type { NodeCase } from '@weir/engine/define-node';

const ports = {
  in: {
    schema: [
      ['ts', 'TIMESTAMP(3)'],
      ['k', 'STRING'],
      ['v', 'INT'],
    ],
    eventTime: 'ts',
    delay: '5 s',
  },
} as const;
const at = (second: string): string => `2026-01-05 10:00:${second}`;
const first = { window_start: at('00.000'), window_end: at('10.000'), window_time: at('09.999') };
const base = { size: '10 s', offset: '', keys: ['k'] };

export const cases: readonly NodeCase[] = [
  {
    title: 'a window fires when the watermark reaches its last millisecond; a row that comes after is late',
    rules: ['T1', 'T4', 'T5', 'T6', 'T18'],
    config: {
      ...base,
      aggregates: [
        { name: 'n', expression: 'COUNT(*)' },
        { name: 'total', expression: 'SUM(v)' },
      ],
    },
    input: {
      ports,
      rows: [
        ['in', { ts: at('01.000'), k: 'a', v: 1 }],
        ['in', { ts: at('14.998'), k: 'a', v: 2 }],
        ['in', { ts: at('09.000'), k: 'a', v: 3 }],
        ['in', { ts: at('14.999'), k: 'b', v: 4 }],
        ['in', { ts: at('09.999'), k: 'a', v: 99 }],
      ],
    },
    output: {
      out: [
        {
          window_start: at('00.000'),
          window_end: at('10.000'),
          window_time: at('09.999'),
          k: 'a',
          n: 2,
          total: 4,
        },
        {
          window_start: at('10.000'),
          window_end: at('20.000'),
          window_time: at('19.999'),
          k: 'a',
          n: 1,
          total: 2,
        },
        {
          window_start: at('10.000'),
          window_end: at('20.000'),
          window_time: at('19.999'),
          k: 'b',
          n: 1,
          total: 4,
        },
      ],
    },
    late: 1,
  },
  {
    title: 'with an allowed lateness a late row corrects the result at once; later it is late',
    rules: ['T19', 'T18', 'T6'],
    config: { ...base, lateness: '10 s', aggregates: [{ name: 'total', expression: 'SUM(v)' }] },
    input: {
      ports,
      rows: [
        ['in', { ts: at('01.000'), k: 'a', v: 1 }],
        ['in', { ts: at('15.000'), k: 'a', v: 2 }],
        ['in', { ts: at('02.000'), k: 'a', v: 4 }],
        ['in', { ts: at('03.000'), k: 'a', v: 0 }],
        ['in', { ts: at('04.000'), k: 'b', v: 8 }],
        ['in', { ts: at('24.999'), k: 'c', v: 16 }],
        ['in', { ts: at('05.000'), k: 'a', v: 32 }],
      ],
    },
    output: {
      out: [
        { ...first, k: 'a', total: 1 },
        { ...first, k: 'a', total: 1 },
        { ...first, k: 'a', total: 5 },
        { ...first, k: 'b', total: 8 },
        {
          window_start: at('10.000'),
          window_end: at('20.000'),
          window_time: at('19.999'),
          k: 'a',
          total: 2,
        },
        {
          window_start: at('20.000'),
          window_end: at('30.000'),
          window_time: at('29.999'),
          k: 'c',
          total: 16,
        },
      ],
    },
    kinds: { out: ['+I', '-U', '+U', '+I', '+I', '+I'] },
    late: 1,
  },
  {
    title: 'early results at every multiple of an event time, of the keys that have changed',
    rules: ['T19', 'T5'],
    config: { ...base, earlyEvery: '4 s', aggregates: [{ name: 'n', expression: 'COUNT(*)' }] },
    input: {
      ports: { in: { ...ports.in, delay: '0 s' } },
      rows: [
        ['in', { ts: at('01.000'), k: 'a', v: 1 }],
        ['in', { ts: at('03.000'), k: 'b', v: 1 }],
        ['in', { ts: at('04.000'), k: 'a', v: 1 }],
        ['in', { ts: at('09.000'), k: 'a', v: 1 }],
        ['in', { ts: at('09.999'), k: 'c', v: 1 }],
      ],
    },
    output: {
      out: [
        { ...first, k: 'a', n: 2 },
        { ...first, k: 'b', n: 1 },
        { ...first, k: 'a', n: 2 },
        { ...first, k: 'a', n: 3 },
        { ...first, k: 'c', n: 1 },
      ],
    },
    kinds: { out: ['+I', '+I', '-U', '+U', '+I'] },
  },
  {
    title: 'early results with every second row of a key; the last result comes at the end if it has changed',
    rules: ['T19'],
    config: { ...base, earlyRows: 2, aggregates: [{ name: 'n', expression: 'COUNT(*)' }] },
    input: {
      ports,
      rows: [
        ['in', { ts: at('01.000'), k: 'a', v: 1 }],
        ['in', { ts: at('02.000'), k: 'a', v: 1 }],
        ['in', { ts: at('03.000'), k: 'a', v: 1 }],
        ['in', { ts: at('03.000'), k: 'b', v: 1 }],
        ['in', { ts: at('03.000'), k: 'b', v: 1 }],
      ],
    },
    output: {
      out: [
        { ...first, k: 'a', n: 2 },
        { ...first, k: 'b', n: 2 },
        { ...first, k: 'a', n: 2 },
        { ...first, k: 'a', n: 3 },
      ],
    },
    kinds: { out: ['+I', '+I', '-U', '+U'] },
  },
  {
    title: 'aggregates ignore NULL, NULL keys are one group, AVG of INT truncates',
    rules: ['V', 'X3.3', 'X3.4', 'X3.13'],
    config: {
      ...base,
      aggregates: [
        { name: 'n', expression: 'COUNT(v)' },
        { name: 'total', expression: 'SUM(v)' },
        { name: 'mean', expression: 'AVG(v)' },
        { name: 'low', expression: 'MIN(v)' },
        { name: 'big', expression: 'COUNT(*) FILTER (WHERE v > 1)' },
      ],
    },
    input: {
      ports,
      rows: [
        ['in', { ts: at('01.000'), k: null, v: 1 }],
        ['in', { ts: at('02.000'), k: null, v: 2 }],
        ['in', { ts: at('03.000'), k: 'x', v: null }],
      ],
    },
    output: {
      out: [
        {
          window_start: at('00.000'),
          window_end: at('10.000'),
          window_time: at('09.999'),
          k: null,
          n: 2,
          total: 3,
          mean: 1,
          low: 1,
          big: 1,
        },
        {
          window_start: at('00.000'),
          window_end: at('10.000'),
          window_time: at('09.999'),
          k: 'x',
          n: 0,
          total: null,
          mean: null,
          low: null,
          big: 0,
        },
      ],
    },
  },
  {
    title: 'windows before 1970 are aligned by floor, an offset shifts them',
    rules: ['T4'],
    config: { size: '1 h', offset: '15 min', keys: [], aggregates: [{ name: 'n', expression: 'COUNT(*)' }] },
    input: { ports, rows: [['in', { ts: '1969-12-31 23:10:00', k: 'a', v: 1 }]] },
    output: {
      out: [
        {
          window_start: '1969-12-31 22:15:00.000',
          window_end: '1969-12-31 23:15:00.000',
          window_time: '1969-12-31 23:14:59.999',
          n: 1,
        },
      ],
    },
  },
  {
    title: 'a row that one aggregate cannot take counts in none',
    rules: ['R1'],
    config: {
      ...base,
      aggregates: [
        { name: 'n', expression: 'COUNT(*)' },
        { name: 'q', expression: 'SUM(10 / v)' },
      ],
    },
    input: {
      ports,
      rows: [
        ['in', { ts: at('01.000'), k: 'a', v: 5 }],
        ['in', { ts: at('02.000'), k: 'a', v: 0 }],
      ],
    },
    output: {
      out: [
        {
          window_start: at('00.000'),
          window_end: at('10.000'),
          window_time: at('09.999'),
          k: 'a',
          n: 1,
          q: 2,
        },
      ],
    },
    errors: ['DIVISION_BY_ZERO'],
  },
  {
    title:
      'DISTINCT counts a value once, LISTAGG and FIRST_VALUE go by arrival, a sample of one has no deviation',
    rules: ['X3.2', 'X3.6', 'X3.7', 'X3.8', 'X3.14'],
    config: {
      ...base,
      aggregates: [
        { name: 'kinds', expression: 'COUNT(DISTINCT v)' },
        { name: 'total', expression: 'SUM(DISTINCT v)' },
        { name: 'list', expression: "LISTAGG(CAST(v AS STRING), '; ')" },
        { name: 'first', expression: 'FIRST_VALUE(v)' },
        { name: 'last', expression: 'LAST_VALUE(v)' },
        { name: 'spread', expression: 'VAR_SAMP(CAST(v AS DOUBLE))' },
        { name: 'p75', expression: 'PERCENTILE(v, 0.75)' },
        { name: 'all', expression: 'ARRAY_AGG(v)' },
      ],
    },
    input: {
      ports,
      rows: [
        ['in', { ts: at('03.000'), k: 'a', v: 4 }],
        ['in', { ts: at('01.000'), k: 'a', v: 1 }],
        ['in', { ts: at('02.000'), k: 'a', v: null }],
        ['in', { ts: at('04.000'), k: 'a', v: 4 }],
        ['in', { ts: at('04.000'), k: 'b', v: 7 }],
      ],
    },
    output: {
      out: [
        {
          window_start: at('00.000'),
          window_end: at('10.000'),
          window_time: at('09.999'),
          k: 'a',
          kinds: 2,
          total: 5,
          list: '4; 1; 4',
          first: 4,
          last: 4,
          spread: 3,
          p75: 4,
          all: [4, 1, null, 4],
        },
        {
          window_start: at('00.000'),
          window_end: at('10.000'),
          window_time: at('09.999'),
          k: 'b',
          kinds: 1,
          total: 7,
          list: '7',
          first: 7,
          last: 7,
          spread: null,
          p75: 7,
          all: [7],
        },
      ],
    },
  },
  {
    title:
      'a row that repeats a key of JSON_OBJECTAGG is an error of that row, and makes no group of its own',
    rules: ['R1', 'X3.11'],
    config: {
      ...base,
      keys: ['v'],
      aggregates: [{ name: 'o', expression: 'JSON_OBJECTAGG(KEY k VALUE v)' }],
    },
    input: {
      ports,
      rows: [
        ['in', { ts: at('01.000'), k: 'a', v: 1 }],
        ['in', { ts: at('02.000'), k: 'a', v: 1 }],
        ['in', { ts: at('02.000'), k: null, v: 2 }],
      ],
    },
    output: {
      out: [
        {
          window_start: at('00.000'),
          window_end: at('10.000'),
          window_time: at('09.999'),
          v: 1,
          o: '{"a":1}',
        },
      ],
    },
    errors: ['JSON_KEY', 'JSON_KEY'],
  },
];
