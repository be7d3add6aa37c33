// The parser of expressions: a Pratt parser with the precedences of Calcite, so that Flink reads the same tree.
//
// Binding powers follow Calcite's SqlStdOperatorTable. A generated parser (Calcite's is JavaCC) was rejected: its
// messages list tokens, ours say what is missing and where. Problems never stop the parse; the tree is handed out
// only when there are none.

import { EXPRESSION_CHARS_MAX } from '@weir/shared/limits';
import { diagnostic, type SqlDiagnostic } from '../diagnostic.ts';
import type { Ast, BinaryOperator, IsTest, Span } from './ast.ts';
import { parseAccess } from './parse-access.ts';
import { atQuery, parsePrimary } from './parse-primary.ts';
import { missing, ParseState, shown } from './parse-state.ts';
import { tokenize } from './tokens.ts';

/** The tree of an expression, or what is wrong with the text. */
export type ParseResult = {
  readonly expression: Ast | undefined;
  readonly diagnostics: readonly SqlDiagnostic[];
};

/** Parses one expression. Never throws; linear in the length of the text. */
export function parseExpression(text: string): ParseResult {
  if (text.length > EXPRESSION_CHARS_MAX) {
    const span = { from: EXPRESSION_CHARS_MAX, to: text.length };
    const message = `the expression is longer than ${EXPRESSION_CHARS_MAX} characters`;
    return { expression: undefined, diagnostics: [diagnostic({ code: 'SQL_LIMIT', message, span })] };
  }
  const { tokens, diagnostics } = tokenize(text);
  const state = new ParseState(text, tokens, diagnostics);
  if (state.peek().kind === 'end') {
    state.report({
      message: 'the expression is empty',
      hint: 'Write a column name, a value or a formula.',
      span: { from: 0, to: text.length },
    });
  }
  const expression = parseOperators(state, 0);
  const rest = state.peek();
  if (rest.kind !== 'end') {
    const hint =
      rest.text === ')' ? 'No ( is open here.' : 'Put an operator such as AND, + or = between the two parts.';
    state.report({ message: `${shown(rest)} was not expected here`, hint, span: rest.span });
  }
  const failed = state.diagnostics.length > 0;
  return { expression: failed ? undefined : expression, diagnostics: state.diagnostics };
}

const POWER = {
  or: 22,
  and: 24,
  not: 26,
  is: 28,
  compare: 30,
  range: 32,
  add: 40,
  multiply: 60,
  sign: 80,
} as const;

type Infix = { readonly operator: BinaryOperator; readonly power: number };

const INFIX: Readonly<Record<string, Infix>> = {
  '+': { operator: '+', power: POWER.add },
  '-': { operator: '-', power: POWER.add },
  '*': { operator: '*', power: POWER.multiply },
  '/': { operator: '/', power: POWER.multiply },
  '%': { operator: '%', power: POWER.multiply },
  '||': { operator: '||', power: POWER.multiply },
  '=': { operator: '=', power: POWER.compare },
  '<>': { operator: '<>', power: POWER.compare },
  '<': { operator: '<', power: POWER.compare },
  '<=': { operator: '<=', power: POWER.compare },
  '>': { operator: '>', power: POWER.compare },
  '>=': { operator: '>=', power: POWER.compare },
  OVERLAPS: { operator: 'OVERLAPS', power: POWER.compare },
  AND: { operator: 'AND', power: POWER.and },
  OR: { operator: 'OR', power: POWER.or },
};

const FOREIGN: Readonly<Record<string, { readonly meant: string; readonly hint: string }>> = {
  '==': { meant: '=', hint: 'SQL compares with a single =.' },
  '!=': { meant: '<>', hint: 'SQL writes "not equal" as <>.' },
  '&&': { meant: 'AND', hint: 'SQL writes "and" as AND.' },
};

/** One expression at the cursor; what follows it is left to the caller. */
export function parseAt(state: ParseState): Ast {
  return parseOperators(state, 0);
}

/** Parses operators that bind tighter than `floor`. */
function parseOperators(state: ParseState, floor: number): Ast {
  let left = parsePrefix(state);
  for (;;) {
    replaceForeign(state);
    const extended = parseBinary(state, left, floor) ?? parsePostfix(state, left, floor);
    if (extended === undefined) return left;
    left = state.count(extended);
  }
}

function parsePrefix(state: ParseState): Ast {
  const token = state.peek();
  if (state.takeWord('NOT')) {
    const operand = state.nested(token.span, () => parseOperators(state, POWER.not));
    return state.count({ kind: 'unary', operator: 'NOT', operand, span: join(token.span, operand.span) });
  }
  if (token.kind === 'symbol' && (token.text === '-' || token.text === '+')) {
    state.next();
    const operand = state.nested(token.span, () => parseOperators(state, POWER.sign));
    return state.count({
      kind: 'unary',
      operator: token.text,
      operand,
      span: join(token.span, operand.span),
    });
  }
  const inner = (within: ParseState) => parseOperators(within, 0);
  return parseAccess(state, state.count(parsePrimary(state, inner)), inner);
}

function parseBinary(state: ParseState, left: Ast, floor: number): Ast | undefined {
  const token = state.peek();
  if (token.kind !== 'symbol' && token.kind !== 'word') return undefined;
  const key = token.kind === 'word' ? token.text.toUpperCase() : token.text;
  const infix = Object.hasOwn(INFIX, key) ? INFIX[key] : undefined;
  if (infix === undefined || infix.power <= floor) return undefined;
  state.next();
  const after = state.peek();
  if (
    after.kind === 'symbol' &&
    Object.hasOwn(INFIX, after.text) &&
    after.text !== '+' &&
    after.text !== '-'
  ) {
    const message = `${token.text} is followed by ${after.text}: a value is missing between them`;
    state.report({ message, hint: 'Take one of the two away.', span: token.span });
    state.next();
  }
  const right = parseOperators(state, infix.power);
  const span = join(left.span, right.span);
  return { kind: 'binary', operator: infix.operator, operatorSpan: token.span, left, right, span };
}

function parsePostfix(state: ParseState, left: Ast, floor: number): Ast | undefined {
  if (POWER.is > floor && state.atWord('IS')) return parseIs(state, left);
  if (POWER.range <= floor) return undefined;
  refuseUnbuilt(state);
  const negated = state.atWord('NOT');
  const ahead = negated ? 1 : 0;
  if (state.atWord('BETWEEN', ahead)) return parseBetween(skip(state, ahead + 1), left, negated);
  if (state.inAllowed && state.atWord('IN', ahead)) return parseIn(skip(state, ahead + 1), left, negated);
  if (state.atWord('LIKE', ahead)) return parseLike(skip(state, ahead + 1), 'LIKE', left, negated);
  if (state.atWord('SIMILAR', ahead)) {
    skip(state, ahead + 1).expectWord('TO', 'after SIMILAR');
    return parseLike(state, 'SIMILAR TO', left, negated);
  }
  return undefined;
}

/** Operators that do not run, here or anywhere: said in words, and the rest of the text is left unread. */
function refuseUnbuilt(state: ParseState): void {
  const ahead = state.atWord('NOT') ? 1 : 0;
  const token = state.peek(ahead);
  const word = token.kind === 'word' ? token.text.toUpperCase() : '';
  const period = PERIOD_OPERATORS.get(word);
  const named = word === 'IMMEDIATELY' ? `${word} ${shown(state.peek(ahead + 1)).toUpperCase()}` : word;
  if (period === undefined && !UNBUILT.has(word)) return;
  state.report({
    code: 'SQL_UNSUPPORTED',
    message:
      period === undefined ? `${UNBUILT.get(word)} is not built yet` : `Flink has no operator ${named}`,
    hint: period,
    span: token.span,
  });
  state.stop();
}

/** Calcite reads these and Flink does not know them; of the operators on periods it has OVERLAPS alone. */
const PERIOD_OPERATORS: ReadonlyMap<string, string> = new Map([
  ['PRECEDES', 'Compare the ends: end1 <= start2.'],
  ['SUCCEEDS', 'Compare the ends: start1 >= end2.'],
  ['IMMEDIATELY', 'Compare the ends: end1 = start2.'],
  ['CONTAINS', 'Compare the ends: start1 <= start2 AND end1 >= end2.'],
  ['EQUALS', 'Compare the ends: start1 = start2 AND end1 = end2.'],
]);

const UNBUILT: ReadonlyMap<string, string> = new Map([
  ['RLIKE', 'RLIKE'],
  ['AT', 'AT TIME ZONE'],
  ['COLLATE', 'COLLATE'],
]);

function skip(state: ParseState, count: number): ParseState {
  for (let index = 0; index < count; index += 1) state.next();
  return state;
}

function parseIs(state: ParseState, operand: Ast): Ast {
  const { span: operatorSpan } = state.next();
  const negated = state.takeWord('NOT');
  const token = state.next();
  const word = token.kind === 'word' ? token.text.toUpperCase() : '';
  if (word === 'DISTINCT') {
    state.expectWord('FROM', 'after IS DISTINCT');
    const right = parseOperators(state, POWER.compare);
    const operator = negated ? 'IS NOT DISTINCT FROM' : 'IS DISTINCT FROM';
    const span = join(operand.span, right.span);
    return { kind: 'binary', operator, operatorSpan, left: operand, right, span };
  }
  const span = join(operand.span, token.span);
  if (word === 'NULL' || word === 'TRUE' || word === 'FALSE' || word === 'UNKNOWN') {
    return { kind: 'is', operand, test: word, negated, span };
  }
  if (word === 'JSON') {
    const test = takeJsonKind(state);
    return { kind: 'is', operand, test, negated, span: join(operand.span, state.peek(-1).span) };
  }
  state.report({
    message: `IS cannot be followed by ${shown(token)}`,
    hint: 'After IS or IS NOT stands NULL, TRUE, FALSE, UNKNOWN, JSON or DISTINCT FROM.',
    span: token.span,
  });
  return { kind: 'is', operand, test: 'NULL', negated, span };
}

/** `IS JSON` alone asks for a value of any kind. */
function takeJsonKind(state: ParseState): IsTest {
  if (state.takeWord('SCALAR')) return 'JSON SCALAR';
  if (state.takeWord('ARRAY')) return 'JSON ARRAY';
  if (state.takeWord('OBJECT')) return 'JSON OBJECT';
  state.takeWord('VALUE');
  return 'JSON VALUE';
}

function parseBetween(state: ParseState, operand: Ast, negated: boolean): Ast {
  const symmetric = state.takeWord('SYMMETRIC');
  if (!symmetric) state.takeWord('ASYMMETRIC');
  const low = parseOperators(state, POWER.range);
  state.expectWord('AND', 'after BETWEEN and its lower bound');
  const high = parseOperators(state, POWER.range);
  return { kind: 'between', operand, low, high, symmetric, negated, span: join(operand.span, high.span) };
}

function parseIn(state: ParseState, operand: Ast, negated: boolean): Ast {
  const open = state.peek();
  if (!state.takeSymbol('(')) {
    state.report({
      message: 'IN needs a list in parentheses',
      hint: "Write IN ('a', 'b').",
      span: open.span,
    });
    return missing(open.span);
  }
  if (atQuery(state) && state.query !== undefined) {
    const { query: rule } = state;
    const query = state.deeper(open.span, () => rule(state));
    const span = join(operand.span, state.peek().span);
    state.expectClose(open);
    return query === undefined
      ? missing(open.span)
      : { kind: 'subquery', form: 'in', operand, negated, query, span };
  }
  if (state.atWord('SELECT')) {
    state.report({
      code: 'SQL_UNSUPPORTED',
      message: 'a query inside IN is not built yet',
      hint: 'Use a join node.',
      span: state.peek().span,
    });
  }
  const items: Ast[] = [];
  do items.push(state.nested(open.span, () => parseOperators(state, 0)));
  while (state.takeSymbol(','));
  const close = state.peek().span;
  state.expectClose(open);
  return { kind: 'in', operand, items, negated, span: join(operand.span, close) };
}

function parseLike(state: ParseState, operator: 'LIKE' | 'SIMILAR TO', operand: Ast, negated: boolean): Ast {
  const pattern = parseOperators(state, POWER.range);
  const escapeWith = state.takeWord('ESCAPE') ? parseOperators(state, POWER.range) : undefined;
  return {
    kind: 'like',
    operator,
    operand,
    pattern,
    escape: escapeWith,
    negated,
    span: join(operand.span, (escapeWith ?? pattern).span),
  };
}

/** Operators of other languages: named, with the SQL form as fix, and read as meant so that the rest gets checked. */
function replaceForeign(state: ParseState): void {
  const token = state.peek();
  const foreign =
    token.kind === 'symbol' && Object.hasOwn(FOREIGN, token.text) ? FOREIGN[token.text] : undefined;
  if (foreign === undefined) return;
  const { from, to } = token.span;
  state.report({
    message: `${token.text} is not an operator of SQL`,
    hint: foreign.hint,
    span: token.span,
    fix: {
      title: `Write ${foreign.meant}`,
      replace: state.source.slice(0, from) + foreign.meant + state.source.slice(to),
    },
  });
  state.next();
  parseOperators(state, POWER.compare);
}

function join(a: Span, b: Span): Span {
  return { from: a.from, to: Math.max(a.to, b.to) };
}
