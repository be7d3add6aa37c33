// Sort: rows in order of event time, and of further columns where times are equal.
import type { NodeProblem } from '@weir/engine/define-node';
import { defineNode } from '@weir/engine/define-node';
import type { OrderColumn } from '@weir/engine/field';
import { sortOperator } from '@weir/engine/runtime/sort';
import { WINDOW_INPUTS } from '@weir/engine/window-node';
import { joinSql, sql, sqlId } from '@weir/shared/fragment';
import type { StreamType } from '@weir/shared/stream-type';
import { cases } from './cases.ts';

export const sort = defineNode({
  type: 'sort',
  palette: {
    group: 'transform',
    title: 'Sort',
    summary: 'Puts rows in order of event time.',
    icon: 'sort',
    keywords: ['order by', 'reorder', 'in order', 'out of order'],
  },
  docs: `Rows leave in order of event time when the watermark reaches it; of equal times in the order of further columns, then of arrival. The event
time comes first, ascending: a stream has no end to wait for with another order.

**Late.** A row is late when a row of its time or a later one has left: it cannot be put before it. It leaves by \`late\` or is kept as a dead letter
(T9, T18). With a watermark delay longer than the disorder none is.

**State.** The rows that wait for the watermark; at 20,000,000 further rows are errors (STATE_LIMIT).`,
  inputs: WINDOW_INPUTS,
  outputs: [
    { name: 'out', title: 'Rows in order' },
    { name: 'late', title: 'Late rows', side: true },
  ],
  fields: {
    order: {
      kind: 'order',
      title: 'Ordered by',
      help: 'The event time first, ascending. NULL comes first in ascending order and last in descending order.',
      input: 'in',
      default: [],
    },
  },
  meaning: ({ order }) =>
    order.length === 0
      ? 'no order yet'
      : `by ${order.map(({ column, descending }) => `${column}${descending ? ' down' : ''}`).join(', ')}`,
  infer: ({ config, inputs }) => {
    const input = inputs['in']?.[0];
    if (input === undefined) return { outputs: undefined, problems: [] };
    const problem = orderProblem(config.order, input);
    if (problem !== undefined) return { outputs: undefined, problems: [problem] };
    return { outputs: { out: input, late: input }, problems: [] };
  },
  eventTime: true,
  embedded: {
    kind: 'operator',
    needs: ({ config, wanted }) => ({ in: [...config.order.map(({ column }) => column), ...wanted('out')] }),
    create: (ctx) => sortOperator(ctx, { order: ctx.config.order.slice(1) }),
  },
  flink: ({ config, from }) => {
    const table = from['in']?.[0];
    if (table === undefined) return { kind: 'unsupported', reason: 'the input is not connected' };
    const by = config.order.map(
      ({ column, descending }) => sql`${sqlId(column)} ${descending ? sql`DESC` : sql`ASC`}`,
    );
    return { kind: 'view', query: sql`SELECT * FROM ${table} ORDER BY ${joinSql(by, ', ')}` };
  },
  cases,
});

function orderProblem(order: readonly OrderColumn[], input: StreamType): NodeProblem | undefined {
  const [first] = order;
  if (first === undefined || input.eventTime === undefined) return undefined;
  if (first.column === input.eventTime && !first.descending) return undefined;
  return {
    code: 'SORT_TIME',
    field: 'order',
    message: `the order begins with ${first.column}${first.descending ? ' descending' : ''}`,
    hint: `Begin with ${input.eventTime}, ascending. For the largest values use Top-N or Window top-N.`,
  };
}
