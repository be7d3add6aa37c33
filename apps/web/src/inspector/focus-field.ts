// Brings a setting into view and focuses it; in an expression the characters of the problem are selected.

/** An expression editor listens for this event on its element; `detail.span` is the range to select. */
export const FOCUS_EVENT = 'weir-focus';
export type FocusSpan = { readonly from: number; readonly to: number } | undefined;

// An editor that is still loading is asked again, for about two seconds.
const TRIES_MAX = 40;
const TRY_MS = 50;

/** Focuses the control of `field` (a path such as `aggregates.0.expression`), or the first control when it has none. */
export function focusField(
  root: HTMLElement,
  field: string | undefined,
  span: FocusSpan,
  tries = TRIES_MAX,
): void {
  const place = field === undefined ? root.querySelector('[data-field]') : nearest(root, field);
  if (!(place instanceof HTMLElement)) return;
  place.scrollIntoView({ block: 'nearest' });
  if (place.querySelector('[data-pending]') !== null && tries > 0) {
    window.setTimeout(() => focusField(root, field, span, tries - 1), TRY_MS);
    return;
  }
  const editor = place.querySelector('[data-editor]');
  if (editor !== null) {
    editor.dispatchEvent(new CustomEvent(FOCUS_EVENT, { detail: { span } }));
    return;
  }
  place.querySelector<HTMLElement>('input:not([type="hidden"], [hidden]), select, textarea, button')?.focus();
}

// The longest part of the path that has a control: `aggregates.0` when `aggregates.0.type` has none.
function nearest(root: HTMLElement, field: string): Element | null {
  const parts = field.split('.');
  for (let length = parts.length; length > 0; length--) {
    const found = root.querySelector(`[data-field="${CSS.escape(parts.slice(0, length).join('.'))}"]`);
    if (found !== null) return found;
  }
  return null;
}
