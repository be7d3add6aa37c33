// The list of pipelines: one dense line each, refreshed while the page is visible.
import type { PipelineInfo } from '@weir/shared/api';
import type { ReactNode } from 'react';
import { agoText, compactText, plural, spanText } from '../format.ts';
import { Link } from '../link.tsx';
import { JOB_STATES } from '../live/job-states.ts';
import { navigate, pipelinePath } from '../router.ts';
import { IconButton } from '../ui/button.tsx';
import { StateGlyph } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import { Table } from '../ui/table.tsx';
import styles from './home.module.css';
import { Lanes } from './lanes.tsx';

export type RowActions = {
  readonly duplicate: (pipeline: PipelineInfo) => void;
  readonly export: (pipeline: PipelineInfo) => void;
  readonly remove: (pipeline: PipelineInfo) => void;
};

/** The table. Newest change first, as the server gives it. */
export function PipelinesTable({
  pipelines,
  nowMs,
  actions,
}: {
  readonly pipelines: readonly PipelineInfo[];
  readonly nowMs: number;
  readonly actions: RowActions;
}): ReactNode {
  return (
    <div className={styles.tableBox}>
      <Table
        label="Pipelines"
        size="large"
        rows={pipelines}
        rowKey={(pipeline) => pipeline.id}
        columns={[
          { key: 'name', title: 'Pipeline', cell: (pipeline) => <Name pipeline={pipeline} /> },
          {
            key: 'lanes',
            title: 'Draft, development, production',
            cell: (pipeline) => <Lanes pipeline={pipeline} />,
          },
          { key: 'state', title: 'State', cell: (pipeline) => <StateCell pipeline={pipeline} /> },
          {
            key: 'rate',
            title: 'Rows in',
            align: 'right',
            cell: (pipeline) => <Rate perSecond={pipeline.rateIn} />,
          },
          {
            key: 'p99',
            title: 'e2e p99',
            align: 'right',
            cell: (pipeline) => <Unit text={spanText(pipeline.e2eP99Ms)} />,
          },
          {
            key: 'problems',
            title: 'Problems',
            align: 'right',
            cell: (pipeline) => <Problems pipeline={pipeline} />,
          },
          {
            key: 'changed',
            title: 'Changed',
            cell: (pipeline) => (
              <time dateTime={pipeline.updatedAt} title={pipeline.updatedAt} className={styles.quiet}>
                {agoText(pipeline.updatedAt, nowMs)}
              </time>
            ),
          },
          {
            key: 'actions',
            title: <span className="visually-hidden">Actions</span>,
            align: 'right',
            cell: (pipeline) => <RowMenu pipeline={pipeline} actions={actions} />,
          },
        ]}
      />
    </div>
  );
}

function Name({ pipeline }: { readonly pipeline: PipelineInfo }): ReactNode {
  return (
    <Link href={pipelinePath(pipeline.id)} className={styles.name} title={pipeline.description}>
      <b>{pipeline.name}</b>
      <span>
        {pipeline.description === '' ? plural(pipeline.nodes, 'node') : firstSentence(pipeline.description)}
      </span>
    </Link>
  );
}

// The most production-like lane speaks; a failed one always does.
function StateCell({ pipeline }: { readonly pipeline: PipelineInfo }): ReactNode {
  const lanes = ['production', 'development', 'draft'].flatMap((environment) =>
    pipeline.lanes.filter((lane) => lane.environment === environment),
  );
  const told =
    lanes.find((lane) => lane.status === 'failed') ??
    lanes.find((lane) => lane.status === 'running') ??
    lanes.find((lane) => lane.status === 'starting') ??
    lanes[0];
  if (told === undefined) return <span className={styles.quiet}>Draft only</span>;
  const { state, word } = JOB_STATES[told.status];
  return (
    <span className={styles.state}>
      <StateGlyph state={state} />
      {word}
      {told.environment === 'draft' ? ', draft' : ''}
    </span>
  );
}

function Problems({ pipeline }: { readonly pipeline: PipelineInfo }): ReactNode {
  if (pipeline.problems === 0) return <span className={styles.quiet}>0</span>;
  return (
    <span className={styles.bad} title={`${plural(pipeline.problems, 'error')} stop the draft from running`}>
      {pipeline.problems}
    </span>
  );
}

function Rate({ perSecond }: { readonly perSecond: number | undefined }): ReactNode {
  if (perSecond === undefined || !Number.isFinite(perSecond)) return <span className={styles.quiet}>–</span>;
  return (
    <>
      {compactText(perSecond)}
      <span className={styles.unit}>/s</span>
    </>
  );
}

function Unit({ text }: { readonly text: string }): ReactNode {
  const [value = text, unit] = text.split(' ');
  if (unit === undefined) return <span className={styles.quiet}>{value}</span>;
  return (
    <>
      {value} <span className={styles.unit}>{unit}</span>
    </>
  );
}

function RowMenu({
  pipeline,
  actions,
}: {
  readonly pipeline: PipelineInfo;
  readonly actions: RowActions;
}): ReactNode {
  return (
    <span className={styles.rowMenu}>
      <Menu
        label={`Actions on ${pipeline.name}`}
        trigger={<IconButton small icon="more" label={`Actions on ${pipeline.name}`} side="left" />}
        items={[
          { title: 'Open', icon: 'edit', run: () => navigate(pipelinePath(pipeline.id)) },
          {
            title: 'Watch it live',
            icon: 'bolt',
            run: () => navigate(pipelinePath(pipeline.id, { mode: 'live' })),
          },
          {
            title: 'Versions',
            icon: 'clock',
            run: () => navigate(pipelinePath(pipeline.id, { mode: 'versions' })),
          },
          'line',
          { title: 'Duplicate', icon: 'copy', run: () => actions.duplicate(pipeline) },
          { title: 'Export file', icon: 'download', run: () => actions.export(pipeline) },
          'line',
          { title: 'Delete…', icon: 'trash', danger: true, run: () => actions.remove(pipeline) },
        ]}
      />
    </span>
  );
}

function firstSentence(text: string): string {
  return text.split(/\.\s/)[0]?.replace(/\.$/, '') ?? text;
}
