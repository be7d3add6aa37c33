// What the parts of the expression parser share: the way back to a whole expression, and units of time.

import { replacedText } from '../diagnostic.ts';
import { type Ast, TIME_UNITS, type TimeUnit } from './ast.ts';
import { type ParseState, shown } from './parse-state.ts';

/** Parses a whole expression at the cursor: handed down so that the files need not import each other in a circle. */
export type ParseInner = (state: ParseState) => Ast;

/** Takes a unit of time such as DAY; plurals get a hint. */
export function parseUnit(state: ParseState, context: string): TimeUnit {
  const token = state.peek();
  const word = token.kind === 'word' ? token.text.toUpperCase() : '';
  const unit = TIME_UNITS.find((known) => known === word);
  if (unit !== undefined) {
    state.next();
    return unit;
  }
  const single = TIME_UNITS.find((known) => `${known}S` === word);
  if (single !== undefined && context === 'INTERVAL' && state.query !== undefined) {
    // Flink reads plurals and calls them non-standard; its own manual writes them. What is made of them is singular.
    state.next();
    return single;
  }
  state.report({
    message: `${shown(token)} is not a unit of time that ${context} takes`,
    hint: single === undefined ? 'Units are SECOND, MINUTE, HOUR, DAY, MONTH, YEAR.' : `Write ${single}.`,
    span: token.span,
    fix:
      single === undefined
        ? undefined
        : { title: `Write ${single}`, replace: replacedText(state.source, token.span, single) },
  });
  if (token.kind === 'word') state.next();
  return 'SECOND';
}
