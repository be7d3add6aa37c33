import { type Plan, plan as planGraph } from '@weir/engine/plan/plan';
import { catalogue } from '@weir/nodes/catalogue';
import type { Graph } from '@weir/shared/graph';
import { expect, test } from 'vitest';
import { EVENT_COLUMNS, graphOf } from '../testing/graphs.ts';
import { fingerprints } from './compatibility.ts';
import type { Manifest } from './manifest.ts';
import { restorePoint } from './restore-point.ts';

function graphWith(options: {
  readonly size?: string;
  readonly path?: string;
  readonly where?: string;
  readonly source?: 'file' | 'http';
}): Graph {
  const source = options.source ?? 'file';
  const config =
    source === 'file' ? { path: options.path ?? 'files/a.ndjson', format: 'json', mode: 'once' } : {};
  return graphOf({
    nodes: [
      ['src', source, { ...config, schema: EVENT_COLUMNS, eventTime: 'ts', watermarkDelay: '0 s' }],
      ['keep', 'filter', { where: options.where ?? '`value` > 0' }],
      [
        'win',
        'tumbling',
        { size: options.size ?? '10 s', keys: [], aggregates: [{ name: 'n', expression: 'COUNT(*)' }] },
      ],
      ['sink', 'blackhole', {}],
    ],
    edges: [
      ['src.out', 'keep.in'],
      ['keep.out', 'win.in'],
      ['win.out', 'sink.in'],
    ],
  });
}

function planOf(graph: Graph): Plan {
  const { plan, problems } = planGraph(graph, catalogue);
  if (plan === undefined) throw new Error(JSON.stringify(problems));
  return plan;
}

const SOURCE = { position: 100, records: 0, names: null, index: 0, baseMs: 0, watermark: 5, ended: false };

function manifestOf(graph: Graph, finished = false): Manifest {
  return {
    formatVersion: 1,
    epoch: 3,
    generation: 1,
    atMs: 0,
    graphHash: 'h',
    finished,
    fingerprints: { ...fingerprints(planOf(graph)) },
    snapshot: {
      formatVersion: 1,
      sources: { src: SOURCE },
      operators: { win: { state: { a: 1 }, watermark: 5 } },
      sinks: { sink: null },
    },
    counters: {},
    letters: { end: 0, dropped: {} },
  };
}

function restored(before: Graph, after: Graph, finished = false) {
  const { snapshot, notices } = restorePoint(planOf(after), catalogue, manifestOf(before, finished));
  return { sources: snapshot?.sources, operators: Object.keys(snapshot?.operators ?? {}), notices };
}

test('the same graph keeps everything, and so does a change of a node without state', () => {
  expect(restored(graphWith({}), graphWith({}))).toEqual({
    sources: { src: SOURCE },
    operators: ['win'],
    notices: [],
  });
  expect(restored(graphWith({}), graphWith({ where: '`value` > 5' }))).toEqual({
    sources: { src: SOURCE },
    operators: ['win'],
    notices: [],
  });
});

test('a window with another size begins empty, and it is said', () => {
  const { operators, notices, sources } = restored(graphWith({}), graphWith({ size: '20 s' }));
  expect(operators).toEqual([]);
  expect(notices).toEqual(['state of win was not kept: its settings or input columns were changed']);
  expect(sources).toEqual({ src: SOURCE });
});

test('a file source that was changed begins anew, and what counted its rows too: nothing is counted twice', () => {
  const { sources, operators, notices } = restored(graphWith({}), graphWith({ path: 'files/b.ndjson' }));
  expect(sources).toEqual({});
  expect(operators).toEqual([]);
  expect(notices).toEqual([
    'source src was changed and begins anew',
    'state of win was not kept: a source before it begins anew',
  ]);
});

test('after a finished run: fresh windows; a file from its beginning, a door behind what was read', () => {
  expect(restored(graphWith({}), graphWith({}), true)).toEqual({ sources: {}, operators: [], notices: [] });
  const door = graphWith({ source: 'http' });
  expect(restored(door, door, true)).toMatchObject({
    sources: { src: { position: 100, watermark: -Number.MAX_SAFE_INTEGER, ended: false } },
    operators: [],
    notices: [],
  });
});
