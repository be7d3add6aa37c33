// Inside React Flow in live mode: connects the painter to mounted cards and edges, and draws particles, the bottleneck
// tag and the rate of the hovered edge on top. Renders once.
import { useStoreApi } from '@xyflow/react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useDesignerStore } from '../store/context.tsx';
import { usePanels } from '../store/panels-store.ts';
import { CanvasPainter } from './canvas-painter.ts';
import { useLiveKeys } from './live-keys.ts';
import styles from './live-overlay.module.css';
import { useLiveSession } from './live-session.ts';

const READABLE_ZOOM = 0.8;

/** Drawn inside the canvas in live mode. */
export function LiveOverlay(): ReactNode {
  const session = useLiveSession();
  const store = useDesignerStore();
  const flow = useStoreApi();
  const canvas = useRef<HTMLCanvasElement>(null);
  const label = useRef<HTMLDivElement>(null);
  const tag = useRef<HTMLDivElement>(null);
  useLiveKeys();
  useEffect(() => session.watch(), [session]);
  // The palette has gone and numbers want to be read: a view from afar comes closer, once.
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (flow.getState().transform[2] < READABLE_ZOOM) store.getState().hands?.fit();
    });
    return () => cancelAnimationFrame(frame);
  }, [flow, store]);
  useEffect(() => {
    if (canvas.current === null || label.current === null || tag.current === null) return;
    const painter = new CanvasPainter({
      session,
      store,
      transform: () => flow.getState().transform,
      elements: { canvas: canvas.current, label: label.current, tag: tag.current },
      onBadge: (nodeId) => {
        store.getState().select([nodeId]);
        session.store.setState({ letterNode: nodeId });
        usePanels.getState().set({ liveDockTab: 'dead-letters', dockOpen: true });
      },
    });
    const stops = [
      session.painter.add(painter.paint),
      flow.subscribe((state, before) => {
        if (state.transform !== before.transform) session.painter.request();
      }),
      store.subscribe((state, before) => {
        if (state.hoveredEdge !== before.hoveredEdge) session.painter.request();
        if (state.selectedEdges !== before.selectedEdges) tailSelected(state.selectedEdges);
      }),
    ];
    // A click on an edge shows its rows.
    function tailSelected(selected: ReadonlySet<string>): void {
      const [only] = selected;
      if (selected.size !== 1 || only === undefined) return;
      session.store.setState({ tailPort: only.split('>')[0] });
      usePanels.getState().set({ liveDockTab: 'tail', dockOpen: true });
    }
    return () => {
      for (const stop of stops) stop();
      painter.close();
    };
  }, [session, store, flow]);
  return (
    <div className={styles.overlay} aria-hidden="true">
      <canvas ref={canvas} className={styles.particles} />
      <div ref={label} className={styles.label} hidden />
      <div ref={tag} className={styles.tag} hidden />
    </div>
  );
}
