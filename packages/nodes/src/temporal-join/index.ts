// Temporal join: each left row with the version of its key that was valid at the row's event time.
import { defineNode } from '@weir/engine/define-node';
import {
  ENRICHING_TYPES,
  enrichingType,
  eventTimes,
  flinkAsOf,
  inferEnriched,
  JOIN_CONDITION_FIELDS,
  JOIN_INPUTS,
  JOIN_KEY_FIELDS,
  JOIN_PREFIX_FIELDS,
  joinNeeds,
  joinScopes,
  joinTypeField,
} from '@weir/engine/join-node';
import { temporalJoinOperator } from '@weir/engine/runtime/temporal-join';
import { sql, sqlId } from '@weir/shared/fragment';
import { cases } from './cases.ts';

export const temporalJoin = defineNode({
  type: 'temporal_join',
  palette: {
    group: 'join',
    title: 'Temporal join',
    summary: 'Joins each row with the version of a table that was valid then.',
    icon: 'temporal-join',
    keywords: ['versioned', 'as of', 'system time', 'slowly changing', 'rates', 'history', 'enrich'],
  },
  docs: `The right input is a *versioned table*: a row is valid from its event time until the next row of its key; a row that is taken back
ends the last version. Each left row leaves with the version that was valid at the left row's event time, so a replay gives the same
result. Use *Deduplicate*, *last*, before it for a table made of events, or a source of changes with event time.

**Time.** A left row waits until the watermarks of both sides pass its time, and is never dropped for being late. Rows of one key leave in
the order in which they came (T10). *Left* also gives rows without a version, padded with NULL.

**NULL** keys have no version. **State** is the left rows that wait and the versions that a waiting row can ask for, one more per key.`,
  inputs: [JOIN_INPUTS[0], { name: 'right', title: 'Versions' }],
  outputs: [{ name: 'out', title: 'Rows with their version' }],
  fields: {
    type: { ...joinTypeField(ENRICHING_TYPES), default: 'left' },
    ...JOIN_KEY_FIELDS,
    ...JOIN_CONDITION_FIELDS,
    ...JOIN_PREFIX_FIELDS,
  },
  meaning: (config) => `as of event time on ${config.leftKeys.join(', ') || 'no key yet'}`,
  scopes: joinScopes,
  infer: inferEnriched,
  accepts: 'changes',
  eventTime: true,
  embedded: {
    kind: 'operator',
    create: (ctx) => temporalJoinOperator(ctx, { ...ctx.config, type: enrichingType(ctx.config.type) }),
    needs: (ctx) => joinNeeds({ ...ctx, more: eventTimes(ctx.inputs) }),
  },
  flink: (ctx) => {
    const time = ctx.inputs['left']?.[0]?.eventTime;
    if (time === undefined) return { kind: 'unsupported', reason: 'the left input has no event time' };
    return flinkAsOf(ctx, enrichingType(ctx.config.type), sql`l.${sqlId(time)}`);
  },
  cases,
});
