// Lookup join: each left row with what a table holds for its key at this moment.
import { defineNode } from '@weir/engine/define-node';
import {
  ENRICHING_TYPES,
  enrichingType,
  inferEnriched,
  JOIN_CONDITION_FIELDS,
  JOIN_INPUTS,
  JOIN_KEY_FIELDS,
  JOIN_PREFIX_FIELDS,
  joinNeeds,
  joinScopes,
  joinTypeField,
} from '@weir/engine/join-node';
import { lookupJoinOperator } from '@weir/engine/runtime/lookup-join';
import { cases } from './cases.ts';

export const lookupJoin = defineNode({
  type: 'lookup_join',
  palette: {
    group: 'join',
    title: 'Lookup join',
    summary: 'Enriches rows with what a table holds for their key now.',
    icon: 'lookup-join',
    keywords: ['enrich', 'dimension', 'reference data', 'table', 'latest', 'broadcast'],
  },
  docs: `The right input is a table: it holds the last row that came for each key, until that row is taken back. Each left row leaves at once
with what the table holds for its key. *Left* also gives rows that find nothing, padded with NULL.

**Not reproducible.** What a row finds depends on when it came, not on event time (T15): a replay in another order gives another result.
Where that matters, use *Temporal join*. Left rows that come before the table is filled find nothing. A left row that
is taken back looks again and may find another row than before: where left rows change, use *Join*.

**NULL** keys find nothing. **State** is one row per key of the table; at 20,000,000 rows further keys are errors (STATE_LIMIT).`,
  inputs: [JOIN_INPUTS[0], { name: 'right', title: 'Table' }],
  outputs: [{ name: 'out', title: 'Enriched rows' }],
  fields: {
    type: { ...joinTypeField(ENRICHING_TYPES), default: 'left' },
    ...JOIN_KEY_FIELDS,
    ...JOIN_CONDITION_FIELDS,
    ...JOIN_PREFIX_FIELDS,
  },
  meaning: (config) => `looks up ${config.leftKeys.join(', ') || 'no key yet'}`,
  scopes: joinScopes,
  infer: inferEnriched,
  accepts: 'changes',
  eventTime: false,
  embedded: {
    kind: 'operator',
    create: (ctx) => lookupJoinOperator(ctx, { ...ctx.config, type: enrichingType(ctx.config.type) }),
    needs: joinNeeds,
  },
  flink: () => ({
    kind: 'unsupported',
    reason: 'Flink looks up in a connector such as JDBC, not in a stream; use a temporal join',
  }),
  cases,
});
