// While a wire is in hand: one line on top that counts who takes it, and the reason at a port that refuses.

import { splitPort } from '@weir/shared/graph';
import type { ReactNode } from 'react';
import { useDesigner, useDesignerShallow } from '../store/context.tsx';
import { StateGlyph } from '../ui/icon.tsx';
import { Kbd } from '../ui/kbd.tsx';
import styles from './canvas.module.css';
import { RichText } from './rich-text.tsx';

/** The hint line and the refusal beside the port. */
export function WireHint(): ReactNode {
  const from = useDesigner((state) => state.wire?.from);
  const counts = useDesignerShallow((state) => {
    const verdicts = [...(state.wire?.verdicts.values() ?? [])];
    return {
      accept: verdicts.filter((verdict) => verdict.ok).length,
      refuse: verdicts.filter((verdict) => !verdict.ok).length,
    };
  });
  const name = useDesigner((state) => (from === undefined ? '' : portTitle(state, from)));
  if (from === undefined) return null;
  return (
    <>
      <div className={styles.hint}>
        <span className={styles.dot} />
        <span>
          from <b>{name}</b>
        </span>
        <span>
          {counts.accept} {counts.accept === 1 ? 'port accepts' : 'ports accept'}
        </span>
        <span>{counts.refuse} refuse, hover for why</span>
        <Kbd keys="Esc" />
      </div>
      <Refusal />
    </>
  );
}

function Refusal(): ReactNode {
  const port = useDesigner((state) => state.wire?.refusedAt);
  const verdict = useDesigner((state) =>
    state.wire?.refusedAt === undefined ? undefined : state.wire.verdicts.get(state.wire.refusedAt),
  );
  const name = useDesigner((state) => (port === undefined ? '' : portTitle(state, port)));
  if (port === undefined || verdict === undefined || verdict.ok) return null;
  const element = document.querySelector(`[data-port="${CSS.escape(port)}"]`);
  const canvas = element?.closest('.weir-canvas')?.getBoundingClientRect();
  const box = element?.getBoundingClientRect();
  if (box === undefined || canvas === undefined) return null;
  const left = Math.min(Math.max(8, box.left - canvas.left - 40), canvas.width - 308);
  const below = box.bottom - canvas.top + 60;
  const top = below + 110 > canvas.height ? box.top - canvas.top - 160 : below;
  return (
    <div className={styles.refusal} style={{ left, top }}>
      <h5>
        <StateGlyph state="crit" />
        {name} refuses
      </h5>
      <p>
        <RichText text={verdict.reason} />
      </p>
      {verdict.hint !== undefined && (
        <p>
          <RichText text={verdict.hint} />
        </p>
      )}
    </div>
  );
}

function portTitle(
  state: { readonly index: { readonly nodes: ReadonlyMap<string, { readonly name: string }> } },
  reference: string,
): string {
  const { nodeId, port } = splitPort(reference);
  return `${state.index.nodes.get(nodeId)?.name ?? nodeId}.${port}`;
}
