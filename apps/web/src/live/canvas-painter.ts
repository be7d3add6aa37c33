// Paints one canvas from the frames: cards, edges, particles, the bottleneck tag. Follows what is mounted through the
// live slots and looks up everything else when it paints.
import { splitPort } from '@weir/shared/graph';
import { CARD_HEIGHT } from '../canvas/geometry.ts';
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

const SHORT_EDGE = 180;

/** Lives as long as the canvas is in live mode; `paint` belongs into the painter's loop. */
export class CanvasPainter {
  readonly #options: CanvasPainterOptions;
  readonly #cards = new Map<string, CardView>();
  readonly #edges = new Map<string, EdgePoints>();
  readonly #reduced = window.matchMedia('(prefers-reduced-motion: reduce)');
  readonly #stops: readonly (() => void)[];
  #bottleneck: Bottleneck | undefined;

  constructor(options: CanvasPainterOptions) {
    this.#options = options;
    const { request } = options.session.painter;
    this.#stops = [
      onCardSlots((id, slots) => {
        this.#cards.get(id)?.remove();
        this.#cards.delete(id);
        if (slots !== undefined) request();
      }),
      onEdgeSlots((id) => this.#edges.delete(id) && request()),
      resizeCanvas(options.elements.canvas, request),
    ];
  }

  readonly paint = (at: Paint): boolean => {
    if (at.fresh || this.#cards.size < cardSlots().size) {
      this.#paintCards(at);
      this.#paintEdges(at);
      this.#findTag(at);
    }
    this.#placeTag();
    this.#paintLabel(at);
    return this.#paintParticles(at);
  };

  close(): void {
    for (const stop of this.#stops) stop();
    for (const card of this.#cards.values()) card.remove();
    for (const { path } of edgeSlots().values()) path.removeAttribute('style');
  }

  #paintCards({ frames }: Paint): void {
    const { index } = this.#options.store.getState();
    const colours = themeColours();
    const spark = { line: colours['text-3'], fill: colours.track, crit: colours['crit-text'] };
    for (const [id, slots] of cardSlots()) {
      const definition = definitionOf(index.nodes.get(id));
      let card = this.#cards.get(id);
      if (card === undefined) {
        const kind = {
          id,
          hasInput: (definition?.inputs.length ?? 1) > 0,
          hasOutput: (definition?.outputs.length ?? 1) > 0,
        };
        card = createCardView(slots, kind, () => this.#options.onBadge(id));
        this.#cards.set(id, card);
      }
      const receivers = (index.outOf.get(id) ?? []).map((edge) => frames.row(splitPort(edge.to).nodeId));
      card.paint(frames, nodeHealth(frames, { id, row: frames.row(id), receivers }), spark);
    }
  }

  #paintEdges({ frames }: Paint): void {
    for (const [id, { path }] of edgeSlots()) {
      const row = frames.edgeRow(id);
      const rate = row < 0 ? Number.NaN : (frames.shown?.edgeRate[row] ?? Number.NaN);
      const width = `${edgeStep(rate).width}px`;
      if (path.style.strokeWidth !== width) path.style.strokeWidth = width;
      const opacity = this.#reduced.matches && rate > 0 ? '1' : '';
      if (path.style.opacity !== opacity) path.style.opacity = opacity;
    }
  }

  #paintParticles({ frames, nowMs, staleMs }: Paint): boolean {
    const context = this.#options.elements.canvas.getContext('2d');
    const frame = frames.shown;
    if (context === null) return false;
    const ratio = window.devicePixelRatio;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.#options.elements.canvas.width, this.#options.elements.canvas.height);
    if (frame === undefined || staleMs > 0 || frames.ended !== undefined || this.#reduced.matches)
      return false;
    const [x, y, zoom] = this.#options.transform();
    context.setTransform(ratio * zoom, 0, 0, ratio * zoom, ratio * x, ratio * y);
    context.fillStyle = themeColours().particle;
    let any = false;
    for (const [id, { path }] of edgeSlots()) {
      const row = frames.edgeRow(id);
      const rate = row < 0 ? 0 : (frame.edgeRate[row] ?? 0);
      if (!(rate > 0)) continue;
      any = true;
      let points = this.#edges.get(id);
      if (points === undefined) {
        points = samplePath(path, Object.values(this.#options.store.getState().graph.layout));
        this.#edges.set(id, points);
      }
      drawParticles(context, points, rate, nowMs);
    }
    return any && !frames.paused;
  }

  // What waits upstream of the this.#bottleneck is tinted.
  #findTag({ frames, staleMs }: Paint): void {
    const { index } = this.#options.store.getState();
    const quiet = frames.shown === undefined || staleMs > 0 || frames.ended !== undefined;
    this.#bottleneck =
      frames.shown === undefined || quiet
        ? undefined
        : findBottleneck(frames.shown, {
            nodes: frames.nodeIds,
            row: (id) => frames.row(id),
            receivers: (id) => (index.outOf.get(id) ?? []).map((edge) => splitPort(edge.to).nodeId),
            senders: (id) => (index.into.get(id) ?? []).map((edge) => splitPort(edge.from).nodeId),
          });
    for (const [id, { card }] of cardSlots()) {
      const held = this.#bottleneck?.upstream.has(id) === true ? 'true' : undefined;
      if (card.dataset.held === held) continue;
      if (held === undefined) delete card.dataset.held;
      else card.dataset.held = held;
    }
    if (this.#bottleneck !== undefined)
      writeText(this.#options.elements.tag, `Bottleneck  ${this.#bottleneck.reason}`);
  }

  // The tag stands above the card and moves with the canvas.
  #placeTag(): void {
    const place =
      this.#bottleneck === undefined
        ? undefined
        : this.#options.store.getState().graph.layout[this.#bottleneck.nodeId];
    if (this.#options.elements.tag.hidden !== (place === undefined))
      this.#options.elements.tag.hidden = place === undefined;
    if (place !== undefined)
      this.#moveTo(this.#options.elements.tag, place.x, place.y, 'translateY(calc(-100% - 4px))');
  }

  #paintLabel({ frames }: Paint): void {
    const { hoveredEdge } = this.#options.store.getState();
    const path = hoveredEdge === undefined ? undefined : edgeSlots().get(hoveredEdge)?.path;
    if (this.#options.elements.label.hidden !== (path === undefined))
      this.#options.elements.label.hidden = path === undefined;
    if (hoveredEdge === undefined || path === undefined) return;
    const row = frames.edgeRow(hoveredEdge);
    const rate = row < 0 ? Number.NaN : (frames.shown?.edgeRate[row] ?? Number.NaN);
    const rows = row < 0 ? Number.NaN : (frames.shown?.edgeRows[row] ?? Number.NaN);
    writeText(this.#options.elements.label, `${edgeRateText(rate)}, ${countFace(rows)} rows so far`);
    const length = path.getTotalLength();
    const middle = path.getPointAtLength(length / 2);
    // Between two cards there is no room beside a short edge: the label stands above the cards.
    const lift = length < SHORT_EDGE ? CARD_HEIGHT / 2 + 4 : 6;
    this.#moveTo(this.#options.elements.label, middle.x, middle.y - lift, 'translate(-50%, -100%)');
  }

  #moveTo(element: HTMLElement, x: number, y: number, then: string): void {
    const [left, top, zoom] = this.#options.transform();
    element.style.transform = `translate(${left + x * zoom}px, ${top + y * zoom}px) ${then}`;
  }
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
