// The cursor of the parser: tokens, position, problems found, and the limits of the tree.

import { EXPRESSION_DEPTH_MAX, EXPRESSION_NODES_MAX, EXPRESSION_PROBLEMS_MAX } from '@weir/shared/limits';
import { diagnostic, type Problem, type SqlDiagnostic } from '../diagnostic.ts';
import type { AstQuery } from '../statements/ast-query.ts';
import type { Ast, Span } from './ast.ts';
import type { Token } from './tokens.ts';

const END: Token = { kind: 'end', text: '', span: { from: 0, to: 0 } };

/** What a text may hold beside one expression. */
export type Surroundings = {
  /** Words that name no column here unless in back-ticks, besides those that never do. */
  readonly reserved: ReadonlySet<string>;
  /** Parses a query at the cursor, where expressions may hold some. */
  readonly query: ((state: ParseState) => AstQuery) | undefined;
};

const ALONE: Surroundings = { reserved: new Set(), query: undefined };

/** Where the parser is. Lives for one expression or one statement. */
export class ParseState {
  readonly source: string;
  readonly reserved: Surroundings['reserved'];
  readonly query: Surroundings['query'];
  readonly diagnostics: SqlDiagnostic[];
  readonly #tokens: readonly Token[];
  #position = 0;
  #depth = 0;
  #nodeCount = 0;
  #inExpression = false;
  #stopped = false;
  #inAllowed = true;

  constructor(
    source: string,
    tokens: readonly Token[],
    diagnostics: readonly SqlDiagnostic[],
    surroundings: Surroundings = ALONE,
  ) {
    this.source = source;
    this.reserved = surroundings.reserved;
    this.query = surroundings.query;
    this.#tokens = tokens;
    this.diagnostics = [...diagnostics];
  }

  /** The token at the cursor or `ahead` of it. After a limit was met everything looks like the end. */
  peek(ahead = 0): Token {
    if (this.#stopped) return this.#tokens.at(-1) ?? END;
    return this.#tokens[this.#position + ahead] ?? this.#tokens.at(-1) ?? END;
  }

  /** Takes the token at the cursor. */
  next(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.#position += 1;
    return token;
  }

  /** True when the token at the cursor is this unquoted word. */
  atWord(word: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'word' && token.text.length === word.length && token.text.toUpperCase() === word;
  }

  /** True when the token at the cursor is this symbol. */
  atSymbol(symbol: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'symbol' && token.text === symbol;
  }

  /** Takes the word when it is there. */
  takeWord(word: string): boolean {
    if (!this.atWord(word)) return false;
    this.#position += 1;
    return true;
  }

  /** Takes the symbol when it is there. */
  takeSymbol(symbol: string): boolean {
    if (!this.atSymbol(symbol)) return false;
    this.#position += 1;
    return true;
  }

  /** Takes the word or says that it is missing. */
  expectWord(word: string, context: string): void {
    if (this.takeWord(word)) return;
    this.report({ message: `${word} is missing ${context}`, span: this.peek().span });
  }

  /** Takes the closing counterpart of `open`, a `(` or `[`, or says that it is missing. */
  expectClose(open: Token): void {
    const close = open.text === '[' ? ']' : ')';
    if (this.takeSymbol(close)) return;
    const found = this.peek();
    if (found.kind === 'end') {
      this.report({
        message: `this ${open.text} is not closed`,
        hint: `Add a ${close} where the group ends.`,
        span: open.span,
      });
      return;
    }
    this.report({
      message: `${shown(found)} was not expected inside these ${close === ')' ? 'parentheses' : 'brackets'}`,
      hint: `A comma, an operator or ${close} may stand here.`,
      span: found.span,
    });
    this.skipToClose(open.text);
  }

  /** Notes a problem, unless one is already noted at the same place: the first says what is wrong, the rest follow. */
  report(problem: Omit<Problem, 'code'> & { readonly code?: Problem['code'] }): void {
    if (this.#stopped) return;
    const { from } = problem.span;
    if (
      this.diagnostics.some(
        (known) => known.span.from <= from && from < Math.max(known.span.to, known.span.from + 1),
      )
    ) {
      return;
    }
    this.diagnostics.push(diagnostic({ code: 'SQL_SYNTAX', ...problem }));
    if (this.diagnostics.length >= EXPRESSION_PROBLEMS_MAX) this.stop();
  }

  /** Runs a nested rule one level deeper; past the limit parsing ends. */
  nested(span: Span, rule: () => Ast): Ast {
    return this.deeper(span, rule) ?? missing(span);
  }

  /** The same for a rule of anything; `undefined` past the limit. */
  deeper<T>(span: Span, rule: () => T): T | undefined {
    if (this.#depth >= EXPRESSION_DEPTH_MAX) {
      const what = this.query === undefined ? 'expression' : 'statement';
      this.#stop(span, `the ${what} nests deeper than ${EXPRESSION_DEPTH_MAX} levels`);
      return undefined;
    }
    const before = this.#inAllowed;
    this.#inAllowed = true;
    this.#depth += 1;
    const result = rule();
    this.#depth -= 1;
    this.#inAllowed = before;
    return result;
  }

  /** False right inside `POSITION(`, where IN is a word of the call and not an operator. */
  get inAllowed(): boolean {
    return this.#inAllowed;
  }

  /** Runs a rule with IN as a word of the call. Parentheses inside allow it again. */
  withoutIn(rule: () => Ast): Ast {
    const before = this.#inAllowed;
    this.#inAllowed = false;
    const result = rule();
    this.#inAllowed = before;
    return result;
  }

  /** Parses one expression of a statement: its parts are counted apart, those of queries inside of it together. */
  expression(rule: () => Ast): Ast {
    if (this.#inExpression) return rule();
    this.#inExpression = true;
    this.#nodeCount = 0;
    const result = rule();
    this.#inExpression = false;
    return result;
  }

  /** Counts a node of the tree; past the limit parsing ends. */
  count(node: Ast): Ast {
    this.#nodeCount += 1;
    if (this.#nodeCount > EXPRESSION_NODES_MAX) {
      this.#stop(node.span, `the expression has more than ${EXPRESSION_NODES_MAX} parts`);
    }
    return node;
  }

  /** True after a limit was met. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** Ends the parse where more messages would only follow from the first. */
  stop(): void {
    this.#stopped = true;
  }

  #stop(span: Span, message: string): void {
    this.report({ code: 'SQL_LIMIT', message, hint: 'Split it over two nodes.', span });
    this.stop();
  }

  /** Skips the rest of a group that `opening` began and takes its end; a bracket ends with the parentheses around it. */
  skipToClose(opening = '('): void {
    const close = opening === '[' ? ']' : ')';
    let open = 0;
    while (this.peek().kind !== 'end') {
      if (this.atSymbol('(') || this.atSymbol('[')) open += 1;
      if (this.atSymbol(')') || this.atSymbol(']')) {
        open -= 1;
        if (open < 0) break;
      }
      this.#position += 1;
    }
    this.takeSymbol(close);
  }
}

/** Stands in for a missing operand; the tree with it is never handed out. */
export function missing(span: Span): Ast {
  return { kind: 'literal', form: 'null', text: '', span };
}

/** A token as messages show it. */
export function shown(token: Token): string {
  if (token.kind === 'end') return 'the end';
  if (token.kind === 'text') return `'${token.text}'`;
  if (token.kind === 'hint') return 'a hint';
  return token.text;
}
