// The files of a log: segments named by the absolute position of their first byte.
import { join } from 'node:path';
import type { Disk } from '../disk/disk.ts';

export const SEGMENT_BYTES_MAX = 64 * 1024 * 1024;

const SEGMENT_NAME = /^(\d{20})\.log$/;

export function segmentPath(folder: string, base: number): string {
  return join(folder, `${String(base).padStart(20, '0')}.log`);
}

/** Positions where segments begin, ascending. */
export function listSegments(disk: Disk, folder: string): readonly number[] {
  return disk
    .list(folder)
    .flatMap((name) => {
      const digits = SEGMENT_NAME.exec(name)?.[1];
      return digits === undefined ? [] : [Number(digits)];
    })
    .sort((a, b) => a - b);
}
