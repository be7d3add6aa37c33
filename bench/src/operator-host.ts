// An operator without a job around it: typed batches in, nothing else, so that the cost measured is the operator's own.
import { compileValue } from '@weir/engine/embedded/compile';
import { Batch } from '@weir/engine/runtime/batch';
import type { OperatorContext } from '@weir/engine/runtime/operator';
import { compile } from '@weir/runner-embedded/host/compile';
import type { Column } from '@weir/shared/data-type';
import type { StreamType } from '@weir/shared/stream-type';
import { checkAggregate } from '@weir/sql/check/check';

/** Rows per batch, as in a job. */
const ROWS = 4096;

/** What an operator is made with, over one input port `in`; its output is counted and forgotten. */
export function operatorContext(
  input: StreamType,
  output: readonly Column[],
): { readonly ctx: OperatorContext<unknown>; readonly out: Batch; readonly drain: () => number } {
  const out = new Batch(output);
  const fail = (): never => {
    throw new Error('the benchmark has no such rows');
  };
  return {
    ctx: {
      config: {},
      inputs: { in: input },
      outputs: {},
      out: () => out,
      connected: () => false,
      late: fail,
      reject: fail,
      now: () => 0,
      progress: () => undefined,
      aggregate: (text) => {
        const checked = checkAggregate(text, input.columns);
        if (!checked.ok) throw new Error(checked.diagnostics[0]?.message ?? text);
        return checked.aggregate;
      },
      evaluate: fail,
      compile: (code) => compileValue(code, compile),
      typeOf: fail,
    },
    out,
    drain: () => {
      const rows = out.length;
      out.clear();
      return rows;
    },
  };
}

/** Fills a batch with rows again and again and hands it on, in event time without disorder. */
export function feed(
  rows: number,
  input: StreamType,
  fill: (batch: Batch, at: number, row: number) => void,
  take: (batch: Batch, watermarks: Float64Array, length: number) => void,
): void {
  const batch = new Batch(input.columns);
  const watermarks = new Float64Array(ROWS + 2);
  batch.reserve(ROWS);
  let watermark = Number.MIN_SAFE_INTEGER;
  for (let first = 0; first < rows; first += ROWS) {
    batch.clear();
    const length = Math.min(ROWS, rows - first);
    for (let at = 0; at < length; at += 1) {
      fill(batch, at, first + at);
      batch.sequence[at] = at;
      watermarks[at] = watermark;
      watermark = batch.stores[0]?.floats[at] ?? watermark;
    }
    batch.length = length;
    watermarks[length] = watermark;
    take(batch, watermarks, length);
  }
}
