// Keys that work outside of the canvas, and the clipboard on the canvas. Text fields keep their own keys.
import { useEffect } from 'react';
import { useDesignerStore } from '../store/context.tsx';
import { toast } from '../ui/toast.tsx';
import { deleteSelection, pasteText, selectionText } from './actions.ts';
import { runKey } from './commands.ts';

/** Listens while the designer is mounted. */
export function useKeys({ editable }: { readonly editable: boolean }): void {
  const store = useDesignerStore();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const scopes =
        isTyping(event.target) || inDialog(event.target)
          ? (['always'] as const)
          : (['page', 'always'] as const);
      if (runKey(store, event, scopes, editable)) event.preventDefault();
    };
    const onCopy = (event: ClipboardEvent): void => {
      if (!onCanvas(event.target)) return;
      const text = selectionText(store);
      if (text === undefined || event.clipboardData === null) return;
      event.clipboardData.setData('text/plain', text);
      event.preventDefault();
      store.getState().announce('Copied');
      if (event.type === 'cut' && editable) deleteSelection(store);
    };
    const onPaste = (event: ClipboardEvent): void => {
      if (!editable || isTyping(event.target)) return;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (text === '') return;
      event.preventDefault();
      if (!pasteText(store, text)) toast('The clipboard holds no part of a pipeline', { tone: 'warn' });
    };
    document.addEventListener('keydown', onKeyDown);
    document.addEventListener('copy', onCopy);
    document.addEventListener('cut', onCopy);
    document.addEventListener('paste', onPaste);
    return () => {
      document.removeEventListener('keydown', onKeyDown);
      document.removeEventListener('copy', onCopy);
      document.removeEventListener('cut', onCopy);
      document.removeEventListener('paste', onPaste);
    };
  }, [store, editable]);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  );
}

function inDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"]') !== null;
}

// A click on the canvas leaves the focus on the body in some browsers; both count.
function onCanvas(target: EventTarget | null): boolean {
  return (
    target === document.body ||
    (target instanceof Element && target.closest('.weir-canvas') !== null && !isTyping(target))
  );
}
