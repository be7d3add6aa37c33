// Cuts the text of an expression into tokens with exact spans. Linear, never throws; odd characters become `bad`.

import { EXPRESSION_PROBLEMS_MAX } from '@weir/shared/limits';
import { diagnostic, type SqlDiagnostic } from '../diagnostic.ts';
import type { Span } from './ast.ts';

/**
 * What a token is. `word` is unquoted, `name` was in back-ticks, `text` is a string literal, `hint` what stands between
 * the marks of `/*+ … *\/`.
 */
export type TokenKind = 'number' | 'text' | 'word' | 'name' | 'symbol' | 'hint' | 'bad' | 'end';

/** A token. `text` is the content: without quotes, doubling undone; words keep their case. */
export type Token = { readonly kind: TokenKind; readonly text: string; readonly span: Span };

/** Tokens of a text with what is wrong with single ones. */
export type Tokens = { readonly tokens: readonly Token[]; readonly diagnostics: readonly SqlDiagnostic[] };

const BLANK = /(?:\s|--[^\n]*(?:\n|$)|\/\*(?:[^*]|\*(?!\/))*\*\/)+/y;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy;
const SYMBOL = /<>|<=|>=|\|\||!=|==|&&|[-+*/%=<>(),.;[\]]/y;
/** What statements have besides: named arguments, and the quantifiers of patterns. */
const STATEMENT_SYMBOL = /=>|<>|<=|>=|\|\||!=|==|&&|[-+*/%=<>(),.;[\]{}?|^]/y;
/** Blanks and comments that are no hint. */
const STATEMENT_BLANK = /(?:\s|--[^\n]*(?:\n|$)|\/\*(?!\+)(?:[^*]|\*(?!\/))*\*\/)+/y;
const HINT = /\/\*\+((?:[^*]|\*(?!\/))*)\*\//y;

type Grammar = { readonly symbol: RegExp; readonly blank: RegExp; readonly hints: boolean };

const EXPRESSION: Grammar = { symbol: SYMBOL, blank: BLANK, hints: false };
const STATEMENT: Grammar = { symbol: STATEMENT_SYMBOL, blank: STATEMENT_BLANK, hints: true };

/** The tokens with an `end` token last, and problems such as text that is not closed. */
export function tokenize(source: string, of: 'expression' | 'statement' = 'expression'): Tokens {
  const grammar = of === 'statement' ? STATEMENT : EXPRESSION;
  const tokens: Token[] = [];
  const diagnostics: SqlDiagnostic[] = [];
  let at = matchAt(grammar.blank, source, 0);
  while (at < source.length) {
    const token = nextToken(source, at, diagnostics, grammar);
    tokens.push(token);
    at = matchAt(grammar.blank, source, token.span.to);
  }
  tokens.push({ kind: 'end', text: '', span: { from: source.length, to: source.length } });
  return { tokens, diagnostics: diagnostics.slice(0, EXPRESSION_PROBLEMS_MAX) };
}

function nextToken(
  source: string,
  from: number,
  diagnostics: SqlDiagnostic[],
  { symbol, hints }: Grammar,
): Token {
  if (hints && source.startsWith('/*+', from)) {
    const to = matchAt(HINT, source, from);
    if (to > from) return { kind: 'hint', text: source.slice(from + 3, to - 2), span: { from, to } };
  }
  if (source.startsWith('/*', from)) return openComment(source, from, diagnostics);
  const first = source.charAt(from);
  if (first === "'" || first === '`' || first === '"') return quoted(source, from, first, diagnostics);
  const patterns = [
    ['number', NUMBER],
    ['word', WORD],
    ['symbol', symbol],
  ] as const;
  for (const [kind, pattern] of patterns) {
    const to = matchAt(pattern, source, from);
    if (to > from) return { kind, text: source.slice(from, to), span: { from, to } };
  }
  const to = from + String.fromCodePoint(source.codePointAt(from) ?? 0).length;
  const text = source.slice(from, to);
  diagnostics.push(
    diagnostic({
      code: 'SQL_SYNTAX',
      message: `${text} has no meaning in an expression`,
      span: { from, to },
    }),
  );
  return { kind: 'bad', text, span: { from, to } };
}

/** A comment that ends with the text: read once, so that many of them cost no more than one. */
function openComment(source: string, from: number, diagnostics: SqlDiagnostic[]): Token {
  const span = { from, to: source.length };
  diagnostics.push(
    diagnostic({ code: 'SQL_SYNTAX', message: 'this comment is not closed', hint: 'End it with */.', span }),
  );
  return { kind: 'bad', text: source.slice(from), span };
}

function matchAt(pattern: RegExp, source: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(source) ? pattern.lastIndex : from;
}

function quoted(source: string, from: number, quote: string, diagnostics: SqlDiagnostic[]): Token {
  let at = from + 1;
  let text = '';
  for (;;) {
    const close = source.indexOf(quote, at);
    if (close < 0) {
      diagnostics.push(notClosed(source, from, quote));
      return { kind: kindOf(quote), text: text + source.slice(at), span: { from, to: source.length } };
    }
    text += source.slice(at, close);
    at = close + 1;
    if (source.charAt(at) !== quote) break;
    text += quote;
    at += 1;
  }
  const span = { from, to: at };
  if (quote === '"') diagnostics.push(doubleQuoted(source, text, span));
  return { kind: kindOf(quote), text, span };
}

function kindOf(quote: string): TokenKind {
  if (quote === "'") return 'text';
  return quote === '`' ? 'name' : 'bad';
}

function notClosed(source: string, from: number, quote: string): SqlDiagnostic {
  const what = quote === '`' ? 'name' : 'text';
  return diagnostic({
    code: 'SQL_SYNTAX',
    message: `this ${what} is not closed`,
    hint: `End it with ${quote}; inside it ${quote}${quote} stands for one ${quote}.`,
    span: { from, to: source.length },
  });
}

function doubleQuoted(source: string, text: string, span: Span): SqlDiagnostic {
  const single = `'${text.replaceAll("'", "''")}'`;
  return diagnostic({
    code: 'SQL_SYNTAX',
    message: 'double quotes have no meaning in Flink SQL',
    hint: "Text is written in single quotes 'so', a column name in back-ticks `so`.",
    span,
    fix: { title: `Write ${single}`, replace: source.slice(0, span.from) + single + source.slice(span.to) },
  });
}
