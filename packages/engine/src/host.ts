// What a machine must supply to the engine: clock, compiler, buffers and drivers. Everything else is pure.
import type { Json } from '@weir/shared/graph';
import type { StreamType } from '@weir/shared/stream-type';
import type { Batch } from './runtime/batch.ts';

/** The machine under the engine: Node's data plane, the preview worker, or the simulator of the testkit. */
export type Host = {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Random numbers from 0 to below 1; a simulated machine repeats them from its seed. */
  readonly random: () => number;
  /** A monotone clock in milliseconds with a fraction, for durations. */
  readonly monotonicMs: () => number;
  /** CPU milliseconds of this thread, where the machine tells; for the cost per stage. */
  readonly cpuMs?: (() => number) | undefined;
  /** Compiles generated source to a function of the named parameters: the one place that makes code from text. */
  readonly compile: (
    source: string,
    parameters: readonly string[],
  ) => (...args: readonly unknown[]) => unknown;
  /** Memory that readers of metrics can share: SharedArrayBuffer in the data plane, ArrayBuffer elsewhere. */
  readonly allocate: (bytes: number) => ArrayBuffer | SharedArrayBuffer;
  /** The text of UTF-8 bytes that are known to be valid; `ascii` says that every byte is below 128. */
  readonly text: (bytes: Uint8Array, from: number, to: number, ascii?: boolean) => string;
  /** Whether a range of bytes is valid UTF-8. */
  readonly isUtf8: (bytes: Uint8Array, from: number, to: number) => boolean;
  readonly openSource: (request: SourceRequest) => SourceDriver;
  readonly openSink: (request: SinkRequest) => SinkDriver;
};

export type SourceRequest = {
  readonly nodeId: string;
  readonly driver: string;
  readonly options: Json;
  /** How to find the end of the last whole record in a range of bytes; `from` when there is none. */
  readonly recordEnd: (bytes: Uint8Array, from: number, to: number) => number;
  /** Where to go on, as an earlier chunk said; absent for the beginning. */
  readonly position: Json | undefined;
};

/** A run of whole records. The bytes belong to the driver and are valid until the next call. */
export type SourceChunk = {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
  /** When the bytes entered Weir, epoch milliseconds: arrival stamp of every record of the chunk. */
  readonly arrivalMs: number;
  /** Position behind this chunk; reading from it gives the next record. */
  readonly position: Json;
};

/** Reads bytes. Never blocks: a source with nothing to give says `idle`, a bounded one at its end says `end`. */
export type SourceDriver = {
  readonly next: (bytesMax: number) => SourceChunk | 'idle' | 'end';
  /** Calls back once when `next` may give something again; the engine also looks by itself every 100 ms. */
  readonly onReady: (callback: () => void) => void;
  /** Everything before this position is in a durable checkpoint and may be released. */
  readonly release: (position: Json) => void;
  /** Rows or bytes that wait in the source, for the lag figure; `undefined` when unknown. */
  readonly backlogBytes: () => number | undefined;
  readonly close: () => void;
};

export type SinkRequest = {
  readonly nodeId: string;
  readonly driver: string;
  readonly options: Json;
  readonly input: StreamType;
  /** What `prepare` gave at the checkpoint the job resumes from; absent on a fresh start. */
  readonly restored: Json | undefined;
};

/**
 * Writes rows. A transactional sink makes rows visible in `commit` only: `prepare(epoch)` makes what came since the
 * last prepare durable and gives a handle for the manifest, `commit` may be repeated after a crash with the handle
 * that the manifest holds, and rows of epochs above the restored one are discarded when the sink opens.
 */
export type SinkDriver = {
  readonly write: (batch: Batch, from: number, to: number) => void;
  readonly prepare: (epoch: number) => Json;
  readonly commit: (epoch: number, handle: Json) => void;
  readonly close: () => void;
};
