// In the top bar: which environment is watched, what its job does and since when. In edit mode a short chip says that
// the draft runs.
import type { Environment } from '@weir/shared/api';
import { type ReactNode, useEffect } from 'react';
import { useMode } from '../designer/mode.ts';
import { Link } from '../link.tsx';
import { pipelinePath } from '../router.ts';
import { EnvChip } from '../ui/chip.tsx';
import { Icon, StateGlyph } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import { uptimeText } from './face-text.ts';
import { JOB_STATES } from './job-states.ts';
import { ENVIRONMENTS, type Job, useLive, useLiveSession } from './live-session.ts';
import styles from './live-status.module.css';
import { LiveText } from './live-text.tsx';
import type { Paint } from './painter.ts';
import { useDraftChanged } from './run-controls.tsx';

/** Drawn in the top bar in every mode. */
export function LiveStatus(): ReactNode {
  const mode = useMode();
  const session = useLiveSession();
  useEffect(() => session.followJobs(), [session]);
  if (mode === 'live') return <Watched />;
  return mode === 'edit' ? <DraftRuns /> : null;
}

function DraftRuns(): ReactNode {
  const status = useLive((state) => state.jobs.draft?.status);
  const changed = useDraftChanged();
  const { pipelineId } = useLiveSession();
  if (status !== 'running' && status !== 'failed') return null;
  const told = JOB_STATES[status];
  return (
    <Link className={styles.chip} href={pipelinePath(pipelineId, { mode: 'live' })}>
      <StateGlyph state={changed && status === 'running' ? 'warn' : told.state} />
      {status === 'failed' ? 'Run failed' : changed ? 'Runs an older draft' : 'Draft runs'}
    </Link>
  );
}

function Watched(): ReactNode {
  const environment = useLive((state) => state.environment);
  const job = useLive((state) => state.jobs[environment]);
  const connection = useLive((state) => state.connection);
  const told = job === undefined ? undefined : JOB_STATES[job.status];
  return (
    <>
      <EnvironmentPicker />
      <span className={styles.state} role="status">
        {told !== undefined && <StateGlyph state={told.state} />}
        {stateWord(job)}
        {job?.status === 'running' && <LiveText className={styles.uptime} read={uptime} />}
        {connection === 'lost' && job?.status === 'running' && (
          <span className={styles.lost}>numbers interrupted, connecting again</span>
        )}
      </span>
    </>
  );
}

function stateWord(job: Job | undefined): string {
  if (job === undefined) return '';
  if (job.status === 'stopped' && job.startedAt === undefined) return 'Not running';
  return JOB_STATES[job.status].word;
}

function uptime({ frames }: Paint): string {
  return frames.shown === undefined ? '' : uptimeText(frames.shown.uptimeMs);
}

const TITLES: Readonly<Record<Environment, string>> = {
  draft: 'Draft',
  development: 'Development',
  production: 'Production',
};

function EnvironmentPicker(): ReactNode {
  const session = useLiveSession();
  const environment = useLive((state) => state.environment);
  const jobs = useLive((state) => state.jobs);
  const version = jobs[environment]?.version;
  const text = (of: Environment): string => {
    const number = jobs[of]?.version;
    return number === undefined ? TITLES[of] : `${TITLES[of]} v${number}`;
  };
  return (
    <Menu
      label="Environment to watch"
      trigger={
        <button
          type="button"
          className={styles.picker}
          aria-label={`Environment: ${text(environment)}. Change it`}
        >
          <EnvChip environment={environment}>
            {TITLES[environment]}
            {version !== undefined && <span className={styles.number}>v{version}</span>}
          </EnvChip>
          <Icon name="down" size={12} />
        </button>
      }
      items={ENVIRONMENTS.map((of) => {
        const job = jobs[of];
        const missing = of !== 'draft' && job?.version === undefined;
        return {
          title: `${text(of)}: ${missing ? 'nothing deployed' : stateWord(job).toLowerCase()}`,
          icon: of === environment ? 'check' : 'right',
          disabled: missing,
          run: () => session.choose(of),
        };
      })}
    />
  );
}
