// Paints one canvas from the frames: cards, edges, particles, the bottleneck tag. Follows what is mounted through the
// live slots and looks up everything else when it paints.
import { splitPort } from '@weir/shared/graph';
import { definitionOf } from '../engine.ts';
import { cardSlots, edgeSlots, onCardSlots, onEdgeSlots } from '../live-slots.ts';
import type { DesignerStore } from '../store/types.ts';
import { type CardView, createCardView, edgeRateText } from './card-view.ts';
import { drawParticles, type EdgePoints, edgeStep, samplePath } from './edge-view.ts';
import { countFace } from './face-text.ts';
import type { LiveSession } from './live-session.ts';
import { type Bottleneck, findBottleneck, nodeHealth } from './node-health.ts';
import { type Paint, writeText } from './painter.ts';
import { themeColours } from './theme-colours.ts';

type Elements = {
  readonly canvas: HTMLCanvasElement;
  readonly label: HTMLElement;
  readonly tag: HTMLElement;
};

type CanvasPainterOptions = {
  readonly session: LiveSession;
  readonly store: DesignerStore;
  readonly transform: () => readonly [number, number, number];
  readonly elements: Elements;
  readonly onBadge: (nodeId: string) => void;
};

/** The paint function of the canvas and how to take it away again. */
export function createCanvasPainter(options: CanvasPainterOptions): {
  readonly paint: (paint: Paint) => boolean;
  readonly close: () => void;
} {
  const { session, store, transform, elements, onBadge } = options;
  const cards = new Map<string, CardView>();
  const edges = new Map<string, EdgePoints>();
  const reduced = window.matchMedia('(prefers-reduced-motion: reduce)');
  const stops = [
    onCardSlots((id, slots) => {
      cards.get(id)?.remove();
      cards.delete(id);
      if (slots !== undefined) session.painter.request();
    }),
    onEdgeSlots((id) => edges.delete(id) && session.painter.request()),
    resizeCanvas(elements.canvas, session.painter.request),
  ];
  let bottleneck: Bottleneck | undefined;
  const paint = (at: Paint): boolean => {
    if (at.fresh || cards.size < cardSlots().size) {
      paintCards(at);
      paintEdges(at);
      findTag(at);
    }
    placeTag();
    paintLabel(at);
    return paintParticles(at);
  };

  function paintCards({ frames }: Paint): void {
    const { index } = store.getState();
    const colours = themeColours();
    const spark = { line: colours['text-3'], fill: colours.track, crit: colours['crit-text'] };
    for (const [id, slots] of cardSlots()) {
      const definition = definitionOf(index.nodes.get(id));
      let card = cards.get(id);
      if (card === undefined) {
        const kind = {
          id,
          hasInput: (definition?.inputs.length ?? 1) > 0,
          hasOutput: (definition?.outputs.length ?? 1) > 0,
        };
        card = createCardView(slots, kind, () => onBadge(id));
        cards.set(id, card);
      }
      const receivers = (index.outOf.get(id) ?? []).map((edge) => frames.row(splitPort(edge.to).nodeId));
      card.paint(frames, nodeHealth(frames, { id, row: frames.row(id), receivers }), spark);
    }
  }

  function paintEdges({ frames }: Paint): void {
    for (const [id, { path }] of edgeSlots()) {
      const row = frames.edgeRow(id);
      const rate = row < 0 ? Number.NaN : (frames.shown?.edgeRate[row] ?? Number.NaN);
      const width = `${edgeStep(rate).width}px`;
      if (path.style.strokeWidth !== width) path.style.strokeWidth = width;
      const opacity = reduced.matches && rate > 0 ? '1' : '';
      if (path.style.opacity !== opacity) path.style.opacity = opacity;
    }
  }

  function paintParticles({ frames, nowMs, staleMs }: Paint): boolean {
    const context = elements.canvas.getContext('2d');
    const frame = frames.shown;
    if (context === null) return false;
    const ratio = window.devicePixelRatio;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, elements.canvas.width, elements.canvas.height);
    if (frame === undefined || staleMs > 0 || frames.ended !== undefined || reduced.matches) return false;
    const [x, y, zoom] = transform();
    context.setTransform(ratio * zoom, 0, 0, ratio * zoom, ratio * x, ratio * y);
    context.fillStyle = themeColours().particle;
    let any = false;
    for (const [id, { path }] of edgeSlots()) {
      const row = frames.edgeRow(id);
      const rate = row < 0 ? 0 : (frame.edgeRate[row] ?? 0);
      if (!(rate > 0)) continue;
      any = true;
      let points = edges.get(id);
      if (points === undefined) {
        points = samplePath(path, Object.values(store.getState().graph.layout));
        edges.set(id, points);
      }
      drawParticles(context, points, rate, nowMs);
    }
    return any && !frames.paused;
  }

  // What waits upstream of the bottleneck is tinted.
  function findTag({ frames, staleMs }: Paint): void {
    const { index } = store.getState();
    const quiet = frames.shown === undefined || staleMs > 0 || frames.ended !== undefined;
    bottleneck =
      frames.shown === undefined || quiet
        ? undefined
        : findBottleneck(frames.shown, {
            nodes: frames.nodeIds,
            row: (id) => frames.row(id),
            receivers: (id) => (index.outOf.get(id) ?? []).map((edge) => splitPort(edge.to).nodeId),
            senders: (id) => (index.into.get(id) ?? []).map((edge) => splitPort(edge.from).nodeId),
          });
    for (const [id, { card }] of cardSlots()) {
      const held = bottleneck?.upstream.has(id) === true ? 'true' : undefined;
      if (card.dataset.held === held) continue;
      if (held === undefined) delete card.dataset.held;
      else card.dataset.held = held;
    }
    if (bottleneck !== undefined) writeText(elements.tag, `Bottleneck  ${bottleneck.reason}`);
  }

  // The tag stands above the card and moves with the canvas.
  function placeTag(): void {
    const place = bottleneck === undefined ? undefined : store.getState().graph.layout[bottleneck.nodeId];
    if (elements.tag.hidden !== (place === undefined)) elements.tag.hidden = place === undefined;
    if (place !== undefined) moveTo(elements.tag, place.x, place.y, 'translateY(calc(-100% - 4px))');
  }

  function paintLabel({ frames }: Paint): void {
    const { hoveredEdge } = store.getState();
    const path = hoveredEdge === undefined ? undefined : edgeSlots().get(hoveredEdge)?.path;
    if (elements.label.hidden !== (path === undefined)) elements.label.hidden = path === undefined;
    if (hoveredEdge === undefined || path === undefined) return;
    const row = frames.edgeRow(hoveredEdge);
    const rate = row < 0 ? Number.NaN : (frames.shown?.edgeRate[row] ?? Number.NaN);
    const rows = row < 0 ? Number.NaN : (frames.shown?.edgeRows[row] ?? Number.NaN);
    writeText(elements.label, `${edgeRateText(rate)}, ${countFace(rows)} rows so far`);
    const middle = path.getPointAtLength(path.getTotalLength() / 2);
    moveTo(elements.label, middle.x, middle.y, 'translate(-50%, -150%)');
  }

  function moveTo(element: HTMLElement, x: number, y: number, then: string): void {
    const [left, top, zoom] = transform();
    element.style.transform = `translate(${left + x * zoom}px, ${top + y * zoom}px) ${then}`;
  }

  return {
    paint,
    close: () => {
      for (const stop of stops) stop();
      for (const card of cards.values()) card.remove();
      for (const { path } of edgeSlots().values()) path.removeAttribute('style');
    },
  };
}

function resizeCanvas(canvas: HTMLCanvasElement, after: () => void): () => void {
  const observer = new ResizeObserver(() => {
    canvas.width = Math.round(canvas.clientWidth * window.devicePixelRatio);
    canvas.height = Math.round(canvas.clientHeight * window.devicePixelRatio);
    after();
  });
  observer.observe(canvas);
  return () => observer.disconnect();
}
