// Ports of a card: a 10 px mark in a 24 px hit box. Shape says what flows (circle rows, diamond changes, square side
// output), fill says connected. While a wire is in hand they say whether they take it.
import { Handle, Position } from '@xyflow/react';
import { type ReactNode, useMemo, useState } from 'react';
import { type AnyNodeDefinition, outputsOf } from '../engine.ts';
import { useDesigner, useDesignerStore } from '../store/context.tsx';
import type { DesignerState } from '../store/types.ts';
import { cx } from '../ui/cx.ts';
import { CARD_WIDTH, portHeights } from './geometry.ts';
import styles from './ports.module.css';
import { streamText } from './stream-text.ts';

type PortProps = {
  readonly nodeId: string;
  readonly port: { readonly name: string; readonly title: string; readonly side?: boolean | undefined };
  readonly kind: 'source' | 'target';
  readonly y: number;
};

/** All ports of a node. */
export function Ports({
  id,
  definition,
}: {
  readonly id: string;
  readonly definition: AnyNodeDefinition;
}): ReactNode {
  const inputs = portHeights(definition.inputs);
  const node = useDesigner((state) => state.index.nodes.get(id));
  const ports = useMemo(() => outputsOf(node), [node]);
  const outputs = portHeights(ports);
  return (
    <>
      {definition.inputs.map((port, i) => (
        <Port key={`in-${port.name}`} nodeId={id} port={port} kind="target" y={inputs[i] ?? 0} />
      ))}
      {ports.map((port, i) => (
        <Port key={`out-${port.name}`} nodeId={id} port={port} kind="source" y={outputs[i] ?? 0} />
      ))}
    </>
  );
}

function Port({ nodeId, port, kind, y }: PortProps): ReactNode {
  const reference = `${nodeId}.${port.name}`;
  const store = useDesignerStore();
  const [hovered, setHovered] = useState(false);
  const connected = useDesigner((state) => state.index.connected.has(reference));
  const look = useDesigner((state) => wireLook(state, reference, kind));
  const changes = useDesigner((state) => state.types.get(reference)?.changes);
  const shape =
    port.side === true ? 'square' : changes === undefined || changes === 'append' ? 'circle' : 'diamond';
  const x = kind === 'target' ? 0 : CARD_WIDTH;
  return (
    <Handle
      id={port.name}
      type={kind}
      position={kind === 'target' ? Position.Left : Position.Right}
      className={cx(styles.port, connected && styles.full, styles[shape], styles[look])}
      style={{ left: x, top: y }}
      data-port={reference}
      onMouseEnter={() => {
        setHovered(true);
        if (look !== 'idle' && look !== 'from') store.getState().hoverPort(reference);
      }}
      onMouseLeave={() => {
        setHovered(false);
        store.getState().hoverPort(undefined);
      }}
    >
      <i className={styles.mark} />
      {hovered && <PortLabel reference={reference} title={port.title} kind={kind} />}
    </Handle>
  );
}

function PortLabel({
  reference,
  title,
  kind,
}: {
  readonly reference: string;
  readonly title: string;
  readonly kind: 'source' | 'target';
}): ReactNode {
  const text = useDesigner((state) => streamText(state, reference, kind));
  return (
    <span className={cx(styles.label, styles[kind])}>
      {title.toLowerCase()}: {text}
    </span>
  );
}

type Look = 'idle' | 'from' | 'valid' | 'invalid' | 'refused' | 'other';

function wireLook(state: DesignerState, reference: string, kind: 'source' | 'target'): Look {
  const { wire } = state;
  if (wire === undefined) return 'idle';
  if (wire.from === reference) return 'from';
  if (wire.kind === kind) return 'other';
  if (wire.refusedAt === reference) return 'refused';
  const verdict = wire.verdicts.get(reference);
  return verdict === undefined || !verdict.ok ? 'invalid' : 'valid';
}
