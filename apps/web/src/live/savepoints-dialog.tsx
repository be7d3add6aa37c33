// Savepoints of the watched job: made now, listed, gone back to, removed. Nothing else ever removes them.
import { useQuery } from '@tanstack/react-query';
import type { NodeCompatibility, Savepoint } from '@weir/shared/api';
import { type ReactNode, useState } from 'react';
import { ApiError, api } from '../api.ts';
import { agoText, bytesText } from '../format.ts';
import { useDesignerStore } from '../store/context.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { startJob } from './job-actions.ts';
import { useLive, useLiveSession } from './live-session.ts';
import styles from './savepoints-dialog.module.css';

/** The dialog while `open`. */
export function SavepointsDialog(props: { readonly open: boolean; readonly onClose: () => void }): ReactNode {
  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      title="Savepoints"
      description="A savepoint holds the state of the job at a moment. Going back to one takes back the output that came after it and makes it again from the logs, as far as they still reach."
    >
      {props.open && <Savepoints onClose={props.onClose} />}
    </Dialog>
  );
}

function Savepoints({ onClose }: { readonly onClose: () => void }): ReactNode {
  const session = useLiveSession();
  const store = useDesignerStore();
  const environment = useLive((state) => state.environment);
  const lane = { pipelineId: session.pipelineId, environment };
  const [busy, setBusy] = useState(false);
  const [chosen, setChosen] = useState<Savepoint>();
  const query = useQuery({
    queryKey: ['jobs.savepoints', lane.pipelineId, environment],
    queryFn: () => api.query('jobs.savepoints', lane),
    retry: false,
  });
  const change = async (work: () => Promise<string>): Promise<void> => {
    setBusy(true);
    try {
      toast(await work(), { tone: 'ok' });
      await query.refetch();
    } catch (cause) {
      toast(`Not done: ${cause instanceof ApiError ? cause.message : String(cause)}`, { tone: 'crit' });
    } finally {
      setBusy(false);
    }
  };
  const make = (): Promise<void> =>
    change(async () => `Savepoint ${(await api.mutate('jobs.savepoint', lane)).epoch} is made`);
  const remove = (epoch: number): Promise<void> =>
    change(async () => {
      await api.mutate('jobs.removeSavepoint', { ...lane, epoch });
      return `Savepoint ${epoch} is removed`;
    });
  const goBack = (epoch: number): void => {
    onClose();
    void startJob(session, store, environment, epoch);
  };
  if (chosen !== undefined)
    return (
      <Confirm savepoint={chosen} onBack={() => setChosen(undefined)} onGo={() => goBack(chosen.epoch)} />
    );
  const savepoints = query.data ?? [];
  return (
    <div className={styles.body}>
      <Button icon="plus" look="primary" disabled={busy} onClick={() => void make()}>
        Make a savepoint
      </Button>
      {savepoints.length === 0 ? (
        <p className={styles.none}>{query.isPending ? 'Looking…' : 'There is none yet.'}</p>
      ) : (
        <ul className={styles.list} aria-label="Savepoints, newest first">
          {savepoints.map((savepoint) => (
            <li key={savepoint.epoch}>
              <span className={styles.name}>
                <b>{savepoint.epoch}</b>
                <span title={savepoint.at}>{agoText(savepoint.at, Date.now())}</span>
                <span>{bytesText(savepoint.bytes)}</span>
              </span>
              <Button small disabled={busy} onClick={() => setChosen(savepoint)}>
                Go back to it
              </Button>
              <IconButton
                icon="trash"
                label={`Remove savepoint ${savepoint.epoch}`}
                small
                disabled={busy}
                onClick={() => void remove(savepoint.epoch)}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What becomes of the state of each node, before it happens. */
function Confirm(props: {
  readonly savepoint: Savepoint;
  readonly onBack: () => void;
  readonly onGo: () => void;
}): ReactNode {
  const { pipelineId } = useLiveSession();
  const environment = useLive((state) => state.environment);
  const { epoch } = props.savepoint;
  const report = useQuery({
    queryKey: ['jobs.compatibility', pipelineId, environment, epoch],
    queryFn: () => api.query('jobs.compatibility', { pipelineId, environment, savepoint: epoch }),
    retry: false,
    gcTime: 0,
  });
  const changed = (report.data ?? []).filter(({ verdict }) => verdict !== 'same');
  return (
    <div className={styles.body}>
      <p>
        Go back to savepoint {epoch}, {agoText(props.savepoint.at, Date.now())}?
      </p>
      {report.error !== null && <p role="alert">{report.error.message}</p>}
      {report.isSuccess && (
        <ul className={styles.report} aria-label="State of the nodes">
          {changed.length === 0 ? <li>Every node keeps its state.</li> : changed.map(reportLine)}
        </ul>
      )}
      <div className={styles.ask}>
        <Button onClick={props.onBack}>Leave it</Button>
        <Button look="danger" disabled={!report.isSuccess} onClick={props.onGo}>
          Go back
        </Button>
      </div>
    </div>
  );
}

function reportLine({ nodeId, name, verdict, reason }: NodeCompatibility): ReactNode {
  return (
    <li key={nodeId}>
      <b>{name}</b> {verdict}: {reason}
    </li>
  );
}
