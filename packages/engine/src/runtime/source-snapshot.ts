// What a source keeps in a checkpoint, to go on exactly behind the rows that were taken.

import type { Json } from '@weir/shared/graph';
import { z } from 'zod';
import { MIN_WATERMARK } from './time.ts';

/** Where a source is: its position, the names its decoder has met, and how far its time has come. */
export const sourceSnapshotSchema = z.strictObject({
  position: z.json().optional(),
  records: z.number(),
  names: z.json(),
  index: z.number(),
  baseMs: z.number(),
  watermark: z.number(),
  ended: z.boolean(),
});

/** What a source keeps in a checkpoint. */
export type SourceSnapshot = z.infer<typeof sourceSnapshotSchema>;

/** A source's snapshot that keeps nothing but the place to go on from: event time begins anew. */
export function positionOnly(snapshot: Json): Json {
  const { position, records, names } = sourceSnapshotSchema.parse(snapshot);
  return {
    ...(position === undefined ? {} : { position }),
    records,
    names,
    index: 0,
    baseMs: 0,
    watermark: MIN_WATERMARK,
    ended: false,
  };
}
