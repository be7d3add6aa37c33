// Automatic layout from left to right with dagre, loaded when first asked for. The order of the file is kept where
// edges do not decide, so that laying out twice gives the same picture.
import type { EditOp } from '@weir/shared/edits';
import { type Graph, splitPort } from '@weir/shared/graph';
import { CARD_HEIGHT, CARD_WIDTH, COLUMN_GAP, ROW_GAP } from './geometry.ts';
import { snap } from './graph-edits.ts';

/** The moves that lay out the given nodes (all when empty), keeping their top left corner where it is. */
export async function layoutOps(graph: Graph, only: ReadonlySet<string>): Promise<readonly EditOp[]> {
  const dagre = await import('@dagrejs/dagre');
  const nodes = graph.nodes.filter((node) => only.size < 2 || only.has(node.id));
  if (nodes.length === 0) return [];
  const layout = new dagre.graphlib.Graph();
  layout.setGraph({ rankdir: 'LR', ranksep: COLUMN_GAP, nodesep: ROW_GAP, marginx: 0, marginy: 0 });
  layout.setDefaultEdgeLabel(() => ({}));
  const inside = new Set(nodes.map((node) => node.id));
  for (const node of nodes) layout.setNode(node.id, { width: CARD_WIDTH, height: CARD_HEIGHT });
  for (const edge of graph.edges) {
    const source = splitPort(edge.from).nodeId;
    const target = splitPort(edge.to).nodeId;
    if (inside.has(source) && inside.has(target)) layout.setEdge(source, target);
  }
  dagre.layout(layout);
  const places = new Map(nodes.map((node) => [node.id, placeOf(layout.node(node.id))]));
  const shift = cornerShift(graph, places);
  const moves = nodes.flatMap((node): EditOp[] => {
    const place = places.get(node.id);
    if (place === undefined) return [];
    const x = snap(place.x + shift.x);
    const y = snap(place.y + shift.y);
    const before = graph.layout[node.id];
    return before !== undefined && before.x === x && before.y === y
      ? []
      : [{ op: 'moveNode', id: node.id, x, y }];
  });
  return [...moves, ...noteMoves(graph, moves)];
}

// Notes that would lie under a card go below everything, in a row of their own.
function noteMoves(graph: Graph, moves: readonly EditOp[]): readonly EditOp[] {
  const cards = new Map<string, Place>(Object.entries(graph.layout));
  for (const move of moves) if (move.op === 'moveNode') cards.set(move.id, move);
  const places = [...cards.values()];
  const bottom = Math.max(...places.map((place) => place.y)) + CARD_HEIGHT + ROW_GAP;
  let x = Math.min(...places.map((place) => place.x));
  return graph.notes.flatMap(({ id, ...note }): EditOp[] => {
    const covered = places.some(
      (card) =>
        card.x < note.x + note.width &&
        note.x < card.x + CARD_WIDTH &&
        card.y < note.y + note.height &&
        note.y < card.y + CARD_HEIGHT,
    );
    if (!covered) return [];
    const moved = { ...note, x, y: bottom };
    x += note.width + COLUMN_GAP;
    return [{ op: 'setNote', id, note: moved }];
  });
}

type Place = { readonly x: number; readonly y: number };

function placeOf(centre: Place): Place {
  return { x: centre.x - CARD_WIDTH / 2, y: centre.y - CARD_HEIGHT / 2 };
}

function cornerShift(graph: Graph, places: ReadonlyMap<string, Place>): Place {
  const before = [...places.keys()].flatMap((id) => graph.layout[id] ?? []);
  if (before.length === 0) return { x: 0, y: 0 };
  const corner = (list: readonly Place[]): Place => ({
    x: Math.min(...list.map((p) => p.x)),
    y: Math.min(...list.map((p) => p.y)),
  });
  const from = corner([...places.values()]);
  const to = corner(before);
  return { x: to.x - from.x, y: to.y - from.y };
}
