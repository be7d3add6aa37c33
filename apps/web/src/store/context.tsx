// Access to the store of the open pipeline for everything below the designer page.
import { createContext, type ReactNode, useContext } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { DesignerState, DesignerStore } from './types.ts';

const Context = createContext<DesignerStore | undefined>(undefined);

/** Makes a store available below. */
export function DesignerProvider({
  store,
  children,
}: {
  readonly store: DesignerStore;
  readonly children: ReactNode;
}): ReactNode {
  return <Context value={store}>{children}</Context>;
}

/** The store itself, for event handlers: reading it does not subscribe. */
export function useDesignerStore(): DesignerStore {
  const store = useContext(Context);
  if (store === undefined) throw new Error('bug: no designer store above this component');
  return store;
}

/** A part of the state; the component renders again when it is another value. */
export function useDesigner<T>(selector: (state: DesignerState) => T): T {
  return useStore(useDesignerStore(), selector);
}

/** The same for objects and lists made by the selector: compared one level deep. */
export function useDesignerShallow<T>(selector: (state: DesignerState) => T): T {
  return useStore(useDesignerStore(), useShallow(selector));
}
