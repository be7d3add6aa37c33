// Slot: in the top bar after the save chip (status of the running job). The live and versions helper fills it; the designer only gives it a place.
import type { ReactNode } from 'react';

/** Drawn in the top bar in every mode. */
export function LiveStatus(): ReactNode {
  return null;
}
