// Window top-N: the best rows of each window.
import { defineNode } from '@weir/engine/define-node';
import type { OrderColumn } from '@weir/engine/field';
import { flinkTopN, inferRanked, RANK_FIELDS } from '@weir/engine/rank-node';
import { windowTopNOperator } from '@weir/engine/runtime/window-top-n';
import { WINDOW_INPUTS, WINDOW_MISSING_PROBLEM } from '@weir/engine/window-node';
import { cases } from './cases.ts';

export const windowTopN = defineNode({
  type: 'window_top_n',
  palette: {
    group: 'window',
    title: 'Window top-N',
    summary: 'Keeps the best N rows of each window, final when the window ends.',
    icon: 'window-top-n',
    keywords: ['rank', 'highest', 'lowest', 'leaderboard', 'row_number', 'first per window', 'deduplicate'],
  },
  docs: `Keeps the first N rows of each window and key in an order; they leave when the watermark reaches the last millisecond of the window, so that
nothing changes afterwards. With N = 1 it is the first, last, largest or smallest row of each window. Rows have their window from a window node or *Assign window*.

**Order.** NULL comes first in ascending order and last in descending order, as in Flink; of equal rows the one that came first ranks first.
Only the last row by event time (N = 1, the event time before the window, descending) is of equal ones the last that came, as in Flink.

**Late.** A row whose window has fired leaves by \`late\` or is kept as a dead letter (T6, T18).

Only the best N rows of each window are kept. At 20,000,000 rows further rows are errors (STATE_LIMIT).`,
  inputs: WINDOW_INPUTS,
  outputs: [
    { name: 'out', title: 'Best rows' },
    { name: 'late', title: 'Late rows', side: true },
  ],
  fields: {
    ...RANK_FIELDS,
    keys: { ...RANK_FIELDS.keys, help: 'One ranking per window and key. Empty: one per window.' },
    rank: { ...RANK_FIELDS.rank, help: 'Empty: no rank in the output.' },
  },
  meaning: ({ keys, order, n }) => {
    const [first] = order;
    const by = first === undefined ? 'no order yet' : `${first.column} ${first.descending ? 'down' : 'up'}`;
    return `${n} by ${by} per window${keys.length === 0 ? '' : ` and ${keys.join(', ')}`}`;
  },
  infer: ({ config, inputs }) => {
    const input = inputs['in']?.[0];
    if (input !== undefined && input.window === undefined)
      return { outputs: undefined, problems: [WINDOW_MISSING_PROBLEM] };
    const { outputs, problems } = inferRanked(config, input, 'append');
    return {
      outputs: outputs === undefined || input === undefined ? outputs : { ...outputs, late: input },
      problems,
    };
  },
  eventTime: true,
  embedded: {
    kind: 'operator',
    create: (ctx) => {
      const { keys, order, n, rank } = ctx.config;
      const lastOfEqual = isLastByTime(ctx.config, ctx.inputs['in']?.window?.time);
      return windowTopNOperator(ctx, { keys, order, n, rank: rank !== '', lastOfEqual });
    },
    needs: ({ config, inputs, wanted }) => {
      const { start = '', end = '' } = inputs['in']?.window ?? {};
      return {
        in: [start, end, ...config.keys, ...config.order.map(({ column }) => column), ...wanted('out')],
      };
    },
  },
  flink: (ctx) => {
    const { start, end } = ctx.inputs['in']?.[0]?.window ?? {};
    if (start === undefined || end === undefined)
      return { kind: 'unsupported', reason: 'the input has no windows' };
    return flinkTopN(ctx, [start, end, ...ctx.config.keys]);
  },
  cases,
});

/** The last row by its event time: Flink calls that deduplication and lets the last of equal times win. */
function isLastByTime(
  { order, n }: { readonly order: readonly OrderColumn[]; readonly n: number },
  time: string | undefined,
): boolean {
  const [first] = order;
  return n === 1 && order.length === 1 && first?.descending === true && first.column === time;
}
