// What a checkpoint holds, and its form on disk: one file whose first line says how long the rest is and its SHA-256.
import { createHash } from 'node:crypto';
import { jobSnapshotSchema } from '@weir/engine/runtime/job-snapshot';
import { z } from 'zod';
import { letterHandleSchema } from '../drivers/dead-letter-file.ts';
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

const headSchema = z.strictObject({ weir: z.literal('checkpoint'), bytes: z.number(), sha256: z.string() });

/** The parts of the file. */
export function encodeManifest(manifest: Manifest): readonly Buffer[] {
  const body = Buffer.from(JSON.stringify(manifest));
  const head = { weir: 'checkpoint', bytes: body.length, sha256: sha256(body) };
  return [Buffer.from(`${JSON.stringify(head)}\n`), body];
}

/** The manifest in a file's bytes; `undefined` when a single bit is not as it was written. */
export function decodeManifest(bytes: Buffer): Manifest | undefined {
  const lineEnd = bytes.indexOf(10);
  if (lineEnd < 0) return undefined;
  const head = headSchema.safeParse(parseJson(bytes.subarray(0, lineEnd)));
  const body = bytes.subarray(lineEnd + 1);
  if (!head.success || head.data.bytes !== body.length || head.data.sha256 !== sha256(body)) return undefined;
  const manifest = manifestSchema.safeParse(parseJson(body));
  return manifest.success ? manifest.data : undefined;
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    // Damaged: the caller takes an older one.
    return undefined;
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
