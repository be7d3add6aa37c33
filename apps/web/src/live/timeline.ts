// The strip of event time: complete up to the slowest watermark, hatched from there to now, one mark per source.
import { clockText, faceText, spanFace } from './face-text.ts';
import { themeColours } from './theme-colours.ts';
import type { Watermark } from './watermark.ts';

// Beyond this distance the clock says nothing about a replay; the strip then spans the sources alone.
const CLOCK_SPAN_MAX_MS = 15 * 60_000;
const SPAN_MIN_MS = 10_000;
const EDGE = 14;
const BAR = { top: 16, height: 14 } as const;

// Read once: the family does not change with the theme.
let family: string | undefined;

/** Draws the strip into a canvas sized in device pixels. */
export function drawTimeline(canvas: HTMLCanvasElement, found: Watermark | undefined, nowMs: number): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const ratio = window.devicePixelRatio;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const width = canvas.width / ratio;
  context.clearRect(0, 0, width, canvas.height / ratio);
  if (found === undefined || width < 120) return;
  const span = spanOf(found, nowMs);
  const x = (ms: number): number => EDGE + ((ms - span.from) / (span.to - span.from)) * (width - 2 * EDGE);
  const colours = themeColours();
  const complete = Math.max(EDGE, Math.min(width - EDGE, x(found.slowest.watermarkMs)));
  context.fillStyle = colours['accent-soft'];
  context.fillRect(EDGE, BAR.top, complete - EDGE, BAR.height);
  hatch(context, complete, width - EDGE);
  context.fillStyle = colours['hairline-2'];
  context.fillRect(EDGE, BAR.top + BAR.height, width - 2 * EDGE, 1);
  family ??= getComputedStyle(document.body).fontFamily;
  context.font = `500 11px ${family}`;
  context.textBaseline = 'middle';
  labels(context, span, x, width);
  marks(context, found, x, width);
}

type Span = { readonly from: number; readonly to: number; readonly clock: boolean };

function spanOf(found: Watermark, nowMs: number): Span {
  const times = found.sources.map((source) => source.watermarkMs);
  const newest = Math.max(...times);
  if (found.behindMs >= 0 && found.behindMs <= CLOCK_SPAN_MAX_MS) {
    const length = nice(Math.max(SPAN_MIN_MS, found.behindMs * 1.3));
    return { from: nowMs - length, to: nowMs, clock: true };
  }
  const spread = newest - found.slowest.watermarkMs;
  const pad = Math.max(SPAN_MIN_MS / 2, spread * 0.25);
  return { from: found.slowest.watermarkMs - pad, to: newest + pad, clock: false };
}

function nice(ms: number): number {
  const steps = [10, 20, 30, 60, 120, 300, 600, 1200].map((seconds) => seconds * 1000);
  return steps.find((step) => step >= ms) ?? ms;
}

function hatch(context: CanvasRenderingContext2D, from: number, to: number): void {
  if (to <= from) return;
  context.save();
  context.beginPath();
  context.rect(from, BAR.top, to - from, BAR.height);
  context.clip();
  context.strokeStyle = themeColours().pressed;
  context.lineWidth = 3;
  context.beginPath();
  for (let at = from - BAR.height; at < to + BAR.height; at += 8) {
    context.moveTo(at, BAR.top + BAR.height);
    context.lineTo(at + BAR.height, BAR.top);
  }
  context.stroke();
  context.restore();
}

function labels(
  context: CanvasRenderingContext2D,
  span: Span,
  x: (ms: number) => number,
  width: number,
): void {
  context.fillStyle = themeColours()['text-3'];
  const count = width > 420 ? 4 : 2;
  for (let index = 0; index <= count; index += 1) {
    const at = span.from + ((span.to - span.from) * index) / count;
    const text = span.clock
      ? index === count
        ? 'now'
        : `−${faceText(spanFace(span.to - at)).replace('.0 ', ' ')}`
      : clockText(Math.round(at / 1000) * 1000);
    context.textAlign = index === 0 ? 'left' : index === count ? 'right' : 'center';
    context.fillText(text, x(at), BAR.top + BAR.height + 10);
  }
}

// Names stand above the bar; one that would touch the name before it is left out, its mark stays.
function marks(
  context: CanvasRenderingContext2D,
  found: Watermark,
  x: (ms: number) => number,
  width: number,
): void {
  const colours = themeColours();
  const sorted = [...found.sources].sort((a, b) => a.watermarkMs - b.watermarkMs);
  let free = 0;
  for (const source of sorted) {
    const at = Math.max(EDGE, Math.min(width - EDGE, x(source.watermarkMs)));
    const slowest = source.id === found.slowest.id && sorted.length > 1;
    context.fillStyle = slowest ? colours['crit-text'] : colours['text-2'];
    context.fillRect(at - 1, BAR.top - 3, 2, BAR.height + 6);
    const text = source.name;
    const half = context.measureText(text).width / 2;
    const centre = Math.max(EDGE + half, Math.min(width - EDGE - half, at));
    if (centre - half < free) continue;
    context.textAlign = 'center';
    context.fillText(text, centre, 7);
    free = centre + half + 8;
  }
}
