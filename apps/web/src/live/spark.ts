// A sparkline of the last minute on a small canvas. Gaps stay gaps; the scale starts at zero.
import { HISTORY_SECONDS } from './live-frames.ts';

export type SparkColours = { readonly line: string; readonly fill: string; readonly crit: string };

/** Draws the samples, oldest first after `head`. */
export function drawSpark(
  context: CanvasRenderingContext2D,
  samples: Float64Array | undefined,
  head: number,
  colours: SparkColours,
): void {
  const { width, height } = context.canvas;
  context.clearRect(0, 0, width, height);
  if (samples === undefined) return;
  let top = 0;
  for (const sample of samples) if (sample > top) top = sample;
  if (top === 0) top = 1;
  const x = (index: number): number => (index / (HISTORY_SECONDS - 1)) * width;
  const y = (value: number): number => height - 2 - (value / top) * (height - 5);
  context.lineWidth = 2;
  context.lineJoin = 'round';
  context.strokeStyle = colours.line;
  context.fillStyle = colours.fill;
  let from = -1;
  for (let index = 0; index <= HISTORY_SECONDS; index += 1) {
    const value = samples[(head + 1 + index) % HISTORY_SECONDS] ?? Number.NaN;
    const known = index < HISTORY_SECONDS && !Number.isNaN(value);
    if (known && from < 0) {
      from = index;
      context.beginPath();
      context.moveTo(x(index), y(value));
    } else if (known) context.lineTo(x(index), y(value));
    else if (from >= 0) {
      context.stroke();
      context.lineTo(x(index - 1), height);
      context.lineTo(x(from), height);
      context.fill();
      from = -1;
    }
  }
}
