// Messages between the page and the preview worker.
import type { Graph } from '@weir/shared/graph';
import type { PreviewResult } from '../store/preview-slice.ts';

export type PreviewRequest = { readonly serial: number; readonly graph: Graph; readonly rowsMax: number };

export type PreviewReply =
  | { readonly serial: number; readonly ok: true; readonly result: PreviewResult; readonly ms: number }
  | { readonly serial: number; readonly ok: false; readonly message: string };
