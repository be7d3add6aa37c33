// Hints: `/*+ STATE_TTL('a' = '1 h'), LOOKUP('table' = 'd') */` and `/*+ OPTIONS('k' = 'v') */`.

import { ParseState, shown } from '../parse/parse-state.ts';
import { type Token, tokenize } from '../parse/tokens.ts';
import type { Hint } from './ast-query.ts';

/** The hints at the cursor; none is usual. */
export function parseHints(state: ParseState): readonly Hint[] {
  const hints: Hint[] = [];
  for (let token = state.peek(); token.kind === 'hint'; token = state.peek()) {
    state.next();
    hints.push(...parseHint(state, token));
  }
  return hints;
}

/** A hint is a text of its own; its problems are told at the hint. */
function parseHint(outer: ParseState, { text, span }: Token): readonly Hint[] {
  const { tokens, diagnostics } = tokenize(text, 'statement');
  const state = new ParseState(text, tokens, diagnostics);
  const hints: Hint[] = [];
  while (state.peek().kind !== 'end' && state.diagnostics.length === 0) {
    const name = state.next();
    if (name.kind !== 'word')
      state.report({ message: `${shown(name)} is not the name of a hint`, span: name.span });
    const options = state.atSymbol('(') ? parseOptions(state) : [];
    hints.push({ name: name.text.toUpperCase(), options, span });
    state.takeSymbol(',');
  }
  const [first] = state.diagnostics;
  if (first !== undefined) outer.report({ message: `this hint cannot be read: ${first.message}`, span });
  return hints;
}

function parseOptions(state: ParseState): Hint['options'] {
  const open = state.next();
  const options: Hint['options'][number][] = [];
  while (!state.atSymbol(')') && state.peek().kind !== 'end' && state.diagnostics.length === 0) {
    const key = state.next();
    if (key.kind === 'symbol') state.report({ message: `${shown(key)} is no option`, span: key.span });
    const value = state.takeSymbol('=') ? state.next().text : undefined;
    options.push({ key: key.text, value });
    state.takeSymbol(',');
  }
  state.expectClose(open);
  return options;
}
