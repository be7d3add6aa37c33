// P4: every NEXMark query that both can run, against a real Flink 2.3.0 on this machine: same file, same query, one run.
//
// Flink runs with one slot, object reuse, no checkpoints, and every aggregate once with and once without mini-batches; the
// better counts. Its CPU is that of all its processes from the first statement of a query to the end of its job; starting
// the cluster is not counted, starting Weir is. Outputs are compared by the tests of examples/nexmark, on smaller files.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { type Cluster, flinkJars, startCluster } from './flink/cluster.ts';
import { runStatements } from './flink/session.ts';
import { nexmarkScaled } from './nexmark-scaled.ts';
import { interval, median, PAIRS, reportRatios, runContender } from './pairs.ts';

const EVENTS = Number(process.env['WEIR_EVENTS'] ?? 2_000_000);
const QUERIES = (process.env['WEIR_QUERIES'] ?? '0 1 2 3 4 5 7 8 9 11 13 14 15 16 17 18 19 20 21 22 23')
  .split(' ')
  .map((number) => `q${number}`);
const AGGREGATES = new Set(['q4', 'q15', 'q16', 'q17']);
const folder = join(import.meta.dirname, '../../packages/testkit/testdata/nexmark');
const texts = z
  .record(z.string(), z.string())
  .parse(JSON.parse(gunzipSync(readFileSync(join(folder, 'queries.json.gz'))).toString('utf8')));
const file = nexmarkScaled(EVENTS);
const side = join(import.meta.dirname, '../../examples/data/nexmark/side_input.csv');

/** Statements of the source and of a query, comments left out, sinks forgetting. */
function statementsOf(query: string): readonly string[] {
  const script = `${texts['source']}\n${texts[query]}`
    .replaceAll('${DATA}', file)
    .replaceAll('${SIDE}', side)
    .replaceAll('${SINK}', 'blackhole');
  return script
    .split('\n')
    .filter((line) => !line.startsWith('--'))
    .join('\n')
    .split(/;\s*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

async function flinkSeconds(cluster: Cluster, query: string): Promise<number> {
  const base = {
    'table.local-time-zone': 'UTC',
    'pipeline.object-reuse': 'true',
    'parallelism.default': '1',
  };
  const batched = {
    'table.exec.mini-batch.enabled': 'true',
    'table.exec.mini-batch.allow-latency': '2 s',
    'table.exec.mini-batch.size': '50000',
  };
  const settings = AGGREGATES.has(query) ? [base, { ...base, ...batched }] : [base];
  const seconds: number[] = [];
  for (const properties of settings) {
    const before = cluster.cpuSeconds();
    await runStatements(cluster, properties, statementsOf(query));
    seconds.push(cluster.cpuSeconds() - before);
  }
  return Math.min(...seconds);
}

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
const cluster = await startCluster(flinkJars(say));
const rows: { name: string; ratio: number; low: number; high: number; weir: number; flink: number }[] = [];
try {
  // The first jobs of a cluster load classes and compile code: they count for nobody.
  await flinkSeconds(cluster, 'q0');
  for (const query of QUERIES) {
    const pairs: { readonly weir: number; readonly flink: number }[] = [];
    for (let pair = 0; pair < PAIRS; pair += 1) {
      const own = { name: 'weir', script: 'weir-nexmark.ts', args: [query, file] };
      const weir = (await runContender(own)).cpuSeconds;
      pairs.push({ weir, flink: await flinkSeconds(cluster, query) });
    }
    const ratios = interval(pairs.map(({ weir, flink }) => flink / weir));
    const [weir, flink] = [median(pairs.map((one) => one.weir)), median(pairs.map((one) => one.flink))];
    rows.push({ name: query, ...ratios, weir, flink });
    say(
      `P4 ${query}: ${ratios.ratio.toFixed(2)}x [${ratios.low.toFixed(2)}, ${ratios.high.toFixed(2)}]; thousand events per CPU second: Weir ${(EVENTS / weir / 1000).toFixed(0)}, Flink ${(EVENTS / flink / 1000).toFixed(0)}`,
    );
  }
} finally {
  cluster.stop();
}
const mean = Math.exp(rows.reduce((sum, { ratio }) => sum + Math.log(ratio), 0) / rows.length);
reportRatios('P4', 'geometric mean >= 5x, none below 2x', [
  ...rows,
  { name: 'geometric mean', ratio: mean, low: mean, high: mean },
]);
