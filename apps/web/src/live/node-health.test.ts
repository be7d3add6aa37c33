import { allocateFrame, sealFrame } from '@weir/shared/metric-frame';
import { describe, expect, test } from 'vitest';
import { LiveFrames } from './live-frames.ts';
import { findBottleneck, nodeHealth } from './node-health.ts';

type Values = {
  rateIn?: number;
  rateOut?: number;
  busy?: number;
  queueFill?: number;
  errorRows?: number;
  rowsIn?: number;
};

const NODES = ['clicks', 'filter', 'counts', 'board'];

/** Frames of a second each; the clock of the page stands where the last frame came. */
function play(seconds: readonly (readonly Values[])[], silentMs = 0): LiveFrames {
  let now = 0;
  const frames = new LiveFrames(() => now);
  frames.acceptTable({ kind: 'ids', table: 1, nodes: NODES, edges: [] });
  for (const [second, rows] of seconds.entries()) {
    const { bytes, frame } = allocateFrame({ nodes: NODES.length, edges: 0 });
    for (const [row, value] of rows.entries()) {
      frame.gauges.rateIn[row] = value.rateIn ?? 0;
      frame.gauges.rateOut[row] = value.rateOut ?? 0;
      frame.gauges.busy[row] = value.busy ?? 0;
      frame.gauges.queueFill[row] = value.queueFill ?? 0;
      frame.counters.errorRows[row] = value.errorRows ?? 0;
      frame.counters.rowsIn[row] = value.rowsIn ?? 0;
    }
    sealFrame(bytes, { sequence: second, table: 1, serverMs: second * 1000, uptimeMs: second * 1000 });
    now = second * 1000;
    frames.acceptFrame(bytes);
  }
  now += silentMs;
  return frames;
}

const health = (frames: LiveFrames, id: string, receivers: readonly number[] = []) =>
  nodeHealth(frames, { id, row: frames.row(id), receivers }).state;

describe('health of a node', () => {
  test('rows that flow are ok, none for long is idle', () => {
    expect(health(play([[{ rateIn: 5, rateOut: 5 }]]), 'clicks')).toBe('ok');
    expect(health(play([[{}], [{}], [{}]]), 'clicks')).toBe('idle');
  });

  test('a second without rows after some is not idle yet', () => {
    const frames = play([[{ rateIn: 5, rowsIn: 5 }], [{ rateIn: 5, rowsIn: 10 }], [{ rowsIn: 10 }]]);
    expect(health(frames, 'clicks')).toBe('ok');
  });

  test('silence of the socket is stale, whatever the numbers were', () => {
    expect(health(play([[{ rateIn: 5 }]], 4000), 'clicks')).toBe('stale');
  });

  test('one failed row of many warns, one of a hundred is critical', () => {
    const many = play([[{ rateIn: 9, rowsIn: 0 }], [{ rateIn: 9, rowsIn: 5000, errorRows: 1 }]]);
    const few = play([[{ rateIn: 9, rowsIn: 0 }], [{ rateIn: 9, rowsIn: 100, errorRows: 1 }]]);
    expect(health(many, 'clicks')).toBe('warn');
    expect(health(few, 'clicks')).toBe('crit');
  });

  test('a full queue after a node makes it backpressured', () => {
    const frames = play([[{ rateOut: 5 }, { rateIn: 5, queueFill: 0.9 }]]);
    expect(health(frames, 'clicks', [1])).toBe('bp');
  });

  test('a node outside of the running graph says so', () => {
    expect(nodeHealth(play([[{}]]), { id: 'other', row: -1, receivers: [] }).reason).toBe(
      'not part of the running job',
    );
  });
});

describe('the bottleneck', () => {
  const next: Readonly<Record<string, string>> = { clicks: 'filter', filter: 'counts', counts: 'board' };
  const find = (rows: readonly Values[]) => {
    const frames = play([rows]);
    const { shown } = frames;
    if (shown === undefined) return undefined;
    return findBottleneck(shown, {
      nodes: NODES,
      row: (id) => frames.row(id),
      receivers: (id) => (next[id] === undefined ? [] : [next[id]]),
      senders: (id) => NODES.filter((candidate) => next[candidate] === id),
    });
  };

  test('is the first busy node after backpressured ones', () => {
    const found = find([{}, { queueFill: 0.9 }, { queueFill: 0.95, busy: 0.9 }, {}]);
    expect(found?.nodeId).toBe('counts');
    expect([...(found?.upstream ?? [])]).toEqual(['filter', 'clicks']);
  });

  test('is not named when nothing waits or nothing is busy', () => {
    expect(find([{}, {}, { busy: 0.9 }, {}])).toBeUndefined();
    expect(find([{}, {}, { queueFill: 0.9, busy: 0.2 }, {}])).toBeUndefined();
  });
});
