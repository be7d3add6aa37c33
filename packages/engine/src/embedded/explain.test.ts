// The explanation of a plan: every node is a stage's entry, inside a stage, or where a stage ends.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from '@weir/nodes/catalogue';
import { emptyGraph, type Graph, graphSchema } from '@weir/shared/graph';
import { describe, expect, it } from 'vitest';
import { plan } from '../plan/plan.ts';
import { entryNode, explainPlan } from './explain.ts';

const examples = join(import.meta.dirname, '../../../../examples/nexmark');

describe('explainPlan', () => {
  it.each(readdirSync(examples).filter((name) => /^q\d+\.json$/.test(name)))(
    '%s: no node is left out, none runs twice in one stage',
    (name) => {
      const graph = graphSchema.parse(JSON.parse(readFileSync(join(examples, name), 'utf8')));
      const planned = plan(graph, catalogue).plan;
      if (planned === undefined) throw new Error('unexpected');
      const { stages, nodes } = explainPlan(planned, catalogue);
      const shown = new Set([
        ...stages.flatMap((stage) => [entryNode(stage), ...stage.nodes, ...stage.into]),
        ...nodes.map(({ nodeId }) => nodeId),
      ]);
      expect([...shown].sort()).toEqual(graph.nodes.map(({ id }) => id).sort());
      for (const stage of stages) {
        expect(stage.columnsRead).toBeLessThanOrEqual(stage.columns);
        expect(new Set(stage.nodes).size).toBe(stage.nodes.length);
      }
    },
  );

  it('says which nodes are one function, what is read, and how far event time lags', () => {
    const node = (
      id: string,
      type: string,
      config: Graph['nodes'][number]['config'],
    ): Graph['nodes'][number] => ({
      id,
      type,
      name: id,
      config,
    });
    const schema = ['ts', 'k', 'v', 'w'].map((name) => ({
      name,
      type: name === 'ts' ? 'TIMESTAMP(3)' : 'INT',
    }));
    const planned = plan(
      {
        ...emptyGraph('t'),
        nodes: [
          node('src', 'http', { schema, eventTime: 'ts', watermarkDelay: '0 s' }),
          node('big', 'filter', { where: 'v > 1' }),
          node('small', 'filter', { where: 'v <= 1' }),
          node('pairs', 'interval_join', {
            leftKeys: ['k'],
            rightKeys: ['k'],
            lower: '-2 s',
            upper: '1 s',
            prefix: 'r_',
          }),
          node('total', 'group_aggregate', {
            keys: ['k'],
            aggregates: [{ name: 'n', expression: 'COUNT(*)' }],
          }),
          node('out', 'blackhole', {}),
        ],
        edges: [
          { from: 'src.out', to: 'big.in' },
          { from: 'src.out', to: 'small.in' },
          { from: 'big.out', to: 'pairs.left' },
          { from: 'small.out', to: 'pairs.right' },
          { from: 'pairs.out', to: 'total.in' },
          { from: 'total.out', to: 'out.in' },
        ],
      },
      catalogue,
    ).plan;
    if (planned === undefined) throw new Error('unexpected');
    const { stages, nodes } = explainPlan(planned, catalogue);
    expect(stages.map(({ from, nodes: inside, into }) => [from, inside, into])).toEqual([
      ['src.out', ['big', 'small'], ['pairs']],
      ['pairs.out', [], ['total']],
      ['total.out', [], ['out']],
    ]);
    expect(stages[1]).toMatchObject({ columnsRead: 1, columns: 8, changes: 'append' });
    expect(stages[2]?.changes).toBe('retract');
    expect(nodes.find(({ nodeId }) => nodeId === 'pairs')?.watermarkLagMs).toBe(2000);
    expect(nodes.find(({ nodeId }) => nodeId === 'total')?.key).toEqual(['k']);
  });
});
