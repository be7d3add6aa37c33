// An edge: a smooth step between port centres. Side outputs are dashed; in live mode its width is the painter's.
import { EdgeLabelRenderer, type EdgeProps, getSmoothStepPath, type Position } from '@xyflow/react';
import { memo, type ReactNode, useEffect, useRef } from 'react';
import { useMode } from '../designer/mode.ts';
import { registerEdgeSlots } from '../live-slots.ts';
import { useDesigner, useDesignerStore } from '../store/context.tsx';
import type { FlowEdge } from '../store/flow-slice.ts';
import { cx } from '../ui/cx.ts';
import { Icon } from '../ui/icon.tsx';
import { PORT_BOX } from './geometry.ts';
import styles from './wire.module.css';

type Ends = {
  readonly sourceX: number;
  readonly sourceY: number;
  readonly targetX: number;
  readonly targetY: number;
  readonly sourcePosition: Position;
  readonly targetPosition: Position;
};

/** The path of a wire and its middle. React Flow gives the outer border of the hit box; the mark is its centre. */
export function wirePath(ends: Ends): { readonly path: string; readonly x: number; readonly y: number } {
  const half = PORT_BOX / 2;
  const [path, x, y] = getSmoothStepPath({
    ...ends,
    sourceX: ends.sourceX - half,
    targetX: ends.targetX + half,
    borderRadius: 10,
    offset: 16,
  });
  return { path, x, y };
}

/** The React Flow edge of type `wire`. */
export const Wire = memo(function Wire(props: EdgeProps<FlowEdge>): ReactNode {
  const { id, selected, data } = props;
  const mode = useMode();
  const hovered = useDesigner((state) => state.hoveredEdge === id);
  const element = useRef<SVGPathElement>(null);
  const { path, x, y } = wirePath(props);
  useEffect(() => {
    if (mode !== 'live' || element.current === null) return;
    const visible = element.current;
    const unregister = registerEdgeSlots(id, { path: visible });
    return () => {
      unregister();
      visible.removeAttribute('style');
    };
  }, [id, mode]);
  return (
    <>
      <path d={path} className={cx('react-flow__edge-interaction', styles.hit)} />
      <path
        ref={element}
        d={path}
        className={cx(
          styles.wire,
          data?.side === true && styles.side,
          selected === true && styles.selected,
          hovered && styles.hovered,
        )}
        data-mode={mode}
      />
      {mode === 'edit' && (hovered || selected === true) && (
        <EdgeLabelRenderer>
          <WireTools id={id} x={x} y={y} />
        </EdgeLabelRenderer>
      )}
    </>
  );
});

function WireTools({ id, x, y }: { readonly id: string; readonly x: number; readonly y: number }): ReactNode {
  const store = useDesignerStore();
  const edge = store.getState().graph.edges.find((other) => `${other.from}>${other.to}` === id);
  if (edge === undefined) return null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hovering only keeps the tools open
    <div
      className={`nodrag nopan ${styles.tools}`}
      style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
      onMouseEnter={() => store.getState().hoverEdge(id)}
      onMouseLeave={() => store.getState().hoverEdge(undefined)}
    >
      <button
        type="button"
        tabIndex={-1}
        aria-label="Insert a node here"
        title="Insert a node here"
        onClick={(event) => {
          const at = { x: x - 108, y: y - 42 };
          store.getState().openQuickAdd({ at, screen: { x: event.clientX, y: event.clientY }, splice: edge });
        }}
      >
        <Icon name="plus" size={12} />
      </button>
      <button
        type="button"
        tabIndex={-1}
        aria-label="Cut this edge"
        title="Cut this edge"
        onClick={() => store.getState().run([{ op: 'removeEdge', edge }], { title: 'cut an edge' })}
      >
        <Icon name="x" size={12} />
      </button>
    </div>
  );
}
