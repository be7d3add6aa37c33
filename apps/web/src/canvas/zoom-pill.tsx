// Zoom: out, level, in, fit. One of the two things that float over the canvas.
import { useStore } from '@xyflow/react';
import type { ReactNode } from 'react';
import { useDesignerStore } from '../store/context.tsx';
import { Icon } from '../ui/icon.tsx';
import { Kbd } from '../ui/kbd.tsx';
import styles from './canvas.module.css';

/** The zoom pill; subscribes to the rounded level only. */
export function ZoomPill(): ReactNode {
  const percent = useStore((state) => Math.round(state.transform[2] * 100));
  const store = useDesignerStore();
  const hands = () => store.getState().hands;
  return (
    <div className={styles.pill} role="toolbar" aria-label="Zoom">
      <button type="button" aria-label="Zoom out" onClick={() => hands()?.zoomBy(1 / 1.2)}>
        <Icon name="minus" size={12} />
      </button>
      <button
        type="button"
        className={styles.level}
        aria-label={`Zoom ${percent} percent, set to 100`}
        onClick={() => hands()?.zoomTo(1)}
      >
        {percent} %
      </button>
      <button type="button" aria-label="Zoom in" onClick={() => hands()?.zoomBy(1.2)}>
        <Icon name="plus" size={12} />
      </button>
      <button type="button" onClick={() => hands()?.fit()}>
        Fit <Kbd keys="1" />
      </button>
    </div>
  );
}
