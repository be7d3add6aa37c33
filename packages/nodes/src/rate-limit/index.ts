// Rate limit: lets so many rows per key and time through, in event time.
import { defineNode } from '@weir/engine/define-node';
import { rateLimitOperator } from '@weir/engine/runtime/rate-limit';
import { parseDurationMs } from '@weir/shared/duration';
import { cases } from './cases.ts';

export const rateLimit = defineNode({
  type: 'rate_limit',
  palette: {
    group: 'transform',
    title: 'Rate limit',
    summary: 'Lets so many rows per key and time through.',
    icon: 'rate-limit',
    keywords: ['throttle', 'token bucket', 'limit', 'cooldown', 'alert suppression', 'shed'],
  },
  docs: `Lets *rows* per *time* through for each key; the others leave by \`limited\`: connect it, or they are dropped and counted on the port.

A bucket of tokens per key fills evenly as event time goes on and holds at most *burst* tokens, so short bursts pass. It works in event
time, so a replay lets the same rows through; rows out of order do not fill the bucket, and a row behind the watermark counts at the
watermark. One alert per key and ten minutes: 1 row per 10 min, burst 1.

NULL is a key like any other. **State** is a bucket for each key that is not full.`,
  inputs: [{ name: 'in', title: 'Rows' }],
  outputs: [
    { name: 'out', title: 'Rows within the rate' },
    { name: 'limited', title: 'Rows beyond the rate', side: true },
  ],
  fields: {
    rows: { kind: 'number', title: 'Rows', default: 10, min: 1, max: 1_000_000_000, integer: true },
    per: { kind: 'duration', title: 'Per', default: '1 s' },
    burst: {
      kind: 'number',
      title: 'Burst',
      help: 'Rows that may pass at once.',
      default: 10,
      min: 1,
      max: 1_000_000_000,
      integer: true,
    },
    keys: {
      kind: 'columns',
      title: 'For each',
      help: 'Empty: one rate for all rows.',
      input: 'in',
      default: [],
      optional: true,
    },
  },
  meaning: (config) =>
    `${config.rows} per ${config.per}${config.keys.length === 0 ? '' : ` for each ${config.keys.join(', ')}`}`,
  infer: ({ config, inputs }) => {
    const input = inputs['in']?.[0];
    if (input === undefined) return { outputs: undefined, problems: [] };
    if ((parseDurationMs(config.per) ?? 0) <= 0) {
      const problem = {
        code: 'CONFIG_VALUE' as const,
        field: 'per',
        message: 'the time of the rate is not positive',
        hint: 'Use a duration such as 1 s.',
      };
      return { outputs: undefined, problems: [problem] };
    }
    return { outputs: { out: input, limited: input }, problems: [] };
  },
  eventTime: true,
  embedded: {
    kind: 'operator',
    create: (ctx) => {
      const { keys, rows, burst, per } = ctx.config;
      return rateLimitOperator(ctx, { keys, rows, burst, perMs: parseDurationMs(per) ?? 1000 });
    },
  },
  flink: () => ({ kind: 'unsupported', reason: 'Flink SQL has no token bucket' }),
  cases,
});
