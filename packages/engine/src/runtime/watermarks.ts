// How far event time has come at any point of the graph, exact to the row.
//
// The watermark of an edge is the lowest of its sources' watermarks, each minus the lags on the way (an interval join
// holds time back). Inside a micro-batch only one source moves, so the watermark of an operator before any row of the
// micro-batch is known without passing watermarks along with the rows.
import { splitPort } from '@weir/shared/graph';
import type { LayoutStep } from '../embedded/layout.ts';
import type { WatermarkClock } from './operator.ts';
import type { SourceRunner } from './source-runner.ts';
import { MAX_WATERMARK, MIN_WATERMARK } from './time.ts';

/** Sources that a step's event time depends on, with the total lag on the slowest way from each. */
type Lags = ReadonlyMap<string, number>;

/** Lags of each step's input, by step index. */
export function watermarkLags(steps: readonly LayoutStep[]): readonly Lags[] {
  const outputs = new Map<string, Lags>();
  return steps.map(({ step, definition }) => {
    const input = new Map<string, number>();
    for (const { from } of step.inputs) {
      for (const [source, lag] of outputs.get(splitPort(from).nodeId) ?? []) {
        input.set(source, Math.max(lag, input.get(source) ?? 0));
      }
    }
    const form = definition.embedded;
    const own = form.kind === 'operator' ? (form.watermarkLagMs?.(step.config) ?? 0) : 0;
    const output = new Map([...input].map(([source, lag]) => [source, lag + own]));
    if (form.kind === 'source') output.set(step.nodeId, 0);
    outputs.set(step.nodeId, output);
    return input;
  });
}

/** The event-time clock of one step: never goes back. */
export class StepClock {
  readonly #lags: Lags;
  #buffer: Float64Array = new Float64Array(1024);
  watermark: number = MIN_WATERMARK;

  constructor(lags: Lags) {
    this.#lags = lags;
  }

  /**
   * The clock of a micro-batch.
   *
   * Time that moves without rows (a source ends or falls silent) is a micro-batch with `start === end`. It gets a place
   * before the move, where everything that fires by it belongs: behind it, operators below would take those rows for late.
   *
   * @param moving The source whose rows are in flight, and its watermark before each row.
   */
  during(
    sources: ReadonlyMap<string, SourceRunner>,
    moving: {
      readonly nodeId: string;
      readonly watermarks: Float64Array;
      readonly start: number;
      readonly end: number;
    },
    isIdle: (source: SourceRunner) => boolean,
  ): WatermarkClock {
    const { start, end } = moving;
    if (end + 1 >= this.#buffer.length) this.#buffer = new Float64Array(2 * (end + 1));
    const into = this.#buffer;
    const others = this.#lowest(sources, moving.nodeId, isIdle);
    const lag = this.#lags.get(moving.nodeId);
    let watermark = this.watermark;
    const places = start === end ? 1 : 0;
    if (places > 0) into[start] = watermark;
    for (let row = start; row <= end; row += 1) {
      const own =
        lag === undefined ? Number.POSITIVE_INFINITY : behind(moving.watermarks[row] ?? MIN_WATERMARK, lag);
      const now = own < others ? own : others;
      // All inputs idle, or none at all: time stands still.
      if (now > watermark && now !== Number.POSITIVE_INFINITY) watermark = now;
      into[row + places] = watermark;
    }
    this.watermark = watermark;
    return { watermarks: into, start, end: end + places };
  }

  /**
   * The event time that a source must reach so that something fires at the watermark `nextFire`: the end of a window
   * plus the delays on the way. The largest, when several sources hold time back.
   */
  waitsFor(
    sources: ReadonlyMap<string, SourceRunner>,
    nextFire: number,
    isIdle: (source: SourceRunner) => boolean,
  ): number {
    let eventMs = Number.NaN;
    for (const [nodeId, lag] of this.#lags) {
      const source = sources.get(nodeId);
      if (source === undefined || isIdle(source) || behind(source.watermark, lag) >= nextFire) continue;
      const needed = nextFire + 1 + source.delayMs + lag;
      if (!(needed <= eventMs)) eventMs = needed;
    }
    return eventMs;
  }

  #lowest(
    sources: ReadonlyMap<string, SourceRunner>,
    moving: string,
    isIdle: (source: SourceRunner) => boolean,
  ): number {
    let lowest = Number.POSITIVE_INFINITY;
    for (const [nodeId, lag] of this.#lags) {
      const source = sources.get(nodeId);
      if (nodeId === moving || source === undefined || isIdle(source)) continue;
      lowest = Math.min(lowest, behind(source.watermark, lag));
    }
    return lowest;
  }
}

function behind(watermark: number, lagMs: number): number {
  return watermark === MAX_WATERMARK || watermark === MIN_WATERMARK ? watermark : watermark - lagMs;
}
