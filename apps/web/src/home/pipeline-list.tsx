// Heading, filter and actions over the table of pipelines. The filter is part of the address.
import type { PipelineInfo } from '@weir/shared/api';
import { type ReactNode, useEffect, useRef } from 'react';
import { JOB_STATES } from '../live/job-states.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Input } from '../ui/input.tsx';
import { Kbd } from '../ui/kbd.tsx';
import styles from './home.module.css';
import { ImportButton } from './import-button.tsx';
import { PipelinesTable, type RowActions } from './pipelines-table.tsx';
import { useQueryParameter } from './query-parameter.ts';

/** The lower part of the home page. */
export function PipelineList(props: {
  readonly pipelines: readonly PipelineInfo[];
  readonly nowMs: number;
  readonly actions: RowActions;
  readonly onBlank: () => void;
  readonly onImport: (file: File) => void;
}): ReactNode {
  const { pipelines } = props;
  const [filter, setFilter] = useQueryParameter('q');
  const box = useRef<HTMLDivElement>(null);
  useFilterKey(box);
  const shown = pipelines.filter((pipeline) => fits(pipeline, filter));
  return (
    <>
      <div className={styles.listHead} ref={box}>
        <h2>
          Pipelines <span>{pipelines.length}</span>
        </h2>
        <Input
          className={styles.filter}
          icon="filter"
          placeholder="name, state, environment"
          aria-label="Filter pipelines"
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && setFilter('')}
          end={<Kbd keys="/" />}
        />
        <span className={styles.listEnd}>
          <ImportButton onFile={props.onImport} />
          <Button look="primary" icon="plus" onClick={props.onBlank}>
            New pipeline
          </Button>
        </span>
      </div>
      {shown.length === 0 ? (
        <EmptyState
          title="No pipeline fits"
          text={`None of ${pipelines.length} has “${filter}” in its name, description or state.`}
        >
          <Button onClick={() => setFilter('')}>Show all</Button>
        </EmptyState>
      ) : (
        <PipelinesTable pipelines={shown} nowMs={props.nowMs} actions={props.actions} />
      )}
      <p className={styles.legend}>
        <span>
          <span className={`${styles.lane} ${styles.ahead}`}>v2</span> development holds a version that
          production does not
        </span>
        <span className={styles.listEnd}>
          rows of the last second, e2e p99 of the last 10 s, read every 2 s
        </span>
      </p>
    </>
  );
}

function fits(pipeline: PipelineInfo, filter: string): boolean {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return true;
  const lanes = pipeline.lanes.map((lane) => `${lane.environment} ${JOB_STATES[lane.status].word}`);
  const text = [
    pipeline.name,
    pipeline.description,
    lanes.length === 0 ? 'draft only' : lanes.join(' '),
    pipeline.problems > 0 ? 'problems' : '',
  ]
    .join(' ')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

// `/` goes to the filter, as in most lists.
function useFilterKey(box: React.RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      box.current?.querySelector('input')?.focus();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [box]);
}
