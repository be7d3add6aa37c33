// Below the canvas in live mode: kept for the time scrubber, which needs a history that nothing records yet.
import type { ReactNode } from 'react';

/** Draws nothing: a history of a minute is no scrubber. */
export function LiveScrubber(): ReactNode {
  return null;
}
