// Fixed sizes of the canvas: known before mount, so that React Flow can cull and fit without measuring.

import type { GraphNode } from '@weir/shared/graph';
import { type NodeHandle, Position } from '@xyflow/react';
import { definitionOf, outputsOf } from '../engine.ts';

export const CARD_WIDTH = 216;
export const CARD_HEIGHT = 84;
/** Between the columns of an automatic layout. */
export const COLUMN_GAP = 48;
export const ROW_GAP = 36;
/** Hit area of a port; the dot inside is 10. */
export const PORT_BOX = 24;
export const GRID = 4;

type PortSide = readonly { readonly name: string; readonly side?: boolean | undefined }[];

/**
 * The heights of the ports on one side of a card, from its top. Main ports stand around the middle, so that the wire
 * between neighbours is straight; side outputs come below. 24 apart while they fit: hit areas must not overlap.
 */
export function portHeights(ports: PortSide): readonly number[] {
  const main = ports.filter((port) => port.side !== true).length;
  const below = CARD_HEIGHT / 2 + ((main - 1) / 2) * 24 + 24 * (ports.length - main);
  const crowded = main > 3 || below > CARD_HEIGHT;
  if (crowded) return ports.map((_, i) => ((i + 0.5) / ports.length) * CARD_HEIGHT);
  const middle = CARD_HEIGHT / 2;
  let mainSeen = 0;
  let sideSeen = 0;
  return ports.map((port) => {
    if (port.side === true) return middle + ((main - 1) / 2) * 24 + 24 * ++sideSeen;
    return middle + (mainSeen++ - (main - 1) / 2) * 24;
  });
}

/** The handles of a card for React Flow. */
export function cardHandles(node: GraphNode): NodeHandle[] {
  const definition = definitionOf(node);
  if (definition === undefined) return [];
  const ports = outputsOf(node);
  const inputs = portHeights(definition.inputs);
  const outputs = portHeights(ports);
  return [
    ...definition.inputs.map((port, i) => handle(port.name, 'target', inputs[i] ?? 0)),
    ...ports.map((port, i) => handle(port.name, 'source', outputs[i] ?? 0)),
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
