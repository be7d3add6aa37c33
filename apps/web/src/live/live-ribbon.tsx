// Slot: 48 px above the canvas in live mode (watermark ribbon). The live and versions helper fills it; the designer only gives it a place.
import type { ReactNode } from 'react';

/** Drawn above the canvas in live mode. */
export function LiveRibbon(): ReactNode {
  return null;
}
