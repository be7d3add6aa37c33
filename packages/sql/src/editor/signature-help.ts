// The call around the cursor: its signature and which of its values is being written, in text that need not parse.

import { findAggregate } from '../aggregates/index.ts';
import { signatureOf } from '../functions/definition.ts';
import { findFunction } from '../functions/index.ts';
import { type Token, tokenize } from '../parse/tokens.ts';

/** A signature with the range of the value at the cursor in it. */
export type SignatureHelp = {
  readonly signature: string;
  readonly documentation: string;
  /** Character range in `signature`; absent when the cursor is past the last value. */
  readonly active: { readonly from: number; readonly to: number } | undefined;
  /** Where the name of the function begins in the text. */
  readonly at: number;
};

type Open = { readonly name: Token | undefined; values: number };

/** What may be said at a position inside the parentheses of a call, or `undefined` outside of calls. */
export function signatureHelp(text: string, offset: number): SignatureHelp | undefined {
  const open = innermost(text, offset);
  if (open?.name === undefined) return undefined;
  const name = open.name.text.toUpperCase();
  const aggregate = findAggregate(name);
  if (aggregate !== undefined) {
    const { syntax, documentation } = aggregate;
    return { signature: syntax, documentation, active: undefined, at: open.name.span.from };
  }
  const definition = findFunction(name);
  if (definition === undefined) return undefined;
  const signature = signatureOf(definition);
  const parts = definition.syntax === undefined ? valueRanges(signature) : [];
  const repeated = definition.parameters.at(-1)?.repeated === true;
  const index = repeated ? Math.min(open.values, parts.length - 1) : open.values;
  return {
    signature,
    documentation: definition.documentation,
    active: parts[index],
    at: open.name.span.from,
  };
}

/** The call whose parentheses hold the offset, with the number of commas before it. */
function innermost(text: string, offset: number): Open | undefined {
  const stack: Open[] = [];
  let last: Token | undefined;
  for (const token of tokenize(text).tokens) {
    if (token.kind === 'end' || token.span.to > offset) break;
    if (token.kind === 'symbol' && (token.text === '(' || token.text === '['))
      stack.push({ name: token.text === '(' && last?.kind === 'word' ? last : undefined, values: 0 });
    else if (token.kind === 'symbol' && (token.text === ')' || token.text === ']')) stack.pop();
    else if (token.kind === 'symbol' && token.text === ',') {
      const inner = stack.at(-1);
      if (inner !== undefined) inner.values += 1;
    }
    last = token;
  }
  // Parentheses that only group belong to the call around them.
  while (stack.length > 0 && stack.at(-1)?.name === undefined) stack.pop();
  return stack.at(-1);
}

/** The ranges of the values in `NAME(a, b?, …)`. */
function valueRanges(signature: string): readonly { readonly from: number; readonly to: number }[] {
  const open = signature.indexOf('(') + 1;
  const ranges: { from: number; to: number }[] = [];
  let from = open;
  for (const part of signature.slice(open, -1).split(', ')) {
    if (part !== '' && part !== '…') ranges.push({ from, to: from + part.length });
    from += part.length + 2;
  }
  return ranges;
}
