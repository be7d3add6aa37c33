// Current watermark: each row with the watermark that was valid just before it.
import type { Operator, OperatorContext } from './operator.ts';
import { MIN_WATERMARK } from './time.ts';

/** Makes the operator. Input port `in`; output `out`: the input and, last, the watermark, NULL before there is one. */
export function currentWatermarkOperator<C>(ctx: OperatorContext<C>): Operator {
  const out = ctx.out('out');
  const width = ctx.inputs['in']?.columns.length ?? 0;
  return {
    process: ([batch], { watermarks }) => {
      for (let row = 0; batch !== undefined && row < batch.length; row += 1) {
        const sequence = batch.sequence[row] ?? 0;
        const to = out.begin(sequence, batch.kinds[row] ?? 0);
        out.copyRow(to, batch, row);
        const watermark = watermarks[sequence] ?? MIN_WATERMARK;
        out.set(width, to, watermark === MIN_WATERMARK ? null : watermark);
      }
    },
    nextFire: () => undefined,
    stateKeys: () => 0,
    snapshot: () => ({ schema: 1 }),
    restore: () => undefined,
  };
}
