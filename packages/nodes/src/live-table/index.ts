// Live table: the newest rows, or the newest row per key, to look at while the job runs.
import { defineNode } from '@weir/engine/define-node';
import { cases } from './cases.ts';

export const liveTable = defineNode({
  type: 'live_table',
  palette: {
    group: 'sink',
    title: 'Live table',
    summary: 'Shows rows in the designer while the job runs.',
    icon: 'table',
    key: 'l',
    keywords: ['view', 'display', 'dashboard', 'console', 'print'],
  },
  docs: `Keeps the newest rows in memory for the designer. With key columns it keeps the newest row per key.

**Delivery** (K4): live only; nothing is stored, a restart begins with an empty table.`,
  inputs: [{ name: 'in', title: 'Rows' }],
  outputs: [],
  fields: {
    keys: {
      kind: 'columns',
      title: 'One row per',
      help: 'Empty: the newest rows as they come.',
      input: 'in',
      default: [],
      optional: true,
    },
    rows: { kind: 'number', title: 'Rows kept', default: 200, min: 1, max: 1000, integer: true },
  },
  meaning: (config) =>
    config.keys.length === 0 ? `newest ${config.rows} rows` : `newest row by ${config.keys.join(', ')}`,
  infer: () => ({ outputs: {}, problems: [] }),
  accepts: 'changes',
  eventTime: false,
  table: true,
  embedded: {
    kind: 'sink',
    driver: 'table',
    options: (config) => ({ keys: config.keys, rows: config.rows }),
    delivery: 'live',
  },
  flink: () => ({
    kind: 'unsupported',
    reason: 'a live table lives in the embedded engine; on Flink, tail the edge instead',
  }),
  cases,
});
