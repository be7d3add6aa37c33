// What React Flow tells us, turned into commands. Handlers read the store when called, so they never change.

import type { EditOp } from '@weir/shared/edits';
import type { GraphEdge } from '@weir/shared/graph';
import type { Connection, FinalConnectionState, OnConnectStartParams } from '@xyflow/react';
import type { FlowEdge } from '../store/flow-slice.ts';
import { edgeId } from '../store/graph-index.ts';
import type { DesignerStore } from '../store/types.ts';

/** Handlers of the canvas element and, under `flow`, of React Flow. */
export function flowHandlers(store: DesignerStore) {
  const get = store.getState;
  // The edge whose end is in hand. React Flow reports the start of moving before the start of connecting.
  let moving: GraphEdge | undefined;
  return {
    onDoubleClick: (event: React.MouseEvent) => {
      if (!(event.target instanceof Element) || event.target.closest('.react-flow__pane') === null) return;
      const screen = { x: event.clientX, y: event.clientY };
      const at = get().hands?.toFlow(screen);
      if (at !== undefined) get().openQuickAdd({ at, screen });
    },
    flow: {
      onNodesChange: get().onFlowChanges,
      onEdgesChange: get().onFlowEdgeChanges,
      onNodeDragStop: () => get().commitMoves(),
      onSelectionDragStop: () => get().commitMoves(),
      onEdgeMouseEnter: (_event: React.MouseEvent, edge: FlowEdge) => get().hoverEdge(edge.id),
      onEdgeMouseLeave: () => get().hoverEdge(undefined),
      onEdgeClick: (_event: React.MouseEvent, edge: FlowEdge) => get().select([], { edges: [edge.id] }),
      onPaneClick: () => get().select([]),
      onConnectStart: (_event: MouseEvent | TouchEvent, params: OnConnectStartParams) =>
        get().startWire(
          `${params.nodeId ?? ''}.${params.handleId ?? ''}`,
          params.handleType === 'target' ? 'target' : 'source',
          moving,
        ),
      isValidConnection: (connection: FlowEdge | Connection) => {
        const { wire, verdictOn } = get();
        const edge = edgeOf(connection);
        return wire !== undefined && verdictOn(wire.kind === 'source' ? edge.to : edge.from).ok;
      },
      onConnect: (connection: Connection) => connect(store, edgeOf(connection), undefined),
      onReconnectStart: (_event: React.MouseEvent, edge: FlowEdge) => {
        moving = edgeOf(edge);
      },
      onReconnect: (before: FlowEdge, connection: Connection) =>
        connect(store, edgeOf(connection), edgeOf(before)),
      onReconnectEnd: () => {
        moving = undefined;
        get().endWire();
      },
      onConnectEnd: (event: MouseEvent | TouchEvent, state: FinalConnectionState) =>
        endWire(store, event, state),
    },
  };
}

// One step, also when it replaces the edge that was moved.
function connect(store: DesignerStore, edge: GraphEdge, replaced: GraphEdge | undefined): void {
  const { run, select, announce } = store.getState();
  if (replaced !== undefined && edgeId(replaced) === edgeId(edge)) return;
  const removal: EditOp[] = replaced === undefined ? [] : [{ op: 'removeEdge', edge: replaced }];
  const title = replaced === undefined ? 'connect' : 'move an edge';
  if (!run([...removal, { op: 'addEdge', edge }], { title })) return;
  select([], { edges: [edgeId(edge)] });
  announce(`Connected ${edge.from} to ${edge.to}`);
}

function edgeOf(connection: Connection | FlowEdge): GraphEdge {
  return {
    from: `${connection.source}.${connection.sourceHandle ?? ''}`,
    to: `${connection.target}.${connection.targetHandle ?? ''}`,
  };
}

// A wire let go: over a refusing port the reason is said, over empty canvas a node is offered.
function endWire(store: DesignerStore, event: MouseEvent | TouchEvent, state: FinalConnectionState): void {
  const get = store.getState;
  const { wire } = get();
  const refusal = wire?.refusedAt === undefined ? undefined : get().verdictOn(wire.refusedAt);
  get().endWire();
  if (wire === undefined || state.isValid === true) return;
  if (refusal !== undefined && !refusal.ok) {
    get().announce(`Not connected: ${refusal.reason}`);
    return;
  }
  if (!(event.target instanceof Element) || event.target.closest('.react-flow__pane') === null) return;
  const point = 'clientX' in event ? event : event.changedTouches[0];
  if (point === undefined) return;
  const screen = { x: point.clientX, y: point.clientY };
  const pointer = get().hands?.toFlow(screen);
  if (pointer === undefined) return;
  const at =
    wire.kind === 'source' ? { x: pointer.x, y: pointer.y - 42 } : { x: pointer.x - 216, y: pointer.y - 42 };
  get().openQuickAdd({ at, screen, wire: { port: wire.from, kind: wire.kind } });
}
