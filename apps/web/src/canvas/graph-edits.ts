// Edits of the canvas as lists of operations: pure functions of the graph, one list is one undo step.
import { defaultConfig } from '@weir/engine/field';
import type { EditOp } from '@weir/shared/edits';
import { type Graph, type GraphEdge, type GraphNode, splitPort } from '@weir/shared/graph';
import { type AnyNodeDefinition, canConnect, catalogue, outputsOf } from '../engine.ts';
import { CARD_HEIGHT, CARD_WIDTH, COLUMN_GAP, GRID, ROW_GAP } from './geometry.ts';

export type Point = { readonly x: number; readonly y: number };

/** A node that is about to be added, with the operations that add it. */
export type NewNode = { readonly node: GraphNode; readonly ops: readonly EditOp[] };

/** A new node with default settings at a free place near `at`. */
export function addNode(
  graph: Graph,
  definition: AnyNodeDefinition,
  at: Point,
  random: () => number,
): NewNode {
  const id = freshId(graph, definition.type, random);
  const node: GraphNode = {
    id,
    type: definition.type,
    name: freshName(graph, definition.type.replaceAll('-', '_')),
    config: defaultConfig(definition.fields),
  };
  const place = freePlace(graph, { x: snap(at.x), y: snap(at.y) });
  const sample: EditOp[] =
    definition.sample === undefined ? [] : [{ op: 'setSample', id, sample: { text: definition.sample } }];
  return { node, ops: [{ op: 'addNode', node, at: place }, ...sample] };
}

/** The operations that add `added` and the first wire that type-checks between it and `port`. */
export function addWired(
  graph: Graph,
  added: NewNode,
  port: string,
  kind: 'source' | 'target',
): readonly EditOp[] {
  const edge = firstWire(withOps(graph, added), added.node, port, kind);
  return edge === undefined ? added.ops : [...added.ops, { op: 'addEdge', edge }];
}

/** True when some port of a new node of this type would take the wire. */
export function wouldAccept(
  graph: Graph,
  definition: AnyNodeDefinition,
  port: string,
  kind: 'source' | 'target',
): boolean {
  const node: GraphNode = {
    id: 'candidate__',
    type: definition.type,
    name: 'candidate',
    config: defaultConfig(definition.fields),
  };
  return firstWire({ ...graph, nodes: [...graph.nodes, node] }, node, port, kind) !== undefined;
}

/** Puts a new node into an edge: the old edge goes, both halves come. Undefined when the node cannot stand there. */
export function splice(graph: Graph, added: NewNode, edge: GraphEdge): readonly EditOp[] | undefined {
  const without = {
    ...graph,
    edges: graph.edges.filter((other) => other.from !== edge.from || other.to !== edge.to),
  };
  const withNode = withOps(without, added);
  const into = firstWire(withNode, added.node, edge.from, 'source');
  const output = outputsOf(added.node).find((port) => port.side !== true);
  if (into === undefined || output === undefined) return undefined;
  return [
    { op: 'removeEdge', edge },
    ...added.ops,
    { op: 'addEdge', edge: into },
    { op: 'addEdge', edge: { from: `${added.node.id}.${output.name}`, to: edge.to } },
  ];
}

/** The first free main output of a node, where a follower is wired. */
export function mainOutput(node: GraphNode): string | undefined {
  const port = outputsOf(node).find((candidate) => candidate.side !== true);
  return port === undefined ? undefined : `${node.id}.${port.name}`;
}

/** Removes nodes, edges and notes. */
export function removeOps(
  graph: Graph,
  what: {
    readonly nodes: readonly string[];
    readonly edges: readonly GraphEdge[];
    readonly notes: readonly string[];
  },
): readonly EditOp[] {
  const gone = new Set(what.nodes);
  const edges = what.edges.filter(
    (edge) => !gone.has(splitPort(edge.from).nodeId) && !gone.has(splitPort(edge.to).nodeId),
  );
  return [
    ...edges.map((edge): EditOp => ({ op: 'removeEdge', edge })),
    ...what.nodes
      .filter((id) => graph.nodes.some((node) => node.id === id))
      .map((id): EditOp => ({ op: 'removeNode', id })),
    ...what.notes.map((id): EditOp => ({ op: 'setNote', id, note: null })),
  ];
}

/** Removes one node and joins what came in with what went out, where types fit. */
export function healOps(graph: Graph, id: string): readonly EditOp[] {
  const into = graph.edges.filter((edge) => splitPort(edge.to).nodeId === id);
  const outOf = graph.edges.filter((edge) => splitPort(edge.from).nodeId === id);
  const rest: Graph = {
    ...graph,
    nodes: graph.nodes.filter((node) => node.id !== id),
    edges: graph.edges.filter((edge) => !into.includes(edge) && !outOf.includes(edge)),
  };
  const [first] = into;
  const ops: EditOp[] = [{ op: 'removeNode', id }];
  if (first === undefined) return ops;
  for (const edge of outOf) {
    if (canConnect(rest, catalogue, first.from, edge.to).ok)
      ops.push({ op: 'addEdge', edge: { from: first.from, to: edge.to } });
  }
  return ops;
}

/** A node id that hangs together with nothing that was there before: type plus four random letters. */
export function freshId(graph: Graph, type: string, random: () => number): string {
  const taken = new Set([...graph.nodes.map((node) => node.id), ...graph.notes.map((note) => note.id)]);
  const stem = type.replace(/[^A-Za-z0-9]/g, '_').slice(0, 30);
  for (;;) {
    const id = `${stem}_${Math.floor(random() * 36 ** 4)
      .toString(36)
      .padStart(4, '0')}`;
    if (!taken.has(id)) return id;
  }
}

/** The name, or the name with the first free number. */
export function freshName(graph: Graph, name: string): string {
  const taken = new Set(graph.nodes.map((node) => node.name));
  if (!taken.has(name)) return name;
  const stem = name.replace(/_\d+$/, '');
  for (let number = 2; ; number++) if (!taken.has(`${stem}_${number}`)) return `${stem}_${number}`;
}

/** A place for a card near `at` that covers no other card: moves down until it is free. */
export function freePlace(graph: Graph, at: Point): Point {
  const places = Object.values(graph.layout);
  let y = at.y;
  const hits = (): boolean =>
    places.some(
      (other) => Math.abs(other.x - at.x) < CARD_WIDTH + 12 && Math.abs(other.y - y) < CARD_HEIGHT + 12,
    );
  while (hits()) y += CARD_HEIGHT + ROW_GAP;
  return { x: at.x, y };
}

/** Where a follower of a node goes: one column to the right. */
export function placeAfter(graph: Graph, id: string): Point {
  const at = graph.layout[id] ?? { x: 0, y: 0 };
  return { x: at.x + CARD_WIDTH + COLUMN_GAP, y: at.y };
}

export function snap(value: number): number {
  return Math.round(value / GRID) * GRID;
}

function withOps(graph: Graph, added: NewNode): Graph {
  return { ...graph, nodes: [...graph.nodes, added.node] };
}

function firstWire(
  graph: Graph,
  node: GraphNode,
  port: string,
  kind: 'source' | 'target',
): GraphEdge | undefined {
  const definition = catalogue.get(node.type);
  const ports = (kind === 'source' ? definition?.inputs : outputsOf(node)) ?? [];
  for (const candidate of ports) {
    const other = `${node.id}.${candidate.name}`;
    const edge = kind === 'source' ? { from: port, to: other } : { from: other, to: port };
    if (canConnect(graph, catalogue, edge.from, edge.to).ok) return edge;
  }
  return undefined;
}
