// The home page: three doors and the list of pipelines. Without a pipeline the doors and examples are the page.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ExampleInfo, PipelineInfo } from '@weir/shared/api';
import { type ReactNode, useEffect, useState } from 'react';
import { ApiError, api } from '../api.ts';
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
  isPipelineText,
  openExample,
  openFile,
  startBlank,
} from './make-pipeline.ts';
import { PipelineList } from './pipeline-list.tsx';
import { RemoveDialog } from './remove-dialog.tsx';

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
  const names = (pipelines ?? []).map((pipeline) => pipeline.name);
  const work = useWork();
  const [removing, setRemoving] = useState<PipelineInfo>();
  const client = useQueryClient();
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: ['pipelines.list'] });
  const onFile = (file: File): void => work.run('file', () => openFile(file, names));
  const dropping = useFileDrop(onFile);
  usePasteOf((text) => work.run('file', () => importPipeline(text, names)));
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
  const doors = (
    <Doors
      examples={examples}
      busy={work.busy}
      onExample={(example) => work.run(example.id, () => openExample(example.id, example.name, names))}
      onBlank={() => work.run('blank', () => startBlank(names))}
      onFile={onFile}
    />
  );
  const failure = work.failure !== undefined && <Failure error={work.failure} onClose={work.dismiss} />;
  const remove = (pipeline: PipelineInfo): void => {
    setRemoving(undefined);
    work.run('remove', async () => {
      await api.mutate('pipelines.remove', { pipelineId: pipeline.id });
      await refresh();
      toast(`Deleted ${pipeline.name}`, { tone: 'ok' });
    });
  };
  return (
    <>
      <div className={styles.drop} data-on={dropping} aria-hidden="true">
        Drop a file of rows or a pipeline file
      </div>
      {pipelines.length === 0 ? (
        <FirstVisit
          doors={doors}
          failure={failure}
          examples={examples}
          onExample={(example) => work.run(example.id, () => openExample(example.id, example.name, names))}
          onImport={onFile}
        />
      ) : (
        <>
          <h1 className="visually-hidden">Weir</h1>
          {doors}
          {failure}
          {error !== null && (
            <p className={styles.stale} role="status">
              Not refreshed: {error.message}. What you see is from before.
            </p>
          )}
          <PipelineList
            pipelines={pipelines}
            nowMs={nowMs}
            onBlank={() => work.run('blank', () => startBlank(names))}
            onImport={onFile}
            actions={{
              duplicate: (pipeline) =>
                work.run('duplicate', async () => {
                  await duplicatePipeline(pipeline, names);
                  await refresh();
                }),
              export: (pipeline) => work.run('export', () => exportDraft(pipeline)),
              remove: setRemoving,
            }}
          />
        </>
      )}
      <RemoveDialog pipeline={removing} onClose={() => setRemoving(undefined)} onRemove={remove} />
    </>
  );
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

// One thing is made at a time; a failure stays until it is read.
function useWork() {
  const [busy, setBusy] = useState<string>();
  const [failure, setFailure] = useState<ApiError>();
  return {
    busy,
    failure,
    dismiss: () => setFailure(undefined),
    run: (what: string, task: () => Promise<void>): void => {
      setBusy(what);
      setFailure(undefined);
      task()
        .catch((cause: unknown) =>
          setFailure(cause instanceof ApiError ? cause : new ApiError('BUG', String(cause))),
        )
        .finally(() => setBusy(undefined));
    },
  };
}

// Files may be dropped anywhere on the page. True while one hovers over it.
function useFileDrop(onFile: (file: File) => void): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const isFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
    const onDragOver = (event: DragEvent): void => {
      if (!isFile(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onDragLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent): void => {
      setOver(false);
      const file = event.dataTransfer?.files[0];
      if (file === undefined) return;
      event.preventDefault();
      onFile(file);
    };
    window.addEventListener('dragover', onDragOver);
    window.addEventListener('dragleave', onDragLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragover', onDragOver);
      window.removeEventListener('dragleave', onDragLeave);
      window.removeEventListener('drop', onDrop);
    };
  });
  return over;
}

// A pasted pipeline file becomes a pipeline; other text is left alone.
function usePasteOf(onText: (text: string) => void): void {
  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      if (event.target instanceof HTMLInputElement) return;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (!isPipelineText(text)) return;
      event.preventDefault();
      onText(text);
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  });
}
