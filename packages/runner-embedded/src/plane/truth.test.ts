// Slow (about 25 s): what the frames say about a job is true, checked against a delay that we put into a node.
import type { MetricFrame } from '@weir/shared/metric-frame';
import { afterEach, expect, test } from 'vitest';
import { graphOf } from '../testing/graphs.ts';
import { type PlaneOptions, PlaneProcess, pause, temporaryPlane, until } from '../testing/plane-process.ts';

const NODES = ['gen', 'before', 'slow', 'after', 'sink'] as const;
const ROW = new Map(NODES.map((node, index) => [node, index]));

let options: (PlaneOptions & { readonly remove: () => void }) | undefined;
let plane: PlaneProcess | undefined;
afterEach(async () => {
  await plane?.kill();
  options?.remove();
});

async function run(
  rate: number,
  stall: { readonly ms: number; readonly everyMs: number },
): Promise<PlaneProcess> {
  options = await temporaryPlane();
  const env = { WEIR_FAULTS: JSON.stringify({ stall: { nodeId: 'slow', ...stall } }) };
  plane = await PlaneProcess.start({ ...options, env });
  const graph = graphOf({
    nodes: [
      ['gen', 'generator', { kind: 'bid', rate: (rate * 50) / 46 }],
      ['before', 'filter', { where: 'price >= 0' }],
      ['slow', 'project', { columns: [{ name: 'price', expression: 'price' }], keep: false }],
      ['after', 'filter', { where: 'price >= 0' }],
      ['sink', 'blackhole', {}],
    ],
    edges: [
      ['gen.out', 'before.in'],
      ['before.out', 'slow.in'],
      ['slow.out', 'after.in'],
      ['after.out', 'sink.in'],
    ],
  });
  const info = await plane.request('job.start', {
    jobKey: 't.draft',
    pipelineId: 't',
    environment: 'draft',
    graph,
    graphHash: 'h',
    doors: [],
  });
  expect(info.status, JSON.stringify(info.error)).toBe('running');
  await plane.request('metrics.subscribe', { jobKey: 't.draft', hz: 10 });
  return plane;
}

const at = (column: ArrayLike<number>, node: (typeof NODES)[number]): number =>
  column[ROW.get(node) ?? -1] ?? Number.NaN;

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Rows per second in the second before a frame, by the counters of the frames. */
function rateBefore(
  frames: readonly MetricFrame[],
  frame: MetricFrame,
  node: (typeof NODES)[number],
): number {
  const before = frames.findLast(({ serverMs }) => frame.serverMs - serverMs >= 1000);
  if (before === undefined) throw new Error('no frame a second before');
  const rows = at(frame.counters.rowsOut, node) - at(before.counters.rowsOut, node);
  return (rows * 1000) / (frame.serverMs - before.serverMs);
}

test('2,000 rows per second with a node that stalls for 200 ms: the rate, and who has the delay', async () => {
  const running = await run(2000, { ms: 200, everyMs: 300 });
  await until(() => running.frames.length > 30);
  await pause(9_000);
  expect(running.tables[0]?.nodes).toEqual(NODES);
  const frames = running.frames.slice(20);
  const first = frames[0];
  const last = frames.at(-1);
  if (first === undefined || last === undefined) throw new Error('no frames');
  for (const node of NODES) {
    const seconds = (last.serverMs - first.serverMs) / 1000;
    const counted = (at(last.counters.rowsOut, node) - at(first.counters.rowsOut, node)) / seconds;
    const shown = mean(frames.map((frame) => at(frame.gauges.rateOut, node)));
    const truth = mean(frames.map((frame) => rateBefore(running.frames, frame, node)));
    // Stalls come and go inside the window, so each frame may be off by what waits; the mean may not.
    expect(Math.abs(counted / 2000 - 1), `${node}: counted ${counted}/s`).toBeLessThan(0.02);
    expect(Math.abs(shown / truth - 1), `${node}: shown ${shown}/s, counted ${truth}/s`).toBeLessThan(0.02);
  }
  const p99 = (frame: MetricFrame, node: (typeof NODES)[number]): number => at(frame.gauges.nodeP99Ms, node);
  for (const frame of frames) {
    expect(p99(frame, 'slow')).toBeGreaterThan(195);
    expect(p99(frame, 'slow')).toBeLessThan(260);
    for (const node of ['gen', 'before', 'after', 'sink'] as const)
      expect(p99(frame, node), node).toBeLessThan(50);
    for (const node of ['slow', 'after', 'sink'] as const)
      expect(at(frame.gauges.e2eP99Ms, node), node).toBeGreaterThan(195);
  }
});

test('rows that never queue behind one another: the delay is in e2e of what comes after it and of nothing before it', async () => {
  const running = await run(5, { ms: 100, everyMs: 1 });
  await until(
    () => running.frames.length > 20 && at(running.frames.at(-1)?.counters.rowsOut ?? [], 'sink') > 10,
    20_000,
  );
  const frame = running.frames.at(-1);
  if (frame === undefined) throw new Error('no frames');
  for (const node of ['gen', 'before'] as const)
    expect(at(frame.gauges.e2eP99Ms, node), node).toBeLessThan(50);
  for (const node of ['slow', 'after', 'sink'] as const)
    expect(at(frame.gauges.e2eP50Ms, node), node).toBeGreaterThan(99);
  expect(at(frame.gauges.nodeP50Ms, 'slow')).toBeGreaterThan(99);
  for (const node of ['gen', 'before', 'after', 'sink'] as const)
    expect(at(frame.gauges.nodeP99Ms, node), node).toBeLessThan(50);
});
