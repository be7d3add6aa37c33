// Appends rows to a stream's log; readers see them when the checkpoint of their epoch is durable (K1).
import type { SinkDriver, SinkRequest } from '@weir/engine/host';
import type { Batch } from '@weir/engine/runtime/batch';
import { rowEncoder } from '@weir/engine/runtime/rows-json';
import { Failure } from '@weir/shared/diagnostics';
import type { Json } from '@weir/shared/graph';
import { z } from 'zod';
import { encodeFrame } from '../log/frame.ts';
import { appended } from '../log/log-file.ts';
import type { StreamWriter } from '../streams/stream-writer.ts';
import type { Backlog } from './backlog.ts';
import type { DurableWork } from './durable-work.ts';

/** Where the log ended when the epoch was prepared. */
export const streamHandleSchema = z.strictObject({
  kind: z.literal('stream'),
  stream: z.string(),
  end: z.number(),
});

const FRAME_CHARS_MAX = 256 * 1024;

export type StreamSinkOptions = {
  readonly writer: StreamWriter;
  readonly stream: string;
  readonly input: SinkRequest['input'];
  readonly now: () => number;
  readonly durable: DurableWork;
  /** Throws when a newer incarnation of the job has begun. */
  readonly fence: () => void;
};

export class StreamSink implements SinkDriver, Backlog {
  readonly #options: StreamSinkOptions;
  readonly #encode: (batch: Batch, row: number) => string;
  #lines: string[] = [];
  #chars = 0;
  isFull = false;

  constructor(options: StreamSinkOptions) {
    this.#options = options;
    this.#encode = rowEncoder(options.input.columns);
  }

  write(batch: Batch, from: number, to: number): void {
    for (let row = from; row < to; row += 1) {
      const line = this.#encode(batch, row);
      this.#lines.push(line);
      this.#chars += line.length;
    }
    if (this.#chars >= FRAME_CHARS_MAX && !this.isFull) this.flush();
  }

  flush(): boolean {
    if (this.#lines.length === 0) return true;
    this.#options.fence();
    const records: { from: number; to: number }[] = [];
    const encoded = this.#lines.map((line) => Buffer.from(line));
    let at = 0;
    for (const line of encoded) {
      records.push({ from: at, to: at + line.length });
      at += line.length;
    }
    // The stamp is when rows enter the stream; rows become visible later, and that wait belongs to their time.
    const frame = encodeFrame({
      arrivalMs: this.#options.now(),
      note: new Uint8Array(0),
      bytes: Buffer.concat(encoded),
      records,
    });
    this.isFull = !appended(() => this.#options.writer.append(frame));
    if (this.isFull) return false;
    this.#lines = [];
    this.#chars = 0;
    return true;
  }

  prepare(): Json {
    if (!this.flush()) throw new Failure('DISK_FULL', 'disk of the streams is full', 'Free some space.');
    const { writer, durable, stream } = this.#options;
    durable.add(writer.sync());
    return { kind: 'stream', stream, end: writer.end };
  }

  commit(_epoch: number, handle: Json): void {
    this.#options.fence();
    const parsed = streamHandleSchema.safeParse(handle);
    if (parsed.success) this.#options.writer.commit(parsed.data.end);
  }

  close(): void {
    this.#options.writer.close();
  }
}
