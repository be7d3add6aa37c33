// The node that a row number becomes: a deduplication, a Top-N, a Top-N of windows, or a running number.

import type { ImportContext } from './import-context.ts';
import type { Pending, Relation } from './relation.ts';

type Rank = Extract<Pending, { readonly kind: 'rank' }>;

/** The node that a row number becomes. The number is only a column where the query still names it. */
export function drawRank(ctx: ImportContext, relation: Relation, pending: Rank): Relation | undefined {
  const { input, limit, keys, order, rank } = pending;
  if (limit === undefined) return numberRows(ctx, relation, pending);
  const isNamed = relation.fields.some(({ column }) => column === rank);
  const columns = isNamed ? relation.columns : input.columns;
  const plain = { ...relation, columns, pending: undefined };
  const { window } = input;
  if (window !== undefined && keys.includes(window.start) && keys.includes(window.end)) {
    const own = keys.filter((key) => !Object.values(window).includes(key));
    const config = { keys: own, order: orderConfig(order), n: limit, rank: isNamed ? rank : '' };
    const port = ctx.step('window_top_n', limit === 1 ? 'First of window' : 'Window Top-N', config, input);
    return { ...plain, port, eventTime: input.eventTime, window, changes: false };
  }
  const [first, second] = order;
  const isTimed = second === undefined && first?.column === input.eventTime;
  if (limit === 1 && keys.length > 0 && isTimed && !input.changes) {
    const keep = first?.descending === true ? 'last' : 'first';
    const port = ctx.step('deduplicate', 'Deduplicate', { keys: [...keys], keep }, input);
    const kept = { ...plain, port, eventTime: input.eventTime, changes: keep === 'last', key: keys };
    // The number of the only row is always 1.
    const one = { columns: [{ name: rank, expression: 'CAST(1 AS BIGINT)' }], keep: true };
    return isNamed ? { ...kept, port: ctx.step('project', 'Number', one, kept) } : kept;
  }
  const config = { keys: [...keys], order: orderConfig(order), n: limit, rank: isNamed ? rank : '' };
  const port = ctx.step('top_n', limit === 1 ? 'Top 1' : 'Top-N', config, input);
  return { ...plain, port, eventTime: undefined, window: undefined, changes: true, key: undefined };
}

/** An order as settings have it. */
export function orderConfig(order: Rank['order']): { column: string; descending: boolean }[] {
  return order.map(({ column, descending }) => ({ column, descending }));
}

/** A row number that nothing limits: the running number of the rows of a key in time. */
function numberRows(
  ctx: ImportContext,
  relation: Relation,
  { input, keys, order, rank, call }: Rank,
): Relation | undefined {
  const [first, second] = order;
  if (second !== undefined || first?.column !== input.eventTime || first?.descending === true) {
    const message =
      'ROW_NUMBER needs a condition such as row_number <= 10 around it, or the order of event time';
    return ctx.unsupported(message, call.span, 'Put it into a sub-query and limit the number in WHERE.');
  }
  const config = {
    keys: [...keys],
    frame: 'rows',
    rows: 1,
    range: '',
    unbounded: true,
    aggregates: [{ name: rank, expression: 'COUNT(*)' }],
  };
  return { ...relation, port: ctx.step('over', 'Number rows', config, input), pending: undefined };
}
