// Keys of live mode: `.` freezes the numbers, `T` shows the rows of the selected node.
import { useEffect } from 'react';
import { outputsOf } from '../engine.ts';
import { useDesignerStore } from '../store/context.tsx';
import { usePanels } from '../store/panels-store.ts';
import { soleNode } from '../store/selection-slice.ts';
import type { DesignerState } from '../store/types.ts';
import { useLiveSession } from './live-session.ts';

/** Listens while mounted. */
export function useLiveKeys(): void {
  const session = useLiveSession();
  const store = useDesignerStore();
  useEffect(() => {
    const followSelected = (): void => {
      const tailPort = mainPort(store.getState());
      if (tailPort === undefined)
        store.getState().announce('Select a node with an output to follow its rows');
      else {
        session.store.setState({ tailPort });
        usePanels.getState().set({ liveDockTab: 'tail', dockOpen: true });
      }
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
        return;
      if (event.key === '.') session.setPaused(!session.store.getState().paused);
      else if (event.key.toLowerCase() === 't') followSelected();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [session, store]);
}

/** The first output of the selected node; for a sink, the output that feeds it. */
export function mainPort(state: DesignerState): string | undefined {
  const id = soleNode(state) ?? state.cursor;
  if (id === undefined) return undefined;
  const output = outputsOf(state.index.nodes.get(id))[0];
  return output === undefined ? state.index.into.get(id)?.[0]?.from : `${id}.${output.name}`;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest('input, textarea, select, [role="dialog"], [role="menu"]') !== null)
  );
}
