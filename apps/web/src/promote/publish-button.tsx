// Slot: Publish in the top bar. The versions helper fills the behaviour.
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';

/** The Publish button of the open pipeline. */
export function PublishButton(): ReactNode {
  return (
    <Button look="primary" disabled title="Not built yet">
      Publish…
    </Button>
  );
}
