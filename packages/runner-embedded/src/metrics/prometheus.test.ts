import { plan } from '@weir/engine/plan/plan';
import { metricShape } from '@weir/engine/runtime/job-metrics';
import { MetricStore, metricBytes } from '@weir/engine/runtime/metric-store';
import { catalogue } from '@weir/nodes/catalogue';
import { readFrame } from '@weir/shared/metric-frame';
import { expect, test } from 'vitest';
import { DOOR_WINDOW_FILE } from '../testing/graphs.ts';
import { idTable, metricFrame } from './frame-writer.ts';
import { JobMeter } from './job-meter.ts';
import { prometheusText } from './prometheus.ts';

function metered(): { readonly meter: JobMeter; readonly store: MetricStore } {
  const made = plan(DOOR_WINDOW_FILE, catalogue).plan;
  if (made === undefined) throw new Error('graph has problems');
  const shape = metricShape(made);
  const memory = new SharedArrayBuffer(metricBytes(shape));
  const store = new MetricStore(shape, memory);
  store.reset();
  return { meter: new JobMeter({ plan: made, catalogue, memory, startedMs: 0, queueBytesMax: 100 }), store };
}

test('rates are counters over the last second; edges carry the rate of the port they leave', () => {
  const { meter, store } = metered();
  for (let ms = 0; ms <= 2000; ms += 100) {
    store.portRows[0] = ms;
    store.set(0, 'busyMs', ms / 2);
    meter.sample(10_000 + ms);
  }
  store.portRows[0] = 2100;
  store.set(0, 'watermarkMs', 11_000);
  store.set(0, 'backlogBytes', 25);
  const frame = readFrame(
    new Uint8Array(metricFrame(meter, { sequence: 7, table: 3, nowMs: 12_100 })).buffer,
  );
  expect(frame).toMatchObject({ sequence: 7, table: 3, serverMs: 12_100, nodes: 3, edges: 2 });
  expect(frame?.gauges.rateOut[0]).toBeCloseTo(1000, 0);
  expect(frame?.gauges.rateIn[1]).toBeCloseTo(1000, 0);
  expect(frame?.edgeRate[0]).toBeCloseTo(1000, 0);
  expect([...(frame?.edgeRows ?? [])]).toEqual([2100, 0]);
  expect(frame?.gauges.queueFill[0]).toBe(0.25);
  expect([...(frame?.counters.watermarkMs ?? [])]).toEqual([11_000, 11_000, 11_000]);
  expect(frame?.gauges.lagMs[2]).toBe(1100);
  expect(frame?.gauges.nodeP99Ms[0]).toBeNaN();
  expect(JSON.parse(new TextDecoder().decode(idTable(meter, 3)))).toEqual({
    kind: 'ids',
    table: 3,
    nodes: ['door', 'win', 'sink'],
    edges: ['door.out>win.in', 'win.out>sink.in'],
  });
});

test('the text has the figures of the frame, labels escaped, nothing where there is no value', () => {
  const { meter, store } = metered();
  store.portRows[0] = 12;
  store.nodeTime[0]?.record(2, 1, 10);
  const checkpoint = { epoch: 4, at: new Date(8_000).toISOString(), bytes: 100, tookMs: 5 };
  const text = prometheusText(
    [
      {
        pipelineId: 'a"b\\c',
        info: { status: 'running', environment: 'draft', notices: [], checkpoint },
        meter,
      },
    ],
    10_000,
  );
  const labels = 'pipeline="a\\"b\\\\c",environment="draft"';
  expect(text).toContain(`weir_job_up{${labels}} 1\n`);
  expect(text).toContain(`weir_node_rows_out_total{${labels},node="door"} 12\n`);
  expect(text).toMatch(/weir_node_time_seconds\{.*node="door",quantile="0.99"\} 0\.00[12]\d*\n/);
  expect(text).toContain(`weir_checkpoint_age_seconds{${labels}} 2\n`);
  expect(text).not.toContain('NaN');
  expect(text.match(/# TYPE weir_node_rows_out_total counter/g)).toHaveLength(1);
});
