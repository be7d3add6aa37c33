// Tumbling window: aggregates over event-time windows that follow one another.

import type { NodeProblem } from '@weir/engine/define-node';
import { defineNode } from '@weir/engine/define-node';
import type { WindowShape } from '@weir/engine/runtime/window-shape';
import { CORRECTION_FIELDS, type CorrectionConfig } from '@weir/engine/window-corrections';
import {
  shapedWindow,
  WINDOW_FIELDS,
  WINDOW_INPUTS,
  WINDOW_OUTPUTS,
  type WindowConfig,
  windowDuration,
  windowMeaning,
  windowOffsetMs,
} from '@weir/engine/window-node';
import { durationText } from '@weir/shared/duration';
import { cases } from './cases.ts';

export const tumbling = defineNode({
  type: 'tumbling',
  palette: {
    group: 'window',
    title: 'Tumbling window',
    summary: 'Counts, sums and averages per key in windows of fixed size.',
    icon: 'tumbling',
    key: 't',
    keywords: ['aggregate', 'group by', 'count', 'sum', 'average', 'tumble', 'per minute'],
  },
  docs: `Cuts event time into windows of one size, aligned to 1970-01-01 plus the offset, and gives one row per window and key.

**Fires** when the watermark reaches the last millisecond of the window (T5), so with a watermark delay of 5 s the window to 10:00:10
waits for an event at 10:00:15. At the end of input every window fires.

**Late rows**, whose window has fired, are counted and leave by the \`late\` port; unconnected, they are kept as dead letters (T18).

**State.** DISTINCT, LISTAGG, ARRAY_AGG, COLLECT, PERCENTILE and the JSON aggregates keep values: at most 1,000,000 per group and 10,000,000
per node. A row beyond is an error of that row (STATE_LIMIT).

**Changes.** The input may be a stream of changes: a row that is taken back is taken back from its window. A window whose rows are all taken
back gives no result.

**Corrections** (T19). With an *allowed lateness* a window takes rows for so long after its end, and each corrects the result at once. *Early
results* show a window while it is open, at every multiple of an event time or with every so many rows of a key. Both make the output a
stream of changes: a result that is corrected is taken back first. Event time below is held back by the lateness, so that corrected results are
on time there. A row may lie in at most 100 such windows. On Flink there is neither.

**NULL** keys form one group; aggregates ignore NULL; of nothing they are NULL, counts are 0. The output's event time is
\`window_time\`, the last millisecond of the window.`,
  inputs: WINDOW_INPUTS,
  outputs: WINDOW_OUTPUTS,
  fields: {
    size: { kind: 'duration', title: 'Window size', default: '10 s' },
    ...WINDOW_FIELDS,
    ...CORRECTION_FIELDS,
  },
  meaning: (config) => windowMeaning(`Tumbling ${config.size}`, config),
  ...shapedWindow('TUMBLE', shapeOf),
  cases,
});

type Config = WindowConfig & CorrectionConfig & { readonly size: string; readonly offset: string };

function shapeOf(config: Config): WindowShape | NodeProblem {
  const sizeMs = windowDuration('size', config.size);
  if (typeof sizeMs !== 'number') return sizeMs;
  const offsetMs = windowOffsetMs(config);
  if (Math.abs(offsetMs) >= sizeMs) {
    return {
      code: 'WINDOW_SIZE',
      field: 'offset',
      message: `offset ${durationText(offsetMs)} is not smaller than the window size`,
      hint: `Use an offset below ${durationText(sizeMs)}.`,
    };
  }
  return { sizeMs, slideMs: sizeMs, offsetMs };
}
