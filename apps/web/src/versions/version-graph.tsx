// The graph of a version on a canvas of its own, to look at.
import type { QueryOutputs } from '@weir/shared/api';
import { ReactFlowProvider } from '@xyflow/react';
import { type ReactNode, useEffect, useMemo } from 'react';
import { Canvas } from '../canvas/canvas.tsx';
import { startPreview } from '../preview/preview-runner.ts';
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
  // Rows on sample data, as in the designer: the graph is better understood with them.
  useEffect(() => {
    const preview = startPreview(store);
    preview.request();
    return preview.close;
  }, [store]);
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
