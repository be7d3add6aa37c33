// Fixed sizes of the canvas: known before mount, so that React Flow can cull and fit without measuring.
import { type NodeHandle, Position } from '@xyflow/react';
import type { AnyNodeDefinition } from '../engine.ts';

export const CARD_WIDTH = 216;
export const CARD_HEIGHT = 84;
/** Between the columns of an automatic layout. */
export const COLUMN_GAP = 48;
export const ROW_GAP = 36;
/** Hit area of a port; the dot inside is 10. */
export const PORT_BOX = 24;
export const GRID = 4;

/** The heights of `count` ports on a side of the card, from its top, 24 apart so that hit areas never overlap. */
export function portHeights(count: number): readonly number[] {
  const gap = count <= 3 ? 24 : Math.max(14, (CARD_HEIGHT - 12) / count);
  return Array.from({ length: count }, (_, i) => CARD_HEIGHT / 2 + (i - (count - 1) / 2) * gap);
}

/** The handles of a card for React Flow. */
export function cardHandles(definition: AnyNodeDefinition | undefined): NodeHandle[] {
  if (definition === undefined) return [];
  const inputs = portHeights(definition.inputs.length);
  const outputs = portHeights(definition.outputs.length);
  return [
    ...definition.inputs.map((port, i) => handle(port.name, 'target', inputs[i] ?? 0)),
    ...definition.outputs.map((port, i) => handle(port.name, 'source', outputs[i] ?? 0)),
  ];
}

function handle(id: string, type: 'source' | 'target', y: number): NodeHandle {
  const x = type === 'target' ? 0 : CARD_WIDTH;
  return {
    id,
    type,
    position: type === 'target' ? Position.Left : Position.Right,
    x: x - PORT_BOX / 2,
    y: y - PORT_BOX / 2,
    width: PORT_BOX,
    height: PORT_BOX,
  };
}
