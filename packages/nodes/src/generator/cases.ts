// Worked examples of the generator.
import type { NodeCase } from '@weir/engine/define-node';

export const cases: readonly NodeCase[] = [
  {
    title: 'rules that leave no choice give known rows',
    config: {
      kind: 'schema',
      schema: [
        { name: 'id', type: 'BIGINT', values: 'sequence' },
        { name: 'kind', type: 'STRING', values: 'only' },
        { name: 'five', type: 'INT', values: '5..5' },
        { name: 'ts', type: 'TIMESTAMP(3)', values: 'time' },
      ],
      rate: 2,
      rows: 2,
      seed: 1,
      eventTime: 'ts',
      watermarkDelay: '0 s',
      idleTimeout: '',
    },
    text: '',
    output: {
      out: [
        { id: 1, kind: 'only', five: 5, ts: '2026-01-01 00:00:00.000' },
        { id: 2, kind: 'only', five: 5, ts: '2026-01-01 00:00:00.500' },
      ],
    },
  },
];
