// Lookups over a graph, O(1) per node: built once per structure, shared by every selector.
import { type Graph, type GraphEdge, type GraphNode, splitPort } from '@weir/shared/graph';

export type GraphIndex = {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** Edges that end at a node, in the order of the graph. */
  readonly into: ReadonlyMap<string, readonly GraphEdge[]>;
  /** Edges that start at a node. */
  readonly outOf: ReadonlyMap<string, readonly GraphEdge[]>;
  /** Ports with at least one edge, `node.port`. */
  readonly connected: ReadonlySet<string>;
};

/** The id of an edge on the canvas and in metric frames. */
export function edgeId(edge: GraphEdge): string {
  return `${edge.from}>${edge.to}`;
}

/** The index of a graph. Pass the last one to keep it when nodes and edges are the same objects. */
export function indexGraph(
  graph: Graph,
  last?: { readonly graph: Graph; readonly index: GraphIndex } | undefined,
): GraphIndex {
  if (last !== undefined && last.graph.nodes === graph.nodes && last.graph.edges === graph.edges)
    return last.index;
  const into = new Map<string, GraphEdge[]>();
  const outOf = new Map<string, GraphEdge[]>();
  const connected = new Set<string>();
  for (const edge of graph.edges) {
    push(outOf, splitPort(edge.from).nodeId, edge);
    push(into, splitPort(edge.to).nodeId, edge);
    connected.add(edge.from);
    connected.add(edge.to);
  }
  return { nodes: new Map(graph.nodes.map((node) => [node.id, node])), into, outOf, connected };
}

/** Ids reachable downstream of a node (`outOf`) or upstream (`into`), the node itself included. */
export function reachable(index: GraphIndex, from: string, direction: 'down' | 'up'): ReadonlySet<string> {
  const seen = new Set([from]);
  const queue = [from];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const edges = (direction === 'down' ? index.outOf : index.into).get(id) ?? [];
    for (const edge of edges) {
      const next = splitPort(direction === 'down' ? edge.to : edge.from).nodeId;
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push(next);
    }
  }
  return seen;
}

function push(map: Map<string, GraphEdge[]>, key: string, edge: GraphEdge): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [edge]);
  else list.push(edge);
}
