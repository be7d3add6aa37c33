// Faults that tests put into a job: a node that stalls or breaks, a kill at a chosen moment. Never set outside of tests.
import { z } from 'zod';
import type { Drivers } from '../host/node-host.ts';

/** Sinks have prepared; the manifest is durable; its commit is half done; done; a start has committed it again. */
const PHASES = ['prepared', 'durable', 'halfCommitted', 'committed', 'recovered'] as const;

const faultsSchema = z.strictObject({
  /** Stops the thread for `ms` when the node is entered, not more often than every `everyMs`. */
  stall: z.strictObject({ nodeId: z.string(), ms: z.number().min(0), everyMs: z.number().min(1) }).optional(),
  /** Throws when the node is entered for the n-th time in a run, as a bug would. */
  crash: z.strictObject({ nodeId: z.string(), entry: z.number().int().min(1) }).optional(),
  /** Throws when a source has read this text, as a record that breaks the decoder would. */
  poison: z.string().min(1).optional(),
  /** Kills the process when a checkpoint of this epoch or a later one reaches the phase. */
  kill: z.strictObject({ phase: z.enum(PHASES), epoch: z.number().int().min(0) }).optional(),
});

/** Moments of a checkpoint, in order, and the one of a recovery. */
export type Phase = (typeof PHASES)[number];

export type Faults = z.infer<typeof faultsSchema>;

/** Test-only: the environment variable `WEIR_FAULTS`, such as `{"stall":{"nodeId":"f","ms":200,"everyMs":2000}}`. */
export function faultsFromEnvironment(text: string | undefined): Faults {
  return text === undefined || text === '' ? {} : faultsSchema.parse(JSON.parse(text));
}

/** What the engine calls before a node works; `undefined` without faults. */
export function beforeNode({ stall, crash }: Faults): ((nodeId: string) => void) | undefined {
  if (stall === undefined && crash === undefined) return undefined;
  const cell = new Int32Array(new SharedArrayBuffer(4));
  let lastMs = performance.now();
  let entries = 0;
  return (nodeId) => {
    if (nodeId === crash?.nodeId) {
      entries += 1;
      if (entries === crash.entry) throw new Error('fault: the node breaks');
    }
    if (nodeId !== stall?.nodeId || performance.now() - lastMs < stall.everyMs) return;
    lastMs = performance.now();
    Atomics.wait(cell, 0, 0, stall.ms);
  };
}

/** The drivers of a job, one of whose records is poison. */
export function poisoned(drivers: Drivers, { poison }: Faults): Drivers {
  if (poison === undefined) return drivers;
  return {
    ...drivers,
    openSource: (request) => {
      const source = drivers.openSource(request);
      return {
        next: (bytesMax) => {
          const chunk = source.next(bytesMax);
          if (
            typeof chunk !== 'string' &&
            Buffer.from(chunk.bytes.subarray(chunk.from, chunk.to)).includes(poison)
          )
            throw new Error('fault: a record is poison');
          return chunk;
        },
        onReady: (callback) => source.onReady(callback),
        release: (position) => source.release(position),
        backlogBytes: () => source.backlogBytes(),
        close: () => source.close(),
      };
    },
  };
}

/** Called at each phase: where the fault says so, the process dies as by a power cut. */
export function atPhase({ kill }: Faults, phase: Phase, epoch: number): void {
  if (kill !== undefined && kill.phase === phase && epoch >= kill.epoch) process.kill(process.pid, 'SIGKILL');
}
