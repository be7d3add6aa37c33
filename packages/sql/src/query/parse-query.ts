// Parses one query over one table. What queries of Flink have beyond that is named and refused.

import { diagnostic, type SqlDiagnostic } from '../diagnostic.ts';
import type { Ast, Span } from '../parse/ast.ts';
import { parseAt } from '../parse/parse.ts';
import { parseBy } from '../parse/parse-call.ts';
import { RESERVED } from '../parse/parse-primary.ts';
import { ParseState, shown } from '../parse/parse-state.ts';
import { type Token, tokenize } from '../parse/tokens.ts';
import type { AstSelect, AstTable, SelectItem } from './ast-query.ts';
import { QUERY_RESERVED } from './reserved.ts';

const QUERY_CHARS_MAX = 65_536;

/** The tree of a query, or what is wrong with the text. */
export type ParseQueryResult = {
  readonly query: AstSelect | undefined;
  readonly diagnostics: readonly SqlDiagnostic[];
};

/** Parses a query. Never throws. */
export function parseQuery(text: string): ParseQueryResult {
  if (text.length > QUERY_CHARS_MAX) {
    const span = { from: QUERY_CHARS_MAX, to: text.length };
    const message = `the query is longer than ${QUERY_CHARS_MAX} characters`;
    return { query: undefined, diagnostics: [diagnostic({ code: 'SQL_LIMIT', message, span })] };
  }
  const { tokens, diagnostics } = tokenize(text);
  const state = new ParseState(text, tokens, diagnostics, QUERY_RESERVED);
  const query = parseSelect(state);
  state.takeSymbol(';');
  const rest = state.peek();
  if (rest.kind !== 'end') refuseRest(state);
  const failed = state.diagnostics.length > 0;
  return { query: failed ? undefined : query, diagnostics: state.diagnostics };
}

const LATER: ReadonlySet<string> = new Set(
  'UNION INTERSECT EXCEPT MINUS LIMIT OFFSET FETCH WINDOW QUALIFY JOIN INNER LEFT RIGHT FULL CROSS NATURAL MATCH_RECOGNIZE'.split(
    ' ',
  ),
);

function refuseRest(state: ParseState): void {
  const token = state.peek();
  const word = token.kind === 'word' ? token.text.toUpperCase() : '';
  if (word === 'LIMIT' || word === 'OFFSET' || word === 'FETCH') {
    state.next();
    const count = state.peek();
    if (count.kind !== 'number' && !state.atWord('ALL')) {
      state.report({ message: `${shown(count)} is not a number of rows`, span: count.span });
      return;
    }
  }
  if (LATER.has(word) || token.text === ',' || token.text === '(') {
    state.report({
      code: 'SQL_UNSUPPORTED',
      message: `${shown(token)} in a query is not built yet`,
      span: token.span,
    });
    return;
  }
  state.report({ message: `${shown(token)} was not expected here`, span: token.span });
}

function parseSelect(state: ParseState): AstSelect {
  const distinct = expectSelect(state);
  const items = parseItems(state);
  const none = { from: undefined, where: undefined, groupBy: undefined, having: undefined };
  if (!state.takeWord('FROM')) return { distinct, items, ...none, orderBy: parseOrderBy(state) };
  const from = parseTable(state);
  const where = state.takeWord('WHERE') ? parseAt(state) : undefined;
  const groupBy = parseGroupBy(state);
  const having = state.takeWord('HAVING') ? parseAt(state) : undefined;
  return { distinct, items, from, where, groupBy, having, orderBy: parseOrderBy(state) };
}

function expectSelect(state: ParseState): boolean {
  const token = state.peek();
  if (!state.takeWord('SELECT')) {
    state.report({ message: `a query begins with SELECT, not with ${shown(token)}`, span: token.span });
    state.stop();
  }
  const distinct = state.takeWord('DISTINCT');
  if (!distinct) state.takeWord('ALL');
  return distinct;
}

function parseItems(state: ParseState): readonly SelectItem[] {
  const items: SelectItem[] = [];
  do items.push(parseItem(state));
  while (state.takeSymbol(','));
  return items;
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
  const expression = parseAt(state);
  const alias = parseAlias(state);
  return { kind: 'expression', expression, alias, span: { from: span.from, to: state.peek(-1).span.to } };
}

function parseAlias(state: ParseState): string | undefined {
  const written = state.takeWord('AS');
  const token = state.peek();
  if (isName(token)) return state.next().text;
  if (written)
    state.report({
      message: `${shown(token)} is not a name`,
      hint: 'Put it in back-ticks.',
      span: token.span,
    });
  return undefined;
}

function isName({ kind, text }: Token): boolean {
  const word = text.toUpperCase();
  return kind === 'name' || (kind === 'word' && !QUERY_RESERVED.has(word) && !RESERVED.has(word));
}

function parseTable(state: ParseState): AstTable {
  const first = state.peek();
  if (!isName(first)) {
    state.report({ message: `a table is missing before ${shown(first)}`, span: first.span });
    return { name: '', alias: '', span: first.span };
  }
  state.next();
  const parts = [first.text];
  let { to } = first.span;
  while (state.takeSymbol('.')) {
    const part = state.next();
    parts.push(part.text);
    to = part.span.to;
  }
  const span: Span = { from: first.span.from, to };
  const name = parts.join('.');
  return { name, alias: parseAlias(state) ?? parts.at(-1) ?? name, span };
}

function parseGroupBy(state: ParseState): readonly Ast[] | undefined {
  if (!state.takeWord('GROUP')) return undefined;
  state.expectWord('BY', 'after GROUP');
  const keys: Ast[] = [];
  do keys.push(parseAt(state));
  while (state.takeSymbol(','));
  return keys;
}

function parseOrderBy(state: ParseState): AstSelect['orderBy'] {
  const { span } = state.peek();
  return state.takeWord('ORDER') ? { keys: parseBy(state, parseAt, 'ORDER'), span } : undefined;
}
