// Assign window: gives each row the window or windows that it lies in.
import type { NodeProblem } from '@weir/engine/define-node';
import { defineNode } from '@weir/engine/define-node';
import { assignWindowsOperator, isTooManyWindows } from '@weir/engine/runtime/assign-windows';
import type { WindowShape } from '@weir/engine/runtime/window-shape';
import {
  dividedShape,
  goodShape,
  WINDOW_FIELDS,
  WINDOW_INPUTS,
  windowCall,
  windowColumns,
} from '@weir/engine/window-node';
import { sql, sqlId } from '@weir/shared/fragment';
import { FANOUT_ROWS_MAX } from '@weir/shared/limits';
import { cases } from './cases.ts';

export const assignWindow = defineNode({
  type: 'assign_window',
  palette: {
    group: 'window',
    title: 'Assign window',
    summary: 'Gives each row its window: for the best rows, joins and aggregates per window below.',
    icon: 'assign-window',
    keywords: ['window', 'bucket', 'tumble', 'hop', 'cumulate', 'window_start', 'tvf'],
  },
  docs: `Adds \`window_start\`, \`window_end\` and \`window_time\` to each row; \`window_time\`, the last millisecond of the window, is the event time of
the output. A row leaves at once, in tumbling windows once, in hopping and cumulating ones once for each window that it lies in.

Nodes that work per window, such as *Window aggregate*, *Window top-N* and *Window join*, come below. They say which rows are late: here none is.

One row makes at most 10,000 rows.`,
  inputs: WINDOW_INPUTS,
  outputs: [{ name: 'out', title: 'Rows with windows' }],
  fields: {
    window: {
      kind: 'choice',
      title: 'Windows',
      default: 'tumbling',
      options: [
        { value: 'tumbling', title: 'Tumbling: one after the other' },
        { value: 'hopping', title: 'Hopping: overlapping' },
        { value: 'cumulating', title: 'Cumulating: growing step by step' },
      ],
    },
    size: { kind: 'duration', title: 'Window size', default: '10 s' },
    slide: {
      kind: 'duration',
      title: 'Slide or step',
      help: 'A new window begins, or the window grows, so often.',
      default: '5 s',
      when: { field: 'window', is: ['hopping', 'cumulating'] },
    },
    offset: WINDOW_FIELDS.offset,
  },
  meaning: ({ window, size, slide }) =>
    window === 'tumbling' ? `Tumbling ${size}` : `${titleOf(window)} ${size} every ${slide}`,
  infer: ({ config, inputs }) => {
    const input = inputs['in']?.[0];
    const time = input?.columns.find((column) => column.name === input.eventTime);
    if (input === undefined || time === undefined) return { outputs: undefined, problems: [] };
    const shape = shapeOf(config);
    if ('code' in shape) return { outputs: undefined, problems: [shape] };
    const added = windowColumns(time);
    const taken = input.columns.find((column) => added.some(({ name }) => name === column.name));
    if (taken !== undefined) {
      const message = `the input has a column ${taken.name} already`;
      const hint = 'Rename or drop it in a Project before.';
      return { outputs: undefined, problems: [{ code: 'COLUMN_DUPLICATE', message, hint }] };
    }
    const window = { start: 'window_start', end: 'window_end', time: time.name };
    const key = input.key === undefined ? undefined : [...input.key, 'window_start', 'window_end'];
    const columns = [...input.columns, ...added];
    const out = { columns, eventTime: 'window_time', key, window, changes: input.changes };
    return { outputs: { out }, problems: [] };
  },
  accepts: 'changes',
  eventTime: true,
  embedded: {
    kind: 'operator',
    needs: ({ inputs, wanted }) => ({ in: [inputs['in']?.eventTime ?? '', ...wanted('out')] }),
    create: (ctx) => assignWindowsOperator(ctx, goodShape(shapeOf(ctx.config))),
  },
  flink: ({ config, from, inputs }) => {
    const table = from['in']?.[0];
    const input = inputs['in']?.[0];
    if (table === undefined || input?.eventTime === undefined)
      return { kind: 'unsupported', reason: 'the input is not connected or has no event time' };
    const shape = goodShape(shapeOf(config));
    const name = config.window === 'tumbling' ? 'TUMBLE' : shape.kind === 'cumulating' ? 'CUMULATE' : 'HOP';
    const call = windowCall(name, shape, { table, time: sqlId(input.eventTime) });
    return { kind: 'view', query: sql`SELECT * FROM TABLE(${call})` };
  },
  cases,
});

type Config = {
  readonly window: string;
  readonly size: string;
  readonly slide: string;
  readonly offset: string;
};

function titleOf(window: string): string {
  return window === 'cumulating' ? 'Cumulating' : 'Hopping';
}

function shapeOf(config: Config): WindowShape | NodeProblem {
  const isTumbling = config.window === 'tumbling';
  const shape = dividedShape(config, {
    field: isTumbling ? 'size' : 'slide',
    text: isTumbling ? config.size : config.slide,
    kind: config.window === 'cumulating' ? 'cumulating' : undefined,
  });
  if ('code' in shape || !isTooManyWindows(shape)) return shape;
  return {
    code: 'WINDOW_SIZE',
    field: 'slide',
    message: `a row lies in more than ${FANOUT_ROWS_MAX} windows`,
    hint: 'Use a longer slide or a smaller size.',
  };
}
