// A SQL expression in CodeMirror: our colours, completion from the upstream schema, errors at the character, hover.
//
// The document is the graph's: typing calls back, and a value that comes from elsewhere (undo, a fix, another tab)
// replaces the text. Columns and problems change under the editor without making it anew.
import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { type Diagnostic as LintDiagnostic, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView, hoverTooltip, keymap, placeholder as placeholderText } from '@codemirror/view';
import type { Column } from '@weir/shared/data-type';
import type { Diagnostic } from '@weir/shared/diagnostics';
import { formatExpression } from '@weir/sql/editor/format';
import { hover } from '@weir/sql/editor/hover';
import { type ReactNode, useEffect, useRef } from 'react';
import { cspNonce } from '../boot.ts';
import { cx } from '../ui/cx.ts';
import { expressionColours } from './expression-colours.ts';
import { completionSource } from './expression-completion.ts';
import { expressionSignature } from './expression-signature.ts';
import { FOCUS_EVENT, type FocusSpan } from './focus-field.ts';
import { INSERT_EVENT } from './function-reference-store.ts';
import styles from './inspector.module.css';

export type ExpressionEditorProps = {
  readonly labelId: string;
  readonly kind: 'condition' | 'expression' | 'aggregate';
  readonly value: string;
  readonly placeholder?: string | undefined;
  readonly columns: readonly Column[] | undefined;
  readonly problems: readonly Diagnostic[];
  readonly onChange: (text: string) => void;
};

/** The editor itself; loaded when first needed. It grows with its text up to a few lines. */
export function ExpressionView(props: ExpressionEditorProps): ReactNode {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  // The extensions are made once and read the newest props when they run.
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    if (host.current === null) return;
    const made = makeView(host.current, () => latest.current);
    view.current = made;
    return () => made.destroy();
  }, []);
  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === props.value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: props.value } });
  }, [props.value]);
  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    editor.dispatch(setDiagnostics(editor.state, lintOf(props.problems, editor.state.doc.length)));
    keepCaret(editor);
  }, [props.problems]);
  useEffect(() => {
    const element = host.current;
    const select = (event: Event): void => {
      const editor = view.current;
      if (editor === null || !(event instanceof CustomEvent)) return;
      editor.focus();
      const length = editor.state.doc.length;
      const span: FocusSpan = event.detail.span;
      if (span !== undefined)
        editor.dispatch({
          selection: { anchor: Math.min(span.from, length), head: Math.min(span.to, length) },
        });
    };
    const insert = (event: Event): void => {
      const editor = view.current;
      if (editor === null || !(event instanceof CustomEvent)) return;
      editor.focus();
      editor.dispatch(editor.state.replaceSelection(String(event.detail.text)), { userEvent: 'input' });
    };
    element?.addEventListener(FOCUS_EVENT, select);
    element?.addEventListener(INSERT_EVENT, insert);
    return () => {
      element?.removeEventListener(FOCUS_EVENT, select);
      element?.removeEventListener(INSERT_EVENT, insert);
    };
  }, []);
  const bad = props.problems.some((problem) => problem.severity === 'error');
  return (
    <div
      className={cx(styles.editor, bad && styles.editorBad)}
      ref={host}
      data-kind={props.kind}
      data-editor=""
    />
  );
}

function makeView(parent: HTMLElement, props: () => ExpressionEditorProps): EditorView {
  const columns = (): readonly Column[] => props().columns ?? [];
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: props().value,
      extensions: [
        ...(cspNonce === '' ? [] : [EditorView.cspNonce.of(cspNonce)]),
        history(),
        closeBrackets(),
        autocompletion({
          override: [completionSource(columns, props().kind === 'aggregate' ? 'aggregate' : 'value')],
          icons: false,
        }),
        hoverTooltip((editor, position) => {
          const found = hover(editor.state.doc.toString(), position, columns());
          if (found === undefined) return null;
          return {
            pos: found.from,
            end: found.to,
            above: true,
            create: () => ({ dom: hoverBox(found.title, found.text) }),
          };
        }),
        expressionColours,
        expressionSignature,
        EditorView.domEventHandlers({ beforeinput: insertOurselves }),
        placeholderText(props().placeholder ?? ''),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({
          'aria-labelledby': props().labelId,
          spellcheck: 'false',
          autocorrect: 'off',
        }),
        // Tab takes a proposal and otherwise leaves the field; Escape is the inspector's: a field must not be a trap.
        keymap.of([
          ...completionKeymap,
          { key: 'Tab', run: acceptCompletion },
          { key: 'Shift-Alt-f', run: format },
          ...closeBracketsKeymap,
          ...historyKeymap,
          ...defaultKeymap,
        ]),
        EditorView.updateListener.of((update) => {
          const text = update.state.doc.toString();
          if (update.docChanged && text !== props().value) props().onChange(text);
        }),
      ],
    }),
  });
}

/** Lays the expression out; one step of undo. */
function format(view: EditorView): boolean {
  const text = view.state.doc.toString();
  const laidOut = formatExpression(text);
  if (laidOut !== text)
    view.dispatch({ changes: { from: 0, to: text.length, insert: laidOut }, userEvent: 'input.format' });
  return true;
}

// Chromium keeps the look of replaced text by writing a style attribute into what is typed, which the page's policy
// reports as a violation. Plain typing is therefore done here; composition (IME) stays with the browser.
function insertOurselves(event: InputEvent, view: EditorView): boolean {
  const { data } = event;
  if (event.inputType !== 'insertText' || data === null || event.isComposing || view.composing) return false;
  const { from, to } = view.state.selection.main;
  const insert = () =>
    view.state.update(view.state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true });
  const handled = view.state
    .facet(EditorView.inputHandler)
    .some((handler) => handler(view, from, to, data, insert));
  if (!handled) view.dispatch(insert());
  event.preventDefault();
  return true;
}

// Marking a problem moves the text node that the caret is in, and the browser puts the caret before it. Soon after the
// focus CodeMirror does not notice, and the second letter typed would stand before the first.
function keepCaret(view: EditorView): void {
  const { main } = view.state.selection;
  if (!view.hasFocus || !main.empty || view.composing) return;
  const { node, offset } = view.domAtPos(main.head);
  const selection = getSelection();
  if (selection?.anchorNode !== node || selection.anchorOffset !== offset) selection?.collapse(node, offset);
}

function lintOf(problems: readonly Diagnostic[], length: number): LintDiagnostic[] {
  return problems.flatMap((problem) => {
    if (problem.span === undefined) return [];
    const from = Math.min(problem.span.from, length);
    return [
      {
        from,
        to: Math.max(from, Math.min(problem.span.to, length)),
        severity: problem.severity,
        message: `${problem.message}${problem.hint === undefined ? '' : `\n${problem.hint}`}`,
        ...fixesOf(problem),
      },
    ];
  });
}

/** The change that cures a problem, as a button in its tooltip. */
function fixesOf({ fix }: Diagnostic): Pick<LintDiagnostic, 'actions'> {
  if (fix === undefined) return {};
  const apply = (view: EditorView): void =>
    view.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: fix.replace },
      userEvent: 'input.fix',
    });
  return { actions: [{ name: fix.title, apply }] };
}

function hoverBox(title: string, text: string): HTMLElement {
  const box = document.createElement('div');
  box.className = styles.hover ?? '';
  const head = document.createElement('b');
  head.textContent = title;
  const body = document.createElement('span');
  body.textContent = text;
  box.append(head, body);
  return box;
}
