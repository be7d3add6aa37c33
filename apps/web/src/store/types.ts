// The state of one open pipeline: slices, one per file, over one store.
import type { StoreApi } from 'zustand/vanilla';
import type { ConnectSlice } from './connect-slice.ts';
import type { FlowSlice } from './flow-slice.ts';
import type { GraphSlice } from './graph-slice.ts';
import type { PlanSlice } from './plan-slice.ts';
import type { PreviewSlice } from './preview-slice.ts';
import type { SelectionSlice } from './selection-slice.ts';
import type { SyncSlice } from './sync-slice.ts';
import type { ViewSlice } from './view-slice.ts';

export type DesignerState = GraphSlice &
  SelectionSlice &
  FlowSlice &
  PlanSlice &
  PreviewSlice &
  ConnectSlice &
  SyncSlice &
  ViewSlice;

export type DesignerStore = StoreApi<DesignerState>;

export type GetState = StoreApi<DesignerState>['getState'];
export type SetState = StoreApi<DesignerState>['setState'];
