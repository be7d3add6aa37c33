// The files of a log: segments named by the absolute position of their first byte.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export const SEGMENT_BYTES_MAX = 64 * 1024 * 1024;

const SEGMENT_NAME = /^(\d{20})\.log$/;

export function segmentPath(folder: string, base: number): string {
  return join(folder, `${String(base).padStart(20, '0')}.log`);
}

/** Positions where segments begin, ascending. */
export function listSegments(folder: string): readonly number[] {
  return readdirSync(folder)
    .flatMap((name) => {
      const digits = SEGMENT_NAME.exec(name)?.[1];
      return digits === undefined ? [] : [Number(digits)];
    })
    .sort((a, b) => a - b);
}
