// What windows compute of their rows: the aggregates and, over changes, how many rows a group still has.
import type { Value } from '@weir/shared/data-type';
import type { NamedExpression } from '../field.ts';
import { type Ledger, newLedger } from './accumulators/ledger.ts';
import { takesBack } from './batch.ts';
import { type AddRow, type GroupCode, groupCode } from './group-code.ts';
import type { Fields } from './group-fields.ts';
import type { OperatorContext } from './operator.ts';

/** The part of a window's settings that this module reads. */
export type WindowAggregates = {
  readonly aggregates: readonly NamedExpression[];
  /** Caps of what the groups keep; the default is that of `newLedger`. */
  readonly ledger?: Ledger | undefined;
};

/** The code of a window over the input port `in`. */
export type WindowCode = GroupCode & {
  readonly ledger: Ledger;
  /** True over a stream of changes. */
  readonly retracts: boolean;
  /** Number of results; over changes one more accumulator behind them counts the rows of a group. */
  readonly results: number;
  /** Adds a row to a group or takes it back, as the row says. */
  readonly take: AddRow;
};

/** Generates the code; `merges` where groups are made of others. */
export function windowCode<C>(
  ctx: OperatorContext<C>,
  settings: WindowAggregates,
  { merges }: { readonly merges: boolean },
): WindowCode {
  const input = ctx.inputs['in'];
  if (input === undefined) throw new Error('bug: window without an input');
  const retracts = input.changes === 'retract';
  const ledger = settings.ledger ?? newLedger();
  const calls = [
    ...settings.aggregates.map(({ expression }) => expression),
    ...(retracts ? ['COUNT(*)'] : []),
  ];
  const aggregates = calls.map((call) => ctx.aggregate(call, 'in'));
  const code = groupCode(aggregates, input.columns, ctx.compile, { ledger, merges, retracts });
  const { add, retract } = code;
  const take: AddRow = retracts
    ? (fields, slot, batch, row) => (takesBack(batch.kinds[row]) ? retract : add)(fields, slot, batch, row)
    : add;
  return { ...code, ledger, retracts, results: settings.aggregates.length, take };
}

/** The results of a group; undefined when all its rows were taken back. */
export function resultsOf(code: WindowCode, fields: Fields, slot: number): Value[] | undefined {
  const { accumulators, retracts, results } = code;
  if (retracts && accumulators[results]?.result(fields, slot) === 0) return undefined;
  return accumulators.slice(0, results).map((one) => one.result(fields, slot));
}
