// A border that can be dragged to resize a region; with the keyboard by arrow keys.
import type { ReactNode } from 'react';
import styles from './resize-handle.module.css';

type ResizeHandleProps = {
  readonly label: string;
  readonly edge: 'top' | 'left';
  readonly value: number;
  readonly range: { readonly min: number; readonly max: number; readonly normal: number };
  readonly onChange: (value: number) => void;
};

const STEP = 16;

/** Lies over the border of a positioned parent. A double click gives the normal size back. */
export function ResizeHandle({ label, edge, value, range, onChange }: ResizeHandleProps): ReactNode {
  const set = (next: number): void => onChange(Math.round(Math.max(range.min, Math.min(range.max, next))));
  const onPointerDown = (event: React.PointerEvent<HTMLElement>): void => {
    const start = edge === 'top' ? event.clientY : event.clientX;
    const element = event.currentTarget;
    element.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent): void =>
      set(value + start - (edge === 'top' ? moved.clientY : moved.clientX));
    element.addEventListener('pointermove', move);
    element.addEventListener('lostpointercapture', () => element.removeEventListener('pointermove', move), {
      once: true,
    });
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const grow = edge === 'top' ? 'ArrowUp' : 'ArrowLeft';
    const shrink = edge === 'top' ? 'ArrowDown' : 'ArrowRight';
    if (event.key !== grow && event.key !== shrink) return;
    event.preventDefault();
    set(value + (event.key === grow ? STEP : -STEP));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a focusable separator is the ARIA pattern for a splitter; hr is not one
    <div
      className={styles.handle}
      data-edge={edge}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={edge === 'top' ? 'horizontal' : 'vertical'}
      aria-valuenow={value}
      aria-valuemin={range.min}
      aria-valuemax={range.max}
      onPointerDown={onPointerDown}
      onDoubleClick={() => onChange(range.normal)}
      onKeyDown={onKeyDown}
    />
  );
}
