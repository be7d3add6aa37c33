// Drops on the canvas: a palette item becomes a node where its ghost was, on a wire it is spliced in.
import type { DragEvent } from 'react';
import { catalogue } from '../engine.ts';
import { PALETTE_MIME } from '../palette/drag.ts';
import { useDesignerStore } from '../store/context.tsx';
import { CARD_HEIGHT, CARD_WIDTH } from './geometry.ts';
import { insertNode } from './insert-node.ts';

type DropHandlers = {
  readonly onDragOver: (event: DragEvent) => void;
  readonly onDrop: (event: DragEvent) => void;
};

/** Handlers for the canvas element. */
export function useCanvasDrop(): DropHandlers {
  const store = useDesignerStore();
  return {
    onDragOver: (event) => {
      if (!event.dataTransfer.types.includes(PALETTE_MIME)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      const wire = wireUnder(event);
      if (store.getState().hoveredEdge !== wire) store.getState().hoverEdge(wire);
    },
    onDrop: (event) => {
      const definition = catalogue.get(event.dataTransfer.getData(PALETTE_MIME));
      const pointer = store.getState().hands?.toFlow({ x: event.clientX, y: event.clientY });
      if (definition === undefined || pointer === undefined) return;
      event.preventDefault();
      const wire = wireUnder(event);
      const edge = store.getState().graph.edges.find((other) => `${other.from}>${other.to}` === wire);
      insertNode(store, definition, {
        at: { x: pointer.x - CARD_WIDTH / 2, y: pointer.y - CARD_HEIGHT / 2 },
        screen: { x: event.clientX, y: event.clientY },
        splice: edge,
      });
      store.getState().hoverEdge(undefined);
    },
  };
}

function wireUnder(event: DragEvent): string | undefined {
  const element = document.elementFromPoint(event.clientX, event.clientY);
  return element?.closest('.react-flow__edge')?.getAttribute('data-id') ?? undefined;
}
