// The dock in live mode: rows of an edge as they pass, and rows that failed.
import type { ReactNode } from 'react';
import { DeadLettersPanel } from '../debug/dead-letters-panel.tsx';
import { TailPanel } from '../debug/tail-panel.tsx';
import type { TabItem } from '../ui/tabs.tsx';

/** The tabs of the dock in live mode. */
export const LIVE_DOCK_TABS: readonly TabItem[] = [
  { value: 'tail', title: 'Tail' },
  { value: 'dead-letters', title: 'Dead letters' },
];

/** The panel of a live dock tab. */
export function LiveDockPanel({ tab }: { readonly tab: string }): ReactNode {
  return tab === 'dead-letters' ? <DeadLettersPanel /> : <TailPanel />;
}
