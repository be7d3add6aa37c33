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
