import { plan } from '@weir/engine/plan/plan';
import { metricShape } from '@weir/engine/runtime/job-metrics';
import { MetricStore, metricBytes } from '@weir/engine/runtime/metric-store';
import { catalogue } from '@weir/nodes/catalogue';
import { expect, test } from 'vitest';
import { DOOR_WINDOW_FILE } from '../testing/graphs.ts';
import { JobMeter, SAMPLE_INTERVAL_MS } from './job-meter.ts';

const PERIOD_MS = 3 * SAMPLE_INTERVAL_MS;
const ROWS_PER_BURST = 600;

/** The mean of the shown rates while rows come in bursts, each at one moment of its period. */
function meanShown(burstAtMs: number, readAtMs: number): number {
  const made = plan(DOOR_WINDOW_FILE, catalogue).plan;
  if (made === undefined) throw new Error('graph has problems');
  const memory = new SharedArrayBuffer(metricBytes(metricShape(made)));
  const store = new MetricStore(metricShape(made), memory);
  const meter = new JobMeter({ plan: made, catalogue, memory, startedMs: 0, queueBytesMax: 100 });
  const shown: number[] = [];
  for (let nowMs = 0; nowMs < 20_000; nowMs += 1) {
    if (nowMs % PERIOD_MS === burstAtMs) store.portRows[0] = (store.portRows[0] ?? 0) + ROWS_PER_BURST;
    if (nowMs % SAMPLE_INTERVAL_MS === 0) meter.sample(nowMs);
    if (nowMs > 2000 && nowMs % SAMPLE_INTERVAL_MS === readAtMs)
      shown.push(meter.read(nowMs).nodes[0]?.rateOut ?? Number.NaN);
  }
  return shown.reduce((sum, rate) => sum + rate, 0) / shown.length;
}

test.each([
  [20, 40],
  [60, 40],
  [120, 90],
  [0, 0],
])(
  'the mean of the shown rates is the true rate, whenever bursts come (%i ms) and frames are read (%i ms)',
  (burstAtMs, readAtMs) => {
    const truth = (ROWS_PER_BURST * 1000) / PERIOD_MS;
    expect(Math.abs(meanShown(burstAtMs, readAtMs) / truth - 1)).toBeLessThan(0.005);
  },
);
