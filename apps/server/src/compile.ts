// What the control plane asks about a graph: its problems, its doors, its streams, which node keeps state, its tests.

import type { AnyNodeDefinition, Catalogue } from '@weir/engine/define-node';
import { plan } from '@weir/engine/plan/plan';
import { parseSettings } from '@weir/engine/plan/settings';
import type { Diagnostic } from '@weir/shared/diagnostics';
import type { Graph, GraphNode } from '@weir/shared/graph';

export type StreamUse = { readonly nodeId: string; readonly name: string; readonly access: 'read' | 'write' };

export type TestOutcome = { readonly name: string; readonly passed: boolean; readonly detail: string };

export type Compiler = {
  /** Every problem, errors and warnings. */
  readonly problems: (graph: Graph) => readonly Diagnostic[];
  /** Nodes whose definition has a door. */
  readonly doorNodes: (graph: Graph) => readonly GraphNode[];
  readonly streams: (graph: Graph) => readonly StreamUse[];
  readonly keepsState: (node: GraphNode) => boolean;
  readonly definition: (node: GraphNode) => AnyNodeDefinition | undefined;
  readonly runTests: (graph: Graph) => readonly TestOutcome[];
};

export function createCompiler(
  catalogue: Catalogue,
  runTests: (graph: Graph, catalogue: Catalogue) => readonly TestOutcome[],
): Compiler {
  return {
    problems: (graph) => plan(graph, catalogue).problems,
    doorNodes: (graph) => graph.nodes.filter((node) => catalogue.get(node.type)?.door === true),
    streams: (graph) => graph.nodes.flatMap((node) => streamsOf(node, catalogue.get(node.type))),
    keepsState: (node) => catalogue.get(node.type)?.embedded.kind === 'operator',
    definition: (node) => catalogue.get(node.type),
    runTests: (graph) => runTests(graph, catalogue),
  };
}

/** True when no problem stands in the way of running. */
export function canRun(problems: readonly Diagnostic[]): boolean {
  return problems.every((problem) => problem.severity !== 'error');
}

function streamsOf(node: GraphNode, definition: AnyNodeDefinition | undefined): StreamUse[] {
  if (definition?.stream === undefined) return [];
  const { name, access } = definition.stream(parseSettings(node, definition).config);
  return name === '' ? [] : [{ nodeId: node.id, name, access }];
}
