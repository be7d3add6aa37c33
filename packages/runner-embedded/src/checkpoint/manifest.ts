// What a checkpoint holds, and its form on disk: one file whose first line says how long the rest is and its SHA-256.
import { jobSnapshotSchema } from '@weir/engine/runtime/job-snapshot';
import { z } from 'zod';
import { letterHandleSchema } from '../drivers/dead-letter-file.ts';
import { seal, unseal } from '../log/sealed-file.ts';
import { countersSchema } from './counters.ts';

export const manifestSchema = z.strictObject({
  formatVersion: z.literal(1),
  epoch: z.number().int().min(1),
  /** Incarnation of the job that wrote it. */
  generation: z.number().int().min(1),
  atMs: z.number(),
  graphHash: z.string(),
  /** Everything has fired; the next start begins anew, behind what doors and streams have given. */
  finished: z.boolean(),
  /** By node id: what must be equal for the state of a node to be kept. */
  fingerprints: z.record(z.string(), z.string()),
  snapshot: jobSnapshotSchema,
  /** Absent in checkpoints of before they were counted. */
  counters: countersSchema.default({}),
  letters: letterHandleSchema,
});
export type Manifest = z.infer<typeof manifestSchema>;

const KIND = 'checkpoint';

/** The parts of the file. */
export function encodeManifest(manifest: Manifest): readonly Buffer[] {
  return seal(KIND, manifest);
}

/** The manifest in a file's bytes; `undefined` when a single bit is not as it was written. */
export function decodeManifest(bytes: Buffer): Manifest | undefined {
  return manifestSchema.safeParse(unseal(KIND, bytes)).data;
}
