// Slot: the dock in live mode. Tabs are listed here; the panel of a tab is drawn by `LiveDockPanel`.
import type { ReactNode } from 'react';
import type { TabItem } from '../ui/tabs.tsx';

/** The tabs of the dock in live mode. */
export const LIVE_DOCK_TABS: readonly TabItem[] = [
  { value: 'tail', title: 'Tail' },
  { value: 'dead-letters', title: 'Dead letters' },
];

/** The panel of a live dock tab. */
export function LiveDockPanel({ tab }: { readonly tab: string }): ReactNode {
  return <div data-tab={tab} />;
}
