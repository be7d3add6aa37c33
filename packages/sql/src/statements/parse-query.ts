// Parses queries: WITH, SELECT, set operations, VALUES, ORDER BY, LIMIT. What they read is in parse-from.ts.

import { diagnostic, type SqlDiagnostic } from '../diagnostic.ts';
import type { Ast } from '../parse/ast.ts';
import { parseOrder, parseWindow } from '../parse/parse-over.ts';
import { ParseState, shown } from '../parse/parse-state.ts';
import { tokenize } from '../parse/tokens.ts';
import type { AstBody, AstCommon, AstQuery, AstSelect, Count, GroupItem, SelectItem } from './ast-query.ts';
import { parseFrom } from './parse-from.ts';
import { parseHints } from './parse-hints.ts';
import { parseCount, parseItemAlias, parseName, parseNames, parseOne } from './parse-names.ts';
import { QUERY_RESERVED } from './reserved.ts';

const QUERY_CHARS_MAX = 65_536;
/** SELECTs joined by UNION and the like at one level, and entries of one list of FROM. */
const QUERY_PARTS_MAX = 500;

/** The tree of a query, or what is wrong with the text. */
export type ParseQueryResult = {
  readonly query: AstQuery | undefined;
  readonly diagnostics: readonly SqlDiagnostic[];
};

/** Parses a query. Never throws. */
export function parseQuery(text: string): ParseQueryResult {
  if (text.length > QUERY_CHARS_MAX) {
    const span = { from: QUERY_CHARS_MAX, to: text.length };
    const message = `the query is longer than ${QUERY_CHARS_MAX} characters`;
    return { query: undefined, diagnostics: [diagnostic({ code: 'SQL_LIMIT', message, span })] };
  }
  const { tokens, diagnostics } = tokenize(text, 'statement');
  const state = new ParseState(text, tokens, diagnostics, SURROUNDINGS);
  const query = parseQueryAt(state);
  state.takeSymbol(';');
  expectEnd(state);
  const failed = state.diagnostics.length > 0;
  return { query: failed ? undefined : query, diagnostics: state.diagnostics };
}

/** Says what stands behind the end of a statement. */
export function expectEnd(state: ParseState): void {
  const rest = state.peek();
  if (rest.kind === 'end') return;
  state.report({ message: `${shown(rest)} was not expected here`, span: rest.span });
}

/** A whole query at the cursor. */
export function parseQueryAt(state: ParseState): AstQuery {
  const { from } = state.peek().span;
  const common = parseWith(state);
  const body = parseBody(state);
  const order = state.peek().span;
  const orderBy = state.takeWord('ORDER') ? { items: parseOrder(state, parseOne), span: order } : undefined;
  const { limit, offset } = parseLimit(state);
  return { with: common, body, orderBy, limit, offset, span: { from, to: state.peek(-1).span.to } };
}

/** What a statement holds beside expressions: names that are reserved, queries in parentheses. */
export const SURROUNDINGS = { reserved: QUERY_RESERVED, query: parseQueryAt };

function parseWith(state: ParseState): readonly AstCommon[] {
  if (!state.takeWord('WITH')) return [];
  const common: AstCommon[] = [];
  do {
    const name = parseName(state, 'the name of a query');
    const columns = state.atSymbol('(') ? parseNames(state, 'the name of a column') : [];
    state.expectWord('AS', `after ${name.name}`);
    const open = state.peek();
    if (!state.takeSymbol('(')) {
      state.report({ message: `( is missing before ${shown(open)}`, span: open.span });
      state.stop();
    }
    const query = state.deeper(open.span, () => parseQueryAt(state));
    state.expectClose(open);
    if (query !== undefined) common.push({ name, columns, query });
  } while (state.takeSymbol(','));
  return common;
}

/** UNION and EXCEPT from left to right; INTERSECT binds tighter. */
function parseBody(state: ParseState): AstBody {
  let left = parseIntersect(state);
  for (let count = 1; ; count += 1) {
    const { span } = state.peek();
    const operator = takeSetOperator(state);
    if (operator === undefined) return left;
    limitParts(state, count);
    const all = takeAll(state);
    left = { kind: 'set', operator, all, left, right: parseIntersect(state), span };
  }
}

function parseIntersect(state: ParseState): AstBody {
  let left = parseTerm(state);
  for (let count = 1; ; count += 1) {
    const { span } = state.peek();
    if (!state.takeWord('INTERSECT')) return left;
    limitParts(state, count);
    const all = takeAll(state);
    left = { kind: 'set', operator: 'INTERSECT', all, left, right: parseTerm(state), span };
  }
}

function takeSetOperator(state: ParseState): 'UNION' | 'EXCEPT' | undefined {
  if (state.takeWord('UNION')) return 'UNION';
  return state.takeWord('EXCEPT') || state.takeWord('MINUS') ? 'EXCEPT' : undefined;
}

function takeAll(state: ParseState): boolean {
  const all = state.takeWord('ALL');
  if (!all) state.takeWord('DISTINCT');
  return all;
}

/** Says that there are too many parts; recursion over them would go too deep. */
function limitParts(state: ParseState, count: number): void {
  if (count < QUERY_PARTS_MAX) return;
  const message = `the query has more than ${QUERY_PARTS_MAX} parts`;
  state.report({ code: 'SQL_LIMIT', message, hint: 'Split it over views.', span: state.peek().span });
  state.stop();
}

function parseTerm(state: ParseState): AstBody {
  const open = state.peek();
  if (state.takeSymbol('(')) {
    const query = state.deeper(open.span, () => parseQueryAt(state));
    state.expectClose(open);
    const span = { from: open.span.from, to: state.peek(-1).span.to };
    return query === undefined ? { kind: 'values', rows: [], span } : { kind: 'query', query, span };
  }
  return state.atWord('VALUES') ? parseValues(state) : parseSelect(state);
}

function parseValues(state: ParseState): AstBody {
  const { from } = state.next().span;
  const rows: (readonly Ast[])[] = [];
  do {
    const open = state.peek();
    if (!state.takeSymbol('(')) {
      state.takeWord('ROW');
      if (!state.takeSymbol('(')) {
        rows.push([parseOne(state)]);
        continue;
      }
    }
    const row: Ast[] = [];
    do row.push(parseOne(state));
    while (state.takeSymbol(','));
    state.expectClose(open);
    rows.push(row);
  } while (state.takeSymbol(','));
  return { kind: 'values', rows, span: { from, to: state.peek(-1).span.to } };
}

function parseSelect(state: ParseState): AstSelect {
  const { from } = state.peek().span;
  const head = parseHead(state);
  if (!state.takeWord('FROM')) {
    const span = { from, to: state.peek(-1).span.to };
    const none = { from: undefined, where: undefined, groupBy: undefined, having: undefined };
    return { ...head, ...none, windows: [], qualify: undefined, span };
  }
  const source = parseFrom(state, parseQueryAt);
  const where = state.takeWord('WHERE') ? parseOne(state) : undefined;
  const groupBy = parseGroupBy(state);
  const having = state.takeWord('HAVING') ? parseOne(state) : undefined;
  const windows = parseWindows(state);
  const qualify = state.takeWord('QUALIFY') ? parseOne(state) : undefined;
  const span = { from, to: state.peek(-1).span.to };
  return { ...head, from: source, where, groupBy, having, windows, qualify, span };
}

function parseHead(state: ParseState): Pick<AstSelect, 'kind' | 'distinct' | 'hints' | 'items'> {
  const token = state.peek();
  if (!state.takeWord('SELECT')) {
    state.report({ message: `a query begins with SELECT, not with ${shown(token)}`, span: token.span });
    state.stop();
  }
  const hints = parseHints(state);
  const distinct = state.takeWord('DISTINCT');
  if (!distinct) state.takeWord('ALL');
  const items: SelectItem[] = [];
  do items.push(parseItem(state));
  while (state.takeSymbol(','));
  return { kind: 'select', distinct, hints, items };
}

function parseItem(state: ParseState): SelectItem {
  const { span } = state.peek();
  if (state.takeSymbol('*')) return { kind: 'star', table: undefined, span };
  const first = state.peek();
  if ((first.kind === 'name' || first.kind === 'word') && state.atSymbol('.', 1) && state.atSymbol('*', 2)) {
    state.next();
    state.next();
    const table = { name: first.text, span: first.span };
    return { kind: 'star', table, span: { from: span.from, to: state.next().span.to } };
  }
  const expression = parseOne(state);
  const alias = parseItemAlias(state)?.name;
  return { kind: 'expression', expression, alias, span: { from: span.from, to: state.peek(-1).span.to } };
}

function parseGroupBy(state: ParseState): AstSelect['groupBy'] {
  const { span } = state.peek();
  if (!state.takeWord('GROUP')) return undefined;
  state.expectWord('BY', 'after GROUP');
  const items: GroupItem[] = [];
  do items.push(parseGroupItem(state));
  while (state.takeSymbol(','));
  return { items, span };
}

function parseGroupItem(state: ParseState): GroupItem {
  const token = state.peek();
  if (state.atSymbol('(') && state.atSymbol(')', 1)) {
    state.next();
    const { to } = state.next().span;
    return { kind: 'sets', items: [[]], span: { from: token.span.from, to } };
  }
  if (state.atWord('GROUPING') && state.atWord('SETS', 1)) {
    state.next();
    state.next();
    return { kind: 'sets', ...parseSets(state, token.span.from) };
  }
  if (state.atWord('ROLLUP') && state.atSymbol('(', 1)) {
    state.next();
    return { kind: 'rollup', ...parseSets(state, token.span.from) };
  }
  if (state.atWord('CUBE') && state.atSymbol('(', 1)) {
    state.next();
    return { kind: 'cube', ...parseSets(state, token.span.from) };
  }
  return { kind: 'key', expression: parseOne(state) };
}

/** `(a, (b, c), ())`. */
function parseSets(
  state: ParseState,
  from: number,
): {
  readonly items: readonly (readonly Ast[])[];
  readonly span: { readonly from: number; readonly to: number };
} {
  const open = state.peek();
  if (!state.takeSymbol('('))
    state.report({ message: `( is missing before ${shown(open)}`, span: open.span });
  const items: (readonly Ast[])[] = [];
  do items.push(parseSet(state));
  while (state.takeSymbol(','));
  state.expectClose(open);
  return { items, span: { from, to: state.peek(-1).span.to } };
}

function parseSet(state: ParseState): readonly Ast[] {
  if (state.atSymbol('(') && state.atSymbol(')', 1)) {
    state.next();
    state.next();
    return [];
  }
  const only = parseOne(state);
  // `(a, b)` reads as a row of values, which no key can be.
  return only.kind === 'call' && only.name === 'ROW' && !isNamedRow(state, only) ? only.arguments : [only];
}

function isNamedRow(
  state: ParseState,
  { nameSpan }: { readonly nameSpan: { readonly from: number } },
): boolean {
  return state.source.charAt(nameSpan.from) !== '(';
}

function parseWindows(state: ParseState): AstSelect['windows'] {
  if (!state.takeWord('WINDOW')) return [];
  const windows: AstSelect['windows'][number][] = [];
  do {
    const name = parseName(state, 'the name of a window');
    state.expectWord('AS', 'after the name of a window');
    const { span } = state.peek();
    if (!state.atSymbol('(')) {
      state.report({ message: `( is missing before ${shown(state.peek())}`, span });
      return windows;
    }
    windows.push({ ...name, window: { ...parseWindow(state, parseOne), span } });
  } while (state.takeSymbol(','));
  return windows;
}

/** `LIMIT n [OFFSET m]`, `LIMIT ALL`, `OFFSET m ROWS FETCH NEXT n ROWS ONLY`. */
function parseLimit(state: ParseState): {
  readonly limit: Count | undefined;
  readonly offset: Count | undefined;
} {
  let limit: Count | undefined;
  let offset: Count | undefined;
  if (state.takeWord('LIMIT') && !state.takeWord('ALL')) limit = parseCount(state, 'rows');
  if (state.takeWord('OFFSET')) {
    offset = parseCount(state, 'rows');
    if (!state.takeWord('ROWS')) state.takeWord('ROW');
  }
  if (state.takeWord('FETCH')) {
    if (!state.takeWord('NEXT')) state.expectWord('FIRST', 'after FETCH');
    limit = parseCount(state, 'rows');
    if (!state.takeWord('ROWS')) state.expectWord('ROW', 'after the number of rows');
    state.expectWord('ONLY', 'after ROWS');
  }
  return { limit, offset };
}
