// Deduplicate: one row per key, the first or the last in event time.
import { defineNode } from '@weir/engine/define-node';
import { TTL_FIELDS, ttlMs } from '@weir/engine/keyed-node';
import { deduplicateOperator } from '@weir/engine/runtime/deduplicate';
import { joinSql, sql, sqlId } from '@weir/shared/fragment';
import { cases } from './cases.ts';

export const deduplicate = defineNode({
  type: 'deduplicate',
  palette: {
    group: 'transform',
    title: 'Deduplicate',
    summary: 'Keeps one row per key: the first or the last in event time.',
    icon: 'deduplicate',
    key: 'd',
    keywords: ['distinct', 'unique', 'latest', 'first', 'last', 'idempotent', 'row_number'],
  },
  docs: `Keeps one row per key.

**First**: the row with the earliest event time; of equal times the one that came first. It leaves when the watermark reaches its time, so
that rows out of order cannot take its place later, and the result never changes. Rows behind the watermark are late: they leave by \`late\`
or are kept as dead letters (T11, T18).

**Last**: the row with the latest event time; of equal times the one that came last. Each newer row takes the one before back: the result
is a stream of changes.

**NULL** keys are one key. **State** is one row, or only the key, for each key seen; *forget after* bounds it in processing time, after
which a key counts as new (T14).`,
  inputs: [{ name: 'in', title: 'Rows' }],
  outputs: [
    { name: 'out', title: 'One row per key' },
    { name: 'late', title: 'Late rows', side: true },
  ],
  fields: {
    keys: { kind: 'columns', title: 'One row per', input: 'in', default: [] },
    keep: {
      kind: 'choice',
      title: 'Keep',
      default: 'first',
      options: [
        { value: 'first', title: 'First' },
        { value: 'last', title: 'Last' },
      ],
    },
    ...TTL_FIELDS,
  },
  meaning: (config) => `${config.keep} by ${config.keys.join(', ') || 'no key yet'}`,
  infer: ({ config, inputs }) => {
    const input = inputs['in']?.[0];
    if (input === undefined) return { outputs: undefined, problems: [] };
    const changes = config.keep === 'last' ? 'retract' : 'append';
    return { outputs: { out: { ...input, key: config.keys, changes }, late: input }, problems: [] };
  },
  eventTime: true,
  embedded: {
    kind: 'operator',
    create: (ctx) =>
      deduplicateOperator(ctx, {
        keys: ctx.config.keys,
        keep: ctx.config.keep === 'last' ? 'last' : 'first',
        ttlMs: ttlMs(ctx.config),
      }),
    needs: ({ config, inputs, wanted }) => ({
      in: [...config.keys, inputs['in']?.eventTime ?? '', ...wanted('out')],
    }),
  },
  flink: ({ config, from, inputs }) => {
    const table = from['in']?.[0];
    const input = inputs['in']?.[0];
    if (table === undefined || input?.eventTime === undefined)
      return { kind: 'unsupported', reason: 'the input is not connected or has no event time' };
    const columns = joinSql(
      input.columns.map((column) => sqlId(column.name)),
      ', ',
    );
    const keys = joinSql(config.keys.map(sqlId), ', ');
    const direction = config.keep === 'last' ? sql`DESC` : sql`ASC`;
    const numbered = sql`SELECT *, ROW_NUMBER() OVER (PARTITION BY ${keys} ORDER BY ${sqlId(input.eventTime)} ${direction}) AS weir_row FROM ${table}`;
    return { kind: 'view', query: sql`SELECT ${columns} FROM (${numbered}) WHERE weir_row = 1` };
  },
  cases,
});
