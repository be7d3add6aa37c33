// The machine under a data plane: disk, clocks, waiting, and the engine's host. A simulated one runs the same classes.
import type { Host } from '@weir/engine/host';
import type { Disk } from '../disk/disk.ts';
import { nodeDisk } from '../disk/node-disk.ts';
import { type Drivers, nodeHost } from './node-host.ts';

/** A wait that may be cut short. */
export type Sleep = { readonly done: Promise<void>; readonly wake: () => void };

export type Machine = {
  readonly disk: Disk;
  /** Epoch milliseconds; may jump. */
  readonly now: () => number;
  /** Never jumps: for intervals and durations. */
  readonly monotonicMs: () => number;
  /** Resolves after a turn of the event loop: messages and finished writes are dealt with. */
  readonly turn: () => Promise<void>;
  readonly sleep: (ms: number) => Sleep;
  readonly host: (drivers: Drivers) => Host;
};

export const nodeMachine: Machine = {
  disk: nodeDisk,
  now: Date.now,
  monotonicMs: () => performance.now(),
  turn: () => new Promise((resume) => setImmediate(resume)),
  sleep: (ms) => {
    let wake = (): void => undefined;
    const done = new Promise<void>((resume) => {
      const timer = setTimeout(resume, ms);
      wake = () => {
        clearTimeout(timer);
        resume();
      };
    });
    return { done, wake };
  },
  host: nodeHost,
};
