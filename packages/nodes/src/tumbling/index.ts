// Tumbling window: aggregates over event-time windows that follow one another.

import type { NodeProblem } from '@weir/engine/define-node';
import { defineNode } from '@weir/engine/define-node';
import { flinkInterval } from '@weir/engine/flink/table';
import { type WindowShape, windowOperator } from '@weir/engine/runtime/window-operator';
import {
  flinkOffset,
  flinkWindow,
  inferWindow,
  WINDOW_FIELDS,
  windowDuration,
  windowMeaning,
  windowNeeds,
} from '@weir/engine/window-node';
import { durationText, parseDurationMs } from '@weir/shared/duration';
import { sql } from '@weir/shared/fragment';
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

**NULL** keys form one group; aggregates ignore NULL; SUM, AVG, MIN and MAX of nothing are NULL. The output's event time is
\`window_time\`, the last millisecond of the window.`,
  inputs: [{ name: 'in', title: 'Rows' }],
  outputs: [
    { name: 'out', title: 'Results' },
    { name: 'late', title: 'Late rows', side: true },
  ],
  fields: {
    size: { kind: 'duration', title: 'Window size', default: '10 s' },
    ...WINDOW_FIELDS,
    offset: {
      kind: 'duration',
      title: 'Offset',
      section: 'Alignment',
      help: 'Shifts the window borders.',
      negative: true,
      default: '',
      optional: true,
    },
  },
  meaning: (config) => windowMeaning(`Tumbling ${config.size}`, config),
  infer: (ctx) => inferWindow(ctx, shapeOf(ctx.config)),
  eventTime: true,
  embedded: {
    kind: 'operator',
    needs: ({ config, inputs }) => ({ in: windowNeeds(config, inputs['in']) }),
    create: (ctx) =>
      windowOperator(ctx, {
        shape: goodShape(ctx.config),
        keys: ctx.config.keys,
        aggregates: ctx.config.aggregates,
      }),
  },
  flink: (ctx) =>
    flinkWindow(ctx, (table, time) => {
      const { sizeMs, offsetMs } = goodShape(ctx.config);
      return sql`TUMBLE(TABLE ${table}, DESCRIPTOR(${time}), ${flinkInterval(sizeMs)}${flinkOffset(offsetMs)})`;
    }),
  cases,
});

function shapeOf(config: { readonly size: string; readonly offset: string }): WindowShape | NodeProblem {
  const sizeMs = windowDuration('size', config.size);
  if (typeof sizeMs !== 'number') return sizeMs;
  const offsetMs = config.offset === '' ? 0 : (parseDurationMs(config.offset) ?? 0);
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

function goodShape(config: { readonly size: string; readonly offset: string }): WindowShape {
  const shape = shapeOf(config);
  if ('code' in shape) throw new Error('bug: unchecked window');
  return shape;
}
