// OVER: running numbers become a row number that waits for its limit, aggregates a node of their own per window.

import type { Column } from '@weir/shared/data-type';
import { durationText } from '@weir/shared/duration';
import type { JsonValue } from '@weir/shared/graph';
import type { Ast, AstCall, AstOver, OrderItem } from '@weir/sql/parse/ast';
import { printExpression } from '@weir/sql/parse/print';
import { mapAst, sameAst } from '@weir/sql/query/ast-walk';
import type { AstSelect } from '@weir/sql/statements/ast-query';
import { checkCall } from './aggregate-node.ts';
import { intervalMs } from './durations.ts';
import type { ImportContext } from './import-context.ts';
import { freeColumn, type Order, type Relation } from './relation.ts';
import { columnAst, type Item, withColumns } from './relation-steps.ts';
import { settled } from './settle.ts';

type OverCall = AstCall & { readonly over: AstOver };

/** The calls with OVER in resolved expressions, in the order of the text. */
export function overCalls(expressions: readonly Ast[]): readonly OverCall[] {
  const calls: OverCall[] = [];
  for (const expression of expressions) {
    mapAst(expression, (part) => {
      if (part.kind !== 'call' || part.over === undefined) return undefined;
      const call: OverCall = { ...part, over: part.over };
      if (!calls.some((known) => sameAst(known, call))) calls.push(call);
      return part;
    });
  }
  return calls;
}

/** The expression with the windows that OVER names written out; `undefined` with a report. */
export function withWindows(ctx: ImportContext, node: Ast, windows: AstSelect['windows']): Ast | undefined {
  let failed = false;
  const result = mapAst(node, (part) => {
    const base = part.kind === 'call' ? part.over?.base : undefined;
    if (part.kind !== 'call' || part.over === undefined || base === undefined) return undefined;
    const window = windows.find(({ name }) => name === base.name)?.window;
    if (window?.base !== undefined || window === undefined) {
      failed = true;
      const message =
        window === undefined ? `there is no WINDOW ${base.name}` : 'a window is based on one window at most';
      ctx.report({ code: 'SQL_SYNTAX', message, span: base.span });
      return part;
    }
    const { keys, order, frame } = part.over;
    const over = {
      ...part.over,
      base: undefined,
      keys: keys.length > 0 ? keys : window.keys,
      order: order.length > 0 ? order : window.order,
      frame: frame ?? window.frame,
    };
    return { ...part, over };
  });
  return failed ? undefined : result;
}

/** The relation and the items with every call of OVER made a column. */
export type Overed = { readonly relation: Relation; readonly items: readonly Item[] };

/** Draws what the items have with OVER. */
export function importOver(ctx: ImportContext, input: Relation, items: readonly Item[]): Overed | undefined {
  const calls = overCalls(items.map(({ expression }) => expression));
  const plain = settled(ctx, input);
  const [first] = calls;
  if (plain === undefined || first === undefined) return undefined;
  const rank = calls.find(({ name }) => RANKS.has(name));
  if (rank !== undefined)
    return calls.length === 1 ? importRank(ctx, plain, items, rank) : refuseMixed(ctx, rank);
  const other = calls.find((call) => !sameWindow(call.over, first.over));
  if (other !== undefined) {
    const hint = 'Compute the other one in a sub-query.';
    return ctx.unsupported('all calls of OVER in one SELECT follow the same window', other.over.span, hint);
  }
  let relation: Relation = plain;
  let left = calls;
  let current = items;
  for (let call = left[0]; call !== undefined; call = left[0]) {
    const { over } = call;
    const same = left.filter((next) => isLag(next) === isLag(call) && (!isLag(call) || next === call));
    const made = overNode(ctx, relation, over, same, current);
    if (made === undefined) return undefined;
    ({ relation } = made);
    current = current.map(({ name, expression }) => ({
      name,
      expression: mapAst(expression, (part) => {
        const found = made.columns.find(({ of }) => sameAst(of, part));
        return found === undefined ? undefined : { ...columnAst(found.column), span: part.span };
      }),
    }));
    left = left.filter((next) => !same.includes(next));
  }
  return { relation, items: current };
}

const RANKS: ReadonlySet<string> = new Set(['ROW_NUMBER', 'RANK', 'DENSE_RANK']);

function isLag({ name }: AstCall): boolean {
  return name === 'LAG';
}

function sameWindow(a: AstOver, b: AstOver): boolean {
  const text = ({ keys, order, frame }: AstOver): string =>
    JSON.stringify([keys, order, frame], (name, part: unknown) =>
      /span$/i.test(name) || name === 'quoted' ? undefined : part,
    );
  return text(a) === text(b);
}

function refuseMixed(ctx: ImportContext, { span }: AstCall): undefined {
  return ctx.unsupported(
    'a row number beside other calls of OVER has no node',
    span,
    'Number the rows in a sub-query.',
  );
}

function importRank(
  ctx: ImportContext,
  input: Relation,
  items: readonly Item[],
  call: OverCall,
): Overed | undefined {
  if (call.name !== 'ROW_NUMBER') {
    return ctx.unsupported(
      `${call.name} is not built yet, and Flink does not run it on streams`,
      call.nameSpan,
      'Use ROW_NUMBER.',
    );
  }
  const keyed = columnsFor(ctx, input, call.over.keys);
  const ordered = keyed === undefined ? undefined : orderColumns(ctx, keyed.relation, call.over.order);
  if (keyed === undefined || ordered === undefined) return undefined;
  // Formulas that stand beside the number are computed before it, so that the number stays the last step.
  const formulas = items.filter(
    ({ expression }) =>
      expression.kind !== 'column' && !sameAst(expression, call) && overCalls([expression]).length === 0,
  );
  const taken: Column[] = [...ordered.relation.columns];
  const computed = formulas.map(({ name, expression }) => {
    const free = freeColumn(name, taken);
    taken.push({ name: free, type: { kind: 'NULL' }, nullable: true });
    return { name: free, expression };
  });
  const relation = withColumns(ctx, ordered.relation, computed);
  if (relation === undefined) return undefined;
  const wanted = items.find(({ expression }) => sameAst(expression, call))?.name ?? 'row_number';
  const rank = freeColumn(wanted, relation.columns);
  const column: Column = { name: rank, type: { kind: 'BIGINT' }, nullable: false };
  const pending = {
    kind: 'rank',
    input: relation,
    keys: keyed.names,
    order: ordered.order,
    rank,
    limit: undefined,
    call,
  } as const;
  const numbered: Relation = { ...relation, columns: [...relation.columns, column], pending };
  const named = items.map((item) => {
    const at = formulas.indexOf(item);
    const made = computed[at];
    if (made !== undefined) return { name: item.name, expression: columnAst(made.name) };
    const expression = mapAst(item.expression, (part) =>
      sameAst(part, call) ? { ...columnAst(rank), span: part.span } : undefined,
    );
    return { name: item.name, expression };
  });
  const fields = numbered.columns.map(({ name }) => ({ name, column: name }));
  return { relation: { ...numbered, fields }, items: named };
}

/** Columns for expressions: those that are formulas are computed first. */
export function columnsFor(
  ctx: ImportContext,
  relation: Relation,
  expressions: readonly Ast[],
): { readonly relation: Relation; readonly names: readonly string[] } | undefined {
  const added: Item[] = [];
  const names: string[] = [];
  for (const expression of expressions) {
    if (expression.kind === 'literal') continue;
    const name =
      expression.kind === 'column' ? expression.name : freeColumn('key', [...relation.columns, ...added]);
    if (expression.kind !== 'column') added.push({ name, expression });
    if (!names.includes(name)) names.push(name);
  }
  const made = withColumns(ctx, relation, added);
  return made === undefined ? undefined : { relation: made, names };
}

/** An order by columns. NULLs that are written to come otherwise than usual get a column that sorts them. */
export function orderColumns(
  ctx: ImportContext,
  relation: Relation,
  items: readonly OrderItem[],
): { readonly relation: Relation; readonly order: Order } | undefined {
  const added: Item[] = [];
  const order: { column: string; descending: boolean }[] = [];
  for (const { expression, descending, nulls } of items) {
    const known = (): readonly { readonly name: string }[] => [...relation.columns, ...added];
    const usual = descending ? 'LAST' : 'FIRST';
    if (nulls !== undefined && nulls !== usual) {
      const name = freeColumn('nulls', known());
      const { span } = expression;
      const isNull: Ast = { kind: 'is', operand: expression, test: 'NULL', negated: false, span };
      added.push({ name, expression: isNull });
      order.push({ column: name, descending: nulls === 'FIRST' });
    }
    const column = expression.kind === 'column' ? expression.name : freeColumn('order', known());
    if (expression.kind !== 'column') added.push({ name: column, expression });
    order.push({ column, descending });
  }
  const made = withColumns(ctx, relation, added);
  return made === undefined ? undefined : { relation: made, order };
}

type Made = {
  readonly relation: Relation;
  readonly columns: readonly { readonly of: Ast; readonly column: string }[];
};

function overNode(
  ctx: ImportContext,
  input: Relation,
  over: AstOver,
  calls: readonly OverCall[],
  items: readonly Item[],
): Made | undefined {
  const [first] = over.order;
  if (
    first?.expression.kind !== 'column' ||
    first.expression.name !== input.eventTime ||
    over.order.length !== 1
  ) {
    const hint = 'Write OVER (PARTITION BY … ORDER BY event time).';
    return ctx.unsupported(
      'OVER follows event time and nothing else',
      first?.expression.span ?? over.span,
      hint,
    );
  }
  if (first.descending) {
    return ctx.unsupported('OVER follows event time in ascending order', first.expression.span);
  }
  const keyed = columnsFor(ctx, input, over.keys);
  const [call] = calls;
  if (keyed === undefined || call === undefined) return undefined;
  return isLag(call) ? previousValue(ctx, keyed, call, items) : overAggregate(ctx, keyed, over, calls, items);
}

type KeyedInput = { readonly relation: Relation; readonly names: readonly string[] };

function overAggregate(
  ctx: ImportContext,
  { relation, names }: KeyedInput,
  over: AstOver,
  calls: readonly OverCall[],
  items: readonly Item[],
): Made | undefined {
  const frame = frameConfig(ctx, over);
  if (frame === undefined) return undefined;
  const columns: Column[] = [...relation.columns];
  const aggregates: { name: string; expression: string }[] = [];
  const made: { of: Ast; column: string }[] = [];
  for (const call of calls) {
    const plain = { ...call, over: undefined };
    const typed = checkCall(ctx, plain, relation.columns, true);
    if (typed === undefined) return undefined;
    const wanted = items.find(({ expression }) => sameAst(expression, call))?.name ?? call.name.toLowerCase();
    const name = freeColumn(wanted, columns);
    columns.push({ name, type: typed.type, nullable: typed.nullable });
    aggregates.push({ name, expression: printExpression(plain) });
    made.push({ of: call, column: name });
  }
  const port = ctx.step('over', 'Over', { keys: [...names], ...frame, aggregates }, relation);
  return { relation: { ...relation, port, columns }, columns: made };
}

function frameConfig(ctx: ImportContext, { frame, span }: AstOver): Record<string, JsonValue> | undefined {
  if (frame === undefined) return { frame: 'range', rows: 1, range: '', unbounded: true };
  const kind = frame.unit === 'ROWS' ? 'rows' : 'range';
  if (frame.end.kind !== 'current row') {
    return ctx.unsupported('a frame ends at the current row: rows after it are not known yet', frame.span);
  }
  const { start } = frame;
  if (start.kind === 'unbounded preceding') return { frame: kind, rows: 1, range: '', unbounded: true };
  if (start.kind === 'current row') {
    if (kind === 'rows') return { frame: kind, rows: 0, range: '', unbounded: false };
    const hint = "Write ROWS CURRENT ROW, or INTERVAL '0.001' SECOND PRECEDING.";
    return ctx.unsupported('a frame of time needs a span', frame.span, hint);
  }
  if (start.kind !== 'preceding') return ctx.unsupported('a frame begins before the current row', frame.span);
  const { offset } = start;
  if (kind === 'range') {
    const ms = intervalMs(offset);
    if (ms !== undefined) return { frame: kind, rows: 1, range: durationText(ms), unbounded: false };
    const message = 'a frame of time begins a fixed interval before';
    return ctx.report({
      code: 'SQL_TYPE',
      message,
      hint: "Write INTERVAL '1' HOUR PRECEDING.",
      span: offset.span ?? span,
    });
  }
  if (offset.kind === 'literal' && offset.form === 'integer' && offset.text.length < 10) {
    return { frame: kind, rows: Number(offset.text), range: '', unbounded: false };
  }
  return ctx.report({
    code: 'SQL_TYPE',
    message: 'a frame of rows begins a number of rows before',
    span: offset.span,
  });
}

function previousValue(
  ctx: ImportContext,
  { relation, names }: KeyedInput,
  call: OverCall,
  items: readonly Item[],
): Made | undefined {
  const [value, count, otherwise] = call.arguments;
  const typed = value === undefined ? undefined : ctx.check(value, relation.columns);
  if (value === undefined || typed === undefined) {
    return value === undefined
      ? ctx.report({ code: 'SQL_ARGUMENTS', message: 'LAG takes a value', span: call.span })
      : undefined;
  }
  if (
    count !== undefined &&
    !(count.kind === 'literal' && count.form === 'integer' && count.text.length < 6)
  ) {
    return ctx.unsupported('LAG goes a fixed number of rows back', count.span);
  }
  const wanted = items.find(({ expression }) => sameAst(expression, call))?.name ?? 'previous';
  const name = freeColumn(wanted, relation.columns);
  const config = {
    keys: [...names],
    columns: [{ name, expression: printExpression(value) }],
    n: count?.kind === 'literal' ? Number(count.text) : 1,
    default: otherwise === undefined ? '' : printExpression(otherwise),
  };
  const port = ctx.step('previous_value', 'Previous value', config, relation);
  const column: Column = { name, type: typed.type, nullable: true };
  return {
    relation: { ...relation, port, columns: [...relation.columns, column] },
    columns: [{ of: call, column: name }],
  };
}
