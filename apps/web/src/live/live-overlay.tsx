// Slot: inside React Flow, above the wires, in live mode (particles, bottleneck tag, queue pills). The live and versions helper fills it; the designer only gives it a place.
import type { ReactNode } from 'react';

/** Drawn inside the canvas in live mode. */
export function LiveOverlay(): ReactNode {
  return null;
}
