// A node on the canvas: rail, tile, name, meaning, strip, bar, ports. One question per channel (experience 3.1).
//
// Everything here is read by O(1) selectors per node. In live mode strip, glyph, bar and spark are handed to the
// painter (`live-slots`) and React never touches them again.
import type { NodeProps } from '@xyflow/react';
import { memo, type ReactNode } from 'react';
import { useMode } from '../designer/mode.ts';
import { definitionOf, meaningOf } from '../engine.ts';
import { useDesigner, useDesignerStore } from '../store/context.tsx';
import type { CardNode } from '../store/flow-slice.ts';
import { isError } from '../store/plan-slice.ts';
import { cx } from '../ui/cx.ts';
import { StateGlyph, Tile } from '../ui/icon.tsx';
import styles from './card.module.css';
import { CardMenu } from './card-menu.tsx';
import { CardName } from './card-name.tsx';
import { EditStrip } from './edit-strip.tsx';
import { Ports } from './ports.tsx';
import { RichText } from './rich-text.tsx';
import { useCardSlots } from './use-card-slots.ts';

/** The React Flow node of type `card`. */
export const Card = memo(function Card({ id, selected }: NodeProps<CardNode>): ReactNode {
  const mode = useMode();
  const node = useDesigner((state) => state.index.nodes.get(id));
  const cursor = useDesigner((state) => state.cursor === id);
  const definition = definitionOf(node);
  const slots = useCardSlots(id, mode === 'live');
  if (node === undefined) return null;
  return (
    <>
      <div
        ref={slots.card}
        className={cx(styles.card, selected && styles.selected, cursor && styles.cursor)}
        data-mode={mode}
        id={`card-${id}`}
      >
        <span ref={slots.rail} className={styles.rail} />
        <div className={styles.body}>
          <div className={styles.head}>
            <Tile
              group={definition?.palette.group ?? 'transform'}
              icon={definition?.palette.icon ?? 'node'}
            />
            <CardName id={id} name={node.name} />
            {mode === 'live' && <canvas ref={slots.spark} className={styles.spark} width={72} height={32} />}
            {mode === 'live' ? (
              <span key="live" ref={slots.glyph} className={styles.glyph} />
            ) : (
              <DraftGlyph id={id} />
            )}
          </div>
          <Meaning id={id} text={meaningOf(node)} />
          {mode === 'live' && <div ref={slots.waits} className={styles.waits} />}
          {mode === 'live' ? (
            <div key="live" ref={slots.strip} className={styles.strip} />
          ) : (
            <EditStrip key="edit" id={id} />
          )}
        </div>
        {mode === 'live' && <div ref={slots.bar} className={styles.bar} />}
      </div>
      {definition !== undefined && <Ports id={id} definition={definition} />}
      {mode === 'edit' && <ProblemBadge id={id} />}
      {mode === 'edit' && <CardMenu id={id} />}
    </>
  );
});

function DraftGlyph({ id }: { readonly id: string }): ReactNode {
  const failing = useDesigner((state) => state.problemsByNode.get(id)?.some(isError) === true);
  return failing ? <StateGlyph state="crit" /> : null;
}

// The first error takes the place of the meaning: what to do next beats what the node does.
function Meaning({ id, text }: { readonly id: string; readonly text: string }): ReactNode {
  const error = useDesigner((state) => state.problemsByNode.get(id)?.find(isError)?.message);
  const mode = useMode();
  const shown = mode === 'edit' ? error : undefined;
  return (
    <div
      className={cx(styles.meaning, shown !== undefined && styles.failing)}
      title={(shown ?? text).replaceAll('`', '')}
    >
      <RichText text={shown ?? text} />
    </div>
  );
}

function ProblemBadge({ id }: { readonly id: string }): ReactNode {
  const problems = useDesigner((state) => state.problemsByNode.get(id));
  const store = useDesignerStore();
  if (problems === undefined || problems.length === 0) return null;
  const errors = problems.filter(isError).length;
  const first = problems.find(isError) ?? problems[0];
  return (
    <button
      type="button"
      tabIndex={-1}
      className={cx('nodrag', styles.badge, errors === 0 && styles.warning)}
      aria-label={`${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}: ${first?.message ?? ''}`}
      title={problems.map((problem) => problem.message).join('\n')}
      onClick={(event) => {
        event.stopPropagation();
        store.getState().select([id]);
        store.getState().requestFocus({ nodeId: id, field: first?.field, span: first?.span });
      }}
    >
      <span>{problems.length}</span>
    </button>
  );
}
