// 500 live nodes at 10 Hz through the page's own metric socket: no React commit per tick; frame times are printed.

import type { Page, WebSocketRoute } from '@playwright/test';
import type { Graph } from '@weir/shared/graph';
import { allocateFrame, sealFrame } from '@weir/shared/metric-frame';
import { Designer } from './support/designer.ts';
import { rowGraph } from './support/graphs.ts';
import { expect, test } from './support/test.ts';

test.use({ product: 'performance' });

const NODES = 500;
const TICK_MS = 100;
const WATCH_MS = 5_000;

test('500 nodes at 10 Hz: 0 React commits per tick, every frame taken, numbers change', async ({
  page,
  api,
}) => {
  test.setTimeout(90_000);
  const graph = wideGraph();
  const id = await api.create('wide', { graph });
  await page.addInitScript(countCommits);
  const feed = await syntheticMetrics(page, graph);
  const designer = new Designer(page);
  const results: string[] = [];
  const openedMs = Date.now();
  await designer.open(id, 'live');
  await expect(designer.cards.first()).toBeVisible();
  results.push(`open with the first card: ${Date.now() - openedMs} ms`);
  await expect.poll(() => feed.acknowledged()).toBeGreaterThan(20);
  for (const [view, key] of [
    ['zoom 1', '0'],
    ['whole pipeline', '1'],
  ] as const) {
    await designer.canvas.focus();
    await page.keyboard.press(key);
    await expect.poll(() => commitsIn(page, 400), { timeout: 10_000 }).toBe(0);
    const before = { acknowledged: feed.acknowledged(), sent: feed.sent() };
    const watched = await watch(page, WATCH_MS);
    const taken = feed.acknowledged() - before.acknowledged;
    expect(watched.commits, `${view}: React commits in ${taken} ticks`).toBe(0);
    expect(taken).toBeGreaterThan(0.7 * (WATCH_MS / TICK_MS));
    results.push(`${view}: ${taken} ticks, 0 commits, ${timesText(watched.frames)}`);
  }
  await page.keyboard.press('0');
  const face = designer.cards.nth(3);
  await expect(face).toContainText('/s');
  const shown = await face.textContent();
  await expect(face).not.toHaveText(shown ?? '');
  // Panning with live numbers on.
  const panned = watch(page, 2_000);
  for (let step = 0; step < 40; step++) {
    await page.mouse.move(700, 400);
    await page.mouse.wheel(step % 2 === 0 ? 60 : -60, 40);
    await page.waitForTimeout(30);
  }
  results.push(`panning: ${timesText((await panned).frames)}`);
  console.log(results.map((line) => `  ${line}`).join('\n'));
  // The counter counts: a selection is a commit.
  const control = watch(page, 1_000);
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowRight');
  expect((await control).commits).toBeGreaterThan(0);
});

function wideGraph(): Graph {
  const nodes: [string, string, Graph['nodes'][number]['config']][] = [];
  const edges: [string, string][] = [];
  for (let chain = 0; chain < NODES / 5; chain++) {
    const [source, a, b, c, sink] = [0, 1, 2, 3, 4].map((step) => `n${chain}_${step}`);
    nodes.push([`${source}`, 'generator', { kind: 'bid', rate: 10 }]);
    for (const filter of [a, b, c]) nodes.push([`${filter}`, 'filter', { where: 'price > 0' }]);
    nodes.push([`${sink}`, 'blackhole', {}]);
    edges.push(
      [`${source}.out`, `${a}.in`],
      [`${a}.out`, `${b}.in`],
      [`${b}.out`, `${c}.in`],
      [`${c}.out`, `${sink}.in`],
    );
  }
  const graph = rowGraph('wide', nodes, edges);
  const layout = Object.fromEntries(
    nodes.map(([id], index) => [id, { x: (index % 25) * 264, y: Math.floor(index / 25) * 132 }]),
  );
  return { ...graph, layout };
}

// A stand-in for the server's end of `/live`: the page's socket code, painter and canvas are the real ones.
async function syntheticMetrics(page: Page, graph: Graph) {
  let acknowledged = 0;
  let sent = 0;
  const nodes = graph.nodes.map((node) => node.id);
  const edges = graph.edges.map((edge) => `${edge.from}>${edge.to}`);
  const feed = (socket: WebSocketRoute): void => {
    const startedMs = Date.now();
    socket.send(JSON.stringify({ kind: 'ids', table: 1, nodes, edges }));
    const timer = setInterval(
      () => socket.send(Buffer.from(frameAt(++sent, startedMs, { nodes, edges }))),
      TICK_MS,
    );
    socket.onClose(() => clearInterval(timer));
  };
  await page.routeWebSocket(/\/live\?ticket=/, (socket) => {
    socket.onMessage((message) => {
      if (String(message).includes('"ack"')) acknowledged += 1;
      else if (!String(message).includes('null')) feed(socket);
    });
  });
  return { acknowledged: () => acknowledged, sent: () => sent };
}

function frameAt(
  sequence: number,
  startedMs: number,
  ids: { readonly nodes: readonly string[]; readonly edges: readonly string[] },
): ArrayBuffer {
  const { bytes, frame } = allocateFrame({ nodes: ids.nodes.length, edges: ids.edges.length });
  const { counters, gauges } = frame;
  for (let row = 0; row < ids.nodes.length; row++) {
    const wave = 1 + 0.5 * Math.sin(sequence / 5 + row);
    counters.rowsIn[row] = sequence * 100 * wave;
    counters.rowsOut[row] = sequence * 90 * wave;
    counters.errorRows[row] = row % 50 === 0 ? sequence : 0;
    counters.watermarkMs[row] = Date.now() - 1_000;
    counters.waitsForMs[row] = Number.NaN;
    gauges.rateIn[row] = 1_000 * wave;
    gauges.rateOut[row] = 900 * wave;
    for (const gauge of ['nodeP50Ms', 'nodeP95Ms', 'nodeP99Ms', 'e2eP50Ms', 'e2eP95Ms', 'e2eP99Ms'] as const)
      gauges[gauge][row] = wave * 3;
    gauges.busy[row] = 0.4 * wave;
    gauges.queueFill[row] = 0.2 * wave;
    gauges.lagMs[row] = 1_000 * wave;
  }
  for (let row = 0; row < ids.edges.length; row++) {
    frame.edgeRows[row] = sequence * 90;
    frame.edgeRate[row] = 900 + row;
  }
  sealFrame(bytes, { sequence, table: 1, serverMs: Date.now(), uptimeMs: Date.now() - startedMs });
  return bytes;
}

// React reports each commit to the developer tools' hook, also in a production build.
function countCommits(): void {
  const counter = { commits: 0 };
  Object.assign(window, {
    commitCounter: counter,
    __REACT_DEVTOOLS_GLOBAL_HOOK__: {
      supportsFiber: true,
      isDisabled: false,
      renderers: new Map(),
      inject: () => 1,
      checkDCE: () => undefined,
      onCommitFiberRoot: () => {
        counter.commits += 1;
      },
      onCommitFiberUnmount: () => undefined,
      onPostCommitFiberRoot: () => undefined,
    },
  });
}

async function commitsIn(page: Page, ms: number): Promise<number> {
  return (await watch(page, ms)).commits;
}

// Time between animation frames while the load is on, and commits in the same span.
function watch(
  page: Page,
  ms: number,
): Promise<{ readonly commits: number; readonly frames: readonly number[] }> {
  return page.evaluate(async (spanMs) => {
    const counter: { commits: number } = Reflect.get(window, 'commitCounter');
    const before = counter.commits;
    const frames: number[] = [];
    const end = performance.now() + spanMs;
    await new Promise<void>((done) => {
      let last = performance.now();
      const step = (now: number): void => {
        frames.push(now - last);
        last = now;
        if (now < end) requestAnimationFrame(step);
        else done();
      };
      requestAnimationFrame(step);
    });
    return { commits: counter.commits - before, frames: frames.slice(1) };
  }, ms);
}

function timesText(frames: readonly number[]): string {
  const sorted = [...frames].sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
  const over = (limit: number): string =>
    `${((100 * sorted.filter((time) => time > limit).length) / Math.max(1, sorted.length)).toFixed(1)} %`;
  return `${sorted.length} frames, p50 ${at(0.5)} p95 ${at(0.95)} p99 ${at(0.99)} max ${at(1)} ms, over 33 ms ${over(33.4)}`;
}
