// The state of a node from its numbers: one word per node, and the name of the bottleneck. Pure, so that each rule is
// tested once and shown everywhere the same.
import type { MetricFrame } from '@weir/shared/metric-frame';
import type { State } from '../ui/icon.tsx';
import type { LiveFrames } from './live-frames.ts';

/** State and its reason in words, for tooltips and the inspector. */
export type NodeHealth = { readonly state: State; readonly reason: string };

// Starting targets of the field (product.md): errors under 0.1 %, late rows under 0.5 %, e2e p99 under 1 s.
const RECENT_SECONDS = 10;
const IDLE_SECONDS = 30;
const ERROR_SHARE_CRIT = 0.01;
const LATE_SHARE_WARN = 0.005;
const E2E_P99_WARN_MS = 1000;
const BUSY_CRIT = 0.95;
const BUSY_NAMED = 0.5;
const QUEUE_FULL = 0.8;

/** Health of the node at `row`. `receivers` are the rows of the nodes it writes to. */
export function nodeHealth(
  frames: LiveFrames,
  node: { readonly id: string; readonly row: number; readonly receivers: readonly number[] },
): NodeHealth {
  const frame = frames.shown;
  const staleMs = frames.staleMs();
  if (staleMs > 0) return { state: 'stale', reason: `no numbers for ${Math.round(staleMs / 1000)} s` };
  if (frame === undefined) return { state: 'idle', reason: frames.ended ?? 'no numbers yet' };
  if (node.row < 0) return { state: 'stale', reason: 'not part of the running job' };
  if (frames.ended !== undefined)
    return { state: 'idle', reason: `${frames.ended}; these are the last numbers` };
  const { gauges } = frame;
  const busy = gauges.busy[node.row] ?? Number.NaN;
  const errors = frames.recent(node.id, 'errors', RECENT_SECONDS);
  const late = frames.recent(node.id, 'late', RECENT_SECONDS);
  const taken = Math.max(1, frames.recent(node.id, 'rowsIn', RECENT_SECONDS));
  if (busy >= BUSY_CRIT) return { state: 'crit', reason: `busy ${Math.round(busy * 100)} % of the time` };
  if (errors / taken >= ERROR_SHARE_CRIT)
    return { state: 'crit', reason: `${errors} rows failed in the last ${RECENT_SECONDS} s` };
  if (node.receivers.some((row) => (gauges.queueFill[row] ?? 0) >= QUEUE_FULL))
    return { state: 'bp', reason: 'waits because the queue of a node after it is full' };
  if (errors > 0) return { state: 'warn', reason: `${errors} rows failed in the last ${RECENT_SECONDS} s` };
  if (late / taken >= LATE_SHARE_WARN)
    return { state: 'warn', reason: `${late} rows were late in the last ${RECENT_SECONDS} s` };
  if ((gauges.e2eP99Ms[node.row] ?? 0) > E2E_P99_WARN_MS)
    return { state: 'warn', reason: 'end-to-end p99 is over 1 s' };
  // Longer than most windows: nodes after one get rows only when it fires, and are not idle for that.
  const rate = (gauges.rateIn[node.row] || 0) + (gauges.rateOut[node.row] || 0);
  const ever = (frame.counters.rowsIn[node.row] || 0) + (frame.counters.rowsOut[node.row] || 0) > 0;
  const watched = !ever || frames.watchedSeconds(node.id) >= IDLE_SECONDS;
  if (rate === 0 && watched && frames.recent(node.id, 'moved', IDLE_SECONDS) === 0)
    return { state: 'idle', reason: 'no rows lately' };
  return { state: 'ok', reason: 'running' };
}

export type Bottleneck = {
  readonly nodeId: string;
  readonly reason: string;
  readonly upstream: ReadonlySet<string>;
};

/**
 * The node that holds the others up: the first one after backpressured nodes that is not backpressured itself and is
 * busy more than half of the time. Without backpressure in the data nothing is named.
 */
export function findBottleneck(
  frame: MetricFrame,
  graph: {
    readonly nodes: readonly string[];
    readonly row: (id: string) => number;
    readonly receivers: (id: string) => readonly string[];
    readonly senders: (id: string) => readonly string[];
  },
): Bottleneck | undefined {
  const isFull = (id: string): boolean => (frame.gauges.queueFill[graph.row(id)] ?? 0) >= QUEUE_FULL;
  const isHeld = (id: string): boolean => graph.receivers(id).some(isFull);
  const found = graph.nodes.find((id) => {
    const busy = frame.gauges.busy[graph.row(id)] ?? Number.NaN;
    return isFull(id) && !isHeld(id) && busy > BUSY_NAMED;
  });
  if (found === undefined) return undefined;
  const upstream = new Set<string>();
  const walk = (id: string): void => {
    for (const sender of graph.senders(id)) {
      if (upstream.has(sender) || !isHeld(sender)) continue;
      upstream.add(sender);
      walk(sender);
    }
  };
  walk(found);
  const busy = Math.round((frame.gauges.busy[graph.row(found)] ?? 0) * 100);
  const queue = Math.round((frame.gauges.queueFill[graph.row(found)] ?? 0) * 100);
  return { nodeId: found, reason: `busy ${busy} %, queue ${queue} %`, upstream };
}
