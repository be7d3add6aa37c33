// What the view of one pipeline shows beside the graph: quick-add, focus requests, spoken messages, the canvas's hands.
import type { GraphEdge } from '@weir/shared/graph';
import type { SetState } from './types.ts';

/** Where a new node goes and what it is wired to. */
export type QuickAdd = {
  /** Place of the new card's top left corner on the canvas. */
  readonly at: { readonly x: number; readonly y: number };
  /** Place of the picker in the window. */
  readonly screen: { readonly x: number; readonly y: number };
  /** Only nodes that accept this wire are offered. */
  readonly wire?: { readonly port: string; readonly kind: 'source' | 'target' } | undefined;
  /** Wired after this node when types fit, without limiting the choice. */
  readonly after?: string | undefined;
  readonly splice?: GraphEdge | undefined;
};

/** A setting that something (a problem, a failing row) wants shown and focused. */
export type FocusRequest = {
  readonly nodeId: string;
  readonly field: string | undefined;
  readonly span?: { readonly from: number; readonly to: number } | undefined;
  /** Grows with each request, so that the same field can be asked for twice. */
  readonly serial: number;
};

/** What the canvas can do for others; set while it is mounted. */
export type CanvasHands = {
  readonly fit: () => void;
  readonly zoomBy: (factor: number) => void;
  readonly zoomTo: (zoom: number) => void;
  readonly show: (nodeIds: readonly string[]) => void;
  readonly toFlow: (point: { readonly x: number; readonly y: number }) => {
    readonly x: number;
    readonly y: number;
  };
  readonly toScreen: (point: { readonly x: number; readonly y: number }) => {
    readonly x: number;
    readonly y: number;
  };
  readonly centre: () => { readonly x: number; readonly y: number };
  readonly focus: () => void;
};

export type ViewSlice = {
  readonly quickAdd: QuickAdd | undefined;
  readonly connectFrom: string | undefined;
  readonly paletteFor: string | undefined;
  readonly focusRequest: FocusRequest | undefined;
  readonly renaming: string | undefined;
  /** The last spoken message; a live region reads it out. */
  readonly spoken: string;
  readonly hands: CanvasHands | undefined;
  readonly hoveredEdge: string | undefined;
  readonly commandsOpen: boolean;
  readonly openQuickAdd: (quickAdd: QuickAdd | undefined) => void;
  /** Opens the list of ports and targets of a node (`C`). */
  readonly openConnect: (nodeId: string | undefined) => void;
  readonly requestFocus: (request: Omit<FocusRequest, 'serial'>) => void;
  readonly setRenaming: (nodeId: string | undefined) => void;
  readonly announce: (message: string) => void;
  readonly setHands: (hands: CanvasHands | undefined) => void;
  readonly hoverEdge: (id: string | undefined) => void;
  readonly openCommands: (open: boolean) => void;
};

export function viewSlice(set: SetState): ViewSlice {
  let serial = 0;
  return {
    quickAdd: undefined,
    connectFrom: undefined,
    paletteFor: undefined,
    focusRequest: undefined,
    renaming: undefined,
    spoken: '',
    hands: undefined,
    hoveredEdge: undefined,
    commandsOpen: false,
    openQuickAdd: (quickAdd) => set({ quickAdd }),
    openConnect: (connectFrom) => set({ connectFrom }),
    requestFocus: (request) => set({ focusRequest: { ...request, serial: ++serial } }),
    setRenaming: (renaming) => set({ renaming }),
    announce: (spoken) => set({ spoken }),
    setHands: (hands) => set({ hands }),
    hoverEdge: (hoveredEdge) => set({ hoveredEdge }),
    openCommands: (commandsOpen) => set({ commandsOpen }),
  };
}
