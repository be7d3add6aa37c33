// Panels and sizes of the designer, kept in this browser for all pipelines.
import { create } from 'zustand';
import { persist } from 'zustand/middleware';

export type DockTab = string;

export type PanelsState = {
  readonly paletteOpen: boolean;
  readonly inspectorOpen: boolean;
  readonly dockOpen: boolean;
  readonly inspectorWidth: number;
  /** The inspector as a wide bench: input, settings and output side by side. */
  readonly wide: boolean;
  readonly dockHeight: number;
  readonly dockTab: DockTab;
  readonly liveDockTab: DockTab;
  readonly inspectorTab: string;
  readonly minimap: boolean;
  readonly set: (change: Partial<Omit<PanelsState, 'set'>>) => void;
};

export const INSPECTOR_WIDTH = { min: 320, max: 640, normal: 352 } as const;
export const DOCK_HEIGHT = { min: 120, max: 520, normal: 208 } as const;

/** Panel state; small screens start with a folded palette. */
export const usePanels = create<PanelsState>()(
  persist(
    (set) => ({
      paletteOpen: window.innerWidth > 1180,
      inspectorOpen: true,
      dockOpen: true,
      inspectorWidth: INSPECTOR_WIDTH.normal,
      wide: false,
      dockHeight: DOCK_HEIGHT.normal,
      dockTab: 'preview',
      liveDockTab: 'tail',
      inspectorTab: 'config',
      minimap: true,
      set: (change) => set(change),
    }),
    { name: 'weir.panels', version: 1 },
  ),
);
