// The engine's host on Node: clocks, text, compiler, shared memory, and the drivers that the caller supplies.

import { isUtf8 } from 'node:buffer';
import { webcrypto } from 'node:crypto';
import type { Host } from '@weir/engine/host';
import { compile } from './compile.ts';

/** The drivers of sources and sinks, by the names that node definitions use. */
export type Drivers = Pick<Host, 'openSource' | 'openSink'>;

/** Makes the host of a job on this machine. */
export function nodeHost(drivers: Drivers): Host {
  return {
    now: Date.now,
    random: randomNumbers(),
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

/** Random numbers of the system's generator, fetched a thousand at a time. */
function randomNumbers(): () => number {
  const pool = new Uint32Array(1024);
  let at = pool.length;
  return () => {
    if (at === pool.length) {
      webcrypto.getRandomValues(pool);
      at = 0;
    }
    const value = pool[at] ?? 0;
    at += 1;
    return value / 4_294_967_296;
  };
}
