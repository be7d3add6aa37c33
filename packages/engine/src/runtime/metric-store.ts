// The counters, gauges and histograms of one job, in one buffer: written by the job's thread, read by any other.
import { HISTOGRAM_BYTES, SlicedHistogram } from './histogram.ts';

/** Per step, Float64 each. */
const STEP_FIELDS = [
  'lateRows',
  'errorRows',
  'watermarkMs',
  'waitsForMs',
  'stateKeys',
  'busyMs',
  'backlogBytes',
  'rowsWritten',
] as const;
export type StepField = (typeof STEP_FIELDS)[number];

/** Names the rows of a metric store: steps in plan order, output ports `node.port`. */
export type MetricShape = { readonly nodes: readonly string[]; readonly ports: readonly string[] };

/** Bytes that a store of this shape needs. */
export function metricBytes(shape: MetricShape): number {
  const floats = 8 * (shape.nodes.length * STEP_FIELDS.length + shape.ports.length);
  return floats + 2 * shape.nodes.length * HISTOGRAM_BYTES;
}

/** A view of the metrics of a job. All times are milliseconds. */
export class MetricStore {
  readonly shape: MetricShape;
  /** Rows that left each output port since the job started. */
  readonly portRows: Float64Array;
  /** Time in the node: every row of a batch counts with the time the batch spent there. */
  readonly nodeTime: readonly SlicedHistogram[];
  /** Time since the event entered Weir, when the row had left the node. */
  readonly endToEnd: readonly SlicedHistogram[];
  readonly #fields: Float64Array;

  constructor(shape: MetricShape, buffer: ArrayBuffer | SharedArrayBuffer) {
    this.shape = shape;
    const nodes = shape.nodes.length;
    this.#fields = new Float64Array(buffer, 0, nodes * STEP_FIELDS.length);
    this.portRows = new Float64Array(buffer, 8 * this.#fields.length, shape.ports.length);
    let offset = 8 * (this.#fields.length + shape.ports.length);
    const histogram = (): SlicedHistogram => {
      const made = new SlicedHistogram(buffer, offset);
      offset += HISTOGRAM_BYTES;
      return made;
    };
    this.nodeTime = shape.nodes.map(histogram);
    this.endToEnd = shape.nodes.map(histogram);
  }

  /** Marks times as unknown; a new store has zeros everywhere. */
  reset(): void {
    for (let node = 0; node < this.shape.nodes.length; node += 1) {
      this.set(node, 'watermarkMs', Number.NaN);
      this.set(node, 'waitsForMs', Number.NaN);
    }
  }

  get(node: number, field: StepField): number {
    return this.#fields[node * STEP_FIELDS.length + STEP_FIELDS.indexOf(field)] ?? Number.NaN;
  }

  set(node: number, field: StepField, value: number): void {
    this.#fields[node * STEP_FIELDS.length + STEP_FIELDS.indexOf(field)] = value;
  }

  add(node: number, field: StepField, value: number): void {
    const index = node * STEP_FIELDS.length + STEP_FIELDS.indexOf(field);
    this.#fields[index] = (this.#fields[index] ?? 0) + value;
  }
}
