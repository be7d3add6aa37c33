// Draft, development, production side by side: what runs where, and how it does.
import type { Environment, VersionInfo } from '@weir/shared/api';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { endsOf } from '../live/ends-of.ts';
import { uptimeText } from '../live/face-text.ts';
import { JOB_STATES } from '../live/job-states.ts';
import { LiveFrames } from '../live/live-frames.ts';
import { type Job, useLive, useLiveSession } from '../live/live-session.ts';
import { LiveText } from '../live/live-text.tsx';
import { followMetrics } from '../live/metric-socket.ts';
import { createPainter, type Painter } from '../live/painter.ts';
import type { Ends } from '../live/totals.ts';
import { useTotalTexts } from '../live/use-total-texts.ts';
import { navigate, pipelinePath } from '../router.ts';
import { useDesigner } from '../store/context.tsx';
import { Button } from '../ui/button.tsx';
import { EnvChip } from '../ui/chip.tsx';
import { Icon, StateGlyph } from '../ui/icon.tsx';
import { useVersion } from '../versions/queries.ts';
import styles from './promote.module.css';

/** Three lanes in the order of promotion. */
export function LanesPanel({ latest }: { readonly latest: VersionInfo | undefined }): ReactNode {
  return (
    <div className={styles.lanes}>
      <DraftLane latest={latest} />
      <Icon name="right" size={14} />
      <DeployedLane environment="development" />
      <Icon name="right" size={14} />
      <DeployedLane environment="production" />
    </div>
  );
}

function DraftLane({ latest }: { readonly latest: VersionInfo | undefined }): ReactNode {
  const hash = useDesigner((state) => state.graphHash);
  const graph = useDesigner((state) => state.graph);
  const same = latest !== undefined && latest.hash === hash;
  const ends = useMemo(() => endsOf(graph), [graph]);
  return (
    <Lane environment="draft" ends={ends}>
      <EnvChip environment="draft">Draft</EnvChip>
      <span className={styles.laneNote}>
        {latest === undefined
          ? 'never published'
          : same
            ? `same as v${latest.number}`
            : `changed since v${latest.number}`}
      </span>
    </Lane>
  );
}

function DeployedLane({ environment }: { readonly environment: 'development' | 'production' }): ReactNode {
  const { pipelineId } = useLiveSession();
  const version = useLive((state) => state.jobs[environment]?.version);
  const { data } = useVersion(pipelineId, version);
  const ends = useMemo(() => (data === undefined ? NO_ENDS : endsOf(data.graph)), [data]);
  return (
    <Lane environment={environment} ends={ends}>
      <EnvChip environment={environment}>
        {environment}
        {version !== undefined && <span className={styles.number}>v{version}</span>}
      </EnvChip>
      <span className={styles.laneNote}>{version === undefined ? 'nothing deployed' : ''}</span>
    </Lane>
  );
}

const NO_ENDS: Ends = { sources: [], sinks: [] };

function Lane(props: {
  readonly environment: Environment;
  readonly ends: Ends;
  readonly children: ReactNode;
}): ReactNode {
  const { environment, ends } = props;
  const session = useLiveSession();
  const job = useLive((state) => state.jobs[environment]);
  const runs = job?.status === 'running';
  return (
    <section className={styles.lane} aria-label={environment}>
      <div className={styles.laneHead}>{props.children}</div>
      <div className={styles.laneState}>
        {job === undefined || (job.status === 'stopped' && job.graphHash === undefined) ? (
          <span className={styles.quiet}>{environment === 'draft' ? 'not running' : '–'}</span>
        ) : (
          <>
            <StateGlyph state={JOB_STATES[job.status].state} />
            <span>{stateText(job)}</span>
          </>
        )}
        {runs && (
          <Button
            look="link"
            small
            onClick={() => {
              session.choose(environment);
              navigate(pipelinePath(session.pipelineId, { mode: 'live' }));
            }}
          >
            Watch live
          </Button>
        )}
      </div>
      {runs ? (
        <Figures key={job.startedAt} environment={environment} ends={ends} />
      ) : (
        <p className={styles.laneError} title={job?.error?.message}>
          {job?.error?.message ?? ''}
        </p>
      )}
    </section>
  );
}

function stateText(job: Job): string {
  const { word } = JOB_STATES[job.status];
  if (job.status !== 'running' || job.startedAt === undefined) return word;
  return `${word}, ${uptimeText(Date.now() - Date.parse(job.startedAt))}`;
}

// A lane has numbers of its own: the session watches one environment, this page shows three.
function Figures({
  environment,
  ends,
}: {
  readonly environment: Environment;
  readonly ends: Ends;
}): ReactNode {
  const { pipelineId } = useLiveSession();
  const [painter, setPainter] = useState<Painter>();
  useEffect(() => {
    const frames = new LiveFrames(() => performance.now());
    const made = createPainter(frames);
    const stop = followMetrics({ pipelineId, environment }, frames, () => undefined);
    setPainter(made);
    return () => {
      stop();
      made.close();
    };
  }, [pipelineId, environment]);
  const { rowsIn, rowsOut, p99 } = useTotalTexts(ends);
  return (
    <dl className={styles.figures}>
      <div>
        <dt>rows in</dt>
        <dd>{painter !== undefined && <LiveText painter={painter} read={rowsIn} />}</dd>
      </div>
      <div>
        <dt>rows out</dt>
        <dd>{painter !== undefined && <LiveText painter={painter} read={rowsOut} />}</dd>
      </div>
      <div>
        <dt>e2e p99</dt>
        <dd>{painter !== undefined && <LiveText painter={painter} read={p99} />}</dd>
      </div>
    </dl>
  );
}
