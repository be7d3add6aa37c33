// Hopping window: aggregates over event-time windows that overlap.

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

export const hopping = defineNode({
  type: 'hopping',
  palette: {
    group: 'window',
    title: 'Hopping window',
    summary: 'Aggregates per key over overlapping windows: the last hour, every minute.',
    icon: 'hopping',
    key: 'o',
    keywords: ['sliding', 'moving', 'hop', 'aggregate', 'average'],
  },
  docs: `Windows of one size begin every *slide*; a row counts in size / slide windows. The size must be a whole multiple of the slide.

**Late.** A row is late only when the last of its windows has fired; one whose first windows have fired still counts in the others (T6).
For everything else see *Tumbling window*.`,
  inputs: [{ name: 'in', title: 'Rows' }],
  outputs: [
    { name: 'out', title: 'Results' },
    { name: 'late', title: 'Late rows', side: true },
  ],
  fields: {
    size: { kind: 'duration', title: 'Window size', default: '1 min' },
    slide: { kind: 'duration', title: 'Slide', help: 'A new window begins so often.', default: '10 s' },
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
  meaning: (config) => windowMeaning(`Hopping ${config.size} every ${config.slide}`, config),
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
      const { sizeMs, slideMs, offsetMs } = goodShape(ctx.config);
      return sql`HOP(TABLE ${table}, DESCRIPTOR(${time}), ${flinkInterval(slideMs)}, ${flinkInterval(sizeMs)}${flinkOffset(offsetMs)})`;
    }),
  cases,
});

type Config = { readonly size: string; readonly slide: string; readonly offset: string };

function shapeOf(config: Config): WindowShape | NodeProblem {
  const sizeMs = windowDuration('size', config.size);
  if (typeof sizeMs !== 'number') return sizeMs;
  const slideMs = windowDuration('slide', config.slide);
  if (typeof slideMs !== 'number') return slideMs;
  if (sizeMs % slideMs !== 0) {
    return {
      code: 'WINDOW_SIZE',
      field: 'slide',
      message: `window size ${durationText(sizeMs)} is not a whole multiple of slide ${durationText(slideMs)}`,
      hint: `Use a slide that divides ${durationText(sizeMs)}.`,
    };
  }
  const offsetMs = config.offset === '' ? 0 : (parseDurationMs(config.offset) ?? 0);
  return { sizeMs, slideMs, offsetMs };
}

function goodShape(config: Config): WindowShape {
  const shape = shapeOf(config);
  if ('code' in shape) throw new Error('bug: unchecked window');
  return shape;
}
