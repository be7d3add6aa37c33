// Top-N: the best rows of each key, kept up to date.
import { defineNode } from '@weir/engine/define-node';
import { flinkTopN, inferRanked, RANK_FIELDS } from '@weir/engine/rank-node';
import { topNOperator } from '@weir/engine/runtime/top-n';
import { cases } from './cases.ts';

export const topN = defineNode({
  type: 'top_n',
  palette: {
    group: 'transform',
    title: 'Top-N',
    summary: 'Keeps the best N rows per key, up to date.',
    icon: 'top-n',
    keywords: ['rank', 'limit', 'highest', 'lowest', 'leaderboard', 'row_number', 'order by'],
  },
  docs: `Keeps the first N rows of each key in an order, and changes the result as better rows come: a stream of changes.

**Order.** NULL comes first in ascending order and last in descending order, as in Flink; of equal rows the one that came first ranks first.

**Rank.** With a name for the rank column each row carries its rank, and one new row can change the rank of all behind it. Without it only
the row that enters and the row that leaves come out: far fewer changes.

**Changes.** The input may be a stream of changes; a row that is taken back leaves its place to the next. For that all rows are kept, else
only the best N of each key. At 20,000,000 rows further rows are errors (STATE_LIMIT).`,
  inputs: [{ name: 'in', title: 'Rows' }],
  outputs: [{ name: 'out', title: 'Best rows' }],
  fields: RANK_FIELDS,
  meaning: (config) => {
    const [first] = config.order;
    const by = first === undefined ? 'no order yet' : `${first.column} ${first.descending ? 'down' : 'up'}`;
    return `${config.n} by ${by}${config.keys.length === 0 ? '' : ` per ${config.keys.join(', ')}`}`;
  },
  infer: ({ config, inputs }) => inferRanked(config, inputs['in']?.[0], 'retract'),
  accepts: 'changes',
  eventTime: false,
  embedded: {
    kind: 'operator',
    create: (ctx) => {
      const { keys, order, n, rank } = ctx.config;
      return topNOperator(ctx, { keys, order, n, rank: rank !== '' });
    },
    needs: ({ config, wanted }) => ({
      in: [...config.keys, ...config.order.map(({ column }) => column), ...wanted('out')],
    }),
  },
  flink: (ctx) => flinkTopN(ctx, ctx.config.keys),
  cases,
});
