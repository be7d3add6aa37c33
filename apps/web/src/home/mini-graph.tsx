// A small picture of a pipeline, drawn from its layout. What a node is follows from its edges alone, so that the home
// page does not load the catalogue.
import { type Graph, splitPort } from '@weir/shared/graph';
import type { ReactNode } from 'react';
import styles from './mini-graph.module.css';

const MARGIN = 7;
// Real cards are wide and flat; drawn to scale, a long pipeline would be a line of dots. Columns and rows keep their
// order and share the box instead.
const CARD_WIDTH_MAX = 22;
const ROW_MAX = 24;

/** The graph in a box of the given size. Decorative: the words beside it say what it is. */
export function MiniGraph({
  graph,
  width,
  height,
}: {
  readonly graph: Graph;
  readonly width: number;
  readonly height: number;
}): ReactNode {
  const { places, card } = arrange(graph, { width, height });
  if (places.size === 0) return null;
  return (
    <svg
      className={styles.picture}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
      focusable="false"
    >
      {graph.edges.map((edge) => {
        const from = places.get(splitPort(edge.from).nodeId);
        const to = places.get(splitPort(edge.to).nodeId);
        if (from === undefined || to === undefined) return null;
        return <path key={`${edge.from}>${edge.to}`} className={styles.edge} d={stepPath(from, to, card)} />;
      })}
      {[...places].map(([id, { x, y }]) => (
        <g key={id} data-family={familyOf(graph, id)}>
          <rect className={styles.card} x={x} y={y} width={card.width} height={card.height} rx={2.5} />
          <rect className={styles.tile} x={x} y={y} width={card.width * 0.32} height={card.height} rx={1.5} />
        </g>
      ))}
    </svg>
  );
}

type Size = { readonly width: number; readonly height: number };

function arrange(
  graph: Graph,
  box: Size,
): { readonly places: ReadonlyMap<string, Place>; readonly card: Size } {
  const columns = ranks(graph.nodes.map((node) => graph.layout[node.id]?.x ?? 0));
  const rows = ranks(graph.nodes.map((node) => graph.layout[node.id]?.y ?? 0));
  const inner = { width: box.width - 2 * MARGIN, height: box.height - 2 * MARGIN };
  const card = {
    width: Math.min(CARD_WIDTH_MAX, inner.width / (columns.size * 1.55 - 0.55)),
    height: Math.min(11, inner.height / (rows.size * 1.4)),
  };
  const stepX = columns.size < 2 ? 0 : Math.min(36, (inner.width - card.width) / (columns.size - 1));
  const stepY = rows.size < 2 ? 0 : Math.min(ROW_MAX, (inner.height - card.height) / (rows.size - 1));
  const left = (box.width - stepX * (columns.size - 1) - card.width) / 2;
  const top = (box.height - stepY * (rows.size - 1) - card.height) / 2;
  const places = graph.nodes.map((node): [string, Place] => {
    const at = graph.layout[node.id] ?? { x: 0, y: 0 };
    return [node.id, { x: left + stepX * rankOf(columns, at.x), y: top + stepY * rankOf(rows, at.y) }];
  });
  return { places: new Map(places), card };
}

// Coordinates closer than this belong to the same column or row.
const SAME = 40;

function ranks(values: readonly number[]): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  let last = Number.NEGATIVE_INFINITY;
  for (const value of [...values].sort((a, b) => a - b)) {
    if (value - last < SAME) continue;
    found.set(value, found.size);
    last = value;
  }
  return found;
}

function rankOf(found: ReadonlyMap<number, number>, value: number): number {
  let rank = 0;
  for (const [start, index] of found) if (value >= start) rank = index;
  return rank;
}

type Place = { readonly x: number; readonly y: number };

function stepPath(from: Place, to: Place, card: Size): string {
  const start = { x: from.x + card.width, y: from.y + card.height / 2 };
  const end = { x: to.x, y: to.y + card.height / 2 };
  return `M${start.x} ${start.y}H${(start.x + end.x) / 2}V${end.y}H${end.x}`;
}

function familyOf(graph: Graph, id: string): 'source' | 'sink' | 'join' | 'transform' {
  const inputs = graph.edges.filter((edge) => splitPort(edge.to).nodeId === id);
  if (inputs.length === 0) return 'source';
  if (!graph.edges.some((edge) => splitPort(edge.from).nodeId === id)) return 'sink';
  return new Set(inputs.map((edge) => edge.to)).size > 1 ? 'join' : 'transform';
}
