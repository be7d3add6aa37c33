// The mode of the designer: editing, live or versions. Held by the URL, read through a context.
import { createContext, useContext } from 'react';
import type { DesignerMode } from '../router.ts';

export const ModeContext = createContext<DesignerMode>('edit');

/** The present mode. */
export function useMode(): DesignerMode {
  return useContext(ModeContext);
}
