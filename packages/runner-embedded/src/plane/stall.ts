// A delay inside a node, for tests that check what the metrics say about it. Never set outside of tests.
import { z } from 'zod';
import type { Stall } from './worker-messages.ts';

const faultsSchema = z.strictObject({
  stall: z.strictObject({ nodeId: z.string(), ms: z.number().min(0), everyMs: z.number().min(1) }).optional(),
});

/** Test-only: the environment variable `WEIR_FAULTS`, such as `{"stall":{"nodeId":"f","ms":200,"everyMs":2000}}`. */
export function stallFromEnvironment(text: string | undefined): Stall | undefined {
  return text === undefined || text === '' ? undefined : faultsSchema.parse(JSON.parse(text)).stall;
}

/** Stops the thread for `ms` when the node is entered, not more often than every `everyMs`. */
export function stallNode(stall: Stall | undefined): ((nodeId: string) => void) | undefined {
  if (stall === undefined) return undefined;
  const cell = new Int32Array(new SharedArrayBuffer(4));
  let lastMs = performance.now();
  return (nodeId) => {
    if (nodeId !== stall.nodeId || performance.now() - lastMs < stall.everyMs) return;
    lastMs = performance.now();
    Atomics.wait(cell, 0, 0, stall.ms);
  };
}
