// Worked examples of the HTTP source.
import type { NodeCase } from '@weir/engine/define-node';

const SCHEMA = [
  { name: 'id', type: 'STRING' },
  { name: 'amount', type: 'INT' },
  { name: 'ts', type: 'TIMESTAMP(3)' },
];

export const cases: readonly NodeCase[] = [
  {
    title: 'events become rows; what does not fit becomes a dead letter',
    rules: ['R1', 'T16'],
    config: { schema: SCHEMA, eventTime: 'ts', watermarkDelay: '5 s', idleTimeout: '' },
    text: `{"id":"a","amount":5,"ts":"2026-01-05T10:00:00Z"}
{"id":"b","amount":"many","ts":"2026-01-05T10:00:01Z"}
not json
{"id":"c","amount":7}
{"amount":8,"ts":1767607202000}
`,
    output: {
      out: [
        { id: 'a', amount: 5, ts: '2026-01-05 10:00:00.000' },
        { id: null, amount: 8, ts: '2026-01-05 10:00:02.000' },
      ],
    },
    errors: ['JSON_TYPE', 'JSON_SYNTAX', 'NULL_TIME'],
  },
  {
    title: 'of duplicate keys the last wins, unknown keys are ignored',
    rules: ['R5'],
    config: { schema: SCHEMA.slice(0, 2), eventTime: '', watermarkDelay: '', idleTimeout: '' },
    text: '{"id":"a","amount":1,"extra":{"deep":[1,2]},"amount":2}\n',
    output: { out: [{ id: 'a', amount: 2 }] },
  },
];
