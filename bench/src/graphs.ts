// The pipelines of the benchmarks.

import { type Plan, plan } from '@weir/engine/plan/plan';
import { catalogue } from '@weir/nodes/catalogue';
import { emptyGraph, type Graph } from '@weir/shared/graph';

type Node = Graph['nodes'][number];

const node = (id: string, type: string, config: Node['config']): Node => ({ id, type, name: id, config });

/** Bids of the nested NEXMark file. */
const bids = (eventTime: string, nullable = true): Node =>
  node('src', 'file', {
    path: 'files/bids.ndjson',
    format: 'json',
    mode: 'once',
    eventTime,
    watermarkDelay: '4 s',
    schema: [
      { name: 'event_type', type: 'STRING', nullable },
      { name: 'auction', type: 'BIGINT', path: 'bid.auction', nullable },
      { name: 'bidder', type: 'BIGINT', path: 'bid.bidder', nullable },
      { name: 'price', type: 'BIGINT', path: 'bid.price', nullable },
      { name: 'dateTime', type: 'TIMESTAMP(3)', path: 'bid.dateTime', nullable },
      { name: 'extra', type: 'STRING', path: 'bid.extra', nullable },
    ],
  });

function chain(nodes: readonly Node[]): Graph {
  const edges = nodes.slice(1).map((to, index) => ({ from: `${nodes[index]?.id}.out`, to: `${to.id}.in` }));
  return { ...emptyGraph('bench'), nodes: [...nodes], edges };
}

const Q1 = node('q1', 'project', {
  columns: [
    { name: 'auction', expression: 'auction' },
    { name: 'bidder', expression: 'bidder' },
    { name: 'price', expression: '0.908 * price' },
    { name: 'dateTime', expression: 'dateTime' },
    { name: 'extra', expression: 'extra' },
  ],
});
const isBid = node('bid', 'filter', { where: "event_type = 'bid'" });
const sink = (id: string): Node => node(id, 'blackhole', {});

/** q1: prices of bids in another currency. */
export const currency: Graph = chain([bids(''), isBid, Q1, sink('out')]);

/** Count and sum of prices per auction in windows of ten seconds. Rows without event time are no bids. */
export const perAuction: Graph = chain([
  bids('dateTime'),
  node('w', 'tumbling', {
    size: '10 s',
    keys: ['auction'],
    aggregates: [
      { name: 'n', expression: 'COUNT(*)' },
      { name: 'total', expression: 'SUM(price)' },
    ],
  }),
  sink('out'),
]);

/** q1, q2 and q14 over one stream of bids. */
export const stateless: Graph = {
  ...emptyGraph('bench'),
  nodes: [
    // No NULL, as in the loop by hand.
    bids('dateTime', false),
    Q1,
    node('q2', 'filter', { where: 'MOD(auction, 123) = 0' }),
    node('q14f', 'filter', { where: '0.908 * price > 1000000 AND 0.908 * price < 50000000' }),
    node('q14', 'project', {
      columns: [
        { name: 'auction', expression: 'auction' },
        { name: 'price', expression: '0.908 * price' },
        {
          name: 'part',
          expression:
            "CASE WHEN HOUR(dateTime) >= 8 AND HOUR(dateTime) <= 18 THEN 'dayTime' WHEN HOUR(dateTime) <= 6 OR HOUR(dateTime) >= 20 THEN 'nightTime' ELSE 'otherTime' END",
        },
      ],
    }),
    sink('o1'),
    sink('o2'),
    sink('o14'),
  ],
  edges: [
    { from: 'src.out', to: 'q1.in' },
    { from: 'q1.out', to: 'o1.in' },
    { from: 'src.out', to: 'q2.in' },
    { from: 'q2.out', to: 'o2.in' },
    { from: 'src.out', to: 'q14f.in' },
    { from: 'q14f.out', to: 'q14.in' },
    { from: 'q14.out', to: 'o14.in' },
  ],
};

/** The plan of a graph of ours. */
export function planned(graph: Graph): Plan {
  const result = plan(graph, catalogue);
  if (result.plan === undefined) throw new Error(JSON.stringify(result.problems));
  return result.plan;
}
