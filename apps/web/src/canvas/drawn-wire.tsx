// The wire in hand, from its port to the pointer: blue, or red and dashed over a port that refuses it.
import { type ConnectionLineComponentProps, Position } from '@xyflow/react';
import type { ReactNode } from 'react';
import { useDesigner } from '../store/context.tsx';
import type { FlowNode } from '../store/flow-slice.ts';
import { cx } from '../ui/cx.ts';
import { PORT_BOX } from './geometry.ts';
import styles from './wire.module.css';
import { wirePath } from './wire.tsx';

/** React Flow's connection line. */
export function DrawnWire(props: ConnectionLineComponentProps<FlowNode>): ReactNode {
  const refused = useDesigner((state) => state.wire?.refusedAt !== undefined);
  const { fromX, fromY, toX, toY, fromPosition } = props;
  const half = PORT_BOX / 2;
  const forward = fromPosition === Position.Right;
  const { path } = forward
    ? wirePath({
        sourceX: fromX + half,
        sourceY: fromY,
        targetX: toX - half,
        targetY: toY,
        sourcePosition: Position.Right,
        targetPosition: Position.Left,
      })
    : wirePath({
        sourceX: toX + half,
        sourceY: toY,
        targetX: fromX - half,
        targetY: fromY,
        sourcePosition: Position.Right,
        targetPosition: Position.Left,
      });
  return <path d={path} className={cx(styles.drawn, refused && styles.refused)} />;
}
