// The signature of the call that the cursor is in, above the line, with the value that is being written in bold.
import { type EditorState, type Extension, StateEffect, StateField } from '@codemirror/state';
import { EditorView, showTooltip, type Tooltip } from '@codemirror/view';
import { type SignatureHelp, signatureHelp } from '@weir/sql/editor/signature-help';
import styles from './inspector.module.css';

const focusChanged = StateEffect.define<boolean>();

const field = StateField.define<Tooltip | null>({
  create: () => null,
  update: (shown, transaction) => {
    const focus = transaction.effects.find((effect) => effect.is(focusChanged));
    if (focus?.is(focusChanged) === true) return focus.value ? tooltipOf(transaction.state) : null;
    return transaction.docChanged || transaction.selection !== undefined
      ? tooltipOf(transaction.state)
      : shown;
  },
  provide: (own) => showTooltip.from(own),
});

/** The extension. The signature shows while the editor has the focus and the cursor is inside a call. */
export const expressionSignature: Extension = [
  field,
  EditorView.focusChangeEffect.of((_, focusing) => focusChanged.of(focusing)),
];

function tooltipOf(state: EditorState): Tooltip | null {
  const { main } = state.selection;
  const help = main.empty ? signatureHelp(state.doc.toString(), main.head) : undefined;
  if (help === undefined) return null;
  return { pos: help.at, above: true, create: () => ({ dom: signatureBox(help) }) };
}

function signatureBox({ signature, documentation, active }: SignatureHelp): HTMLElement {
  const box = document.createElement('div');
  box.className = `${styles.hover ?? ''} ${styles.signature ?? ''}`;
  box.setAttribute('role', 'tooltip');
  const head = document.createElement('code');
  const { from, to } = active ?? { from: signature.length, to: signature.length };
  const value = document.createElement('b');
  value.textContent = signature.slice(from, to);
  head.append(signature.slice(0, from), value, signature.slice(to));
  const body = document.createElement('span');
  body.textContent = documentation;
  box.append(head, body);
  return box;
}
