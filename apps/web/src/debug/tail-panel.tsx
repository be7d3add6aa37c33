// The Tail tab: rows of one edge as they pass, newest first, with a SQL condition. At most 500 rows are kept and the
// list changes four times a second, however many rows come.
import { type ReactNode, useEffect, useState } from 'react';
import { countText } from '../format.ts';
import { guessTypes } from '../live/column-types.ts';
import { useLive, useLiveSession } from '../live/live-session.ts';
import { withKindColumn } from '../rows/changes.ts';
import { RowsTable } from '../rows/rows-table.tsx';
import { useDesigner } from '../store/context.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Input, Select } from '../ui/input.tsx';
import { Kbd } from '../ui/kbd.tsx';
import styles from './debug.module.css';
import { portName, portOptions } from './port-name.ts';
import { useTail } from './use-tail.ts';

/** Rows of the output port that the session follows. */
export function TailPanel(): ReactNode {
  const session = useLiveSession();
  const port = useLive((state) => state.tailPort);
  const graph = useDesigner((state) => state.graph);
  const ports = portOptions(graph);
  const known = port !== undefined && ports.some((option) => option.value === port) ? port : undefined;
  if (known === undefined) {
    return (
      <div className={styles.pad}>
        <EmptyState
          title="No edge is followed"
          text={
            <>
              Click an edge to see its rows as they pass, or select a node and press <Kbd keys="T" />.
            </>
          }
        >
          {ports[0] !== undefined && (
            <Button onClick={() => session.store.setState({ tailPort: ports[0]?.value })}>
              Follow {ports[0].title}
            </Button>
          )}
        </EmptyState>
      </div>
    );
  }
  return <Tail key={known} port={known} ports={ports} />;
}

function Tail({
  port,
  ports,
}: {
  readonly port: string;
  readonly ports: readonly { readonly value: string; readonly title: string }[];
}): ReactNode {
  const session = useLiveSession();
  const environment = useLive((state) => state.environment);
  const job = useLive((state) => state.jobs[environment]);
  const type = useDesigner((state) => state.types.get(port));
  const name = useDesigner((state) => portName(state.graph, port));
  const [where, setWhere] = useState('');
  const typed = useSettled(where);
  const runs = job?.status === 'running';
  const tail = useTail({
    pipelineId: session.pipelineId,
    environment,
    port,
    where: typed,
    // A new start of the job needs a new tail.
    startedAt: runs ? (job.startedAt ?? 'running') : undefined,
  });
  const columns =
    type === undefined
      ? guessTypes(Object.keys(tail.rows[0] ?? {}), tail.rows)
      : type.columns.map((column) => ({ name: column.name, type: column.type.kind }));
  return (
    <div className={styles.fill}>
      <div className={styles.tools}>
        <Select
          className={styles.port}
          aria-label="Output to follow"
          options={ports}
          value={port}
          onChange={(event) => session.store.setState({ tailPort: event.currentTarget.value })}
        />
        <Input
          className={styles.where}
          mono
          bad={tail.error !== undefined && typed !== ''}
          icon="filter"
          aria-label="Only rows where"
          placeholder="all rows; a SQL condition such as amount > 100 AND product = 'tea'"
          value={where}
          maxLength={8192}
          onChange={(event) => setWhere(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && setWhere('')}
        />
        <Button
          small
          icon={tail.held ? 'play' : 'pause'}
          aria-pressed={tail.held}
          onClick={() => tail.setHeld(!tail.held)}
        >
          {tail.held ? 'Go on' : 'Hold'}
        </Button>
        <span className={styles.count} role="status">
          {countsText(tail)}
        </span>
      </div>
      {tail.error !== undefined && (
        <p className={styles.error} role="alert">
          {tail.error}
        </p>
      )}
      {tail.rows.length > 0 ? (
        <RowsTable
          label={`Rows of ${name}`}
          columns={withKindColumn(columns, type?.changes)}
          rows={tail.rows}
          eventTime={type?.eventTime}
          showTypes={type !== undefined}
        />
      ) : (
        tail.error === undefined && (
          <p className={styles.none}>
            {!runs
              ? 'The job does not run.'
              : typed === ''
                ? `Waiting for rows of ${name}. A window gives rows when it fires.`
                : 'No row fitted the condition yet.'}
          </p>
        )
      )}
    </div>
  );
}

function countsText(tail: ReturnType<typeof useTail>): string {
  const waiting = tail.held && tail.waiting > 0 ? `${countText(tail.waiting)} waiting, ` : '';
  if (tail.seen === 0) return waiting;
  const skipped = tail.skipped > 0 ? `, ${countText(tail.skipped)} skipped` : '';
  return `${waiting}${countText(tail.seen)} seen${skipped}`;
}

const SETTLE_MS = 350;

// The condition goes to the server when typing pauses.
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(text.trim()), SETTLE_MS);
    return () => window.clearTimeout(timer);
  }, [text]);
  return settled;
}
