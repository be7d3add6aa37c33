// The strip while editing: sample rows in and out, and how long they took.
import type { ReactNode } from 'react';
import { countText } from '../format.ts';
import { useDesigner } from '../store/context.tsx';
import type { DesignerState } from '../store/types.ts';
import styles from './card.module.css';

/** Reads the preview of one node as three short texts, so that equal numbers do not render again. */
export function EditStrip({ id }: { readonly id: string }): ReactNode {
  const rows = useDesigner((state) => rowsText(state, id));
  const note = useDesigner((state) => noteText(state, id));
  const ms = useDesigner((state) => msText(state, id));
  return (
    <div className={styles.strip}>
      <span className={styles.rows}>{rows}</span>
      {note !== '' && <span className={styles.late}>{note}</span>}
      <span>
        {ms !== '' && (
          <>
            {ms} <span className={styles.unit}>ms</span>
          </>
        )}
      </span>
    </div>
  );
}

function rowsText(state: DesignerState, id: string): string {
  const preview = state.preview?.nodes[id];
  if (preview === undefined) return state.previewState === 'running' ? 'computing' : 'no rows yet';
  const ports = Object.values(preview.ports);
  const out = ports.reduce((sum, port) => sum + port.total, 0);
  const isSource = (state.index.into.get(id)?.length ?? 0) === 0;
  if (ports.length === 0) return `${countText(preview.rowsIn)} rows`;
  return isSource ? `${countText(out)} rows` : `${countText(preview.rowsIn)} › ${countText(out)} rows`;
}

function noteText(state: DesignerState, id: string): string {
  const preview = state.preview?.nodes[id];
  if (preview === undefined) return '';
  if (preview.errors.length > 0) return `${countText(preview.errors.length)} bad`;
  return preview.late > 0 ? `${countText(preview.late)} late` : '';
}

function msText(state: DesignerState, id: string): string {
  const preview = state.preview?.nodes[id];
  return preview === undefined ? '' : preview.ms.toFixed(1);
}
