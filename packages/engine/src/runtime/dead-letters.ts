// Rows that could not be processed: counted on the node, handed on with their cause and their original bytes.
import type { RowErrorCode } from '@weir/shared/diagnostics';
import { splitPort } from '@weir/shared/graph';
import { RowError } from '@weir/sql/row-error';
import type { Plan } from '../plan/plan.ts';
import type { Batch } from './batch.ts';
import type { JobMetrics } from './job-metrics.ts';
import { rowEncoder } from './rows-json.ts';

/** A row that was refused. `bytes` are the record's own where the row comes straight from a source, else `text` is the
 * row as JSON. The bytes are only valid during the call. */
export type DeadLetterRow = {
  readonly code: RowErrorCode;
  readonly message: string;
  readonly bytes?: Uint8Array | undefined;
  readonly text?: string | undefined;
};

export type OnDeadLetter = (nodeId: string, letter: DeadLetterRow) => void;

/** Collects the dead letters of a job. */
export class DeadLetters {
  readonly #plan: Plan;
  readonly #emit: OnDeadLetter | undefined;
  readonly #metrics: JobMetrics;
  readonly #origins = new Map<string, (row: number) => Uint8Array>();
  /** Per node, the source whose records its input rows are, when only stateless nodes lie between. */
  readonly #sourceOf: ReadonlyMap<string, readonly string[]>;

  constructor(plan: Plan, emit: OnDeadLetter | undefined, metrics: JobMetrics) {
    this.#plan = plan;
    this.#emit = emit;
    this.#metrics = metrics;
    this.#sourceOf = directSources(plan, metrics);
  }

  /** Tells how to get at the bytes of a source's rows. */
  origin(nodeId: string, bytesOf: (row: number) => Uint8Array): void {
    this.#origins.set(nodeId, bytesOf);
  }

  add(nodeId: string, letter: DeadLetterRow): void {
    this.#metrics.error(nodeId);
    this.#emit?.(nodeId, letter);
  }

  /** A stage could not compute a row. Anything but a RowError is a bug and goes on up. */
  failed(step: number, error: unknown, batch: Batch, row: number): void {
    if (!(error instanceof RowError)) throw error;
    const nodeId = this.#plan.steps[step]?.nodeId ?? '';
    this.add(nodeId, { code: error.code, message: error.message, ...this.#content(nodeId, batch, row) });
  }

  /** An operator refused a row of its input. */
  reject(
    nodeId: string,
    reason: { readonly code: RowErrorCode; readonly message: string },
    batch: Batch,
    row: number,
  ): void {
    this.add(nodeId, { ...reason, ...this.#content(nodeId, batch, row) });
  }

  /** A late row: counted apart from errors, kept when its port is not connected. */
  late(nodeId: string, kept: boolean, batch: Batch, row: number): void {
    this.#metrics.late(nodeId);
    if (kept)
      this.#emit?.(nodeId, {
        code: 'LATE',
        message: 'every window of the row had fired before it came',
        ...this.#content(nodeId, batch, row),
      });
  }

  #content(nodeId: string, batch: Batch, row: number): Pick<DeadLetterRow, 'bytes' | 'text'> {
    const sources = this.#sourceOf.get(nodeId) ?? [];
    const source = sources.length === 1 ? sources[0] : this.#metrics.movingSource;
    if (source !== undefined && sources.includes(source)) {
      const bytes = this.#origins.get(source)?.(batch.sequence[row] ?? 0);
      if (bytes !== undefined && bytes.length > 0) return { bytes };
    }
    return { text: rowEncoder(batch.columns)(batch, row) };
  }
}

function directSources(plan: Plan, metrics: JobMetrics): ReadonlyMap<string, readonly string[]> {
  const direct = new Map<string, readonly string[]>();
  for (const step of plan.steps) {
    if (step.inputs.length === 0) {
      direct.set(step.nodeId, [step.nodeId]);
      continue;
    }
    const above = step.inputs.map((input) => splitPort(input.from).nodeId);
    const sources = above.flatMap((id) => (metrics.isStateful(id) ? [''] : (direct.get(id) ?? [''])));
    direct.set(step.nodeId, sources.includes('') ? [] : [...new Set(sources)]);
  }
  return direct;
}
