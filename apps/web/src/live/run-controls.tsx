// Run, Stop and Restart in the top bar. In live mode they act on the environment that is watched, else on the draft.
import type { Environment } from '@weir/shared/api';
import { type ReactNode, useState } from 'react';
import { useMode } from '../designer/mode.ts';
import { useDesigner, useDesignerStore } from '../store/context.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Menu } from '../ui/menu.tsx';
import { startJob, stopJob } from './job-actions.ts';
import { useLive, useLiveSession } from './live-session.ts';

/** The Run or Stop button of the open pipeline. */
export function RunControls(): ReactNode {
  const mode = useMode();
  const watched = useLive((state) => state.environment);
  const environment = mode === 'live' ? watched : 'draft';
  const job = useLive((state) => state.jobs[environment]);
  const busy = useLive((state) => state.busy);
  const empty = useDesigner((state) => state.graph.nodes.length === 0);
  const changed = useDraftChanged();
  const session = useLiveSession();
  const store = useDesignerStore();
  const runs = job?.status === 'running' || job?.status === 'starting';
  const start = (): void => void startJob(session, store, environment);
  if (mode === 'versions') return null;
  if (runs) {
    return (
      <>
        {mode === 'edit' && changed && (
          <Button
            icon="play"
            disabled={busy !== undefined}
            onClick={start}
            title="The draft changed since this run"
          >
            Restart
          </Button>
        )}
        <StopButton environment={environment} busy={busy === 'stopping'} />
      </>
    );
  }
  if (environment !== 'draft') {
    if (job?.version === undefined) return null;
    return (
      <Button icon="play" disabled={busy !== undefined} onClick={start}>
        {busy === 'starting' ? 'Starting…' : `Start v${job.version}`}
      </Button>
    );
  }
  return (
    <Button
      icon="play"
      disabled={busy !== undefined || empty}
      title={empty ? 'There is nothing to run yet' : undefined}
      onClick={start}
    >
      {busy === 'starting' ? 'Starting…' : job?.status === 'suspended' ? 'Resume draft' : 'Run draft'}
    </Button>
  );
}

/** True when the draft is no longer what its job runs. */
export function useDraftChanged(): boolean {
  const running = useLive((state) => state.jobs.draft?.graphHash);
  const draft = useDesigner((state) => state.graphHash);
  return running !== undefined && running !== draft;
}

function StopButton({
  environment,
  busy,
}: {
  readonly environment: Environment;
  readonly busy: boolean;
}): ReactNode {
  const session = useLiveSession();
  const [asking, setAsking] = useState<'suspend' | 'finish'>();
  const stop = (how: 'suspend' | 'finish'): void => {
    if (environment === 'production') setAsking(how);
    else void stopJob(session, environment, how);
  };
  return (
    <>
      <Menu
        label="How to stop"
        trigger={
          <Button icon="stop" disabled={busy}>
            {busy ? 'Stopping…' : 'Stop'}
          </Button>
        }
        items={[
          { title: 'Suspend: keep state and open windows', icon: 'pause', run: () => stop('suspend') },
          { title: 'Finish: end the input, fire every window', icon: 'check', run: () => stop('finish') },
        ]}
      />
      <Dialog
        open={asking !== undefined}
        onClose={() => setAsking(undefined)}
        title="Stop production?"
        description={
          asking === 'finish'
            ? 'The input ends and every open window fires now. Events that come later are not read until it is started again.'
            : 'State and open windows are kept. Doors go on taking events; they are read when it is started again.'
        }
        footer={
          <>
            <Button onClick={() => setAsking(undefined)}>Leave it running</Button>
            <Button
              look="danger"
              icon="stop"
              onClick={() => {
                if (asking !== undefined) void stopJob(session, environment, asking);
                setAsking(undefined);
              }}
            >
              {asking === 'finish' ? 'Finish production' : 'Suspend production'}
            </Button>
          </>
        }
      />
    </>
  );
}
