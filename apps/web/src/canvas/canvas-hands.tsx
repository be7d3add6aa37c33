// Gives the rest of the designer hands on the canvas: fit, zoom, show, coordinates. Renders nothing.
import { useReactFlow, useStoreApi } from '@xyflow/react';
import { type ReactNode, useEffect } from 'react';
import { useDesignerStore } from '../store/context.tsx';
import type { FlowEdge, FlowNode } from '../store/flow-slice.ts';
import { CARD_HEIGHT, CARD_WIDTH } from './geometry.ts';

const PAN_MS = 220;

/** Registers the hands in the store while the canvas is mounted. */
export function CanvasHandsProvider(): ReactNode {
  const flow = useReactFlow<FlowNode, FlowEdge>();
  const flowStore = useStoreApi();
  const store = useDesignerStore();
  useEffect(() => {
    const reduced = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    const duration = reduced ? 0 : PAN_MS;
    const root = (): HTMLElement | null | undefined =>
      flowStore.getState().domNode?.closest<HTMLElement>('.weir-canvas');
    store.getState().setHands({
      fit: () => void flow.fitView({ padding: 0.14, maxZoom: 1, duration }),
      zoomBy: (factor) => void flow.zoomTo(flow.getZoom() * factor, { duration: 120 }),
      zoomTo: (zoom) => void flow.zoomTo(zoom, { duration }),
      show: (ids) => showNodes(ids),
      toFlow: (point) => flow.screenToFlowPosition(point),
      toScreen: (point) => flow.flowToScreenPosition(point),
      centre: () => {
        const box = root()?.getBoundingClientRect();
        return box === undefined
          ? { x: 0, y: 0 }
          : flow.screenToFlowPosition({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
      },
      focus: () => root()?.focus({ preventScroll: true }),
    });
    // Pans only when a card is outside of the view: the canvas stays still under the hand otherwise.
    function showNodes(ids: readonly string[]): void {
      const box = root()?.getBoundingClientRect();
      const { layout } = store.getState().graph;
      const [first] = ids;
      const at = first === undefined ? undefined : layout[first];
      if (box === undefined || at === undefined) return;
      const corner = flow.flowToScreenPosition(at);
      const zoom = flow.getZoom();
      const inside =
        corner.x >= box.left &&
        corner.y >= box.top &&
        corner.x + CARD_WIDTH * zoom <= box.right &&
        corner.y + CARD_HEIGHT * zoom <= box.bottom;
      if (inside) return;
      // A little outside, at a size that can be read: move by as much as is missing, so that nothing else gets lost.
      const dx = missing(corner.x, CARD_WIDTH * zoom, box.left, box.right);
      const dy = missing(corner.y, CARD_HEIGHT * zoom, box.top, box.bottom);
      if (zoom >= 0.6 && Math.abs(dx) < box.width / 2 && Math.abs(dy) < box.height / 2) {
        const { x, y } = flow.getViewport();
        void flow.setViewport({ x: x + dx, y: y + dy, zoom }, { duration });
      } else
        void flow.setCenter(at.x + CARD_WIDTH / 2, at.y + CARD_HEIGHT / 2, {
          zoom: Math.max(zoom, 0.6),
          duration,
        });
    }
    return () => store.getState().setHands(undefined);
  }, [flow, flowStore, store]);
  return null;
}

const MARGIN = 20;

// How far a span must move to lie inside of another with a margin; 0 when it does.
function missing(start: number, length: number, low: number, high: number): number {
  if (start < low + MARGIN) return low + MARGIN - start;
  return Math.min(0, high - MARGIN - (start + length));
}
