// What the parsers of statements share: names, aliases, texts, whole numbers, one expression.

import type { Ast, Span } from '../parse/ast.ts';
import { parseAt } from '../parse/parse.ts';
import { RESERVED } from '../parse/parse-primary.ts';
import { type ParseState, shown } from '../parse/parse-state.ts';
import type { Token } from '../parse/tokens.ts';
import type { Alias, Name } from './ast-query.ts';
import { QUERY_RESERVED } from './reserved.ts';

/** One expression at the cursor. */
export function parseOne(state: ParseState): Ast {
  return state.expression(() => parseAt(state));
}

/** True for a token that can name something without back-ticks, or has them. */
export function isName({ kind, text }: Token): boolean {
  const word = text.toUpperCase();
  return kind === 'name' || (kind === 'word' && !QUERY_RESERVED.has(word) && !RESERVED.has(word));
}

/** A name without dots; without one reports and gives an empty name. */
export function parseName(state: ParseState, what: string): Name {
  const token = state.peek();
  if (isName(token)) {
    state.next();
    return { name: token.text, span: token.span };
  }
  const hint = token.kind === 'word' ? `Put \`${token.text}\` in back-ticks if it is the name.` : undefined;
  state.report({ message: `${what} is missing before ${shown(token)}`, hint, span: token.span });
  return { name: '', span: token.span };
}

/** A name with any number of dots in it. */
export function parsePath(state: ParseState, what: string): Name {
  const first = parseName(state, what);
  const parts = [first.name];
  let { to } = first.span;
  while (first.name !== '' && state.takeSymbol('.')) {
    const part = parseName(state, `a name after ${parts.at(-1)}.`);
    parts.push(part.name);
    to = part.span.to;
  }
  return { name: parts.join('.'), span: { from: first.span.from, to } };
}

/** `(a, b)`; the cursor is at the parenthesis. */
export function parseNames(state: ParseState, what: string): readonly Name[] {
  const open = state.next();
  const names: Name[] = [];
  do names.push(parseName(state, what));
  while (state.takeSymbol(','));
  state.expectClose(open);
  return names;
}

/** `[AS] x [(a, b)]` behind what a query reads. */
export function parseAlias(state: ParseState): Alias | undefined {
  const name = parseItemAlias(state);
  if (name === undefined) return undefined;
  const { from } = name.span;
  const columns = state.atSymbol('(') ? parseNames(state, 'the name of a column') : [];
  return { name: name.name, columns, span: { from, to: state.peek(-1).span.to } };
}

/** `[AS] x` behind an entry of a list. */
export function parseItemAlias(state: ParseState): Name | undefined {
  const written = state.takeWord('AS');
  const token = state.peek();
  if (isName(token)) {
    state.next();
    return { name: token.text, span: token.span };
  }
  if (written) {
    const message = `${shown(token)} is not a name`;
    state.report({ message, hint: 'Put it in back-ticks.', span: token.span });
  }
  return undefined;
}

/** A text in quotes; without one reports. */
export function parseText(state: ParseState, what: string): { readonly text: string; readonly span: Span } {
  const token = state.peek();
  if (token.kind === 'text') {
    state.next();
    return { text: token.text, span: token.span };
  }
  state.report({
    message: `${what} is missing before ${shown(token)}`,
    hint: "Write it in quotes 'so'.",
    span: token.span,
  });
  return { text: '', span: token.span };
}

/** A whole number from 0; without one reports. */
export function parseCount(
  state: ParseState,
  what: string,
): { readonly value: number; readonly span: Span } | undefined {
  const token = state.peek();
  const value = Number(token.text);
  if (token.kind === 'number' && /^\d+$/.test(token.text) && Number.isSafeInteger(value)) {
    state.next();
    return { value, span: token.span };
  }
  state.report({ message: `${shown(token)} is not a number of ${what}`, span: token.span });
  return undefined;
}
