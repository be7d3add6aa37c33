// Gives each row the windows that it lies in: once per window, with start, end and time of the window beside its columns.
//
// Nothing is kept. A row that is late gets its windows too: whoever aggregates over them says what is late.
import { FANOUT_ROWS_MAX } from '@weir/shared/limits';
import type { Batch } from './batch.ts';
import type { Operator, OperatorContext } from './operator.ts';
import { lastEndOf, paneStartOf, type WindowShape, windowStartOf } from './window-shape.ts';

/** True when a row lies in more windows than one row may make rows. */
export function isTooManyWindows({ sizeMs, slideMs }: WindowShape): boolean {
  return sizeMs / slideMs > FANOUT_ROWS_MAX;
}

/** Makes the operator. Input port `in`; output `out`: the columns of the input, window_start, window_end, window_time. */
export function assignWindowsOperator<C>(ctx: OperatorContext<C>, shape: WindowShape): Operator {
  const input = ctx.inputs['in'];
  const timeColumn = input?.columns.findIndex((column) => column.name === input.eventTime) ?? -1;
  const out = ctx.out('out');
  const write = (batch: Batch, row: number, end: number): void => {
    const made = out.begin(batch.sequence[row] ?? 0, batch.kinds[row] ?? 0);
    const width = batch.columns.length;
    out.copyRow(made, batch, row);
    out.set(width, made, windowStartOf(shape, end));
    out.set(width + 1, made, end);
    out.set(width + 2, made, end - 1);
  };
  const assign = (batch: Batch, row: number, time: number): void => {
    const pane = paneStartOf(shape, time);
    const last = lastEndOf(shape, pane);
    const { slideMs } = shape;
    // In Flink's order: hopping windows from the newest to the oldest, cumulating ones from the shortest to the longest.
    if (shape.kind === 'cumulating')
      for (let end = pane + slideMs; end <= last; end += slideMs) write(batch, row, end);
    else for (let end = last; end > pane; end -= slideMs) write(batch, row, end);
  };
  return {
    process: ([batch]) => {
      const times = batch?.stores[timeColumn]?.floats;
      if (batch === undefined || times === undefined) return;
      for (let row = 0; row < batch.length; row += 1) assign(batch, row, times[row] ?? 0);
    },
    nextFire: () => undefined,
    stateKeys: () => 0,
    snapshot: () => null,
    restore: () => undefined,
  };
}
