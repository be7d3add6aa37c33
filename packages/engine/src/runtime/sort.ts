// Sorts rows by event time and further columns: they leave in order as the watermark passes (C.sort).
//
// A row is late when a row of its time or a later one has left: nothing can be put before it any more (T9, one key).

import type { Json } from '@weir/shared/graph';
import { placeOf } from '@weir/shared/stream-type';
import { z } from 'zod';
import type { OrderColumn } from '../field.ts';
import { type Batch, INSERT } from './batch.ts';
import type { Operator, OperatorContext, WatermarkClock } from './operator.ts';
import { compareRows } from './order-by.ts';
import { savedValueSchema } from './snapshot-values.ts';
import { MIN_WATERMARK } from './time.ts';
import { type Due, TimeQueue } from './time-queue.ts';

/** Rows that may wait in a node that puts rows in order of time; rows beyond are refused, never silently dropped. */
export const WAITING_ROWS_MAX = 20_000_000;

/** What a sort is made of. */
export type SortSettings = {
  /** Columns behind the event time. */
  readonly order: readonly OrderColumn[];
  readonly rowsMax?: number | undefined;
};

const snapshotSchema = z.strictObject({
  schema: z.literal(1),
  watermark: z.number(),
  /** Event time of the last row that left; absent when none has. */
  last: z.number().optional(),
  rows: z.array(z.array(savedValueSchema)),
});

/** Makes the operator. Input port `in`, output `out` of the same columns. */
export function sortOperator<C>(ctx: OperatorContext<C>, settings: SortSettings): Operator {
  const input = ctx.inputs['in'];
  if (input === undefined) throw new Error('bug: sort without an input');
  const { rowsMax = WAITING_ROWS_MAX, order } = settings;
  const timeColumn = placeOf(input.columns, input.eventTime);
  const compare = compareRows(input.columns, order);
  const queue = new TimeQueue(input);
  const out = ctx.out('out');
  let last = Number.NEGATIVE_INFINITY;
  const leave = ({ places, timeMs, sequence }: Due): void => {
    last = Math.max(last, timeMs);
    const { rows } = queue.store;
    for (const place of [...places].sort((a, b) => compare(rows, a, rows, b))) {
      const made = out.begin(sequence, INSERT);
      out.copyRow(made, rows, place);
      queue.remove(place);
    }
    ctx.progress();
  };
  const take = (batch: Batch, row: number): void => {
    if (Number(batch.get(timeColumn, row)) <= last) ctx.late(batch, row);
    else if (queue.size >= rowsMax)
      ctx.reject('STATE_LIMIT', `the sort keeps ${rowsMax} rows already`, batch, row);
    else queue.add(0, batch, row);
  };
  return {
    process: ([batch], clock: WatermarkClock) => {
      for (let row = 0; batch !== undefined && row < batch.length; row += 1) {
        queue.advance(clock.watermarks[batch.sequence[row] ?? 0] ?? MIN_WATERMARK, clock, leave);
        take(batch, row);
      }
      queue.advance(clock.watermarks[clock.end] ?? MIN_WATERMARK, clock, leave);
    },
    nextFire: () => queue.next(),
    stateKeys: () => queue.size,
    snapshot: (): Json => ({
      schema: 1,
      watermark: queue.watermark,
      ...(last === Number.NEGATIVE_INFINITY ? {} : { last }),
      rows: queue.save(),
    }),
    restore: (state) => {
      const saved = snapshotSchema.parse(state);
      queue.watermark = saved.watermark;
      last = saved.last ?? Number.NEGATIVE_INFINITY;
      for (const values of saved.rows) queue.load(0, values);
    },
  };
}
