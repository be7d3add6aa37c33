// What a checkpoint holds of a job.
import type { Json } from '@weir/shared/graph';
import { z } from 'zod';

/** Everything a job needs to go on: positions, state, and the handles of prepared sinks. */
export type JobSnapshot = {
  readonly formatVersion: 1;
  readonly sources: Readonly<Record<string, Json>>;
  readonly operators: Readonly<Record<string, { readonly state: Json; readonly watermark: number }>>;
  readonly sinks: Readonly<Record<string, Json>>;
};

// What JSON.parse gives is JSON: walking through a million keys to prove it took half a second of each checkpoint.
// Operators, sources and sinks check their own parts when they take them back.
const json = z.custom<Json>((value) => value !== undefined);

/** Reads a snapshot that came from JSON text. */
export const jobSnapshotSchema: z.ZodType<JobSnapshot> = z.strictObject({
  formatVersion: z.literal(1),
  sources: z.record(z.string(), json),
  operators: z.record(z.string(), z.strictObject({ state: json, watermark: z.number() })),
  sinks: z.record(z.string(), json),
});
