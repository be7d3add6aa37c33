// Calls: plain ones, aggregates with `*`, DISTINCT and FILTER, and the forms with words instead of commas.

import type { AstQuery } from '../statements/ast-query.ts';
import type { Ast, AstCall } from './ast.ts';
import { AGGREGATE_PARTS } from './parse-aggregate.ts';
import { parseJsonParts } from './parse-json.ts';
import { parseOver, refuseUnopened } from './parse-over.ts';
import { missing, type ParseState } from './parse-state.ts';
import { type ParseInner, parseUnit } from './parse-unit.ts';
import type { Token } from './tokens.ts';

/** Functions of Flink that are not built and whose arguments hold words, which would only confuse. */
const WITH_WORDS: ReadonlySet<string> = new Set(['EXISTS']);

type Parts = Omit<AstCall, 'kind' | 'name' | 'nameSpan' | 'filter' | 'over' | 'span'>;

/** Parses a call; the cursor is at its name and `(` follows. */
export function parseCall(state: ParseState, inner: ParseInner): Ast {
  const name = state.next();
  const open = state.next();
  const upper = name.text.toUpperCase();
  if (upper === 'EXISTS' && state.query !== undefined) return parseExists(state, name, open, state.query);
  if (WITH_WORDS.has(upper)) {
    state.report({ code: 'SQL_FUNCTION', message: `${upper} is not built yet`, span: name.span });
    state.skipToClose();
    return missing(name.span);
  }
  if (upper === 'ARRAY' || upper === 'MAP') {
    const message = `${upper} takes its values in brackets`;
    state.report({ message, hint: `Write ${upper}[…].`, span: open.span });
  }
  const parts = AGGREGATE_PARTS[upper]?.(state, inner) ?? parseParts(state, inner, upper);
  const close = state.peek().span;
  state.expectClose(open);
  const filter = parseFilter(state, inner);
  const over = parseOver(state, inner);
  const span = { from: name.span.from, to: filter === undefined ? close.to : state.peek(-1).span.to };
  return { kind: 'call', name: upper, nameSpan: name.span, ...parts, filter, over, span };
}

function parseParts(state: ParseState, inner: ParseInner, name: string): Parts {
  switch (name) {
    case 'EXTRACT': {
      const unit = parseUnit(state, name);
      state.expectWord('FROM', 'after the unit of EXTRACT');
      return plain([inner(state)], { unit });
    }
    case 'TIMESTAMPADD':
    case 'TIMESTAMPDIFF': {
      const unit = parseUnit(state, name);
      if (!state.takeSymbol(','))
        state.report({ message: `${name} needs more values`, span: state.peek().span });
      const list = [inner(state)];
      if (state.takeSymbol(',')) list.push(inner(state));
      else if (state.atSymbol(')')) needMore(state, `${name}(unit, value, value)`);
      return plain(list, { unit });
    }
    case 'FLOOR':
    case 'CEIL':
    case 'CEILING': {
      // One value, as Flink's grammar has it: a second one is a comma too many, not a wrong number of values.
      const list = [inner(state)];
      return state.takeWord('TO') ? plain(list, { unit: parseUnit(state, `${name} … TO`) }) : plain(list);
    }
    case 'TRIM':
      return parseTrim(state, inner);
    case 'SUBSTRING':
      return parseSubstring(state, inner);
    case 'POSITION':
      return parsePosition(state, inner);
    case 'JSON_VALUE':
    case 'JSON_QUERY':
    case 'JSON_EXISTS':
    case 'JSON_OBJECT':
    case 'JSON_ARRAY': {
      const { arguments: list, json } = parseJsonParts(state, inner, name);
      return plain(list, { json });
    }
    case 'OVERLAY':
      return parseOverlay(state, inner);
    default:
      return parsePlain(state, inner);
  }
}

function plain(list: readonly Ast[], extra: Partial<Parts> = {}): Parts {
  return { arguments: list, star: false, distinct: false, ...extra };
}

function parsePlain(state: ParseState, inner: ParseInner): Parts {
  if (state.atSymbol('*') && state.atSymbol(')', 1)) {
    state.next();
    return plain([], { star: true });
  }
  const distinct = state.takeWord('DISTINCT');
  if (!distinct && state.atWord('ALL') && !state.atSymbol(',', 1) && !state.atSymbol(')', 1)) state.next();
  // Behind DISTINCT a value must stand; without it the list may be empty.
  return plain(distinct ? parseMore(state, inner) : parseList(state, inner), { distinct });
}

function parseList(state: ParseState, inner: ParseInner): readonly Ast[] {
  return state.atSymbol(')') ? [] : parseMore(state, inner);
}

function parseMore(state: ParseState, inner: ParseInner): readonly Ast[] {
  const list = [inner(state)];
  while (state.takeSymbol(',')) list.push(inner(state));
  return list;
}

function parseTrim(state: ParseState, inner: ParseInner): Parts {
  const side = takeSide(state);
  if (state.takeWord('FROM')) return plain([inner(state)], { side: side ?? 'BOTH' });
  const first = inner(state);
  if (state.takeWord('FROM')) return plain([inner(state), first], { side: side ?? 'BOTH' });
  if (side !== undefined) state.expectWord('FROM', `after TRIM(${side} …`);
  return plain([first], { side: 'BOTH' });
}

function takeSide(state: ParseState): 'BOTH' | 'LEADING' | 'TRAILING' | undefined {
  if (state.takeWord('BOTH')) return 'BOTH';
  if (state.takeWord('LEADING')) return 'LEADING';
  return state.takeWord('TRAILING') ? 'TRAILING' : undefined;
}

function parseSubstring(state: ParseState, inner: ParseInner): Parts {
  const list = [inner(state)];
  if (state.takeWord('FROM') || state.takeSymbol(',')) list.push(inner(state));
  else if (list.length === 1 && state.atSymbol(')')) needMore(state, 'SUBSTRING(text FROM start FOR length)');
  if (list.length > 1 && (state.takeWord('FOR') || state.takeSymbol(','))) list.push(inner(state));
  return plain(list);
}

function needMore(state: ParseState, form: string): void {
  state.report({ message: 'a value is missing here', hint: `Write ${form}.`, span: state.peek().span });
}

function parsePosition(state: ParseState, inner: ParseInner): Parts {
  const needle = state.withoutIn(() => inner(state));
  if (state.takeWord('IN')) return plain([needle, inner(state)]);
  const { span } = state.peek();
  state.report({ message: 'POSITION needs IN', hint: "Write POSITION('a' IN b).", span });
  if (state.takeSymbol(',')) inner(state);
  return plain([needle, missing(span)]);
}

function parseOverlay(state: ParseState, inner: ParseInner): Parts {
  const list = [inner(state)];
  state.expectWord('PLACING', 'after the text of OVERLAY');
  list.push(inner(state));
  state.expectWord('FROM', 'after the replacement of OVERLAY');
  list.push(inner(state));
  if (state.takeWord('FOR')) list.push(inner(state));
  return plain(list);
}

function parseFilter(state: ParseState, inner: ParseInner): Ast | undefined {
  if (!state.atWord('FILTER')) return undefined;
  if (!state.atSymbol('(', 1)) return refuseUnopened(state);
  state.next();
  const open = state.next();
  state.expectWord('WHERE', 'in FILTER');
  const filter = inner(state);
  state.expectClose(open);
  return filter;
}

function parseExists(
  state: ParseState,
  name: Token,
  open: Token,
  query: (state: ParseState) => AstQuery,
): Ast {
  const inside = state.deeper(open.span, () => query(state));
  const span = { from: name.span.from, to: state.peek().span.to };
  state.expectClose(open);
  if (inside === undefined) return missing(name.span);
  return { kind: 'subquery', form: 'exists', operand: undefined, negated: false, query: inside, span };
}
