// A host without a machine: sources read text from memory, sinks forget. For the preview, tests of pipelines and nodes.

import type { Host, SourceChunk, SourceDriver } from '../host.ts';
import { decodeUtf8, encodeUtf8, isUtf8 } from './utf8.ts';

export type MemoryHostOptions = {
  readonly compile: Host['compile'];
  /** Epoch milliseconds and a monotone clock. */
  readonly now: () => number;
  readonly monotonicMs: () => number;
  /** Text of each source, by node id. */
  readonly texts: Readonly<Record<string, string>>;
};

/** Makes the host. */
export function memoryHost(options: MemoryHostOptions): Host {
  return {
    now: options.now,
    monotonicMs: options.monotonicMs,
    random: repeatable(),
    compile: options.compile,
    allocate: (bytes) => new ArrayBuffer(bytes),
    text: decodeUtf8,
    isUtf8,
    openSource: (request) => textSource(options.texts[request.nodeId] ?? '', options.now),
    openSink: () => ({
      write: () => undefined,
      prepare: () => null,
      commit: () => undefined,
      close: () => undefined,
    }),
  };
}

/** The same numbers each time, so that a preview does not flicker (mulberry32). */
function repeatable(): () => number {
  let state = 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function textSource(text: string, now: () => number): SourceDriver {
  const bytes = encodeUtf8(text);
  let done = bytes.length === 0;
  return {
    next: (): SourceChunk | 'end' => {
      if (done) return 'end';
      done = true;
      return { bytes, from: 0, to: bytes.length, arrivalMs: now(), position: bytes.length };
    },
    onReady: () => undefined,
    release: () => undefined,
    backlogBytes: () => undefined,
    close: () => undefined,
  };
}
