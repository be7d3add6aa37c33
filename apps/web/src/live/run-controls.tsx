// Slot: Run and Stop in the top bar. The live helper fills the behaviour.
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';

/** The Run or Stop button of the open pipeline. */
export function RunControls(): ReactNode {
  return (
    <Button icon="play" disabled title="Not built yet">
      Run draft
    </Button>
  );
}
