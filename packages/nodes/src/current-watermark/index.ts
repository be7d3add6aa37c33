// Current watermark: shows each row how far event time had got before it, so that late rows can be told apart.
import { defineNode } from '@weir/engine/define-node';
import { currentWatermarkOperator } from '@weir/engine/runtime/current-watermark';
import { sql, sqlId } from '@weir/shared/fragment';
import { cases } from './cases.ts';

export const currentWatermark = defineNode({
  type: 'current_watermark',
  palette: {
    group: 'transform',
    title: 'Current watermark',
    summary: 'Adds the watermark before each row as a column.',
    icon: 'current-watermark',
    keywords: ['late', 'lateness', 'event time', 'current_watermark', 'progress'],
  },
  docs: `Adds a column with the watermark as it was before the row came; NULL before the first. It is SQL's CURRENT_WATERMARK.

**Late rows.** A Filter or Router behind it with \`ts <= watermark\` tells rows behind the watermark from those on time. That is stricter
than the late port of a window, which takes rows as long as their window is open.`,
  inputs: [{ name: 'in', title: 'Rows' }],
  outputs: [{ name: 'out', title: 'Rows with watermark' }],
  fields: {
    name: { kind: 'text', title: 'Column', default: 'watermark' },
  },
  meaning: (config) => `as ${config.name}`,
  infer: ({ config, inputs }) => {
    const input = inputs['in']?.[0];
    const time = input?.columns.find(({ name }) => name === input.eventTime);
    if (input === undefined || time === undefined) return { outputs: undefined, problems: [] };
    if (input.columns.some(({ name }) => name === config.name)) {
      const message = `column ${config.name} is there already`;
      const hint = 'Choose another name.';
      return { outputs: undefined, problems: [{ code: 'COLUMN_DUPLICATE', field: 'name', message, hint }] };
    }
    const columns = [...input.columns, { name: config.name, type: time.type, nullable: true }];
    return { outputs: { out: { ...input, columns } }, problems: [] };
  },
  accepts: 'changes',
  eventTime: true,
  embedded: { kind: 'operator', create: currentWatermarkOperator },
  flink: ({ config, from, inputs }) => {
    const table = from['in']?.[0];
    const time = inputs['in']?.[0]?.eventTime;
    if (table === undefined || time === undefined) {
      return { kind: 'unsupported', reason: 'the input is not connected or has no event time' };
    }
    return {
      kind: 'view',
      query: sql`SELECT *, CURRENT_WATERMARK(${sqlId(time)}) AS ${sqlId(config.name)} FROM ${table}`,
    };
  },
  cases,
});
