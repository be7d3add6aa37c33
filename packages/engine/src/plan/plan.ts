// Graph in, plan out: a plan is pure JSON, typed on every port, in topological order, or every problem at once.
import type { Diagnostic } from '@weir/shared/diagnostics';
import type { Graph } from '@weir/shared/graph';
import type { StreamType } from '@weir/shared/stream-type';
import type { Catalogue } from '../define-node.ts';
import { inferNode, type NodeTypes } from './infer.ts';
import { type ParsedConfig, parseSettings } from './settings.ts';
import { checkTopology } from './topology.ts';

/** An edge into a step: the input port and the output port it reads, `node.port`. */
export type PlanInput = { readonly port: string; readonly from: string; readonly type: StreamType };

/** A node of the graph with everything the runners need, defaults filled in. */
export type PlanStep = {
  readonly nodeId: string;
  readonly type: string;
  readonly name: string;
  readonly config: ParsedConfig;
  /** In the order of the definition's ports, then of the edges. */
  readonly inputs: readonly PlanInput[];
  readonly outputs: Readonly<Record<string, StreamType>>;
};

/** What both runners run. */
export type Plan = { readonly formatVersion: 1; readonly name: string; readonly steps: readonly PlanStep[] };

/** A plan when there is no error; always all problems, and the type of every port that could be inferred. */
export type PlanResult = {
  readonly problems: readonly Diagnostic[];
  /** Stream types by output port, `node.port`. */
  readonly types: ReadonlyMap<string, StreamType>;
  readonly plan: Plan | undefined;
};

/**
 * Checks a graph and plans it. Total: never throws on any parsed graph.
 *
 * @returns Problems in the order of the nodes. Nodes below a faulty one are checked as far as their own settings go.
 */
export function plan(graph: Graph, catalogue: Catalogue): PlanResult {
  const problems: Diagnostic[] = [];
  const topology = checkTopology(graph, catalogue);
  problems.push(...topology.problems);
  const types = new Map<string, StreamType>();
  const steps: PlanStep[] = [];
  for (const node of topology.order) {
    const definition = catalogue.get(node.type);
    if (definition === undefined) continue;
    const settings = parseSettings(node, definition);
    problems.push(...settings.problems);
    const incoming = topology.inputs.get(node.id) ?? [];
    const inputTypes: NodeTypes = Object.fromEntries(
      definition.inputs.map((port) => [
        port.name,
        incoming.filter((edge) => edge.port === port.name).map((edge) => types.get(edge.from)),
      ]),
    );
    const inferred = inferNode({ node, definition, settings, inputs: inputTypes });
    problems.push(...inferred.problems);
    for (const [port, type] of Object.entries(inferred.outputs ?? {})) types.set(`${node.id}.${port}`, type);
    steps.push({
      nodeId: node.id,
      type: node.type,
      name: node.name,
      config: settings.config,
      inputs: incoming.flatMap((edge) => {
        const type = types.get(edge.from);
        return type === undefined ? [] : [{ port: edge.port, from: edge.from, type }];
      }),
      outputs: inferred.outputs ?? {},
    });
  }
  const failed = problems.some((problem) => problem.severity === 'error');
  return { problems, types, plan: failed ? undefined : { formatVersion: 1, name: graph.name, steps } };
}
