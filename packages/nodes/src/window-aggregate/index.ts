// Window aggregate: aggregates per window that the rows already have.
import { inferAggregates } from '@weir/engine/aggregate-node';
import { defineNode } from '@weir/engine/define-node';
import { windowGroupsOperator } from '@weir/engine/runtime/window-groups';
import {
  WINDOW_FIELDS,
  WINDOW_INPUTS,
  WINDOW_MISSING_PROBLEM,
  WINDOW_OUTPUTS,
  windowMeaning,
  windowNeeds,
} from '@weir/engine/window-node';
import { joinSql, sql, sqlId } from '@weir/shared/fragment';
import { cases } from './cases.ts';

export const windowAggregate = defineNode({
  type: 'window_aggregate',
  palette: {
    group: 'window',
    title: 'Window aggregate',
    summary: 'Counts, sums and averages per window that the rows already have.',
    icon: 'window-aggregate',
    keywords: ['aggregate', 'group by', 'cascade', 'window_start', 'total', 'second level'],
  },
  docs: `Aggregates rows that have a window already, from a window node or *Assign window*: a second level over the results of a first, such as the
number of keys per window, or aggregates over rows that were filtered, joined or ranked per window.

**Fires** when the watermark reaches the last millisecond of the window. A row whose window has fired is **late**: counted, it leaves by \`late\`
or is kept as a dead letter (T6, T18). Below hopping or cumulating windows of *Assign window* each copy of a row is late for itself. **Changes**, **NULL** and **State** as in *Tumbling window*.

The output has the start and end of the window under their names in the input, \`window_time\`, the keys and the aggregates.`,
  inputs: WINDOW_INPUTS,
  outputs: WINDOW_OUTPUTS,
  fields: { keys: WINDOW_FIELDS.keys, aggregates: WINDOW_FIELDS.aggregates },
  meaning: (config) => windowMeaning('Per window', config),
  infer: ({ config, inputs }) => {
    const input = inputs['in']?.[0];
    if (input === undefined) return { outputs: undefined, problems: [] };
    const { window } = input;
    const columnOf = (name: string | undefined): (typeof input.columns)[number] | undefined =>
      input.columns.find((column) => column.name === name);
    const [start, end, time] = [columnOf(window?.start), columnOf(window?.end), columnOf(input.eventTime)];
    if (window === undefined || start === undefined || end === undefined)
      return { outputs: undefined, problems: [WINDOW_MISSING_PROBLEM] };
    if (time === undefined) return { outputs: undefined, problems: [] };
    const first = [start, end, { name: 'window_time', type: time.type, nullable: false }];
    const { columns, problems } = inferAggregates(config, input, first);
    if (columns === undefined) return { outputs: undefined, problems };
    const key = [window.start, window.end, ...config.keys];
    const out = { columns, eventTime: 'window_time', key, window, changes: 'append' } as const;
    return { outputs: { out, late: input }, problems };
  },
  accepts: 'changes',
  eventTime: true,
  embedded: {
    kind: 'operator',
    needs: ({ config, inputs }) => {
      const input = inputs['in'];
      return { in: [...windowNeeds(config, input), input?.window?.start ?? '', input?.window?.end ?? ''] };
    },
    create: (ctx) => windowGroupsOperator(ctx, { keys: ctx.config.keys, aggregates: ctx.config.aggregates }),
  },
  flink: (ctx) => {
    const table = ctx.from['in']?.[0];
    const input = ctx.inputs['in']?.[0];
    if (table === undefined || input?.eventTime === undefined || input.window === undefined)
      return { kind: 'unsupported', reason: 'the input is not connected or has no windows' };
    const { keys, aggregates } = ctx.config;
    const time = sqlId(input.eventTime);
    const group = [sqlId(input.window.start), sqlId(input.window.end), ...keys.map(sqlId)];
    const [start = sql``, end = sql``, ...rest] = group;
    const results = aggregates.map(
      ({ name, expression }) => sql`${ctx.expression(expression, input.columns)} AS ${sqlId(name)}`,
    );
    const shown = joinSql([start, end, sql`${time} AS window_time`, ...rest, ...results], ', ');
    return {
      kind: 'view',
      query: sql`SELECT ${shown}\nFROM ${table}\nGROUP BY ${joinSql([...group, time], ', ')}`,
    };
  },
  cases,
});
