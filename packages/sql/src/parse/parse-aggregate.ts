// The insides of aggregate calls that hold words: ARRAY_AGG, JSON_OBJECTAGG, JSON_ARRAYAGG and PERCENTILE.

import type { Ast, AstCall } from './ast.ts';
import type { ParseState } from './parse-state.ts';
import type { ParseInner } from './parse-unit.ts';

type Parts = Omit<AstCall, 'kind' | 'name' | 'nameSpan' | 'filter' | 'span'>;

/** How the part between the parentheses is parsed, by the name of the aggregate. */
export const AGGREGATE_PARTS: Readonly<Record<string, (state: ParseState, inner: ParseInner) => Parts>> = {
  ARRAY_AGG: parseArrayAgg,
  JSON_OBJECTAGG: parseJsonObject,
  JSON_ARRAYAGG: (state, inner) => ({ ...values([inner(state)]), onNull: takeOnNull(state) }),
  PERCENTILE: parsePercentile,
};

function values(list: readonly Ast[], distinct = false): Parts {
  return { arguments: list, star: false, distinct };
}

/** `ARRAY_AGG([DISTINCT] x [RESPECT | IGNORE NULLS])`. */
function parseArrayAgg(state: ParseState, inner: ParseInner): Parts {
  const distinct = state.takeWord('DISTINCT');
  if (!distinct && state.atWord('ALL') && !state.atSymbol(',', 1) && !state.atSymbol(')', 1)) state.next();
  const parts = values([inner(state)], distinct);
  const nulls = state.takeWord('RESPECT') ? 'RESPECT' : state.takeWord('IGNORE') ? 'IGNORE' : undefined;
  if (nulls !== undefined) state.expectWord('NULLS', `after ${nulls}`);
  return { ...parts, nulls };
}

/** `JSON_OBJECTAGG([KEY] k VALUE v [NULL | ABSENT ON NULL])`; a column may be called key. */
function parseJsonObject(state: ParseState, inner: ParseInner): Parts {
  if (state.atWord('KEY') && !state.atWord('VALUE', 1)) state.next();
  const key = inner(state);
  state.expectWord('VALUE', 'after the key');
  return { ...values([key, inner(state)]), onNull: takeOnNull(state) };
}

function takeOnNull(state: ParseState): 'NULL' | 'ABSENT' | undefined {
  const write = state.takeWord('NULL') ? 'NULL' : state.takeWord('ABSENT') ? 'ABSENT' : undefined;
  if (write === undefined) return undefined;
  state.expectWord('ON', `after ${write}`);
  state.expectWord('NULL', `after ${write} ON`);
  return write;
}

/** `PERCENTILE(x, p [, frequency])`, `p` a value or ARRAY[…]; the percentages are no arguments: they do not vary by row. */
function parsePercentile(state: ParseState, inner: ParseInner): Parts {
  const distinct = state.takeWord('DISTINCT');
  if (state.atSymbol(')')) return values([], distinct);
  const first = inner(state);
  if (!state.takeSymbol(',')) return values([first], distinct);
  const percentages = parsePercentages(state, inner);
  const rest: Ast[] = [];
  while (state.takeSymbol(',')) rest.push(inner(state));
  return { ...values([first, ...rest], distinct), percentages };
}

function parsePercentages(
  state: ParseState,
  inner: ParseInner,
): { readonly items: readonly Ast[]; readonly list: boolean } {
  if (!state.atWord('ARRAY') || !state.atSymbol('[', 1)) return { items: [inner(state)], list: false };
  state.next();
  const open = state.next();
  const items: Ast[] = [];
  if (!state.atSymbol(']')) {
    items.push(inner(state));
    while (state.takeSymbol(',')) items.push(inner(state));
  }
  if (!state.takeSymbol(']'))
    state.report({ message: 'this [ is not closed', hint: 'Add a ].', span: open.span });
  return { items, list: true };
}
