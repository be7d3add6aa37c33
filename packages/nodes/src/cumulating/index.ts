// Cumulating window: aggregates over windows that begin together and grow step by step.

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

export const cumulating = defineNode({
  type: 'cumulating',
  palette: {
    group: 'window',
    title: 'Cumulating window',
    summary: 'Running totals that start anew: today so far, every hour.',
    icon: 'cumulating',
    key: 'c',
    keywords: ['cumulate', 'running total', 'so far', 'aggregate', 'growing'],
  },
  docs: `Windows of one start end at every *step* up to the size; then the next begin. A row counts in each window of its start that ends after
it. The size must be a whole multiple of the step.

**Fires** at every step for each key that has a row since the start, also when nothing came in this step.
**Late.** A row is late only when the last of its windows, the longest, has fired (T6).

For everything else see *Tumbling window*.`,
  inputs: WINDOW_INPUTS,
  outputs: WINDOW_OUTPUTS,
  fields: {
    size: { kind: 'duration', title: 'Longest window', help: 'Then it starts anew.', default: '1 h' },
    step: { kind: 'duration', title: 'Step', help: 'A result so often.', default: '10 min' },
    ...WINDOW_FIELDS,
    ...CORRECTION_FIELDS,
  },
  meaning: (config) => windowMeaning(`Cumulating ${config.size} every ${config.step}`, config),
  ...shapedWindow('CUMULATE', shapeOf),
  cases,
});

type Config = WindowConfig &
  CorrectionConfig & { readonly size: string; readonly step: string; readonly offset: string };

function shapeOf(config: Config): WindowShape | NodeProblem {
  const shape = dividedShape(config, { field: 'step', text: config.step, kind: 'cumulating' });
  return correctedShape(config, shape);
}
