// The engine's host on Node: clocks, text, compiler, shared memory, and the drivers that the caller supplies.
import { isUtf8 } from 'node:buffer';
import type { Host } from '@weir/engine/host';
import { compile } from './compile.ts';

/** The drivers of sources and sinks, by the names that node definitions use. */
export type Drivers = Pick<Host, 'openSource' | 'openSink'>;

/** Makes the host of a job on this machine. */
export function nodeHost(drivers: Drivers): Host {
  return {
    now: Date.now,
    monotonicMs: () => performance.now(),
    cpuMs: () => {
      const { user, system } = process.threadCpuUsage();
      return (user + system) / 1000;
    },
    compile,
    allocate: (bytes) => new SharedArrayBuffer(bytes),
    text: (bytes, from, to, ascii) =>
      ascii === true
        ? Buffer.prototype.latin1Slice.call(bytes, from, to)
        : Buffer.prototype.utf8Slice.call(bytes, from, to),
    isUtf8: (bytes, from, to) => isUtf8(bytes.subarray(from, to)),
    ...drivers,
  };
}
