// The edits that turn one graph into another, so that restoring a version is one command with one undo.
import type { EditOp } from '@weir/shared/edits';
import { type Graph, type GraphEdge, type GraphNode, splitPort } from '@weir/shared/graph';

/** Operations in an order in which each of them fits. Empty when the graphs are the same up to the order of lists. */
export function graphOps(from: Graph, to: Graph): readonly EditOp[] {
  const before = new Map(from.nodes.map((node) => [node.id, node]));
  const after = new Map(to.nodes.map((node) => [node.id, node]));
  // A node of another type is another node: settings of the old one mean nothing to it.
  const stays = (id: string): boolean => before.has(id) && before.get(id)?.type === after.get(id)?.type;
  const touches = (edge: GraphEdge): boolean =>
    !stays(splitPort(edge.from).nodeId) || !stays(splitPort(edge.to).nodeId);
  const wanted = new Set(to.edges.map(keyOf));
  const present = new Set(from.edges.filter((edge) => !touches(edge)).map(keyOf));
  return [
    ...from.edges
      .filter((edge) => touches(edge) || !wanted.has(keyOf(edge)))
      .map((edge): EditOp => ({ op: 'removeEdge', edge })),
    ...from.nodes
      .filter((node) => !stays(node.id))
      .map((node): EditOp => ({ op: 'removeNode', id: node.id })),
    ...to.nodes.flatMap((node) => nodeOps(node, stays(node.id) ? before.get(node.id) : undefined, from, to)),
    ...to.edges.filter((edge) => !present.has(keyOf(edge))).map((edge): EditOp => ({ op: 'addEdge', edge })),
    ...sampleOps(from, to, stays),
    ...noteOps(from, to),
    ...(same(from.tests, to.tests) ? [] : [{ op: 'setTests', tests: [...to.tests] } satisfies EditOp]),
    ...((from.description ?? '') === (to.description ?? '')
      ? []
      : [{ op: 'setDescription', description: to.description ?? '' } satisfies EditOp]),
    ...(from.name === to.name ? [] : [{ op: 'setName', name: to.name } satisfies EditOp]),
  ];
}

function nodeOps(node: GraphNode, before: GraphNode | undefined, from: Graph, to: Graph): readonly EditOp[] {
  const { id } = node;
  const at = to.layout[id] ?? from.layout[id] ?? { x: 0, y: 0 };
  if (before === undefined) return [{ op: 'addNode', node, at }];
  const old = from.layout[id];
  const moved = to.layout[id] !== undefined && (old === undefined || old.x !== at.x || old.y !== at.y);
  return [
    ...(before.name === node.name ? [] : [{ op: 'renameNode', id, name: node.name } satisfies EditOp]),
    ...(same(before.config, node.config)
      ? []
      : [{ op: 'setConfig', id, config: node.config } satisfies EditOp]),
    ...(moved ? [{ op: 'moveNode', id, x: at.x, y: at.y } satisfies EditOp] : []),
  ];
}

function sampleOps(from: Graph, to: Graph, stays: (id: string) => boolean): readonly EditOp[] {
  return to.nodes.flatMap(({ id }): EditOp[] => {
    const old = stays(id) ? from.samples[id]?.text : undefined;
    const sample = to.samples[id];
    return old === sample?.text ? [] : [{ op: 'setSample', id, sample: sample ?? null }];
  });
}

function noteOps(from: Graph, to: Graph): readonly EditOp[] {
  const before = new Map(from.notes.map((note) => [note.id, note]));
  const after = new Set(to.notes.map((note) => note.id));
  return [
    ...from.notes
      .filter((note) => !after.has(note.id))
      .map((note): EditOp => ({ op: 'setNote', id: note.id, note: null })),
    ...to.notes
      .filter((note) => !same(before.get(note.id), note))
      .map(({ id, ...note }): EditOp => ({ op: 'setNote', id, note })),
  ];
}

function keyOf(edge: GraphEdge): string {
  return `${edge.from}>${edge.to}`;
}

// Settings come from JSON on both sides; the order of keys is no difference.
function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
