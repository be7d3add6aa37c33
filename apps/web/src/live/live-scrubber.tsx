// Slot: 48 px below the canvas in live mode. The live and versions helper fills it; the designer only gives it a place.
import type { ReactNode } from 'react';

/** Drawn below the canvas in live mode. */
export function LiveScrubber(): ReactNode {
  return null;
}
