// What can stand between operators: literals, columns, parentheses, CASE, CAST and calls.

import type { DataType } from '@weir/shared/data-type';
import type { AstQuery } from '../statements/ast-query.ts';
import type { Ast, AstCall, AstLiteral, Span, TimeUnit } from './ast.ts';
import { parseCall } from './parse-call.ts';
import { missing, type ParseState, shown } from './parse-state.ts';
import { parseType } from './parse-type.ts';
import { type ParseInner, parseUnit } from './parse-unit.ts';
import type { Token } from './tokens.ts';

/** Words that end or join expressions and therefore never name a column unless in back-ticks. */
export const RESERVED: ReadonlySet<string> = new Set(
  'AND OR NOT IS IN LIKE BETWEEN CASE WHEN THEN ELSE END NULL TRUE FALSE AS FROM ESCAPE DISTINCT SELECT WHERE OVERLAPS SIMILAR'.split(
    ' ',
  ),
);

/** Parses an operand. Where there is none, says so and stands in for it. */
export function parsePrimary(state: ParseState, inner: ParseInner): Ast {
  const token = state.peek();
  switch (token.kind) {
    case 'number':
      state.next();
      return { kind: 'literal', form: numberForm(token.text), text: token.text, span: token.span };
    case 'text':
      state.next();
      return { kind: 'literal', form: 'string', text: token.text, span: token.span };
    case 'name':
      state.next();
      return column(token, true);
    case 'word':
      return parseWord(state, inner, token);
    case 'symbol':
      return token.text === '(' ? parseGroup(state, inner) : noOperand(state, token);
    case 'bad':
      state.next();
      return missing(token.span);
    case 'hint':
      return noOperand(state, token);
    case 'end':
      return noOperand(state, token);
  }
}

function numberForm(text: string): 'integer' | 'decimal' | 'double' {
  if (/[eE]/.test(text)) return 'double';
  return text.includes('.') ? 'decimal' : 'integer';
}

function noOperand(state: ParseState, token: Token): Ast {
  const message =
    token.kind === 'end' ? 'the expression ends too early' : `a value is missing before ${shown(token)}`;
  state.report({ message, hint: 'A column, a value or ( has to stand here.', span: token.span });
  const harmless = token.kind === 'end' || token.text === ')' || token.text === ',' || token.kind === 'word';
  if (!harmless) state.next();
  return missing(token.span);
}

function parseGroup(state: ParseState, inner: ParseInner): Ast {
  const open = state.next();
  if (atQuery(state) && state.query !== undefined) return parseScalarQuery(state, open, state.query);
  if (state.atWord('SELECT')) {
    const { span } = state.peek();
    state.report({
      code: 'SQL_UNSUPPORTED',
      message: 'a query inside an expression is not built yet',
      hint: 'Use a join node.',
      span,
    });
    state.stop();
    return missing(span);
  }
  const first = state.nested(open.span, () => inner(state));
  if (!state.atSymbol(',')) {
    state.expectClose(open);
    return first;
  }
  const items = [first];
  while (state.takeSymbol(',')) items.push(state.nested(open.span, () => inner(state)));
  const span = { from: open.span.from, to: state.peek().span.to };
  state.expectClose(open);
  return collection('ROW', open.span, items, span);
}

/** True where a query begins and not a value. */
export function atQuery(state: ParseState): boolean {
  return (
    state.atWord('SELECT') ||
    state.atWord('VALUES') ||
    (state.atWord('WITH') && state.peek(1).kind !== 'symbol')
  );
}

function parseScalarQuery(state: ParseState, open: Token, rule: (state: ParseState) => AstQuery): Ast {
  const query = state.deeper(open.span, () => rule(state));
  const span = { from: open.span.from, to: state.peek().span.to };
  state.expectClose(open);
  if (query === undefined) return missing(span);
  return { kind: 'subquery', form: 'scalar', operand: undefined, negated: false, query, span };
}

function parseWord(state: ParseState, inner: ParseInner, token: Token): Ast {
  const word = token.text.toUpperCase();
  if (word === 'CASE') return state.nested(token.span, () => parseCase(state, inner));
  if (word === 'NULL' || word === 'TRUE' || word === 'FALSE') {
    state.next();
    return { kind: 'literal', form: word === 'NULL' ? 'null' : 'boolean', text: word, span: token.span };
  }
  if (RESERVED.has(word) && word !== 'DISTINCT') return noOperand(state, token);
  if ((word === 'DATE' || word === 'TIME' || word === 'TIMESTAMP') && state.peek(1).kind === 'text') {
    state.next();
    return timeLiteral(state, token, word);
  }
  if (word === 'INTERVAL' && (state.peek(1).kind === 'text' || state.peek(2).kind === 'text')) {
    return parseInterval(state);
  }
  if ((word === 'ARRAY' || word === 'MAP') && state.atSymbol('[', 1)) {
    return state.nested(token.span, () => parseBrackets(state, inner, word));
  }
  if (!state.atSymbol('(', 1)) {
    if (state.reserved.has(word)) return noOperand(state, token);
    state.next();
    return column(token, false);
  }
  if (word === 'CAST' || word === 'TRY_CAST') return state.nested(token.span, () => parseCast(state, inner));
  return state.nested(token.span, () => parseCall(state, inner));
}

/** `ARRAY[a, b]`, `MAP[k, v]`: calls with brackets. */
function parseBrackets(state: ParseState, inner: ParseInner, name: 'ARRAY' | 'MAP'): Ast {
  const word = state.next();
  const open = state.next();
  const items: Ast[] = [];
  if (!state.atSymbol(']')) {
    do items.push(inner(state));
    while (state.takeSymbol(','));
  }
  const close = state.peek().span;
  state.expectClose(open);
  return collection(name, word.span, items, { from: word.span.from, to: close.to });
}

function collection(
  name: 'ARRAY' | 'MAP' | 'ROW',
  nameSpan: Span,
  items: readonly Ast[],
  span: Span,
): AstCall {
  return { kind: 'call', name, nameSpan, arguments: items, star: false, distinct: false, span };
}

function column(token: Token, quoted: boolean): Ast {
  return { kind: 'column', name: token.text, quoted, span: token.span };
}

function timeLiteral(state: ParseState, word: Token, type: 'DATE' | 'TIME' | 'TIMESTAMP'): AstLiteral {
  const text = state.next();
  const form = type === 'DATE' ? 'date' : type === 'TIME' ? 'time' : 'timestamp';
  return { kind: 'literal', form, text: text.text, span: { from: word.span.from, to: text.span.to } };
}

function parseInterval(state: ParseState): Ast {
  const { from } = state.next().span;
  const negative = state.takeSymbol('-');
  if (!negative) state.takeSymbol('+');
  const text = state.next();
  const first = parseUnit(state, 'INTERVAL');
  const digits = takePrecision(state);
  let last: TimeUnit | undefined;
  if (state.takeWord('TO')) {
    last = parseUnit(state, 'INTERVAL');
    takePrecision(state);
  }
  const span: Span = { from, to: state.peek(-1).span.to };
  const interval = { from: first, to: last, negative, digits: digits ?? 2 };
  return { kind: 'literal', form: 'interval', text: text.text, span, interval };
}

/** The first number of `(3)` or `(3, 6)` behind a unit. */
function takePrecision(state: ParseState): number | undefined {
  if (!state.atSymbol('(') || state.peek(1).kind !== 'number') return undefined;
  const open = state.next();
  const digits = Number(state.next().text);
  if (state.takeSymbol(',')) state.next();
  state.expectClose(open);
  return digits;
}

function parseCase(state: ParseState, inner: ParseInner): Ast {
  const start = state.next();
  const operand = state.atWord('WHEN') ? undefined : inner(state);
  const branches: { when: Ast; result: Ast }[] = [];
  while (state.takeWord('WHEN')) {
    const when = inner(state);
    state.expectWord('THEN', 'after WHEN and its condition');
    branches.push({ when, result: inner(state) });
  }
  if (branches.length === 0) {
    state.report({
      message: 'this CASE has no WHEN',
      hint: 'Write CASE WHEN … THEN … ELSE … END.',
      span: state.peek().span,
    });
  }
  const otherwise = state.takeWord('ELSE') ? inner(state) : undefined;
  const end = state.peek().span;
  if (!state.takeWord('END')) {
    state.report({ message: 'this CASE is not closed', hint: 'Add END.', span: start.span });
  }
  return { kind: 'case', operand, branches, otherwise, span: { from: start.span.from, to: end.to } };
}

const NULL_TYPE: DataType = { kind: 'NULL' };

function parseCast(state: ParseState, inner: ParseInner): Ast {
  const word = state.next();
  const open = state.next();
  const operand = inner(state);
  state.expectWord('AS', `in ${word.text.toUpperCase()}`);
  const target = parseType(state) ?? NULL_TYPE;
  const close = state.peek().span;
  state.expectClose(open);
  const safe = word.text.toUpperCase() === 'TRY_CAST';
  return { kind: 'cast', operand, target, safe, span: { from: word.span.from, to: close.to } };
}
