// The preview: what every node gives on sample rows. The last good result stays while the plan has errors.

import type { PreviewResult } from '@weir/engine/preview';
import type { SetState } from './types.ts';

export type { PreviewNode, PreviewPort, PreviewResult } from '@weir/engine/preview';

export type PreviewSlice = {
  readonly preview: PreviewResult | undefined;
  /** The result before the present one, to mark cells that changed. */
  readonly previewBefore: PreviewResult | undefined;
  readonly previewState: 'idle' | 'running' | 'failed';
  readonly previewError: string | undefined;
  readonly previewMs: number | undefined;
  readonly setPreviewRunning: () => void;
  readonly setPreview: (result: PreviewResult, ms: number) => void;
  readonly setPreviewFailed: (message: string) => void;
};

export function previewSlice(set: SetState): PreviewSlice {
  return {
    preview: undefined,
    previewBefore: undefined,
    previewState: 'idle',
    previewError: undefined,
    previewMs: undefined,
    setPreviewRunning: () => set({ previewState: 'running' }),
    setPreview: (preview, previewMs) =>
      set((state) => ({
        preview,
        previewBefore: state.preview,
        previewState: 'idle',
        previewMs,
        previewError: undefined,
      })),
    setPreviewFailed: (previewError) => set({ previewState: 'failed', previewError }),
  };
}
