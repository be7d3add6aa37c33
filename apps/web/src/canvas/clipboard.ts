// Copy and paste through the system clipboard as JSON text: across tabs, pipelines and instances.
import type { EditOp } from '@weir/shared/edits';
import { type Graph, type GraphNode, graphSchema, splitPort } from '@weir/shared/graph';
import { freshId, freshName, type Point } from './graph-edits.ts';

/** The selected part of a graph as text, a small pipeline file of its own. */
export function copyText(
  graph: Graph,
  selected: { readonly nodes: ReadonlySet<string>; readonly notes: ReadonlySet<string> },
): string {
  const inside = (reference: string): boolean => selected.nodes.has(splitPort(reference).nodeId);
  const pick = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([id]) => selected.nodes.has(id)));
  const part: Graph = {
    formatVersion: 1,
    name: graph.name,
    nodes: graph.nodes.filter((node) => selected.nodes.has(node.id)),
    edges: graph.edges.filter((edge) => inside(edge.from) && inside(edge.to)),
    tests: [],
    samples: pick(graph.samples),
    layout: pick(graph.layout),
    notes: graph.notes.filter((note) => selected.notes.has(note.id)),
  };
  return JSON.stringify(part, null, 2);
}

/** A pasted part: what to apply, and the ids that came of it. */
export type Pasted = {
  readonly ops: readonly EditOp[];
  readonly nodes: readonly string[];
  readonly notes: readonly string[];
};

/**
 * The operations that put copied text into a graph, with new ids and free names, its top left corner at `at`.
 *
 * @returns Undefined when the text is not a part of a pipeline.
 */
export function pasteOps(graph: Graph, text: string, at: Point, random: () => number): Pasted | undefined {
  const part = parsePart(text);
  if (part === undefined || part.nodes.length + part.notes.length === 0) return undefined;
  const corner = topLeft(part);
  const ids = new Map<string, string>();
  const ops: EditOp[] = [];
  let target = graph;
  for (const node of part.nodes) {
    const id = freshId(target, node.type, random);
    const copy: GraphNode = { ...node, id, name: freshName(target, node.name) };
    target = { ...target, nodes: [...target.nodes, copy] };
    ids.set(node.id, id);
    const place = part.layout[node.id] ?? corner;
    ops.push({
      op: 'addNode',
      node: copy,
      at: { x: at.x + place.x - corner.x, y: at.y + place.y - corner.y },
    });
    const sample = part.samples[node.id];
    if (sample !== undefined) ops.push({ op: 'setSample', id, sample });
  }
  for (const edge of part.edges) {
    const from = splitPort(edge.from);
    const to = splitPort(edge.to);
    const fromId = ids.get(from.nodeId);
    const toId = ids.get(to.nodeId);
    if (fromId !== undefined && toId !== undefined) {
      ops.push({ op: 'addEdge', edge: { from: `${fromId}.${from.port}`, to: `${toId}.${to.port}` } });
    }
  }
  const notes = part.notes.map((note) => {
    const id = freshId(target, 'note', random);
    const { id: _, ...body } = note;
    ops.push({
      op: 'setNote',
      id,
      note: { ...body, x: at.x + note.x - corner.x, y: at.y + note.y - corner.y },
    });
    return id;
  });
  return { ops, nodes: [...ids.values()], notes };
}

function parsePart(text: string): Graph | undefined {
  try {
    const parsed = graphSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    // Any text may be on the clipboard.
    return undefined;
  }
}

function topLeft(part: Graph): Point {
  const places = [...Object.values(part.layout), ...part.notes];
  if (places.length === 0) return { x: 0, y: 0 };
  return { x: Math.min(...places.map((place) => place.x)), y: Math.min(...places.map((place) => place.y)) };
}
