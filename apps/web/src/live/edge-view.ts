// Edges while rows flow: width by rate in five steps, and points along the path for particles.
import { CARD_HEIGHT, CARD_WIDTH } from '../canvas/geometry.ts';

/** Where particles of an edge may be, in canvas coordinates, every `STEP` pixels; covered points are skipped. */
export type EdgePoints = { readonly xy: Float32Array; readonly open: Uint8Array; readonly count: number };

const STEP = 3;
const POINTS_MAX = 1200;

/** Rows per second at which each of the five widths begins, widths, and how particles move: px/s and px apart. */
const STEPS = [
  { from: 0, width: 1.5, speed: 24, gap: 72 },
  { from: 10, width: 2.5, speed: 36, gap: 54 },
  { from: 100, width: 3.5, speed: 52, gap: 40 },
  { from: 1_000, width: 4.75, speed: 72, gap: 28 },
  { from: 10_000, width: 6, speed: 96, gap: 20 },
] as const;

/** How an edge of this rate is drawn. Unknown and zero rates have the smallest width and no particles. */
export function edgeStep(perSecond: number): (typeof STEPS)[number] {
  let found: (typeof STEPS)[number] = STEPS[0];
  for (const step of STEPS) if (perSecond >= step.from) found = step;
  return found;
}

type Place = { readonly x: number; readonly y: number };

/** Samples a path once; points under a card are closed, since particles are drawn above the cards. */
export function samplePath(path: SVGPathElement, cards: readonly Place[]): EdgePoints {
  const length = path.getTotalLength();
  const count = Math.min(POINTS_MAX, Math.max(2, Math.ceil(length / STEP)));
  const xy = new Float32Array(2 * count);
  const open = new Uint8Array(count);
  for (let index = 0; index < count; index += 1) {
    const { x, y } = path.getPointAtLength((index / (count - 1)) * length);
    xy[2 * index] = x;
    xy[2 * index + 1] = y;
    const covered = cards.some(
      (card) => x > card.x && x < card.x + CARD_WIDTH && y > card.y && y < card.y + CARD_HEIGHT,
    );
    open[index] = covered ? 0 : 1;
  }
  return { xy, open, count };
}

/** Draws the particles of an edge at a time; the context is already in canvas coordinates. */
export function drawParticles(
  context: CanvasRenderingContext2D,
  points: EdgePoints,
  perSecond: number,
  nowMs: number,
): void {
  const { speed, gap, width } = edgeStep(perSecond);
  const size = Math.min(3, Math.max(2, width * 0.55));
  const length = points.count * STEP;
  for (let at = ((nowMs / 1000) * speed) % gap; at < length; at += gap) {
    const index = Math.floor(at / STEP);
    if (points.open[index] !== 1) continue;
    const x = points.xy[2 * index] ?? 0;
    const y = points.xy[2 * index + 1] ?? 0;
    context.fillRect(x - size / 2, y - size / 2, size, size);
  }
}
