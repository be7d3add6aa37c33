// The designer page: opens the pipeline, then lays out its regions. Mode comes from the URL.
import { ReactFlowProvider } from '@xyflow/react';
import { type ReactNode, useEffect, useState } from 'react';
import { ApiError } from '../api.ts';
import { Link } from '../link.tsx';
import { useRoute } from '../router.ts';
import { DesignerProvider } from '../store/context.tsx';
import { type OpenPipeline, openPipeline } from '../store/designer-store.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { DesignerLayout } from './designer-layout.tsx';
import { ModeContext } from './mode.ts';

/** The page at `/p/:id`. */
export function DesignerPage({ pipelineId }: { readonly pipelineId: string }): ReactNode {
  const route = useRoute();
  const { opened, error, retry } = useOpenPipeline(pipelineId);
  if (error !== undefined) return <Failed error={error} retry={retry} />;
  if (opened === undefined) return <main aria-busy="true" aria-label="Loading the pipeline" />;
  return (
    <DesignerProvider store={opened.store}>
      <ModeContext value={route.page === 'pipeline' ? route.mode : 'edit'}>
        <ReactFlowProvider>
          <DesignerLayout />
        </ReactFlowProvider>
      </ModeContext>
    </DesignerProvider>
  );
}

function useOpenPipeline(pipelineId: string) {
  const [opened, setOpened] = useState<OpenPipeline>();
  const [error, setError] = useState<ApiError>();
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let live = true;
    // The attempt is part of the key of this effect: a retry opens again.
    const opening = attempt >= 0 ? openPipeline(pipelineId) : undefined;
    opening?.then(
      (pipeline) => (live ? setOpened(pipeline) : pipeline.close()),
      (cause: unknown) =>
        live && setError(cause instanceof ApiError ? cause : new ApiError('BUG', String(cause))),
    );
    return () => {
      live = false;
      opening?.then(
        (pipeline) => pipeline.close(),
        () => undefined,
      );
    };
  }, [pipelineId, attempt]);
  return {
    opened,
    error,
    retry: () => {
      setError(undefined);
      setAttempt((count) => count + 1);
    },
  };
}

function Failed({ error, retry }: { readonly error: ApiError; readonly retry: () => void }): ReactNode {
  return (
    <main style={{ padding: 24 }}>
      <EmptyState
        title={error.code === 'NOT_FOUND' ? 'No such pipeline' : 'The pipeline could not be opened'}
        tone="crit"
        text={`${error.message}. ${error.hint ?? ''}`}
      >
        <Button onClick={retry}>Try again</Button>
        <Link href="/">All pipelines</Link>
      </EmptyState>
    </main>
  );
}
