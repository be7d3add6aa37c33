// One line under the ribbon for what a person must know: why it failed, what was not kept, that the draft has changed.
import type { ReactNode } from 'react';
import { useDesignerStore } from '../store/context.tsx';
import { Button } from '../ui/button.tsx';
import { type State, StateGlyph } from '../ui/icon.tsx';
import { startJob } from './job-actions.ts';
import styles from './live-ribbon.module.css';
import { useLive, useLiveSession } from './live-session.ts';
import { useDraftChanged } from './run-controls.tsx';

/** Nothing when there is nothing to say. */
export function LiveMessages(): ReactNode {
  const environment = useLive((state) => state.environment);
  const job = useLive((state) => state.jobs[environment]);
  const refusal = useLive((state) => state.refusal);
  const dismissed = useLive((state) => state.dismissed);
  const busy = useLive((state) => state.busy);
  const changed = useDraftChanged();
  const session = useLiveSession();
  const store = useDesignerStore();
  const error = job?.status === 'failed' ? (job.error ?? { message: 'the job failed' }) : refusal;
  const runs = job?.status === 'running' || job?.status === 'starting';
  const start = (): void => void startJob(session, store, environment);
  const noticeKey =
    job === undefined || job.notices.length === 0 ? undefined : `${job.startedAt} ${job.notices.join()}`;
  return (
    <div className={styles.messages}>
      {error !== undefined && (
        <Message
          state="crit"
          text={`${job?.status === 'failed' ? 'The job failed: ' : ''}${error.message}`}
          hint={error.hint}
        >
          {job?.status === 'failed' && (
            <Button small disabled={busy !== undefined} onClick={start}>
              Start again
            </Button>
          )}
          {job?.status !== 'failed' && (
            <Button small onClick={() => session.store.setState({ refusal: undefined })}>
              Close
            </Button>
          )}
        </Message>
      )}
      {runs && job.degraded !== undefined && (
        <Message state="crit" text={`Degraded: ${job.degraded.message}`} hint={job.degraded.hint} />
      )}
      {noticeKey !== undefined && noticeKey !== dismissed && (
        <Message state="warn" text={counted(job?.notices ?? []).join('; ')}>
          <Button small onClick={() => session.store.setState({ dismissed: noticeKey })}>
            Read
          </Button>
        </Message>
      )}
      {environment === 'draft' && runs && changed && (
        <Message state="warn" text="The draft changed since this run: numbers are those of the older graph.">
          <Button small disabled={busy !== undefined} onClick={start}>
            Restart
          </Button>
        </Message>
      )}
      {job !== undefined && !runs && error === undefined && (
        <Message state="idle" text={restText(environment, job.status, job.version)} />
      )}
    </div>
  );
}

function restText(environment: string, status: string, version: number | undefined): string {
  if (status === 'finished')
    return 'All input is read and every window has fired. The numbers are the last ones.';
  if (status === 'suspended') return 'Suspended: state and open windows are kept, doors go on taking events.';
  if (environment === 'draft') return 'The draft does not run. Run it to see numbers on every node.';
  return version === undefined
    ? `Nothing is deployed to ${environment}.`
    : `Version ${version} does not run.`;
}

function Message(props: {
  readonly state: State;
  readonly text: string;
  readonly hint?: string | undefined;
  readonly children?: ReactNode;
}): ReactNode {
  const said = sentence(props.text);
  return (
    <div
      className={styles.message}
      data-state={props.state}
      role={props.state === 'crit' ? 'alert' : 'status'}
    >
      <StateGlyph state={props.state} />
      <span className={styles.said} title={said}>
        {said} {props.hint}
      </span>
      {props.children}
    </div>
  );
}

function sentence(text: string): string {
  const plain = text.replace(/[.\s]+$/, '');
  return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}.`;
}

// The same thing said five times is said once.
function counted(notices: readonly string[]): readonly string[] {
  const times = new Map<string, number>();
  for (const notice of notices) {
    const plain = notice.replace(/[.\s]+$/, '');
    times.set(plain, (times.get(plain) ?? 0) + 1);
  }
  return [...times].map(([notice, count]) => (count === 1 ? notice : `${notice} (${count} times)`));
}
