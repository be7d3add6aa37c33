// Group aggregate: counts, sums and averages per key over everything so far, kept up to date.
import { aggregateNeeds, inferAggregates } from '@weir/engine/aggregate-node';
import { defineNode } from '@weir/engine/define-node';
import { TTL_FIELDS, ttlMs } from '@weir/engine/keyed-node';
import { groupAggregateOperator } from '@weir/engine/runtime/group-aggregate';
import { joinSql, sql, sqlId } from '@weir/shared/fragment';
import { cases } from './cases.ts';

export const groupAggregate = defineNode({
  type: 'group_aggregate',
  palette: {
    group: 'window',
    title: 'Group aggregate',
    summary: 'Counts, sums and averages per key over all rows so far.',
    icon: 'group-aggregate',
    keywords: ['group by', 'running', 'total', 'count', 'sum', 'distinct', 'having', 'global'],
  },
  docs: `Gives one result per key over all rows so far, and changes it with every row that changes it: a stream of changes. For results that
are final, use a window.

**Without aggregates** it gives each key once: SQL's SELECT DISTINCT. **Without keys** it gives one result over all rows, from the first
row on. HAVING is a *Filter* after it.

**Changes.** The input may be a stream of changes; what is taken back is taken out of the aggregates, and a group whose last row is taken
back is deleted. **NULL** keys form one group; aggregates ignore NULL.

**State** is one group per key, for ever: *forget after* bounds it in processing time, after which a key begins anew (T14). DISTINCT, MIN
and MAX over changes, LISTAGG and the like keep values: at most 1,000,000 per group and 10,000,000 per node (STATE_LIMIT).`,
  inputs: [{ name: 'in', title: 'Rows' }],
  outputs: [{ name: 'out', title: 'Results' }],
  fields: {
    keys: {
      kind: 'columns',
      title: 'Group by',
      help: 'One result per key. Empty: one over all rows.',
      input: 'in',
      default: [],
      optional: true,
    },
    aggregates: {
      kind: 'expressions',
      title: 'Aggregates',
      help: 'COUNT(*), SUM(x), COUNT(DISTINCT x) and more, each with FILTER (WHERE ...) where needed. Empty: distinct keys.',
      input: 'in',
      aggregate: true,
      default: [{ name: 'rows', expression: 'COUNT(*)' }],
      optional: true,
    },
    ...TTL_FIELDS,
  },
  meaning: (config) => (config.keys.length === 0 ? 'over all rows' : `by ${config.keys.join(', ')}`),
  infer: ({ config, inputs }) => {
    const input = inputs['in']?.[0];
    if (input === undefined) return { outputs: undefined, problems: [] };
    if (config.keys.length + config.aggregates.length === 0) {
      const problem = {
        code: 'CONFIG_MISSING' as const,
        field: 'aggregates',
        message: 'there is neither a key nor an aggregate',
        hint: 'Choose a key column, or add an aggregate.',
      };
      return { outputs: undefined, problems: [problem] };
    }
    const inferred = inferAggregates(config, input, []);
    if (inferred.columns === undefined) return { outputs: undefined, problems: inferred.problems };
    // Distinct keys of rows that are only added are only added.
    const isFinal = config.aggregates.length === 0 && input.changes === 'append';
    const out = {
      columns: inferred.columns,
      key: config.keys,
      changes: isFinal ? ('append' as const) : ('retract' as const),
    };
    return { outputs: { out }, problems: inferred.problems };
  },
  accepts: 'changes',
  eventTime: false,
  embedded: {
    kind: 'operator',
    create: (ctx) => groupAggregateOperator(ctx, { ...ctx.config, ttlMs: ttlMs(ctx.config) }),
    needs: ({ config, inputs }) => ({ in: aggregateNeeds(config, inputs['in']) }),
  },
  flink: ({ config, from, inputs, expression }) => {
    const table = from['in']?.[0];
    const columns = inputs['in']?.[0]?.columns;
    if (table === undefined || columns === undefined)
      return { kind: 'unsupported', reason: 'the input is not connected' };
    const keys = config.keys.map(sqlId);
    if (config.aggregates.length === 0)
      return { kind: 'view', query: sql`SELECT DISTINCT ${joinSql(keys, ', ')} FROM ${table}` };
    const items = config.aggregates.map(
      (item) => sql`${expression(item.expression, columns)} AS ${sqlId(item.name)}`,
    );
    const by = keys.length === 0 ? sql`` : sql`\nGROUP BY ${joinSql(keys, ', ')}`;
    return { kind: 'view', query: sql`SELECT ${joinSql([...keys, ...items], ', ')}\nFROM ${table}${by}` };
  },
  cases,
});
