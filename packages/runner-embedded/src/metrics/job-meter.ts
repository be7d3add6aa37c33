// The live figures of one job, read from the memory that its worker writes: counters, rates, quantiles, event time.
//
// Rates are differences of counters over a second, never smoothed. Both ends of the second are samples: rows come in
// bursts, and a burst that always falls between a sample and the reading of it would be counted always, or never; the
// mean over many readings was 2 % to 6 % off. Between samples the differences add up to what was counted.
// Quantiles come from one-second slices of the clock: the present one and the one before for the time in a node, all
// ten for the time since the event entered.
import type { Catalogue } from '@weir/engine/define-node';
import type { Plan } from '@weir/engine/plan/plan';
import { metricShape } from '@weir/engine/runtime/job-metrics';
import { MetricStore } from '@weir/engine/runtime/metric-store';
import { splitPort } from '@weir/shared/graph';

export const SAMPLE_INTERVAL_MS = 100;
/** Samples of one second and the one before: the window is so many samples long, however late they were taken. */
const SAMPLES_MAX = 1 + 1000 / SAMPLE_INTERVAL_MS;
const NODE_SECONDS = 2;
const END_TO_END_SECONDS = 10;
export const QUANTILES = [0.5, 0.95, 0.99] as const;
/** Quantiles of large jobs are computed again only after this many times what it took. */
const QUANTILE_PAUSE = 10;

type Sample = {
  readonly atMs: number;
  readonly portRows: Float64Array;
  readonly busyMs: Float64Array;
  readonly written: Float64Array;
};

/** What is known of one node now. Times are milliseconds; NaN where there is none. */
export type NodeFigures = {
  readonly nodeId: string;
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly lateRows: number;
  readonly errorRows: number;
  readonly watermarkMs: number;
  readonly waitsForMs: number;
  readonly stateKeys: number;
  readonly rateIn: number;
  readonly rateOut: number;
  readonly nodeMs: readonly [p50: number, p95: number, p99: number];
  readonly endToEndMs: readonly [p50: number, p95: number, p99: number];
  readonly busy: number;
  readonly queueFill: number;
  readonly lagMs: number;
};

export type EdgeFigures = { readonly rows: number; readonly rate: number };

type Step = {
  readonly nodeId: string;
  readonly inputs: readonly { readonly port: number; readonly node: number }[];
  /** The port `out`, -1 for sinks. */
  readonly out: number;
  readonly isSource: boolean;
  readonly isSink: boolean;
  /** A source that does not end lies above. */
  readonly isLive: boolean;
};

const NONE: readonly [number, number, number] = [Number.NaN, Number.NaN, Number.NaN];

export class JobMeter {
  readonly startedMs: number;
  readonly edges: readonly string[];
  readonly nodes: readonly string[];
  readonly #store: MetricStore;
  readonly #steps: readonly Step[];
  readonly #edgePorts: readonly number[];
  readonly #queueBytesMax: number;
  #samples: Sample[] = [];
  #quantiles:
    | {
        readonly atMs: number;
        readonly tookMs: number;
        readonly node: readonly (typeof NONE)[];
        readonly endToEnd: readonly (typeof NONE)[];
      }
    | undefined;

  constructor(options: {
    readonly plan: Plan;
    readonly catalogue: Catalogue;
    readonly memory: SharedArrayBuffer;
    readonly startedMs: number;
    readonly queueBytesMax: number;
  }) {
    const { plan } = options;
    const shape = metricShape(plan);
    this.startedMs = options.startedMs;
    this.#queueBytesMax = options.queueBytesMax;
    this.#store = new MetricStore(shape, options.memory);
    this.nodes = shape.nodes;
    const edges = plan.steps.flatMap((step) =>
      step.inputs.map((input) => ({ from: input.from, to: `${step.nodeId}.${input.port}` })),
    );
    this.edges = edges.map(({ from, to }) => `${from}>${to}`);
    this.#edgePorts = edges.map(({ from }) => shape.ports.indexOf(from));
    this.#steps = stepsOf(plan, options.catalogue, shape.ports);
  }

  /** Notes the counters; call ten times a second. */
  sample(nowMs: number): void {
    const nodes = this.nodes.length;
    this.#samples.push({
      atMs: nowMs,
      portRows: this.#store.portRows.slice(),
      busyMs: Float64Array.from({ length: nodes }, (_, node) => this.#store.get(node, 'busyMs')),
      written: Float64Array.from({ length: nodes }, (_, node) => this.#store.get(node, 'rowsWritten')),
    });
    if (this.#samples.length > SAMPLES_MAX) this.#samples.shift();
  }

  /** The figures of all nodes and edges as of now; rates as of the newest sample. */
  read(nowMs: number): { readonly nodes: readonly NodeFigures[]; readonly edges: readonly EdgeFigures[] } {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    const elapsedMs = first === undefined || last === undefined ? 0 : last.atMs - first.atMs;
    const perSecond = (of: (sample: Sample) => number | undefined): number =>
      first === undefined || last === undefined || elapsedMs <= 0
        ? Number.NaN
        : (((of(last) ?? 0) - (of(first) ?? 0)) * 1000) / elapsedMs;
    const portRate = (port: number): number =>
      port < 0 ? Number.NaN : perSecond((sample) => sample.portRows[port]);
    const quantiles = this.#quantilesAt(nowMs);
    const watermarks: number[] = [];
    const nodes = this.#steps.map((step, index): NodeFigures => {
      const store = this.#store;
      const written = store.get(index, 'rowsWritten');
      watermarks.push(this.#watermarkOf(step, index, watermarks));
      const watermarkMs = watermarks[index] ?? Number.NaN;
      return {
        nodeId: step.nodeId,
        rowsIn: step.inputs.reduce((sum, { port }) => sum + (store.portRows[port] ?? 0), 0),
        rowsOut: step.isSink ? written : (store.portRows[step.out] ?? 0),
        lateRows: store.get(index, 'lateRows'),
        errorRows: store.get(index, 'errorRows'),
        watermarkMs,
        waitsForMs: store.get(index, 'waitsForMs'),
        stateKeys: store.get(index, 'stateKeys'),
        rateIn: step.inputs.reduce((sum, { port }) => sum + portRate(port), 0),
        rateOut: step.isSink ? perSecond((sample) => sample.written[index]) : portRate(step.out),
        nodeMs: quantiles.node[index] ?? NONE,
        endToEndMs: quantiles.endToEnd[index] ?? NONE,
        busy: perSecond((sample) => sample.busyMs[index]) / 1000,
        queueFill: step.isSource ? store.get(index, 'backlogBytes') / this.#queueBytesMax : Number.NaN,
        lagMs: step.isLive ? nowMs - watermarkMs : Number.NaN,
      };
    });
    return {
      nodes,
      edges: this.#edgePorts.map((port) => ({ rows: this.#store.portRows[port] ?? 0, rate: portRate(port) })),
    };
  }

  /** Stateless nodes and sinks are as far as the slowest of what they read. */
  #watermarkOf(step: Step, index: number, before: readonly number[]): number {
    const own = this.#store.get(index, 'watermarkMs');
    if (step.isSource || !Number.isNaN(own)) return own;
    return step.inputs.reduce((lowest, { node }) => {
      const watermark = before[node] ?? Number.NaN;
      return Number.isNaN(lowest) || watermark < lowest ? watermark : lowest;
    }, Number.NaN);
  }

  #quantilesAt(nowMs: number): {
    readonly node: readonly (typeof NONE)[];
    readonly endToEnd: readonly (typeof NONE)[];
  } {
    const last = this.#quantiles;
    if (last !== undefined && nowMs - last.atMs < last.tookMs * QUANTILE_PAUSE) return last;
    const started = performance.now();
    const second = Math.floor(nowMs / 1000);
    const [p50, p95, p99] = QUANTILES;
    const of = (histogram: MetricStore['nodeTime'][number], seconds: number): typeof NONE => {
      const [a = Number.NaN, b = Number.NaN, c = Number.NaN] =
        histogram.quantiles([p50, p95, p99], second, seconds) ?? NONE;
      return [a, b, c];
    };
    // Below a window rows come in bursts: where the last second had none, the last ten speak.
    const node = this.#store.nodeTime.map((histogram) => {
      const now = of(histogram, NODE_SECONDS);
      return Number.isNaN(now[0]) ? of(histogram, END_TO_END_SECONDS) : now;
    });
    const endToEnd = this.#store.endToEnd.map((histogram) => of(histogram, END_TO_END_SECONDS));
    this.#quantiles = { atMs: nowMs, tookMs: performance.now() - started, node, endToEnd };
    return this.#quantiles;
  }

  /** The two figures of the list of jobs. */
  summary(nowMs: number): { readonly rateIn: number | undefined; readonly e2eP99Ms: number | undefined } {
    const { nodes } = this.read(nowMs);
    const rate = nodes.reduce(
      (sum, node, index) => (this.#steps[index]?.isSource === true ? sum + node.rateOut : sum),
      0,
    );
    const worst = nodes.reduce(
      (max, node, index) =>
        this.#steps[index]?.isSink === true && node.endToEndMs[2] > max ? node.endToEndMs[2] : max,
      -1,
    );
    return { rateIn: Number.isNaN(rate) ? undefined : rate, e2eP99Ms: worst < 0 ? undefined : worst };
  }
}

function stepsOf(plan: Plan, catalogue: Catalogue, ports: readonly string[]): readonly Step[] {
  const indexOf = new Map(plan.steps.map((step, index) => [step.nodeId, index]));
  const live: boolean[] = [];
  return plan.steps.map((step) => {
    const form = catalogue.get(step.type)?.embedded;
    const output = step.outputs['out'];
    const inputs = step.inputs.map((input) => ({
      port: ports.indexOf(input.from),
      node: indexOf.get(splitPort(input.from).nodeId) ?? -1,
    }));
    const isSource = form?.kind === 'source';
    const opened =
      form?.kind === 'source' && output !== undefined
        ? form.open({ config: step.config, output })
        : undefined;
    const isLive =
      opened === undefined
        ? inputs.some(({ node }) => live[node] === true)
        : !opened.bounded && opened.replaySpeed === undefined;
    live.push(isLive);
    return {
      nodeId: step.nodeId,
      inputs,
      out: ports.indexOf(`${step.nodeId}.out`),
      isSource,
      isSink: form?.kind === 'sink',
      isLive,
    };
  });
}
