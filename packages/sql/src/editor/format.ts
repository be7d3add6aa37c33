// Lays out an expression: words of SQL in upper case, one blank around operators, long ones broken before AND, OR, WHEN.
// Works on tokens, so comments stay and the tree cannot change; text that does not parse is left alone.

import { isAggregateName } from '../aggregates/index.ts';
import { findFunction } from '../functions/index.ts';
import { TIME_UNITS } from '../parse/ast.ts';
import { parseExpression } from '../parse/parse.ts';
import { RESERVED } from '../parse/parse-primary.ts';
import { TYPE_NAMES } from '../parse/parse-type.ts';
import { type Token, tokenize } from '../parse/tokens.ts';

const LINE_MAX = 80;

/** Words that are in upper case wherever they stand without back-ticks. */
const WORDS: ReadonlySet<string> = new Set([...RESERVED, 'ASYMMETRIC', 'SYMMETRIC', 'UNKNOWN']);
/** Words of types and units, which may also be columns: upper case only where the grammar puts them. */
const PLACED: ReadonlySet<string> = new Set([...TYPE_NAMES, ...TIME_UNITS]);
const TIGHT_BEFORE: ReadonlySet<string> = new Set([')', ',', '.', ']', '[']);
const TIGHT_AFTER: ReadonlySet<string> = new Set(['(', '.', '[']);
const NESTED: ReadonlySet<string> = new Set(['ARRAY', 'MAP', 'ROW', 'MULTISET']);
const SIGNS: ReadonlySet<string> = new Set(['+', '-']);

type Piece = {
  readonly text: string;
  readonly token: Token;
  readonly comment: string;
  readonly lineComment: boolean;
  readonly bracket: 'open' | 'close' | undefined;
};

/**
 * The expression laid out.
 *
 * @returns The text itself when it does not parse. Formatting twice gives the same text.
 */
export function formatExpression(text: string): string {
  if (parseExpression(text).expression === undefined) return text;
  const { tokens } = tokenize(text);
  const brackets = typeBrackets(tokens);
  const pieces: Piece[] = [];
  // Inside of `<` and `>` of types.
  let depth = 0;
  let from = 0;
  for (const [index, token] of tokens.entries()) {
    const comment = text.slice(from, token.span.from).trim();
    from = token.span.to;
    if (brackets.get(index) === 'open') depth += 1;
    if (brackets.get(index) === 'close') depth -= 1;
    const shown = token.kind === 'end' ? '' : written(text, tokens, index, depth > 0);
    pieces.push({
      text: shown,
      token,
      comment,
      lineComment: endsInLineComment(comment),
      bracket: brackets.get(index),
    });
  }
  const line = joined(pieces);
  return line.length <= LINE_MAX && !line.includes('\n') ? line : broken(pieces);
}

/** True when the last line holds `--`: what follows has to begin a new one. */
function endsInLineComment(comment: string): boolean {
  return comment.includes('--', comment.lastIndexOf('\n') + 1);
}

function written(text: string, tokens: readonly Token[], index: number, isInType: boolean): string {
  const token = tokens[index];
  if (token === undefined) return '';
  const source = text.slice(token.span.from, token.span.to);
  if (token.kind !== 'word') return source;
  const upper = source.toUpperCase();
  const next = tokens[index + 1];
  if (WORDS.has(upper) || (upper === 'TO' && tokens[index - 1]?.text.toUpperCase() === 'SIMILAR'))
    return upper;
  if (next?.text === '(' && (findFunction(upper) !== undefined || isAggregateName(upper) || isCast(upper)))
    return upper;
  const before = tokens[index - 1];
  if (next?.kind === 'text' && ['DATE', 'TIME', 'TIMESTAMP', 'INTERVAL'].includes(upper)) return upper;
  if (NESTED.has(upper) && (next?.text === '[' || next?.text === '<')) return upper;
  if (isClause(upper, before?.text.toUpperCase() ?? '', next)) return upper;
  const previous = before?.text.toUpperCase() ?? '';
  const isPlaced = before?.kind === 'text' || ['AS', 'TO', 'RETURNING'].includes(previous) || isInType;
  return isPlaced && PLACED.has(upper) ? upper : source;
}

/** Words of the clauses of JSON functions, which may be columns anywhere else. */
function isClause(word: string, before: string, next: Token | undefined): boolean {
  const after = next?.kind === 'word' ? next.text.toUpperCase() : '';
  switch (word) {
    case 'ON':
      return after === 'EMPTY' || after === 'ERROR' || after === 'NULL';
    case 'EMPTY':
    case 'ERROR':
      return before === 'ON' || after === 'ON';
    case 'ABSENT':
      return after === 'ON';
    case 'RETURNING':
      return TYPE_NAMES.includes(after) || NESTED.has(after);
    case 'DEFAULT':
      return next?.kind === 'number' || next?.kind === 'text' || next?.text === '-';
    default:
      return false;
  }
}

function isCast(word: string): boolean {
  return word === 'CAST' || word === 'TRY_CAST' || word === 'FILTER';
}

/** All on one line, except behind a comment that ends its line. */
function joined(pieces: readonly Piece[]): string {
  let text = '';
  for (const [index, piece] of pieces.entries()) {
    text += gap(pieces, index) + piece.text;
  }
  return text.trim();
}

function gap(pieces: readonly Piece[], index: number): string {
  const piece = pieces[index];
  const before = pieces[index - 1];
  if (piece === undefined) return '';
  if (piece.comment !== '')
    return `${before === undefined ? '' : ' '}${piece.comment}${piece.lineComment ? '\n' : ' '}`;
  return before !== undefined && needsBlank(pieces, index) ? ' ' : '';
}

function needsBlank(pieces: readonly Piece[], index: number): boolean {
  const token = pieces[index]?.token;
  const before = pieces[index - 1]?.token;
  if (token === undefined || before === undefined || token.kind === 'end') return false;
  if (token.kind === 'symbol' && TIGHT_BEFORE.has(token.text)) return false;
  if (before.kind === 'symbol' && TIGHT_AFTER.has(before.text)) return false;
  if (token.text === '(' && token.kind === 'symbol') return !isCallOpen(pieces, index);
  // Two of them side by side would begin a comment.
  if (before.text === '-' && token.text === '-' && token.kind === 'symbol') return true;
  if (pieces[index]?.bracket !== undefined || pieces[index - 1]?.bracket === 'open') return false;
  return !isSign(pieces, index - 1);
}

/** A parenthesis that belongs to the word before it: a call, a type with digits. */
function isCallOpen(pieces: readonly Piece[], index: number): boolean {
  const before = pieces[index - 1];
  return before?.token.kind === 'word' && !RESERVED.has(before.text) && before.text !== 'FILTER';
}

/** Which `<` and `>` belong to a type such as `ARRAY<INT>`: opened behind a name of such a type, closed in turn. */
function typeBrackets(tokens: readonly Token[]): ReadonlyMap<number, 'open' | 'close'> {
  const found = new Map<number, 'open' | 'close'>();
  let open = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'symbol') continue;
    if (token.text === '<' && NESTED.has(tokens[index - 1]?.text.toUpperCase() ?? '')) {
      found.set(index, 'open');
      open += 1;
    } else if (token.text === '>' && open > 0) {
      found.set(index, 'close');
      open -= 1;
    }
  }
  return found;
}

/** A plus or minus with nothing to add to before it. */
function isSign(pieces: readonly Piece[], index: number): boolean {
  const piece = pieces[index];
  if (piece?.token.kind !== 'symbol' || !SIGNS.has(piece.token.text)) return false;
  const before = pieces[index - 1]?.token;
  if (before === undefined) return true;
  if (before.kind === 'symbol') return before.text !== ')' && before.text !== ']';
  if (pieces[index - 1]?.text === 'DEFAULT') return true;
  return (
    before.kind === 'word' &&
    RESERVED.has(before.text.toUpperCase()) &&
    !['END', 'NULL', 'TRUE', 'FALSE'].includes(before.text.toUpperCase())
  );
}

/** Lines begin before AND and OR of the outermost level and before WHEN, ELSE and END of a CASE. */
function broken(pieces: readonly Piece[]): string {
  let text = '';
  let depth = 0;
  let cases = 0;
  let between = 0;
  for (const [index, piece] of pieces.entries()) {
    const { token } = piece;
    const word = token.kind === 'word' ? token.text.toUpperCase() : '';
    if (token.kind === 'symbol' && (token.text === ')' || token.text === ']')) depth -= 1;
    const closesRange = word === 'AND' && between > 0;
    if (closesRange) between -= 1;
    const breaks =
      depth === 0 &&
      ((!closesRange && cases === 0 && (word === 'AND' || word === 'OR')) ||
        (cases > 0 && ['WHEN', 'ELSE', 'END'].includes(word)));
    if (word === 'END' && cases > 0) cases -= 1;
    const space = gap(pieces, index);
    const indent = '  '.repeat(cases > 0 ? cases : 0);
    text += breaks
      ? `${piece.comment === '' ? '' : space.trimEnd()}\n${indent}${piece.text}`
      : space + piece.text;
    if (word === 'BETWEEN') between += 1;
    if (word === 'CASE') cases += 1;
    if (token.kind === 'symbol' && (token.text === '(' || token.text === '[')) depth += 1;
  }
  return text.trim();
}
