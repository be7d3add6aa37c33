// The signature of the call that the cursor is in, above the line, with the value that is being written in bold.
import { type EditorState, type Extension, StateField } from '@codemirror/state';
import { showTooltip, type Tooltip } from '@codemirror/view';
import { type SignatureHelp, signatureHelp } from '@weir/sql/signature-help';
import styles from './inspector.module.css';

/** The extension. It appears while text is typed or the cursor moves inside a call. */
export const expressionSignature: Extension = StateField.define<Tooltip | null>({
  create: () => null,
  update: (shown, transaction) =>
    transaction.docChanged || transaction.selection !== undefined ? tooltipOf(transaction.state) : shown,
  provide: (field) => showTooltip.from(field),
});

function tooltipOf(state: EditorState): Tooltip | null {
  const { main } = state.selection;
  const help = main.empty ? signatureHelp(state.doc.toString(), main.head) : undefined;
  if (help === undefined) return null;
  return { pos: help.at, above: true, create: () => ({ dom: signatureBox(help) }) };
}

function signatureBox({ signature, documentation, active }: SignatureHelp): HTMLElement {
  const box = document.createElement('div');
  box.className = styles.hover ?? '';
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
