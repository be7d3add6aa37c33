// Publish in the top bar: the draft becomes the next version.
import { type ReactNode, useState } from 'react';
import { useDesigner } from '../store/context.tsx';
import { Button } from '../ui/button.tsx';
import { PublishDialog } from './publish-dialog.tsx';

/** The Publish button of the open pipeline. */
export function PublishButton(): ReactNode {
  const [open, setOpen] = useState(false);
  const empty = useDesigner((state) => state.graph.nodes.length === 0);
  return (
    <>
      <Button
        look="primary"
        disabled={empty}
        title={empty ? 'There is nothing to publish yet' : 'Make a version of the draft'}
        onClick={() => setOpen(true)}
      >
        Publish…
      </Button>
      {open && <PublishDialog onClose={() => setOpen(false)} />}
    </>
  );
}
