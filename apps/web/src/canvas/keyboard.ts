// Keys of the canvas: walking the graph. Everything that changes the graph is a command with a key of its own.
import { splitPort } from '@weir/shared/graph';
import { runCanvasKey } from '../designer/commands.ts';
import { definitionOf } from '../engine.ts';
import type { DesignerState, DesignerStore } from '../store/types.ts';

/** Handles a key while the canvas itself has the focus. */
export function canvasKeyDown(store: DesignerStore, event: React.KeyboardEvent, editable: boolean): void {
  if (event.target !== event.currentTarget) return;
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  const direction = plain ? DIRECTIONS[event.key] : undefined;
  if (direction !== undefined) {
    event.preventDefault();
    walk(store, direction, event.shiftKey);
    return;
  }
  if (runCanvasKey(store, event, editable)) event.preventDefault();
}

type Direction = 'left' | 'right' | 'up' | 'down';

const NOTHING: Readonly<Record<Direction, string>> = {
  left: 'Nothing upstream',
  right: 'Nothing downstream',
  up: 'No node above',
  down: 'No node below',
};

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

function walk(store: DesignerStore, direction: Direction, extend: boolean): void {
  const state = store.getState();
  const from = state.cursor ?? state.graph.nodes[0]?.id;
  if (from === undefined) return;
  const to = state.cursor === undefined ? from : neighbour(state, from, direction);
  if (to === undefined) {
    state.announce(NOTHING[direction]);
    return;
  }
  state.select(extend ? [...state.selected, to] : [to]);
  store.setState({ cursor: to });
  state.hands?.show([to]);
}

/** The node that a key leads to: along edges sideways, to the nearest card up and down. */
export function neighbour(
  state: Pick<DesignerState, 'index' | 'graph'>,
  from: string,
  direction: Direction,
): string | undefined {
  if (direction === 'right')
    return sorted(
      state,
      (state.index.outOf.get(from) ?? []).map((edge) => splitPort(edge.to).nodeId),
    )[0];
  if (direction === 'left')
    return sorted(
      state,
      (state.index.into.get(from) ?? []).map((edge) => splitPort(edge.from).nodeId),
    )[0];
  const at = state.graph.layout[from];
  if (at === undefined) return undefined;
  const sign = direction === 'down' ? 1 : -1;
  let best: string | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const [id, place] of Object.entries(state.graph.layout)) {
    const dy = (place.y - at.y) * sign;
    if (id === from || dy <= 8) continue;
    // A card straight above or below beats a nearer one at the side.
    const cost = dy + Math.abs(place.x - at.x) * 2;
    if (cost < bestCost) {
      bestCost = cost;
      best = id;
    }
  }
  return best;
}

function sorted(state: Pick<DesignerState, 'graph'>, ids: readonly string[]): readonly string[] {
  const y = (id: string): number => state.graph.layout[id]?.y ?? 0;
  return [...ids].sort((a, b) => y(a) - y(b));
}

/** A node in words: name, type, problems, neighbours. */
export function describeCursor(state: DesignerState, id: string): string {
  const node = state.index.nodes.get(id);
  if (node === undefined) return '';
  const names = (ids: readonly string[]): string =>
    ids.map((other) => state.index.nodes.get(other)?.name ?? other).join(', ');
  const into = names((state.index.into.get(id) ?? []).map((edge) => splitPort(edge.from).nodeId));
  const outOf = names((state.index.outOf.get(id) ?? []).map((edge) => splitPort(edge.to).nodeId));
  const problems = state.problemsByNode.get(id) ?? [];
  return [
    node.name,
    definitionOf(node)?.palette.title ?? node.type,
    problems.length === 0 ? 'no problems' : `${problems.length} problems: ${problems[0]?.message ?? ''}`,
    into === '' ? '' : `from ${into}`,
    outOf === '' ? '' : `to ${outOf}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}
