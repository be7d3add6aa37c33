// K, C.cep: what a pattern keeps has caps; a row beyond is an error of that row, and what was kept stays as it was.

import { catalogue } from '@weir/nodes/catalogue';
import { emptyGraph, type Graph } from '@weir/shared/graph';
import { compile } from '@weir/testkit/compile.node';
import { runTextJob } from '@weir/testkit/text-job';
import { expect, test } from 'vitest';
import { PATTERN_HELD_MAX } from './pattern-operator.ts';

function graph(steps: string, define: readonly { name: string; expression: string }[]): Graph {
  const node = (id: string, type: string, config: Graph['nodes'][number]['config']) => ({
    id,
    type,
    name: id,
    config,
  });
  const schema = [
    { name: 'id', type: 'INT' },
    { name: 'v', type: 'INT' },
    { name: 'ts', type: 'TIMESTAMP(3)' },
  ];
  const measures = [
    { name: 'a', expression: 'A.id' },
    { name: 'z', expression: 'Z.id' },
  ];
  return {
    ...emptyGraph('limits'),
    nodes: [
      node('rows', 'http', { schema, eventTime: 'ts', watermarkDelay: '0 s', idleTimeout: '' }),
      node('p', 'pattern', {
        keys: [],
        steps,
        define: [...define],
        measures,
        within: '',
        skip: 'past_last_row',
        skipTo: '',
      }),
      node('out', 'blackhole', {}),
    ],
    edges: [
      { from: 'rows.out', to: 'p.in' },
      { from: 'p.out', to: 'out.in' },
    ],
  };
}

function line(id: number, v: number): string {
  const ts = new Date(1_767_600_000_000 + id * 1000).toISOString().replace('T', ' ').replace('Z', '');
  return JSON.stringify({ id, v, ts });
}

test('STATE_LIMIT: a row that would make matches hold too much is an error; what is held stays and can still match', () => {
  // Each row begins a match and every open match takes it: after n rows n * n / 2 are held.
  const rows = Math.ceil(Math.sqrt(2 * PATTERN_HELD_MAX)) + 20;
  const lines = Array.from({ length: rows }, (_, id) => line(id, 0));
  const of = (list: readonly string[]) =>
    runTextJob({
      graph: graph('A X*? Z', [{ name: 'Z', expression: 'Z.v = 1' }]),
      catalogue,
      compile,
      lines: { rows: list },
      chunks: [1000],
    });
  const result = of([...lines, line(rows, 1)]);
  expect(new Set(result.letters)).toEqual(new Set(['STATE_LIMIT']));
  expect(result.letters.length).toBeGreaterThan(10);
  expect(result.letters.length).toBeLessThan(40);
  expect(result.rows['out']?.map((text) => JSON.parse(text))).toEqual([{ a: 0, z: rows }]);
});

test('a row for which a condition cannot be computed is an error, and the match goes on without it', () => {
  const define = [{ name: 'Z', expression: '10 / Z.v = 10' }];
  const lines = [line(1, 5), line(2, 0), line(3, 1)];
  const result = runTextJob({
    graph: graph('A Z', define),
    catalogue,
    compile,
    lines: { rows: lines },
    chunks: [1],
  });
  expect(result.letters).toEqual(['DIVISION_BY_ZERO']);
  expect(result.rows['out']?.map((text) => JSON.parse(text))).toEqual([{ a: 1, z: 3 }]);
});

test('restarts in mid-match change nothing', () => {
  const define = [{ name: 'Z', expression: 'Z.v > FIRST(A.v) AND Z.v > AVG(X.v)' }];
  const lines = Array.from({ length: 60 }, (_, id) => line(id, (id * 7) % 11));
  const of = (chunks: readonly number[], restartEvery?: number) =>
    runTextJob({
      graph: graph('A X{2,4}? Z', define),
      catalogue,
      compile,
      lines: { rows: lines },
      chunks,
      restartEvery,
    }).rows;
  expect(of([1], 1)).toEqual(of([60]));
  expect(of([7], 2)).toEqual(of([60]));
});
