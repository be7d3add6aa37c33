// Worked examples of the file source.
import type { NodeCase } from '@weir/engine/define-node';

const base = {
  path: 'files/x',
  header: true,
  delimiter: ',',
  mode: 'once',
  speed: 60,
  eventTime: '',
  watermarkDelay: '',
  idleTimeout: '',
};

export const cases: readonly NodeCase[] = [
  {
    title:
      'a column is computed for each record and can be the event time; a record that fails is a dead letter',
    rules: ['T1', 'R1'],
    config: {
      ...base,
      format: 'json',
      schema: [
        { name: 'kind', type: 'INT' },
        { name: 'a', type: 'TIMESTAMP(3)', path: 'a.ts' },
        { name: 'b', type: 'TIMESTAMP(3)', path: 'b.ts' },
        { name: 'n', type: 'INT' },
      ],
      computed: [
        { name: 'ts', expression: 'CASE kind WHEN 0 THEN a ELSE b END' },
        { name: 'share', expression: '100 / n' },
      ],
      eventTime: 'ts',
    },
    text: `{"kind":0,"a":{"ts":"2026-01-01 00:00:01"},"n":4}
{"kind":1,"a":null,"b":{"ts":"2026-01-01 00:00:02"},"n":0}
{"kind":1,"b":{"ts":"2026-01-01 00:00:03"},"n":5}
{"kind":1,"a":{"ts":"2026-01-01 00:00:04"},"n":5}
`,
    output: {
      out: [
        { kind: 0, a: '2026-01-01 00:00:01.000', b: null, n: 4, ts: '2026-01-01 00:00:01.000', share: 25 },
        { kind: 1, a: null, b: '2026-01-01 00:00:03.000', n: 5, ts: '2026-01-01 00:00:03.000', share: 20 },
      ],
    },
    errors: ['DIVISION_BY_ZERO', 'NULL_TIME'],
  },
  {
    title: 'records of a stream of changes give the rows that they add and take back',
    rules: ['C.source-cdc', 'R1'],
    config: {
      ...base,
      format: 'debezium-json',
      schema: [
        { name: 'id', type: 'INT', nullable: false },
        { name: 'v', type: 'INT' },
      ],
    },
    text: `{"before":null,"after":{"id":1,"v":1},"op":"c"}
{"before":{"id":1,"v":1},"after":{"id":1,"v":2},"op":"u"}
{"before":null,"after":{"v":2},"op":"c"}
{"op":"x"}
{"before":null,"op":"d"}
{"before":{"id":1,"v":2},"after":null,"op":"d"}
{"after":{"id":7},"op":"r"}
`,
    output: {
      out: [
        { id: 1, v: 1 },
        { id: 1, v: 1 },
        { id: 1, v: 2 },
        { id: 1, v: 2 },
        { id: 7, v: null },
      ],
    },
    kinds: { out: ['+I', '-U', '+U', '-D', '+I'] },
    errors: ['NULL_VALUE', 'CHANGE_RECORD', 'CHANGE_RECORD'],
  },
  {
    title: 'CSV columns are found by the header, quoted fields may hold anything',
    config: {
      ...base,
      format: 'csv',
      schema: [
        { name: 'price', type: 'DECIMAL(6, 2)' },
        { name: 'name', type: 'STRING' },
        { name: 'note', type: 'STRING' },
      ],
    },
    text: 'name,price,note\r\ntea,2.50,\r\n"coffee, ""black""",3,""\r\nbad,free,x\r\nshort,1\r\n',
    output: {
      out: [
        { price: '2.50', name: 'tea', note: null },
        { price: '3.00', name: 'coffee, "black"', note: '' },
      ],
    },
    errors: ['CSV_VALUE', 'CSV_COLUMNS'],
  },
  {
    title: 'a path leads into nested JSON, 64-bit numbers are exact',
    rules: ['R2'],
    config: {
      ...base,
      format: 'json',
      schema: [
        { name: 'id', type: 'BIGINT', path: 'user.id' },
        { name: 'tags', type: 'STRING', path: 'user.tags' },
      ],
    },
    text: '{"user":{"id":9223372036854775807,"tags":["a",1]}}\n{"user":null}\n',
    output: {
      out: [
        { id: '9223372036854775807', tags: '["a",1]' },
        { id: null, tags: null },
      ],
    },
  },
];
