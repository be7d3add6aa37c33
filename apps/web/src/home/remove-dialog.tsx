// Asks before a pipeline is deleted, and says what goes with it.
import type { PipelineInfo } from '@weir/shared/api';
import type { ReactNode } from 'react';
import { plural } from '../format.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';

/** Open while `pipeline` is given. */
export function RemoveDialog({
  pipeline,
  onClose,
  onRemove,
}: {
  readonly pipeline: PipelineInfo | undefined;
  readonly onClose: () => void;
  readonly onRemove: (pipeline: PipelineInfo) => void;
}): ReactNode {
  const running =
    pipeline?.lanes.filter((lane) => lane.status === 'running' || lane.status === 'starting') ?? [];
  const stops =
    running.length === 0
      ? 'No job of it runs.'
      : `${plural(running.length, 'job')} (${running.map((lane) => lane.environment).join(', ')}) will stop.`;
  return (
    <Dialog
      open={pipeline !== undefined}
      onClose={onClose}
      title={`Delete ${pipeline?.name ?? ''}?`}
      description={`${stops} Draft, versions, checkpoints, dead letters and the logs of its doors go with it. This cannot be undone; export the file first if you may want it back.`}
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="danger" icon="trash" onClick={() => pipeline !== undefined && onRemove(pipeline)}>
            Delete pipeline
          </Button>
        </>
      }
    />
  );
}
