// Hopping window: aggregates over event-time windows that overlap.

import type { NodeProblem } from '@weir/engine/define-node';
import { defineNode } from '@weir/engine/define-node';
import type { WindowShape } from '@weir/engine/runtime/window-shape';
import { CORRECTION_FIELDS, type CorrectionConfig, correctedShape } from '@weir/engine/window-corrections';
import {
  dividedShape,
  shapedWindow,
  WINDOW_FIELDS,
  WINDOW_INPUTS,
  WINDOW_OUTPUTS,
  type WindowConfig,
  windowMeaning,
} from '@weir/engine/window-node';
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
  docs: `Windows of one size begin every *slide*; a row counts in size / slide windows. The size must be a whole multiple of the slide, at most 100,000 times.

**Late.** A row is late only when the last of its windows has fired; one whose first windows have fired still counts in the others (T6).
**Order.** LISTAGG, ARRAY_AGG, FIRST_VALUE and LAST_VALUE go by arrival over the whole window; Flink cannot, so they are marked as running on
the embedded engine only, as is DISTINCT other than COUNT(DISTINCT …).

For everything else see *Tumbling window*.`,
  inputs: WINDOW_INPUTS,
  outputs: WINDOW_OUTPUTS,
  fields: {
    size: { kind: 'duration', title: 'Window size', default: '1 min' },
    slide: { kind: 'duration', title: 'Slide', help: 'A new window begins so often.', default: '10 s' },
    ...WINDOW_FIELDS,
    ...CORRECTION_FIELDS,
  },
  meaning: (config) => windowMeaning(`Hopping ${config.size} every ${config.slide}`, config),
  ...shapedWindow('HOP', shapeOf),
  cases,
});

type Config = WindowConfig &
  CorrectionConfig & { readonly size: string; readonly slide: string; readonly offset: string };

function shapeOf(config: Config): WindowShape | NodeProblem {
  return correctedShape(config, dividedShape(config, { field: 'slide', text: config.slide }));
}
