// The Rows tab of a node that keeps a table: what it holds now, read once a second while it is looked at.
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { api } from '../api.ts';
import { countText, plural } from '../format.ts';
import { RowsTable } from '../rows/rows-table.tsx';
import { useDesigner } from '../store/context.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { guessTypes } from './column-types.ts';
import styles from './live-inspector.module.css';
import { useLive, useLiveSession } from './live-session.ts';

const REFRESH_MS = 1000;

/** Rows of `nodeId`, newest as the job has them. */
export function LiveTable({ nodeId }: { readonly nodeId: string }): ReactNode {
  const { pipelineId } = useLiveSession();
  const environment = useLive((state) => state.environment);
  const status = useLive((state) => state.jobs[environment]?.status);
  const paused = useLive((state) => state.paused);
  const name = useDesigner((state) => state.index.nodes.get(nodeId)?.name ?? nodeId);
  const table = useQuery({
    queryKey: ['jobs.table', pipelineId, environment, nodeId],
    queryFn: () => api.query('jobs.table', { pipelineId, environment, nodeId }),
    refetchInterval: paused || status !== 'running' ? false : REFRESH_MS,
    staleTime: 0,
    retry: false,
  });
  const rows = table.data?.rows ?? [];
  const names = table.data?.columns;
  const columns = useMemo(() => guessTypes(names ?? [], rows), [names, rows]);
  if (table.error !== null && table.data === undefined) {
    return (
      <div className={styles.pad}>
        <EmptyState title="No rows to read" text={`${table.error.message}.`} />
      </div>
    );
  }
  if (rows.length === 0) {
    return (
      <div className={styles.pad}>
        <EmptyState
          title="No rows yet"
          text={
            status === 'running'
              ? 'The job runs; rows appear when they reach this table. A window before it gives rows when it fires.'
              : 'The job does not run.'
          }
        />
      </div>
    );
  }
  return (
    <div className={styles.fill}>
      <p className={styles.head}>
        {plural(rows.length, 'row')}, {countText(columns.length)} columns
        {paused ? ', frozen' : ', read every second'}
      </p>
      <RowsTable label={`Rows of ${name}`} columns={columns} rows={rows} />
    </div>
  );
}
