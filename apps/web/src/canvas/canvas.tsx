// The canvas: React Flow drawing our cards and wires. One tab stop; the keyboard walks the graph (`keyboard.ts`).
import { Background, BackgroundVariant, MiniMap, ReactFlow, SelectionMode, useStore } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { type ReactNode, useCallback, useMemo } from 'react';
import { useMode } from '../designer/mode.ts';
import { LiveOverlay } from '../live/live-overlay.tsx';
import { useDesigner, useDesignerStore } from '../store/context.tsx';
import type { FlowEdge, FlowNode } from '../store/flow-slice.ts';
import { usePanels } from '../store/panels-store.ts';
import { isError } from '../store/plan-slice.ts';
import { cx } from '../ui/cx.ts';
import styles from './canvas.module.css';
import { CanvasHandsProvider } from './canvas-hands.tsx';
import { Card } from './card.tsx';
import { DrawnWire } from './drawn-wire.tsx';
import { flowHandlers } from './flow-handlers.ts';
import { canvasKeyDown, describeCursor } from './keyboard.ts';
import { Note } from './note.tsx';
import { useCanvasDrop } from './use-canvas-drop.ts';
import { Wire } from './wire.tsx';
import { WireHint } from './wire-hint.tsx';
import { ZoomPill } from './zoom-pill.tsx';

const nodeTypes = { card: Card, note: Note };
const edgeTypes = { wire: Wire };
// Below this many nodes everything stays mounted; above, only what is in view (measured in experience 2.3).
const CULL_FROM_NODES = 60;
const PAN_BUTTONS = [1, 2];
const MULTI_KEYS = ['Shift', 'Meta', 'Control'];
const FIT = { padding: 0.14, maxZoom: 1 } as const;

/** The canvas region. */
export function Canvas(): ReactNode {
  const mode = useMode();
  const store = useDesignerStore();
  const nodes = useDesigner((state) => state.flowNodes);
  const edges = useDesigner((state) => state.flowEdges);
  const dragging = useDesigner((state) => state.wire !== undefined);
  const cursor = useDesigner((state) => state.cursor);
  const minimap = usePanels((state) => state.minimap);
  const handlers = useMemo(() => flowHandlers(store), [store]);
  const drop = useCanvasDrop();
  const editable = mode === 'edit';
  const onKeyDown = useCallback(
    (event: React.KeyboardEvent) => canvasKeyDown(store, event, editable),
    [store, editable],
  );
  return (
    <div
      className={cx('weir-canvas', styles.canvas)}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: an application region is one tab stop with keys of its own
      tabIndex={0}
      role="application"
      aria-label="Pipeline canvas. Arrow keys walk the graph, Enter opens settings, N adds a node, C connects."
      aria-activedescendant={cursor === undefined ? undefined : `card-label-${cursor}`}
      onKeyDown={onKeyDown}
      onDoubleClick={(event) => editable && handlers.onDoubleClick(event)}
      {...drop}
    >
      <ReactFlow<FlowNode, FlowEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        {...handlers.flow}
        connectionLineComponent={DrawnWire}
        onlyRenderVisibleElements={nodes.length >= CULL_FROM_NODES && !dragging}
        nodesFocusable={false}
        edgesFocusable={false}
        disableKeyboardA11y
        nodesDraggable={editable}
        nodesConnectable={editable}
        edgesReconnectable={editable}
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={MULTI_KEYS}
        selectionOnDrag
        selectionMode={SelectionMode.Partial}
        panOnDrag={PAN_BUTTONS}
        panOnScroll
        zoomOnDoubleClick={false}
        connectionRadius={26}
        minZoom={0.08}
        maxZoom={2}
        fitView
        fitViewOptions={FIT}
        proOptions={{ hideAttribution: true }}
        elevateNodesOnSelect={false}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1.4} color="var(--grid-dot)" />
        <ZoomLevel />
        <CanvasHandsProvider />
        {minimap && <GraphMap />}
        {mode === 'live' && <LiveOverlay />}
      </ReactFlow>
      <ZoomPill />
      <WireHint />
      <NodeNames cursor={cursor} />
    </div>
  );
}

// Says the node under the keyboard's cursor: `aria-activedescendant` points at it.
function NodeNames({ cursor }: { readonly cursor: string | undefined }): ReactNode {
  const text = useDesigner((state) => (cursor === undefined ? '' : describeCursor(state, cursor)));
  if (cursor === undefined) return null;
  return (
    <div className="visually-hidden" id={`card-label-${cursor}`} role="img" aria-label={text}>
      {text}
    </div>
  );
}

// One attribute on the root per level; cards follow by style sheet and do not render.
function ZoomLevel(): ReactNode {
  const far = useStore((state) => state.transform[2] < 0.45);
  const overview = useStore((state) => state.transform[2] < 0.2);
  const root = useStore((state) => state.domNode);
  root?.classList.toggle('weir-far', far);
  root?.classList.toggle('weir-overview', overview);
  return null;
}

function GraphMap(): ReactNode {
  const failing = useDesigner((state) => state.problemsByNode);
  const colour = useCallback(
    (node: FlowNode) =>
      node.type === 'note'
        ? 'var(--warn-soft)'
        : failing.get(node.id)?.some(isError) === true
          ? 'var(--crit)'
          : 'var(--border)',
    [failing],
  );
  return (
    <MiniMap<FlowNode>
      className={styles.minimap ?? ''}
      style={{ width: 148, height: 84 }}
      pannable
      zoomable
      nodeColor={colour}
      nodeBorderRadius={12}
      maskColor="transparent"
      maskStrokeColor="var(--accent)"
      maskStrokeWidth={1.5}
      bgColor="var(--panel)"
      ariaLabel="Map of the pipeline"
    />
  );
}
