// Sums over a job: what comes in at the sources, what goes out at the sinks, the slowest way through.
import type { LiveFrames } from './live-frames.ts';

type Named = { readonly id: string; readonly name: string };

/** The nodes at both ends of a graph. */
export type Ends = { readonly sources: readonly Named[]; readonly sinks: readonly Named[] };

/** NaN where nothing is known. */
export function readTotals(
  frames: LiveFrames,
  ends: Ends,
): { readonly rateIn: number; readonly rateOut: number; readonly e2eP99Ms: number } {
  const frame = frames.shown;
  if (frame === undefined) return { rateIn: Number.NaN, rateOut: Number.NaN, e2eP99Ms: Number.NaN };
  const known = (nodes: readonly Named[], column: Float32Array): readonly number[] =>
    nodes.map(({ id }) => column[frames.row(id)] ?? Number.NaN).filter((value) => !Number.isNaN(value));
  const sum = (values: readonly number[]): number =>
    values.length === 0 ? Number.NaN : values.reduce((a, b) => a + b, 0);
  const spans = known(ends.sinks, frame.gauges.e2eP99Ms);
  return {
    rateIn: sum(known(ends.sources, frame.gauges.rateOut)),
    rateOut: sum(known(ends.sinks, frame.gauges.rateIn)),
    e2eP99Ms: spans.length === 0 ? Number.NaN : Math.max(...spans),
  };
}
