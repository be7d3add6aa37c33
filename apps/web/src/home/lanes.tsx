// Where versions of a pipeline stand: draft, development, production, each with the state of its job.
import type { LaneInfo, PipelineInfo } from '@weir/shared/api';
import type { ReactNode } from 'react';
import { JOB_STATES } from '../live/job-states.ts';
import { cx } from '../ui/cx.ts';
import { StateGlyph } from '../ui/icon.tsx';
import styles from './home.module.css';

/** Three joined cells. Accent marks a development version that production does not have. */
export function Lanes({ pipeline }: { readonly pipeline: PipelineInfo }): ReactNode {
  const lane = (environment: LaneInfo['environment']): LaneInfo | undefined =>
    pipeline.lanes.find((candidate) => candidate.environment === environment);
  const draft = lane('draft');
  const development = lane('development');
  const production = lane('production');
  const ahead = development?.version !== undefined && development.version !== production?.version;
  return (
    <span className={styles.lanes}>
      <LaneCell name="Draft" lane={draft} text="draft" />
      <LaneCell
        name="Development"
        lane={development}
        text={versionText(development)}
        look={ahead ? styles.ahead : undefined}
      />
      <LaneCell name="Production" lane={production} text={versionText(production)} look={styles.live} />
    </span>
  );
}

function LaneCell(props: {
  readonly name: string;
  readonly lane: LaneInfo | undefined;
  readonly text: string;
  readonly look?: string | undefined;
}): ReactNode {
  const { name, lane, text, look } = props;
  const told = lane === undefined ? undefined : JOB_STATES[lane.status];
  const words =
    told === undefined ? `${name}: never run` : `${name}: ${text === 'draft' ? '' : `${text}, `}${told.word}`;
  return (
    <span className={cx(styles.lane, text === '–' ? styles.none : look)} title={words}>
      {told !== undefined && lane?.status !== 'stopped' && (
        <StateGlyph state={told.state} label={told.word} />
      )}
      {text}
    </span>
  );
}

function versionText(lane: LaneInfo | undefined): string {
  return lane?.version === undefined ? '–' : `v${lane.version}`;
}
