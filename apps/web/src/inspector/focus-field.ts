// Brings a setting into view and focuses it; in an expression the characters of the problem are selected.
import { EditorView } from '@codemirror/view';

/** Focuses the control of `field` (a path such as `aggregates.0.expression`), or the first control when it has none. */
export function focusField(
  root: HTMLElement,
  field: string | undefined,
  span: { readonly from: number; readonly to: number } | undefined,
): void {
  const place = field === undefined ? root.querySelector('[data-field]') : nearest(root, field);
  if (!(place instanceof HTMLElement)) return;
  place.scrollIntoView({ block: 'nearest' });
  const editor = place.querySelector('.cm-editor');
  const view = editor instanceof HTMLElement ? EditorView.findFromDOM(editor) : null;
  if (view !== null) {
    view.focus();
    const length = view.state.doc.length;
    if (span !== undefined)
      view.dispatch({ selection: { anchor: Math.min(span.from, length), head: Math.min(span.to, length) } });
    return;
  }
  const control = place.querySelector<HTMLElement>('input:not([type="hidden"]), select, textarea, button');
  control?.focus();
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
