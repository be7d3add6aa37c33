// How far event time has come, and which source holds it back.
import type { LiveFrames } from './live-frames.ts';

export type SourceTime = {
  readonly id: string;
  readonly name: string;
  readonly watermarkMs: number;
  /** Rows per second now. */
  readonly rate: number;
};

export type Watermark = {
  readonly slowest: SourceTime;
  readonly sources: readonly SourceTime[];
  /** Distance of the slowest source from the clock. */
  readonly behindMs: number;
};

/** The slowest watermark over the sources that have one; `undefined` when none has. */
export function readWatermark(
  frames: LiveFrames,
  sources: readonly { readonly id: string; readonly name: string }[],
): Watermark | undefined {
  const frame = frames.shown;
  if (frame === undefined) return undefined;
  const times = sources.flatMap(({ id, name }): SourceTime[] => {
    const row = frames.row(id);
    const watermarkMs = row < 0 ? Number.NaN : (frame.counters.watermarkMs[row] ?? Number.NaN);
    return Number.isFinite(watermarkMs)
      ? [{ id, name, watermarkMs, rate: frame.gauges.rateOut[row] ?? 0 }]
      : [];
  });
  const [first] = times;
  if (first === undefined) return undefined;
  const slowest = times.reduce((a, b) => (b.watermarkMs < a.watermarkMs ? b : a), first);
  return { slowest, sources: times, behindMs: frame.serverMs - slowest.watermarkMs };
}

/** Seconds since the node last had a row, as far as the minute of history knows. */
export function silentSeconds(frames: LiveFrames, nodeId: string): number {
  const rate = frames.history(nodeId)?.rate;
  if (rate === undefined) return 0;
  let seconds = 0;
  for (; seconds < rate.length; seconds += 1) {
    const value = rate[(frames.head - seconds + rate.length) % rate.length] ?? Number.NaN;
    if (Number.isNaN(value) || value > 0) break;
  }
  return seconds;
}
