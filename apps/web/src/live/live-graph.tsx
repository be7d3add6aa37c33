// In live mode the canvas shows the graph that runs: a deployed version on a store of its own, the draft as it is.
import { ReactFlowProvider } from '@xyflow/react';
import { type ReactNode, useMemo } from 'react';
import { useMode } from '../designer/mode.ts';
import { DesignerProvider, useDesigner, useDesignerStore } from '../store/context.tsx';
import { useVersion } from '../versions/queries.ts';
import { viewStore } from '../versions/view-store.ts';
import { useLive, useLiveSession } from './live-session.ts';

/** Puts the store of the watched version above its children. */
export function LiveGraph({ children }: { readonly children: ReactNode }): ReactNode {
  const mode = useMode();
  const designer = useDesignerStore();
  const { pipelineId } = useLiveSession();
  const environment = useLive((state) => state.environment);
  const version = useLive((state) => state.jobs[environment]?.version);
  const wanted = mode === 'live' && environment !== 'draft' ? version : undefined;
  const { data } = useVersion(pipelineId, wanted);
  // A version that is the draft needs no second store: selection and view stay as they are.
  const isDraft = useDesigner((state) => data !== undefined && data.hash === state.graphHash);
  const store = useMemo(
    () =>
      data === undefined || isDraft
        ? undefined
        : viewStore({ pipelineId, graph: data.graph, graphHash: data.hash }, designer),
    [data, isDraft, pipelineId, designer],
  );
  if (wanted === undefined || store === undefined) return children;
  return (
    <DesignerProvider store={store}>
      <ReactFlowProvider key={`${environment} ${wanted}`}>{children}</ReactFlowProvider>
    </DesignerProvider>
  );
}
