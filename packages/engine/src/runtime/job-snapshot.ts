// What a checkpoint holds of a job.
import { z } from 'zod';

export const jobSnapshotSchema = z.strictObject({
  formatVersion: z.literal(1),
  sources: z.record(z.string(), z.json()),
  operators: z.record(z.string(), z.strictObject({ state: z.json(), watermark: z.number() })),
  sinks: z.record(z.string(), z.json()),
});

/** Everything a job needs to go on: positions, state, and the handles of prepared sinks. */
export type JobSnapshot = z.infer<typeof jobSnapshotSchema>;
