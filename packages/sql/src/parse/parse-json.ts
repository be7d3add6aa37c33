// The inside of calls of JSON functions: paths, keys with values, and the clauses that only these functions have.

import type { Ast, AstCall, JsonBehavior, JsonClauses } from './ast.ts';
import { type ParseState, shown } from './parse-state.ts';
import { parseType } from './parse-type.ts';
import type { ParseInner } from './parse-unit.ts';

type JsonParts = Pick<AstCall, 'arguments'> & { readonly json: JsonClauses };
type JsonFunction = 'JSON_VALUE' | 'JSON_QUERY' | 'JSON_EXISTS' | 'JSON_OBJECT' | 'JSON_ARRAY';

/** Parses between the parentheses of a JSON function. Defaults of clauses come last among the arguments. */
export function parseJsonParts(state: ParseState, inner: ParseInner, name: JsonFunction): JsonParts {
  switch (name) {
    case 'JSON_OBJECT':
      return parseObject(state, inner);
    case 'JSON_ARRAY':
      return parseArray(state, inner);
    default:
      return parseSearch(state, inner, name);
  }
}

const BEHAVIORS: Record<'JSON_VALUE' | 'JSON_QUERY' | 'JSON_EXISTS', readonly JsonBehavior[]> = {
  JSON_VALUE: ['NULL', 'ERROR', 'DEFAULT'],
  JSON_QUERY: ['NULL', 'ERROR', 'EMPTY ARRAY', 'EMPTY OBJECT'],
  JSON_EXISTS: ['TRUE', 'FALSE', 'UNKNOWN', 'ERROR'],
};

function parseSearch(
  state: ParseState,
  inner: ParseInner,
  name: 'JSON_VALUE' | 'JSON_QUERY' | 'JSON_EXISTS',
): JsonParts {
  const list: Ast[] = [];
  if (!state.atSymbol(')')) list.push(inner(state));
  if (state.takeSymbol(',')) list.push(inner(state));
  else if (state.atSymbol(')'))
    state.report({
      message: `${name} needs a path`,
      hint: `Write ${name}(text, '$.key').`,
      span: state.peek().span,
    });
  const returning = name !== 'JSON_EXISTS' && state.takeWord('RETURNING') ? parseType(state) : undefined;
  const wrapper = name === 'JSON_QUERY' ? parseWrapper(state) : undefined;
  const clauses: { onEmpty?: JsonBehavior; onError?: JsonBehavior } = {};
  for (;;) {
    const start = state.peek();
    const behavior = takeBehavior(state, BEHAVIORS[name]);
    if (behavior === undefined) break;
    const given = behavior === 'DEFAULT' ? inner(state) : undefined;
    state.expectWord('ON', `after ${behavior}`);
    const place = state.peek();
    const isEmpty = name !== 'JSON_EXISTS' && state.takeWord('EMPTY');
    if (!isEmpty && !state.takeWord('ERROR')) {
      const places = name === 'JSON_EXISTS' ? 'ERROR' : 'EMPTY or ERROR';
      state.report({ message: `after ON stands ${places}, not ${shown(place)}`, span: place.span });
      break;
    }
    const key = isEmpty ? 'onEmpty' : 'onError';
    if (clauses[key] !== undefined || (isEmpty && clauses.onError !== undefined)) {
      const message = isEmpty ? 'ON EMPTY stands once and before ON ERROR' : 'ON ERROR stands once';
      state.report({ message, span: { from: start.span.from, to: place.span.to } });
    }
    clauses[key] = behavior;
    if (given !== undefined) list.push(given);
  }
  return { arguments: list, json: { returning, wrapper, ...clauses } };
}

function takeBehavior(state: ParseState, allowed: readonly JsonBehavior[]): JsonBehavior | undefined {
  for (const behavior of allowed) {
    const [first = '', second] = behavior.split(' ');
    if (!state.atWord(first) || (second !== undefined && !state.atWord(second, 1))) continue;
    state.next();
    if (second !== undefined) state.next();
    return behavior;
  }
  return undefined;
}

/** `WITHOUT [ARRAY] WRAPPER`, `WITH [CONDITIONAL | UNCONDITIONAL] [ARRAY] WRAPPER`. */
function parseWrapper(state: ParseState): JsonClauses['wrapper'] {
  const without = state.takeWord('WITHOUT');
  if (!without && !state.takeWord('WITH')) return undefined;
  const conditional = !without && state.takeWord('CONDITIONAL');
  if (!without && !conditional) state.takeWord('UNCONDITIONAL');
  state.takeWord('ARRAY');
  state.expectWord('WRAPPER', 'in JSON_QUERY');
  return without ? 'WITHOUT' : conditional ? 'CONDITIONAL' : 'UNCONDITIONAL';
}

function parseObject(state: ParseState, inner: ParseInner): JsonParts {
  const list: Ast[] = [];
  if (!state.atSymbol(')') && !atOnNull(state)) {
    do {
      if (state.atWord('KEY') && !state.atWord('VALUE', 1)) state.next();
      list.push(inner(state));
      state.expectWord('VALUE', 'between a key and its value');
      list.push(inner(state));
    } while (state.takeSymbol(','));
  }
  return { arguments: list, json: { onNull: takeOnNull(state) } };
}

function parseArray(state: ParseState, inner: ParseInner): JsonParts {
  const list: Ast[] = [];
  if (!state.atSymbol(')') && !atOnNull(state)) {
    do list.push(inner(state));
    while (state.takeSymbol(','));
  }
  return { arguments: list, json: { onNull: takeOnNull(state) } };
}

function atOnNull(state: ParseState): boolean {
  return (state.atWord('NULL') || state.atWord('ABSENT')) && state.atWord('ON', 1);
}

function takeOnNull(state: ParseState): 'NULL' | 'ABSENT' | undefined {
  if (!atOnNull(state)) return undefined;
  const isAbsent = state.atWord('ABSENT');
  state.next();
  state.next();
  state.expectWord('NULL', 'after ON');
  return isAbsent ? 'ABSENT' : 'NULL';
}
