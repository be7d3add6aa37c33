// The shape of a graph: ids, ports, connections, circles, and an order in which rows flow.
import type { Diagnostic } from '@weir/shared/diagnostics';
import { type Graph, type GraphNode, splitPort } from '@weir/shared/graph';
import type { AnyNodeDefinition, Catalogue } from '../define-node.ts';
import { outputPorts } from '../output-ports.ts';

/** An edge as a node sees it: its own port and where the rows come from. */
export type IncomingEdge = { readonly port: string; readonly from: string };

export type Topology = {
  readonly problems: readonly Diagnostic[];
  /** Nodes of known type in topological order, ties in the order of the file. Nodes in circles come last. */
  readonly order: readonly GraphNode[];
  readonly inputs: ReadonlyMap<string, readonly IncomingEdge[]>;
};

/** Checks the structure of a graph and orders it. */
export function checkTopology(graph: Graph, catalogue: Catalogue): Topology {
  const problems: Diagnostic[] = [];
  const nodes = new Map<string, GraphNode>();
  for (const node of graph.nodes) {
    if (nodes.has(node.id)) problems.push(duplicateId(node));
    else nodes.set(node.id, node);
    if (!catalogue.has(node.type)) problems.push(unknownType(node));
  }
  problems.push(...duplicateNames(graph.nodes));
  const inputs = new Map<string, IncomingEdge[]>();
  const outgoing = new Map<string, string[]>();
  for (const edge of graph.edges) {
    const problem = edgeProblem(edge, nodes, catalogue);
    if (problem !== undefined) {
      problems.push(problem);
      continue;
    }
    const to = splitPort(edge.to);
    push(inputs, to.nodeId, { port: to.port, from: edge.from });
    push(outgoing, splitPort(edge.from).nodeId, to.nodeId);
  }
  for (const node of nodes.values()) {
    const definition = catalogue.get(node.type);
    if (definition === undefined) continue;
    problems.push(...connectionProblems(node, definition, inputs.get(node.id) ?? [], graph));
    inputs.set(node.id, sortByPort(definition, inputs.get(node.id) ?? []));
  }
  const sorted = sortNodes([...nodes.values()], inputs, outgoing);
  problems.push(...sorted.problems);
  if (![...nodes.values()].some((node) => catalogue.get(node.type)?.inputs.length === 0)) {
    problems.push({
      code: 'GRAPH_EMPTY',
      severity: 'error',
      message: 'the pipeline has no source',
      hint: 'Add a source, such as Generator or HTTP source.',
    });
  }
  return { problems, order: sorted.order, inputs };
}

function duplicateId(node: GraphNode): Diagnostic {
  return {
    code: 'NODE_ID',
    severity: 'error',
    nodeId: node.id,
    message: `node id ${node.id} occurs twice`,
    hint: 'Give one of the nodes another id.',
  };
}

function unknownType(node: GraphNode): Diagnostic {
  return {
    code: 'NODE_TYPE',
    severity: 'error',
    nodeId: node.id,
    message: `no node type ${node.type} exists`,
    hint: 'Remove the node, or open the pipeline with a version of Weir that has this node.',
  };
}

function duplicateNames(nodes: readonly GraphNode[]): Diagnostic[] {
  const seen = new Map<string, string>();
  const problems: Diagnostic[] = [];
  for (const node of nodes) {
    const first = seen.get(node.name);
    if (first !== undefined && first !== node.id) {
      problems.push({
        code: 'NODE_NAME',
        severity: 'warning',
        nodeId: node.id,
        message: `another node is also named ${node.name}`,
        hint: 'Rename one of them, so that problems and metrics can be told apart.',
      });
    }
    if (first === undefined) seen.set(node.name, node.id);
  }
  return problems;
}

function edgeProblem(
  edge: Graph['edges'][number],
  nodes: ReadonlyMap<string, GraphNode>,
  catalogue: Catalogue,
): Diagnostic | undefined {
  const from = splitPort(edge.from);
  const to = splitPort(edge.to);
  const source = nodes.get(from.nodeId);
  const target = nodes.get(to.nodeId);
  if (source === undefined || target === undefined) {
    const missing = source === undefined ? from.nodeId : to.nodeId;
    return {
      code: 'PORT_UNKNOWN',
      severity: 'error',
      message: `edge ${edge.from} to ${edge.to} names the missing node ${missing}`,
      hint: 'Remove the edge.',
    };
  }
  const sourceDefinition = catalogue.get(source.type);
  const outputs = sourceDefinition === undefined ? undefined : outputPorts(sourceDefinition, source);
  const inputs = catalogue.get(target.type)?.inputs;
  if (outputs !== undefined && !outputs.some((port) => port.name === from.port)) {
    return {
      code: 'PORT_UNKNOWN',
      severity: 'error',
      nodeId: source.id,
      message: `node ${source.name} has no output ${from.port}`,
      hint: 'Connect another output.',
    };
  }
  if (inputs !== undefined && !inputs.some((port) => port.name === to.port)) {
    return {
      code: 'PORT_UNKNOWN',
      severity: 'error',
      nodeId: target.id,
      message: `node ${target.name} has no input ${to.port}`,
      hint: 'Connect another input.',
    };
  }
  return undefined;
}

function connectionProblems(
  node: GraphNode,
  definition: AnyNodeDefinition,
  incoming: readonly IncomingEdge[],
  graph: Graph,
): Diagnostic[] {
  const problems: Diagnostic[] = [];
  for (const port of definition.inputs) {
    const count = incoming.filter((edge) => edge.port === port.name).length;
    const base = { severity: 'error' as const, nodeId: node.id, port: port.name };
    if (count === 0) {
      problems.push({
        ...base,
        code: 'PORT_UNCONNECTED',
        message: `input ${port.name} is not connected`,
        hint: `Draw an edge to ${port.title}.`,
      });
    } else if (count > 1 && port.many !== true) {
      problems.push({
        ...base,
        code: 'PORT_BUSY',
        message: `input ${port.name} takes one edge and has ${count}`,
        hint: 'Put a Union before it.',
      });
    }
  }
  for (const port of outputPorts(definition, node)) {
    if (port.side === true) continue;
    if (!graph.edges.some((edge) => edge.from === `${node.id}.${port.name}`)) {
      problems.push({
        code: 'OUTPUT_UNUSED',
        severity: 'warning',
        nodeId: node.id,
        port: port.name,
        message: `nothing reads output ${port.name}`,
        hint: 'Connect a sink, such as Live table.',
      });
    }
  }
  return problems;
}

function sortByPort(definition: AnyNodeDefinition, edges: readonly IncomingEdge[]): IncomingEdge[] {
  return definition.inputs.flatMap((port) => edges.filter((edge) => edge.port === port.name));
}

function sortNodes(
  nodes: readonly GraphNode[],
  inputs: ReadonlyMap<string, readonly IncomingEdge[]>,
  outgoing: ReadonlyMap<string, readonly string[]>,
): { readonly order: readonly GraphNode[]; readonly problems: readonly Diagnostic[] } {
  const waiting = new Map(nodes.map((node) => [node.id, inputs.get(node.id)?.length ?? 0]));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const ready = nodes.filter((node) => waiting.get(node.id) === 0);
  const order: GraphNode[] = [];
  for (let next = ready.shift(); next !== undefined; next = ready.shift()) {
    order.push(next);
    for (const target of outgoing.get(next.id) ?? []) {
      const left = (waiting.get(target) ?? 0) - 1;
      waiting.set(target, left);
      const node = byId.get(target);
      if (left === 0 && node !== undefined) ready.push(node);
    }
  }
  if (order.length === nodes.length) return { order, problems: [] };
  const done = new Set(order.map((node) => node.id));
  const rest = nodes.filter((node) => !done.has(node.id));
  const circle = trimTails(rest, outgoing);
  const problems: Diagnostic[] = circle.map((node) => ({
    code: 'GRAPH_CYCLE',
    severity: 'error',
    nodeId: node.id,
    message: `node ${node.name} is part of a circle`,
    hint: 'Remove one edge of the circle.',
  }));
  return { order: [...order, ...rest], problems };
}

/** Of the nodes that could not be ordered, those that lie on a circle and not merely below one. */
function trimTails(
  nodes: readonly GraphNode[],
  outgoing: ReadonlyMap<string, readonly string[]>,
): readonly GraphNode[] {
  let kept = new Set(nodes.map((node) => node.id));
  for (;;) {
    const next = new Set(
      [...kept].filter((id) => (outgoing.get(id) ?? []).some((target) => kept.has(target))),
    );
    if (next.size === kept.size) return nodes.filter((node) => kept.has(node.id));
    kept = next;
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
