// The figures of a whole pipeline as live texts: rows in, rows out, p99 end to end.
import { useMemo } from 'react';
import { faceText, rateFace, spanFace } from './face-text.ts';
import type { Paint } from './painter.ts';
import { type Ends, readTotals } from './totals.ts';

type Read = (paint: Paint) => string;

/** What `LiveText` reads; the same functions as long as the ends stay. */
export function useTotalTexts(ends: Ends): {
  readonly rowsIn: Read;
  readonly rowsOut: Read;
  readonly p99: Read;
} {
  return useMemo(
    () => ({
      rowsIn: ({ frames }) => faceText(rateFace(readTotals(frames, ends).rateIn)),
      rowsOut: ({ frames }) => faceText(rateFace(readTotals(frames, ends).rateOut)),
      p99: ({ frames }) => faceText(spanFace(readTotals(frames, ends).e2eP99Ms)),
    }),
    [ends],
  );
}
