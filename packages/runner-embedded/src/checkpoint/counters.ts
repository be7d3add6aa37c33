// Rows in and out of every node since the job began, across restarts: part of each checkpoint, so that what a node took
// can be held against what it gave, to the row (I6).
import type { Plan } from '@weir/engine/plan/plan';
import { metricShape } from '@weir/engine/runtime/job-metrics';
import { MetricStore } from '@weir/engine/runtime/metric-store';
import { z } from 'zod';

const nodeCountersSchema = z.strictObject({
  /** Rows that came in, over all inputs; of a source 0. */
  rowsIn: z.number(),
  /** Rows that left each output port. */
  rowsOut: z.record(z.string(), z.number()),
  /** Rows that a sink wrote. */
  written: z.number(),
  /** Rows that came behind their windows. */
  late: z.number(),
  /** Dead letters, late rows apart. */
  errors: z.number(),
});
export const countersSchema = z.record(z.string(), nodeCountersSchema);
export type Counters = Readonly<Record<string, z.infer<typeof nodeCountersSchema>>>;

/** Counts from where a checkpoint stopped; the metrics of a run begin at zero. */
export class RunCounters {
  readonly #plan: Plan;
  readonly #store: MetricStore;
  readonly #before: Counters;

  constructor(plan: Plan, memory: SharedArrayBuffer, before: Counters) {
    this.#plan = plan;
    this.#store = new MetricStore(metricShape(plan), memory);
    this.#before = before;
  }

  read(): Counters {
    const { ports } = this.#store.shape;
    const rowsOf = (port: string): number => this.#store.portRows[ports.indexOf(port)] ?? 0;
    return Object.fromEntries(
      this.#plan.steps.map(({ nodeId, inputs, outputs }, index) => {
        const before = this.#before[nodeId];
        return [
          nodeId,
          {
            rowsIn: inputs.reduce((sum, input) => sum + rowsOf(input.from), before?.rowsIn ?? 0),
            rowsOut: Object.fromEntries(
              Object.keys(outputs).map((port) => [
                port,
                rowsOf(`${nodeId}.${port}`) + (before?.rowsOut[port] ?? 0),
              ]),
            ),
            written: this.#store.get(index, 'rowsWritten') + (before?.written ?? 0),
            late: this.#store.get(index, 'lateRows') + (before?.late ?? 0),
            errors: this.#store.get(index, 'errorRows') + (before?.errors ?? 0),
          },
        ];
      }),
    );
  }
}
