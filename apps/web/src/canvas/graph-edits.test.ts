// Edits of the canvas as pure functions over real node definitions.
import { applyEdit } from '@weir/shared/apply-edit';
import type { EditOp } from '@weir/shared/edits';
import { emptyGraph, type Graph } from '@weir/shared/graph';
import { describe, expect, test } from 'vitest';
import { type AnyNodeDefinition, catalogue } from '../engine.ts';
import { parsePipelineFile, pipelineText } from '../pipeline-file.ts';
import { layoutOps } from './auto-layout.ts';
import { copyText, pasteOps } from './clipboard.ts';
import { addNode, addWired, freePlace, freshName, healOps, splice, wouldAccept } from './graph-edits.ts';

const definition = (type: string): AnyNodeDefinition => {
  const found = catalogue.get(type);
  if (found === undefined) throw new Error(`no ${type}`);
  return found;
};
let seed = 1;
const random = (): number => {
  seed = (seed * 16_807) % 2_147_483_647;
  return seed / 2_147_483_647;
};
const apply = (graph: Graph, ops: readonly EditOp[]): Graph => {
  const applied = applyEdit(graph, ops);
  if (!applied.ok) throw new Error(applied.message);
  return applied.graph;
};
const chain = (): Graph => {
  let graph = emptyGraph('p');
  const source = addNode(graph, definition('http'), { x: 0, y: 0 }, random);
  graph = apply(graph, source.ops);
  const filter = addNode(graph, definition('filter'), { x: 264, y: 0 }, random);
  return apply(graph, addWired(graph, filter, `${source.node.id}.out`, 'source'));
};

describe('graph edits', () => {
  test('a node added after another is wired to its main output', () => {
    const graph = chain();
    expect(graph.edges).toHaveLength(1);
    expect(graph.edges[0]?.to.endsWith('.in')).toBe(true);
  });

  test('a source is not offered for a wire from an output', () => {
    const graph = chain();
    const port = `${graph.nodes[1]?.id}.out`;
    expect(wouldAccept(graph, definition('http'), port, 'source')).toBe(false);
    expect(wouldAccept(graph, definition('live_table'), port, 'source')).toBe(true);
  });

  test('splicing replaces the edge by two in one edit, and undo brings it back', () => {
    const graph = chain();
    const [edge] = graph.edges;
    if (edge === undefined) throw new Error('no edge');
    const ops = splice(graph, addNode(graph, definition('project'), { x: 100, y: 100 }, random), edge);
    if (ops === undefined) throw new Error('refused');
    const applied = applyEdit(graph, ops);
    if (!applied.ok) throw new Error(applied.message);
    expect(applied.graph.edges).toHaveLength(2);
    const back = applyEdit(applied.graph, applied.inverse);
    expect(back.ok && back.graph.edges).toEqual(graph.edges);
  });

  test('delete and heal joins the neighbours', () => {
    let graph = chain();
    const sink = addNode(graph, definition('live_table'), { x: 528, y: 0 }, random);
    graph = apply(graph, addWired(graph, sink, `${graph.nodes[1]?.id}.out`, 'source'));
    const healed = apply(graph, healOps(graph, graph.nodes[1]?.id ?? ''));
    expect(healed.edges).toEqual([{ from: `${graph.nodes[0]?.id}.out`, to: `${sink.node.id}.in` }]);
  });

  test('cards never land on each other and names are never used twice', () => {
    const graph = chain();
    expect(freePlace(graph, { x: 0, y: 0 })).not.toEqual({ x: 0, y: 0 });
    expect(freshName(graph, 'http')).toBe('http_2');
  });

  test('copied parts come back with new ids, own edges and samples', () => {
    const graph = chain();
    const text = copyText(graph, { nodes: new Set(graph.nodes.map((node) => node.id)), notes: new Set() });
    const pasted = pasteOps(graph, text, { x: 500, y: 500 }, random);
    if (pasted === undefined) throw new Error('not pasted');
    const next = apply(graph, pasted.ops);
    expect(next.nodes).toHaveLength(4);
    expect(next.edges).toHaveLength(2);
    expect(new Set(next.nodes.map((node) => node.name)).size).toBe(4);
    expect(Object.keys(next.samples)).toHaveLength(2);
    expect(pasteOps(graph, 'hello', { x: 0, y: 0 }, random)).toBeUndefined();
  });

  test('laying out twice moves nothing the second time', async () => {
    const graph = chain();
    const once = apply(graph, await layoutOps(graph, new Set()));
    expect(await layoutOps(once, new Set())).toEqual([]);
  });

  test('a pipeline file reads back as the same graph', () => {
    const graph = chain();
    const parsed = parsePipelineFile(pipelineText(graph));
    expect(parsed.ok && parsed.graph).toEqual(graph);
    expect(parsePipelineFile('{').ok).toBe(false);
    expect(parsePipelineFile('{"formatVersion":2}').ok).toBe(false);
  });
});
