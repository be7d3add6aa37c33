// Where to begin reading a log: at an offset, or at the first row that came at a time or later.
import { z } from 'zod';
import type { Disk } from '../disk/disk.ts';
import { readWhole } from './durable-files.ts';
import { readFrame } from './frame.ts';
import { listSegments, segmentPath } from './segments.ts';

/**
 * Where a reader without a position begins. Times are those at which rows came in. An offset is a position in the log; in
 * the midst of a request, the next one.
 */
export const logStartSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('earliest') }),
  z.strictObject({ kind: z.literal('latest') }),
  z.strictObject({ kind: z.literal('offset'), offset: z.number().int().min(0) }),
  z.strictObject({ kind: z.literal('time'), atMs: z.number() }),
]);
export type LogStart = Readonly<z.infer<typeof logStartSchema>>;

/** The position of the first whole frame from there on; `end` when there is none yet. */
export function findPosition(
  log: { readonly disk: Disk; readonly folder: string; readonly end: number },
  start: LogStart,
): number {
  const { disk, folder, end } = log;
  const segments = listSegments(disk, folder);
  const first = segments[0] ?? 0;
  if (start.kind === 'earliest') return first;
  if (start.kind === 'latest') return end;
  const isBefore = (frame: { readonly at: number; readonly arrivalMs: number }): boolean =>
    start.kind === 'offset' ? frame.at < start.offset : frame.arrivalMs < start.atMs;
  for (const [index, base] of segments.entries()) {
    const next = segments[index + 1];
    // The segment before the first one that begins late enough.
    if (next !== undefined && isBefore({ at: next, arrivalMs: arrivalAt(disk, folder, next) })) continue;
    const bytes = readWhole(disk, segmentPath(folder, base));
    for (let at = 0; base + at < end; ) {
      const frame = readFrame(bytes, at, bytes.length);
      if (frame === undefined) break;
      if (!isBefore({ at: base + at, arrivalMs: frame.arrivalMs })) return base + at;
      at = frame.end;
    }
  }
  return end;
}

/** When the first frame of a segment came; never, when it has none. */
function arrivalAt(disk: Disk, folder: string, base: number): number {
  const bytes = Buffer.alloc(16);
  const file = disk.open(segmentPath(folder, base), 'read');
  try {
    return disk.read(file, bytes, 0) < bytes.length ? Number.POSITIVE_INFINITY : bytes.readDoubleLE(8);
  } finally {
    disk.close(file);
  }
}
