// What stands behind a call that looks at neighbours: OVER with its keys, order and frame.

import type { Ast, AstOver, Frame, FrameBound, OrderItem } from './ast.ts';
import { type ParseState, shown } from './parse-state.ts';
import type { ParseInner } from './parse-unit.ts';

/** `OVER (…)` or, in statements, `OVER w`; `undefined` where there is none. */
export function parseOver(state: ParseState, inner: ParseInner): AstOver | undefined {
  if (!state.atWord('OVER')) return undefined;
  const { span } = state.peek();
  const name = state.peek(1);
  const named = state.query !== undefined && (name.kind === 'word' || name.kind === 'name');
  if (named && !state.reserved.has(name.text.toUpperCase())) {
    state.next();
    state.next();
    const base = { name: name.text, span: name.span };
    return { base, keys: [], order: [], frame: undefined, span };
  }
  if (!state.atSymbol('(', 1)) return refuseUnopened(state);
  state.next();
  return { ...parseWindow(state, inner), span };
}

/** FILTER and OVER are reserved: behind a call nothing else can be meant. */
export function refuseUnopened(state: ParseState): undefined {
  const word = state.next().text.toUpperCase();
  state.report({ message: `( is missing after ${word}`, span: state.peek().span });
  return undefined;
}

/** `(w PARTITION BY … ORDER BY … ROWS …)`; the cursor is at the parenthesis. */
export function parseWindow(state: ParseState, inner: ParseInner): Omit<AstOver, 'span'> {
  const open = state.next();
  const base = takeBase(state);
  const keys = state.takeWord('PARTITION') ? parseKeys(state, inner) : [];
  const order = state.takeWord('ORDER') ? parseOrder(state, inner) : [];
  const frame = parseFrame(state, inner);
  state.expectClose(open);
  return { base, keys, order, frame };
}

function takeBase(state: ParseState): AstOver['base'] {
  const token = state.peek();
  if (token.kind !== 'name' && token.kind !== 'word') return undefined;
  if (token.kind === 'word' && /^(?:PARTITION|ORDER|ROWS|RANGE)$/i.test(token.text)) return undefined;
  state.next();
  return { name: token.text, span: token.span };
}

/** `BY x, …` behind PARTITION. */
export function parseKeys(state: ParseState, inner: ParseInner): readonly Ast[] {
  state.expectWord('BY', 'after PARTITION');
  const keys: Ast[] = [];
  do keys.push(inner(state));
  while (state.takeSymbol(','));
  return keys;
}

/** `BY x [ASC | DESC] [NULLS FIRST | LAST], …` behind ORDER. */
export function parseOrder(state: ParseState, inner: ParseInner): readonly OrderItem[] {
  state.expectWord('BY', 'after ORDER');
  const items: OrderItem[] = [];
  do {
    const expression = inner(state);
    const descending = !state.takeWord('ASC') && state.takeWord('DESC');
    items.push({ expression, descending, nulls: takeNulls(state) });
  } while (state.takeSymbol(','));
  return items;
}

function takeNulls(state: ParseState): 'FIRST' | 'LAST' | undefined {
  if (!state.takeWord('NULLS')) return undefined;
  if (state.takeWord('FIRST')) return 'FIRST';
  state.expectWord('LAST', 'after NULLS');
  return 'LAST';
}

function parseFrame(state: ParseState, inner: ParseInner): Frame | undefined {
  const { from } = state.peek().span;
  const unit = state.takeWord('ROWS') ? 'ROWS' : state.takeWord('RANGE') ? 'RANGE' : undefined;
  if (unit === undefined) return undefined;
  if (!state.takeWord('BETWEEN')) {
    const start = parseBound(state, inner);
    return { unit, start, end: { kind: 'current row' }, span: { from, to: state.peek(-1).span.to } };
  }
  const start = parseBound(state, inner);
  state.expectWord('AND', 'after the start of the frame');
  const end = parseBound(state, inner);
  return { unit, start, end, span: { from, to: state.peek(-1).span.to } };
}

function parseBound(state: ParseState, inner: ParseInner): FrameBound {
  if (state.takeWord('CURRENT')) {
    state.expectWord('ROW', 'after CURRENT');
    return { kind: 'current row' };
  }
  if (state.takeWord('UNBOUNDED')) {
    if (state.takeWord('FOLLOWING')) return { kind: 'unbounded following' };
    state.expectWord('PRECEDING', 'after UNBOUNDED');
    return { kind: 'unbounded preceding' };
  }
  const offset = inner(state);
  if (state.takeWord('PRECEDING')) return { kind: 'preceding', offset };
  if (state.takeWord('FOLLOWING')) return { kind: 'following', offset };
  const found = state.peek();
  state.report({
    message: `${shown(found)} is no end of a frame`,
    hint: 'Write 5 PRECEDING, UNBOUNDED PRECEDING or CURRENT ROW.',
    span: found.span,
  });
  return { kind: 'current row' };
}
