// What a stateful node supplies: rows in, rows out, exact event time, snapshot and restore.
import type { DataType, Value } from '@weir/shared/data-type';
import type { RowErrorCode } from '@weir/shared/diagnostics';
import type { Js } from '@weir/shared/fragment';
import type { Json } from '@weir/shared/graph';
import type { StreamType } from '@weir/shared/stream-type';
import type { TypedAggregate } from '@weir/sql/check/typed';
import { RowError } from '@weir/sql/row-error';
import type { Batch } from './batch.ts';

/**
 * Event time during one micro-batch, for one operator: `watermarks[s]` is the operator's watermark (the lowest of its
 * inputs, never decreasing: T20) just before source row `s`, for `start <= s <= end`; `watermarks[end]` is the one after
 * the whole micro-batch. Rows and timers therefore act as if row by row, whatever the size of the batch.
 */
export type WatermarkClock = {
  readonly watermarks: Float64Array;
  readonly start: number;
  readonly end: number;
};

/** An operator at run time. The engine calls `process` once per micro-batch that has rows or moves time. */
export type Operator = {
  /**
   * Takes the rows of one micro-batch: one batch per input port, rows in order of `sequence`, ties by port order.
   * Everything that fires at or before `clock.watermarks[clock.end]` must have fired on return. The batches belong to
   * the engine and are reused.
   */
  readonly process: (inputs: readonly Batch[], clock: WatermarkClock) => void;
  /** Smallest watermark at which something will fire, for "needs an event after ..."; `undefined` when nothing waits. */
  readonly nextFire: () => number | undefined;
  /** Keys in state now. */
  readonly stateKeys: () => number;
  /** State as JSON with a schema version; equal states give equal JSON. */
  readonly snapshot: () => Json;
  /** Takes a snapshot of the same definition and configuration back. */
  readonly restore: (snapshot: Json) => void;
};

/** What an operator is made with. */
export type OperatorContext<C> = {
  readonly config: C;
  readonly inputs: Readonly<Record<string, StreamType>>;
  readonly outputs: Readonly<Record<string, StreamType>>;
  /** The batch of an output port: push rows there, ascending in `sequence`. */
  readonly out: (port: string) => Batch;
  /** True when an output port has a consumer. */
  readonly connected: (port: string) => boolean;
  /** Counts a late row and, when its port is unconnected, keeps it as a dead letter. */
  readonly late: (input: Batch, row: number) => void;
  /** Keeps a row of the input that could not be processed as a dead letter. */
  readonly reject: (code: RowErrorCode, message: string, input: Batch, row: number) => void;
  /** Epoch milliseconds, for what expires in processing time (T14). */
  readonly now: () => number;
  /** To call now and then in work that may last for seconds, such as firing many windows. */
  readonly progress: () => void;
  /** Checks an aggregate call over an input. The planner has found it good before. */
  readonly aggregate: (text: string, port: string) => TypedAggregate;
  /** Compiles a function `(batch, row) => value` from an expression over an input. */
  readonly evaluate: (text: string, port: string) => (batch: Batch, row: number) => Value;
  /** Compiles generated code; the only door to the host's compiler. `args` name the parameters of the function. */
  readonly compile: (code: Js) => unknown;
  readonly typeOf: (text: string, port: string) => { readonly type: DataType; readonly nullable: boolean };
};

/** The source row that lifted the watermark to `watermark`: what fires then has its sequence. */
export function sequenceOf(watermark: number, clock: WatermarkClock): number {
  let low = clock.start;
  let high = clock.end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((clock.watermarks[middle] ?? 0) >= watermark) high = middle;
    else low = middle + 1;
  }
  return Math.max(clock.start, low - 1);
}

/** A row could not be computed: it becomes a dead letter. Anything but a RowError is a bug and goes on up. */
export function rejectFailed<C>(ctx: OperatorContext<C>, error: unknown, batch: Batch, row: number): void {
  if (!(error instanceof RowError)) throw error;
  ctx.reject(error.code, error.message, batch, row);
}
