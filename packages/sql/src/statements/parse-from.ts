// Parses what a query reads: tables, queries, functions of tables, UNNEST, MATCH_RECOGNIZE, and the joins between them.

import type { Ast } from '../parse/ast.ts';
import { type ParseState, shown } from '../parse/parse-state.ts';
import type { AstFrom, AstQuery, JoinKind, TableArgument } from './ast-query.ts';
import { parseHints } from './parse-hints.ts';
import { isMatch, parseMatch } from './parse-match.ts';
import { isName, parseAlias, parseNames, parseOne, parsePath } from './parse-names.ts';

/** Tables that one FROM joins; the tree leans to the left and is walked by recursion. */
const JOINS_MAX = 500;

/** Parses a whole query at the cursor: handed down so that the files need not import each other in a circle. */
type ParseQuery = (state: ParseState) => AstQuery;

/** The whole FROM clause; the word is taken. */
export function parseFrom(state: ParseState, query: ParseQuery): AstFrom {
  let left = parseJoins(state, query);
  for (let count = 1; ; count += 1) {
    const { span } = state.peek();
    if (!state.takeSymbol(',')) return left;
    limitJoins(state, count);
    const right = parseJoins(state, query);
    left = {
      kind: 'join',
      join: 'comma',
      natural: false,
      left,
      right,
      on: undefined,
      using: undefined,
      span,
    };
  }
}

function parseJoins(state: ParseState, query: ParseQuery): AstFrom {
  let left = parseOneTable(state, query);
  for (let count = 1; ; count += 1) {
    const { from } = state.peek().span;
    const natural = state.takeWord('NATURAL');
    const join = takeJoin(state, natural);
    if (join === undefined) return left;
    const span = { from, to: state.peek(-1).span.to };
    limitJoins(state, count);
    const right = parseOneTable(state, query);
    const on = state.takeWord('ON') ? parseOne(state) : undefined;
    const using =
      on === undefined && state.takeWord('USING') && state.atSymbol('(')
        ? parseNames(state, 'the name of a column')
        : undefined;
    left = { kind: 'join', join, natural, left, right, on, using, span };
  }
}

function limitJoins(state: ParseState, count: number): void {
  if (count < JOINS_MAX) return;
  const message = `one FROM joins more than ${JOINS_MAX} tables`;
  state.report({ code: 'SQL_LIMIT', message, hint: 'Split it over views.', span: state.peek().span });
  state.stop();
}

function takeJoin(state: ParseState, natural: boolean): JoinKind | undefined {
  if (state.takeWord('JOIN')) return 'inner';
  const kinds = [
    ['INNER', 'inner'],
    ['LEFT', 'left'],
    ['RIGHT', 'right'],
    ['FULL', 'full'],
    ['CROSS', 'cross'],
  ] as const;
  for (const [word, kind] of kinds) {
    if (!state.takeWord(word)) continue;
    if (word !== 'INNER' && word !== 'CROSS') state.takeWord('OUTER');
    state.expectWord('JOIN', `after ${word}`);
    return kind;
  }
  if (natural) state.expectWord('JOIN', 'after NATURAL');
  return undefined;
}

function parseOneTable(state: ParseState, query: ParseQuery): AstFrom {
  const input = parseUnaliased(state, query);
  if (!isMatch(state)) return input;
  const match = parseMatch(state);
  const alias = parseAlias(state);
  return { kind: 'match', input, match, alias, span: { from: input.span.from, to: state.peek(-1).span.to } };
}

function parseUnaliased(state: ParseState, query: ParseQuery): AstFrom {
  const start = state.peek();
  const lateral = state.takeWord('LATERAL');
  if (state.atSymbol('(')) return parseGroup(state, query, lateral);
  if (state.atWord('TABLE') && state.atSymbol('(', 1)) {
    state.next();
    const open = state.next();
    const called = parseFunction(state, query, { from: start.span.from, lateral });
    state.expectClose(open);
    const alias = parseAlias(state);
    return { ...called, alias, span: { from: start.span.from, to: state.peek(-1).span.to } };
  }
  if (state.atWord('UNNEST') && state.atSymbol('(', 1)) return parseUnnest(state);
  if (isName(start) && state.atSymbol('(', 1)) {
    const called = parseFunction(state, query, { from: start.span.from, lateral });
    const alias = parseAlias(state);
    return { ...called, alias, span: { from: start.span.from, to: state.peek(-1).span.to } };
  }
  return parseTable(state);
}

/** `(SELECT …) AS x`, or joins in parentheses. */
function parseGroup(state: ParseState, query: ParseQuery, lateral: boolean): AstFrom {
  const open = state.next();
  if (!atQueryOrGroup(state)) {
    const joins = state.deeper(open.span, () => parseFrom(state, query));
    state.expectClose(open);
    return joins ?? { ...nothing(open.span), alias: undefined };
  }
  const inside = state.deeper(open.span, () => query(state));
  state.expectClose(open);
  const alias = parseAlias(state);
  const span = { from: open.span.from, to: state.peek(-1).span.to };
  if (inside === undefined) return nothing(span);
  return { kind: 'query', query: inside, alias, lateral, span };
}

function atQueryOrGroup(state: ParseState): boolean {
  let ahead = 0;
  while (state.atSymbol('(', ahead)) ahead += 1;
  return state.atWord('SELECT', ahead) || state.atWord('VALUES', ahead) || state.atWord('WITH', ahead);
}

/** Stands in for a table; the tree with it is never handed out. */
function nothing(span: AstFrom['span']): AstFrom & { readonly kind: 'table' } {
  return { kind: 'table', name: '', alias: undefined, hints: [], asOf: undefined, span };
}

function parseTable(state: ParseState): AstFrom {
  const { name, span } = parsePath(state, 'a table');
  const hints = parseHints(state);
  const asOf = parseAsOf(state);
  const alias = isMatch(state) ? undefined : parseAlias(state);
  const behind = hints.length > 0 ? [] : parseHints(state);
  return { kind: 'table', name, alias, hints: [...hints, ...behind], asOf, span };
}

function parseAsOf(state: ParseState): Ast | undefined {
  if (!state.takeWord('FOR')) return undefined;
  state.expectWord('SYSTEM_TIME', 'after FOR');
  state.expectWord('AS', 'after SYSTEM_TIME');
  state.expectWord('OF', 'after AS');
  return parseOne(state);
}

function parseUnnest(state: ParseState): AstFrom {
  const { from } = state.next().span;
  const open = state.next();
  const expression = parseOne(state);
  state.expectClose(open);
  const ordinality = state.takeWord('WITH');
  if (ordinality) state.expectWord('ORDINALITY', 'after WITH');
  const span = { from, to: state.peek(-1).span.to };
  return { kind: 'unnest', expression, ordinality, alias: parseAlias(state), span };
}

function parseFunction(
  state: ParseState,
  query: ParseQuery,
  { from, lateral }: { readonly from: number; readonly lateral: boolean },
): AstFrom & { readonly kind: 'function' } {
  const name = state.next();
  const open = state.peek();
  const parts: TableArgument[] = [];
  if (!state.takeSymbol('(')) {
    state.report({ message: `( is missing before ${shown(open)}`, span: open.span });
  } else {
    if (!state.atSymbol(')')) {
      do parts.push(parseArgument(state, query));
      while (state.takeSymbol(','));
    }
    state.expectClose(open);
  }
  const span = { from, to: state.peek(-1).span.to };
  return {
    kind: 'function',
    name: name.text.toUpperCase(),
    nameSpan: name.span,
    callSpan: { from: name.span.from, to: span.to },
    arguments: parts,
    lateral,
    alias: undefined,
    span,
  };
}

function parseArgument(state: ParseState, query: ParseQuery): TableArgument {
  const { from } = state.peek().span;
  const name = state.atSymbol('=>', 1) ? state.next().text.toUpperCase() : undefined;
  if (name !== undefined) state.next();
  const span = () => ({ from, to: state.peek(-1).span.to });
  if (state.atWord('DESCRIPTOR') && state.atSymbol('(', 1)) {
    state.next();
    return { kind: 'descriptor', name, columns: parseNames(state, 'the name of a column'), span: span() };
  }
  const isTable = state.atWord('TABLE');
  if (isTable || (state.atSymbol('(') && atQueryOrGroup(state))) {
    if (isTable) state.next();
    const table = state.atSymbol('(') ? parseGroup(state, query, false) : parseTable(state);
    return { kind: 'table', name, table, keys: parsePartition(state), span: span() };
  }
  return { kind: 'expression', name, expression: parseOne(state), span: span() };
}

/** `PARTITION BY a`, `PARTITION BY (a, b)`: without parentheses a comma begins the next argument, as in Flink. */
function parsePartition(state: ParseState): readonly Ast[] {
  if (!state.takeWord('PARTITION')) return [];
  state.expectWord('BY', 'after PARTITION');
  const open = state.peek();
  if (!state.takeSymbol('(')) return [parseOne(state)];
  const keys: Ast[] = [];
  do keys.push(parseOne(state));
  while (state.takeSymbol(','));
  state.expectClose(open);
  return keys;
}
