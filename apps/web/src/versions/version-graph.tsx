// The graph of a version on a canvas of its own, to look at.
import type { QueryOutputs } from '@weir/shared/api';
import { ReactFlowProvider } from '@xyflow/react';
import { type ReactNode, useMemo } from 'react';
import { Canvas } from '../canvas/canvas.tsx';
import { DesignerProvider, useDesignerStore } from '../store/context.tsx';
import styles from './versions.module.css';
import { viewStore } from './view-store.ts';

/** A read-only canvas. */
export function VersionGraph({
  version,
  pipelineId,
}: {
  readonly version: QueryOutputs['versions.get'];
  readonly pipelineId: string;
}): ReactNode {
  const designer = useDesignerStore();
  const store = useMemo(
    () => viewStore({ pipelineId, graph: version.graph, graphHash: version.hash }, designer),
    [pipelineId, version, designer],
  );
  return (
    <div className={styles.graph}>
      <DesignerProvider store={store}>
        <ReactFlowProvider key={version.number}>
          <Canvas />
        </ReactFlowProvider>
      </DesignerProvider>
    </div>
  );
}
