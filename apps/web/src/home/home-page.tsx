// The home page: three doors and the list of pipelines. Without a pipeline the doors and examples are the page.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ExampleInfo, PipelineInfo } from '@weir/shared/api';
import { type ReactNode, useEffect, useState } from 'react';
import { type ApiError, api } from '../api.ts';
import { Rail } from '../rail.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { toast } from '../ui/toast.tsx';
import { Doors } from './doors.tsx';
import { FirstVisit } from './first-visit.tsx';
import styles from './home.module.css';
import { HomeBar } from './home-bar.tsx';
import {
  duplicatePipeline,
  exportDraft,
  importPipeline,
  openExample,
  openFile,
  startBlank,
} from './make-pipeline.ts';
import { PipelineList } from './pipeline-list.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import { useFileDrop, usePasteOf } from './use-incoming.ts';
import { useWork } from './use-work.ts';

const REFRESH_MS = 2_000;

/** The page at `/`. */
export function HomePage(): ReactNode {
  const pipelines = useQuery({
    queryKey: ['pipelines.list'],
    queryFn: () => api.query('pipelines.list'),
    // Pauses by itself while the page is hidden.
    refetchInterval: REFRESH_MS,
  });
  const examples = useQuery({
    queryKey: ['examples.list'],
    queryFn: () => api.query('examples.list'),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const me = useQuery({
    queryKey: ['session.me'],
    queryFn: () => api.query('session.me'),
    staleTime: Number.POSITIVE_INFINITY,
  });
  useEffect(() => {
    document.title = 'Pipelines · Weir';
  }, []);
  return (
    <div className={styles.app}>
      <HomeBar user={me.data?.user} />
      <Rail place="home" />
      <main className={styles.page}>
        <Content
          pipelines={pipelines.data}
          nowMs={pipelines.dataUpdatedAt}
          examples={examples.data ?? []}
          error={pipelines.error}
          onRetry={() => void pipelines.refetch()}
        />
      </main>
    </div>
  );
}

function Content(props: {
  readonly pipelines: readonly PipelineInfo[] | undefined;
  readonly nowMs: number;
  readonly examples: readonly ExampleInfo[];
  readonly error: Error | null;
  readonly onRetry: () => void;
}): ReactNode {
  const { pipelines, nowMs, examples, error } = props;
  const { work, dropping, removing, doors, list } = useActions(pipelines ?? []);
  if (pipelines === undefined) {
    if (error === null)
      return (
        <p aria-busy="true" className="visually-hidden">
          Loading pipelines
        </p>
      );
    return (
      <EmptyState title="The list could not be read" tone="crit" text={`${error.message}.`}>
        <Button onClick={props.onRetry}>Try again</Button>
      </EmptyState>
    );
  }
  const doorCards = <Doors examples={examples} busy={work.busy} {...doors} />;
  const failure = work.failure !== undefined && <Failure error={work.failure} onClose={work.dismiss} />;
  return (
    <>
      <div className={styles.drop} data-on={dropping} aria-hidden="true">
        Drop a file of rows or a pipeline file
      </div>
      {pipelines.length === 0 ? (
        <FirstVisit
          doors={doorCards}
          failure={failure}
          examples={examples}
          onExample={doors.onExample}
          onImport={doors.onFile}
        />
      ) : (
        <>
          <h1 className="visually-hidden">Weir</h1>
          {doorCards}
          {failure}
          {error !== null && (
            <p className={styles.stale} role="status">
              Not refreshed: {error.message}. What you see is from before.
            </p>
          )}
          <PipelineList
            pipelines={pipelines}
            nowMs={nowMs}
            onBlank={doors.onBlank}
            onImport={doors.onFile}
            actions={list}
          />
        </>
      )}
      <RemoveDialog pipeline={removing.pipeline} onClose={removing.close} onRemove={removing.remove} />
    </>
  );
}

// Everything the page can do, each with the names that are taken.
function useActions(pipelines: readonly PipelineInfo[]) {
  const names = pipelines.map((pipeline) => pipeline.name);
  const work = useWork();
  const client = useQueryClient();
  const [pipeline, setRemoving] = useState<PipelineInfo>();
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: ['pipelines.list'] });
  const onFile = (file: File): void => work.run('file', () => openFile(file, names));
  const dropping = useFileDrop(onFile);
  usePasteOf((text) => work.run('file', () => importPipeline(text, names)));
  const remove = (gone: PipelineInfo): void => {
    setRemoving(undefined);
    work.run('remove', async () => {
      await api.mutate('pipelines.remove', { pipelineId: gone.id });
      await refresh();
      toast(`Deleted ${gone.name}`, { tone: 'ok' });
    });
  };
  const duplicate = (of: PipelineInfo): void =>
    work.run('duplicate', async () => {
      await duplicatePipeline(of, names);
      await refresh();
    });
  return {
    work,
    dropping,
    removing: { pipeline, remove, close: () => setRemoving(undefined) },
    doors: {
      onFile,
      onBlank: () => work.run('blank', () => startBlank(names)),
      onExample: ({ id, name }: ExampleInfo) => work.run(id, () => openExample(id, name, names)),
    },
    list: {
      duplicate,
      export: (of: PipelineInfo) => work.run('export', () => exportDraft(of)),
      remove: (of: PipelineInfo) => setRemoving(of),
    },
  };
}

function Failure({ error, onClose }: { readonly error: ApiError; readonly onClose: () => void }): ReactNode {
  return (
    <div role="alert" className={styles.failure}>
      <EmptyState
        title="That did not work"
        tone="crit"
        text={`${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.${error.hint === undefined ? '' : ` ${error.hint}`}`}
      >
        <Button small onClick={onClose}>
          Close
        </Button>
      </EmptyState>
    </div>
  );
}
