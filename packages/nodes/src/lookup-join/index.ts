// Lookup join: each left row with what a table holds for its key at this moment.
import { defineNode } from '@weir/engine/define-node';
import {
  JOIN_CONDITION_FIELDS,
  JOIN_INPUTS,
  JOIN_KEY_FIELDS,
  JOIN_PREFIX_FIELDS,
  joinedColumns,
  joinNeeds,
  joinProblems,
  joinScopes,
  joinTypeField,
  sidesOf,
} from '@weir/engine/join-node';
import { lookupJoinOperator } from '@weir/engine/runtime/lookup-join';
import type { StreamType } from '@weir/shared/stream-type';
import { cases } from './cases.ts';

const JOIN_TYPES = ['inner', 'left'] as const;

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
Where that matters, use *Temporal join*. Left rows that come before the table is filled find nothing.

**NULL** keys find nothing. **State** is one row per key of the table; at 20,000,000 rows further keys are errors (STATE_LIMIT).`,
  inputs: [JOIN_INPUTS[0], { name: 'right', title: 'Table' }],
  outputs: [{ name: 'out', title: 'Enriched rows' }],
  fields: {
    type: { ...joinTypeField(JOIN_TYPES), default: 'left' },
    ...JOIN_KEY_FIELDS,
    ...JOIN_CONDITION_FIELDS,
    ...JOIN_PREFIX_FIELDS,
  },
  meaning: (config) => `looks up ${config.leftKeys.join(', ') || 'no key yet'}`,
  scopes: joinScopes,
  infer: ({ config, inputs }) => {
    const [left, right] = sidesOf(inputs);
    if (left === undefined || right === undefined) return { outputs: undefined, problems: [] };
    const columns = joinedColumns(left, right, { prefix: config.prefix, type: typeOf(config.type) });
    const problems = joinProblems(config, left, right, columns);
    const out: StreamType = { ...left, columns };
    return { outputs: problems.length > 0 ? undefined : { out }, problems };
  },
  accepts: 'changes',
  eventTime: false,
  embedded: {
    kind: 'operator',
    create: (ctx) => lookupJoinOperator(ctx, { ...ctx.config, type: typeOf(ctx.config.type) }),
    needs: joinNeeds,
  },
  flink: () => ({
    kind: 'unsupported',
    reason: 'Flink looks up in a connector such as JDBC, not in a stream; use a temporal join',
  }),
  cases,
});

function typeOf(text: string): (typeof JOIN_TYPES)[number] {
  return text === 'inner' ? 'inner' : 'left';
}
