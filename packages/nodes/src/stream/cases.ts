// Worked examples of the stream source.
import type { NodeCase } from '@weir/engine/define-node';

export const cases: readonly NodeCase[] = [
  {
    title: 'rows of the stream by name',
    config: {
      stream: 'orders',
      schema: [{ name: 'id', type: 'INT' }],
      eventTime: '',
      watermarkDelay: '',
      idleTimeout: '',
    },
    text: '{"id":1,"other":true}\n{"id":2}\n',
    output: { out: [{ id: 1 }, { id: 2 }] },
  },
];
