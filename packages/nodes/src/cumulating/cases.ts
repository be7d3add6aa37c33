// Worked examples of the cumulating window.
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
const at = (second: string): string => `2026-01-05 10:00:${second}`;
const out = (
  start: string,
  end: string,
  time: string,
  more: Readonly<Record<string, string | number | null>>,
): Record<string, string | number | null> => ({
  window_start: at(start),
  window_end: at(end),
  window_time: at(time),
  ...more,
});
const base = { size: '20 s', step: '5 s', offset: '', keys: [] };

export const cases: readonly NodeCase[] = [
  {
    title:
      'a total grows at every step and starts anew; a row whose shorter windows have fired counts in the longer ones',
    rules: ['T4', 'T5', 'T6'],
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
        ['in', { ts: at('01'), k: 'a', v: 1 }],
        ['in', { ts: at('12'), k: 'a', v: 2 }],
        ['in', { ts: at('02'), k: 'a', v: 4 }],
        ['in', { ts: at('26'), k: 'a', v: 8 }],
        ['in', { ts: at('19.999'), k: 'a', v: 99 }],
      ],
    },
    output: {
      out: [
        out('00.000', '05.000', '04.999', { n: 1, total: 1 }),
        out('00.000', '10.000', '09.999', { n: 1, total: 1 }),
        out('00.000', '15.000', '14.999', { n: 3, total: 7 }),
        out('00.000', '20.000', '19.999', { n: 3, total: 7 }),
        out('20.000', '30.000', '29.999', { n: 1, total: 8 }),
        out('20.000', '35.000', '34.999', { n: 1, total: 8 }),
        out('20.000', '40.000', '39.999', { n: 1, total: 8 }),
      ],
    },
    late: 1,
  },
  {
    title: 'each key from its first row on; what counts once counts once over the whole window',
    rules: ['T5', 'X3.2', 'X3.8'],
    config: {
      ...base,
      size: '10 s',
      offset: '-1 s',
      keys: ['k'],
      aggregates: [
        { name: 'kinds', expression: 'COUNT(DISTINCT v)' },
        { name: 'list', expression: 'LISTAGG(CAST(v AS STRING))' },
      ],
    },
    input: {
      ports,
      rows: [
        ['in', { ts: at('00'), k: 'a', v: 1 }],
        ['in', { ts: at('04'), k: 'b', v: null }],
        ['in', { ts: at('05'), k: 'a', v: 1 }],
      ],
    },
    output: {
      out: [
        {
          ...out('00', '04.000', '03.999', { k: 'a', kinds: 1, list: '1' }),
          window_start: '2026-01-05 09:59:59.000',
        },
        {
          ...out('00', '09.000', '08.999', { k: 'a', kinds: 1, list: '1,1' }),
          window_start: '2026-01-05 09:59:59.000',
        },
        {
          ...out('00', '09.000', '08.999', { k: 'b', kinds: 0, list: null }),
          window_start: '2026-01-05 09:59:59.000',
        },
      ],
    },
  },
  {
    title:
      'a row that is taken back leaves the windows that have not fired; a key without rows gives no result',
    rules: ['C.window'],
    config: { ...base, size: '10 s', keys: ['k'], aggregates: [{ name: 'high', expression: 'MAX(v)' }] },
    input: {
      ports,
      rows: [
        ['in', { ts: at('01'), k: 'a', v: 5 }],
        ['in', { ts: at('02'), k: 'a', v: 3 }],
        ['in', { ts: at('02'), k: 'b', v: 7 }],
        ['in', { ts: at('06'), k: 'a', v: 1 }],
        ['in', { ts: at('01'), k: 'a', v: 5 }, '-'],
        ['in', { ts: at('02'), k: 'b', v: 7 }, '-'],
      ],
    },
    output: {
      out: [
        out('00.000', '05.000', '04.999', { k: 'a', high: 5 }),
        out('00.000', '05.000', '04.999', { k: 'b', high: 7 }),
        out('00.000', '10.000', '09.999', { k: 'a', high: 3 }),
      ],
    },
    kinds: { late: [] },
  },
];
