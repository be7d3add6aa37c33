// The one way a graph changes: operations applied to an immutable graph, giving the next graph and the inverse.
//
// All or nothing: an operation that does not fit (a node that is gone, an edge twice) refuses the whole edit, so
// both sides of a rebase can try and see. Parts that an edit does not touch keep their identity; containers are
// copied once per edit, not once per operation, so that laying out a thousand nodes stays linear.
// The inverse restores the graph up to the order of nodes, edges and notes: what comes back stands at the end.

import { unreachable } from './assert.ts';
import type { EditOp } from './edits.ts';
import { type Graph, type GraphEdge, type GraphNode, type GraphNote, splitPort } from './graph.ts';
import { GRAPH_EDGES_MAX, GRAPH_NODES_MAX } from './limits.ts';

/** The graph after an edit with the operations that undo it, or why the edit does not fit. */
export type Applied =
  | { readonly ok: true; readonly graph: Graph; readonly inverse: readonly EditOp[] }
  | { readonly ok: false; readonly message: string };

/**
 * Applies operations in order.
 *
 * @returns A new graph that shares every untouched part with the old one; the old one is never changed. `inverse`
 *          applied to the new graph gives the old one up to the order of lists. Never throws.
 */
export function applyEdit(graph: Graph, ops: readonly EditOp[]): Applied {
  const draft = new Draft(graph);
  const inverse: EditOp[] = [];
  for (const op of ops) {
    const undo = applyOp(draft, op);
    if (typeof undo === 'string') return { ok: false, message: undo };
    inverse.unshift(...undo);
  }
  return { ok: true, graph: draft.finish(), inverse };
}

type Undo = readonly EditOp[];

// Gives the inverse of the operation, or a message when it does not fit.
function applyOp(draft: Draft, op: EditOp): Undo | string {
  switch (op.op) {
    case 'addNode':
      return addNode(draft, op.node, op.at);
    case 'removeNode':
      return removeNode(draft, op.id);
    case 'renameNode':
      return replaceNode(draft, op.id, (node) => ({
        next: { ...node, name: op.name },
        undo: { op: 'renameNode', id: op.id, name: node.name },
      }));
    case 'setConfig':
      return replaceNode(draft, op.id, (node) => ({
        next: { ...node, config: op.config },
        undo: { op: 'setConfig', id: op.id, config: node.config },
      }));
    case 'moveNode':
      return moveNode(draft, op.id, { x: op.x, y: op.y });
    case 'addEdge':
      return addEdge(draft, op.edge);
    case 'removeEdge':
      return removeEdge(draft, op.edge);
    case 'setSample':
      return setSample(draft, op.id, op.sample);
    case 'setTests': {
      const before = draft.tests;
      draft.tests = op.tests;
      return [{ op: 'setTests', tests: before }];
    }
    case 'setName': {
      const before = draft.name;
      draft.name = op.name;
      return [{ op: 'setName', name: before }];
    }
    case 'setDescription': {
      const before = draft.description ?? '';
      draft.description = op.description === '' ? undefined : op.description;
      return [{ op: 'setDescription', description: before }];
    }
    case 'setNote':
      return setNote(draft, op.id, op.note);
    default:
      return unreachable(op);
  }
}

function addNode(
  draft: Draft,
  node: GraphNode,
  at: { readonly x: number; readonly y: number },
): Undo | string {
  if (draft.nodeIndex(node.id) >= 0) return `node ${node.id} exists already`;
  if (draft.nodes.length >= GRAPH_NODES_MAX) return `a pipeline has at most ${GRAPH_NODES_MAX} nodes`;
  draft.writeNodes().push(node);
  draft.writeLayout()[node.id] = { x: at.x, y: at.y };
  return [{ op: 'removeNode', id: node.id }];
}

function removeNode(draft: Draft, id: string): Undo | string {
  const index = draft.nodeIndex(id);
  const node = draft.nodes[index];
  if (node === undefined) return `node ${id} does not exist`;
  const edges = draft.edges.filter((edge) => touches(edge, id));
  const sample = draft.samples[id];
  const undo: EditOp[] = [{ op: 'addNode', node, at: draft.layout[id] ?? { x: 0, y: 0 } }];
  for (const edge of edges) undo.push({ op: 'addEdge', edge });
  if (sample !== undefined) undo.push({ op: 'setSample', id, sample });
  draft.writeNodes().splice(index, 1);
  if (edges.length > 0) draft.edges = draft.edges.filter((edge) => !touches(edge, id));
  if (draft.layout[id] !== undefined) delete draft.writeLayout()[id];
  if (sample !== undefined) delete draft.writeSamples()[id];
  return undo;
}

function replaceNode(
  draft: Draft,
  id: string,
  change: (node: GraphNode) => { readonly next: GraphNode; readonly undo: EditOp },
): Undo | string {
  const index = draft.nodeIndex(id);
  const node = draft.nodes[index];
  if (node === undefined) return `node ${id} does not exist`;
  const { next, undo } = change(node);
  draft.writeNodes()[index] = next;
  return [undo];
}

function moveNode(draft: Draft, id: string, to: { readonly x: number; readonly y: number }): Undo | string {
  if (draft.nodeIndex(id) < 0) return `node ${id} does not exist`;
  const before = draft.layout[id];
  draft.writeLayout()[id] = to;
  // A node that never had a place keeps the first one it got.
  return before === undefined ? [] : [{ op: 'moveNode', id, x: before.x, y: before.y }];
}

function addEdge(draft: Draft, edge: GraphEdge): Undo | string {
  if (draft.edges.some((other) => sameEdge(other, edge)))
    return `edge ${edge.from} > ${edge.to} exists already`;
  for (const end of [edge.from, edge.to]) {
    if (draft.nodeIndex(splitPort(end).nodeId) < 0)
      return `edge ${edge.from} > ${edge.to} has no node at ${end}`;
  }
  if (draft.edges.length >= GRAPH_EDGES_MAX) return `a pipeline has at most ${GRAPH_EDGES_MAX} edges`;
  draft.edges = [...draft.edges, edge];
  return [{ op: 'removeEdge', edge }];
}

function removeEdge(draft: Draft, edge: GraphEdge): Undo | string {
  const rest = draft.edges.filter((other) => !sameEdge(other, edge));
  if (rest.length === draft.edges.length) return `edge ${edge.from} > ${edge.to} does not exist`;
  draft.edges = rest;
  return [{ op: 'addEdge', edge }];
}

function setSample(draft: Draft, id: string, sample: { readonly text: string } | null): Undo | string {
  if (draft.nodeIndex(id) < 0) return `node ${id} does not exist`;
  const before = draft.samples[id] ?? null;
  if (sample === null) delete draft.writeSamples()[id];
  else draft.writeSamples()[id] = sample;
  return [{ op: 'setSample', id, sample: before }];
}

function setNote(draft: Draft, id: string, note: Omit<GraphNote, 'id'> | null): Undo | string {
  const before = draft.notes.find((other) => other.id === id);
  if (note === null) {
    if (before === undefined) return [];
    draft.notes = draft.notes.filter((other) => other.id !== id);
  } else {
    if (note.width < 80 || note.width > 2000 || note.height < 40 || note.height > 2000) {
      return 'a note is 80 to 2000 wide and 40 to 2000 high';
    }
    if (before === undefined && draft.notes.length >= 200) return 'a pipeline has at most 200 notes';
    const next = { id, ...note };
    draft.notes =
      before === undefined
        ? [...draft.notes, next]
        : draft.notes.map((other) => (other === before ? next : other));
  }
  if (before === undefined) return [{ op: 'setNote', id, note: null }];
  const { id: _, ...rest } = before;
  return [{ op: 'setNote', id, note: rest }];
}

function touches(edge: GraphEdge, id: string): boolean {
  return splitPort(edge.from).nodeId === id || splitPort(edge.to).nodeId === id;
}

function sameEdge(a: GraphEdge, b: GraphEdge): boolean {
  return a.from === b.from && a.to === b.to;
}

type Layout = Record<string, { x: number; y: number }>;
type Samples = Record<string, { text: string }>;

// A graph being edited. Containers are shared with the original until the first write to each.
class Draft {
  readonly #original: Graph;
  readonly #indexById = new Map<string, number>();
  #nodes: GraphNode[] | undefined;
  #layout: Layout | undefined;
  #samples: Samples | undefined;
  edges: Graph['edges'];
  notes: Graph['notes'];
  tests: Graph['tests'];
  name: string;
  description: string | undefined;

  constructor(original: Graph) {
    this.#original = original;
    this.edges = original.edges;
    this.notes = original.notes;
    this.tests = original.tests;
    this.name = original.name;
    this.description = original.description;
  }

  get nodes(): readonly GraphNode[] {
    return this.#nodes ?? this.#original.nodes;
  }

  get layout(): Readonly<Layout> {
    return this.#layout ?? this.#original.layout;
  }

  get samples(): Readonly<Samples> {
    return this.#samples ?? this.#original.samples;
  }

  nodeIndex(id: string): number {
    // The map is a hint: removals shift indices, so a stale hit falls back to a scan.
    const hint = this.#indexById.get(id);
    if (hint !== undefined && this.nodes[hint]?.id === id) return hint;
    const index = this.nodes.findIndex((node) => node.id === id);
    if (index >= 0) this.#indexById.set(id, index);
    return index;
  }

  writeNodes(): GraphNode[] {
    this.#nodes ??= [...this.#original.nodes];
    return this.#nodes;
  }

  writeLayout(): Layout {
    this.#layout ??= { ...this.#original.layout };
    return this.#layout;
  }

  writeSamples(): Samples {
    this.#samples ??= { ...this.#original.samples };
    return this.#samples;
  }

  finish(): Graph {
    const { description: _, ...rest } = this.#original;
    const next: Graph = {
      ...rest,
      name: this.name,
      nodes: this.#nodes ?? this.#original.nodes,
      edges: this.edges,
      tests: this.tests,
      samples: this.#samples ?? this.#original.samples,
      layout: this.#layout ?? this.#original.layout,
      notes: this.notes,
    };
    return this.description === undefined ? next : { ...next, description: this.description };
  }
}
