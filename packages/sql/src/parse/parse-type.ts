// Types as CAST names them. What Flink has and we do not says so; what nobody has gets a suggestion.

import type { Column, DataType, ElementType } from '@weir/shared/data-type';
import { CAST_DEFAULTS, parseDataType } from '@weir/shared/parse-data-type';
import { closest } from '../check/suggest.ts';
import { type ParseState, shown } from './parse-state.ts';
import { parseUnit } from './parse-unit.ts';

/** Names of the types that a column can have, for completion. */
export const TYPE_NAMES: readonly string[] =
  'BOOLEAN TINYINT SMALLINT INT BIGINT FLOAT DOUBLE DECIMAL STRING DATE TIME TIMESTAMP TIMESTAMP_LTZ BYTES ARRAY MAP ROW'.split(
    ' ',
  );

const FLINK_ONLY: ReadonlySet<string> = new Set(
  'ARRAY MAP ROW MULTISET RAW VARIANT TIMESTAMP TIMESTAMP_LTZ TIME CHAR VARCHAR BINARY VARBINARY'.split(' '),
);

const TYPE_DEPTH_MAX = 16;

/** Takes a type at the cursor; without one reports and gives `undefined`. */
export function parseType(state: ParseState, depth = 0): DataType | undefined {
  const token = state.peek();
  if (token.kind !== 'word') {
    state.report({
      message: `${shown(token)} is not a type`,
      hint: 'Types are INT, DOUBLE, STRING, …',
      span: token.span,
    });
    return undefined;
  }
  state.next();
  const name = token.text.toUpperCase();
  if (name === 'INTERVAL') return parseIntervalType(state);
  if (depth >= TYPE_DEPTH_MAX) {
    const message = `a type nests deeper than ${TYPE_DEPTH_MAX} levels`;
    state.report({ code: 'SQL_LIMIT', message, span: token.span });
    state.stop();
    return undefined;
  }
  const nested = parseNested(state, name, depth);
  if (nested !== 'scalar') return nested;
  if (name === 'DOUBLE') state.takeWord('PRECISION');
  const parameters = parseParameters(state);
  const zoned = name === 'TIMESTAMP' && parseZone(state);
  const type = typeOf(zoned ? 'TIMESTAMP_LTZ' : name, parameters);
  if (type !== undefined) return type;
  const span = { from: token.span.from, to: state.peek(-1).span.to };
  const written = state.source.slice(span.from, span.to);
  if (FLINK_ONLY.has(name)) {
    const hint =
      name === 'CHAR' || name === 'VARCHAR' ? 'Use STRING.' : 'Fractions of a second have up to 3 digits.';
    state.report({ code: 'SQL_UNSUPPORTED', message: `the type ${written} is not built yet`, hint, span });
    return undefined;
  }
  const near = closest(name, TYPE_NAMES);
  const hint = near === undefined ? `Types are ${TYPE_NAMES.join(', ')}.` : `Did you mean ${near}?`;
  state.report({ code: 'SQL_TYPE', message: `${written} is not a type`, hint, span });
  return undefined;
}

/** The units of `INTERVAL DAY(3) TO SECOND(3)`: only whether they count months or time matters. */
function parseIntervalType(state: ParseState): DataType {
  const from = parseUnit(state, 'INTERVAL');
  parseParameters(state);
  if (state.takeWord('TO')) {
    parseUnit(state, 'INTERVAL');
    parseParameters(state);
  }
  const months = from === 'YEAR' || from === 'QUARTER' || from === 'MONTH';
  return { kind: months ? 'INTERVAL_MONTH' : 'INTERVAL_DAY' };
}

/** `ARRAY<…>`, `MULTISET<…>`, `MAP<…, …>`, `ROW<a …, b …>` and `ROW(…)`; `scalar` for any other name. */
function parseNested(state: ParseState, name: string, depth: number): DataType | undefined | 'scalar' {
  switch (name) {
    case 'ARRAY':
    case 'MULTISET': {
      if (!openType(state, name)) return undefined;
      const element = parseElement(state, depth + 1);
      return closeType(state, '>') && element !== undefined ? { kind: name, element } : undefined;
    }
    case 'MAP': {
      if (!openType(state, name)) return undefined;
      const key = parseElement(state, depth + 1);
      if (key === undefined || !expectSymbol(state, ',')) return undefined;
      const value = parseElement(state, depth + 1);
      return closeType(state, '>') && value !== undefined ? { kind: 'MAP', key, value } : undefined;
    }
    case 'ROW': {
      const round = state.takeSymbol('(');
      if (!round && !openType(state, name)) return undefined;
      const fields = parseFields(state, depth + 1);
      return closeType(state, round ? ')' : '>') && fields !== undefined
        ? { kind: 'ROW', fields }
        : undefined;
    }
    default:
      return 'scalar';
  }
}

function openType(state: ParseState, name: string): boolean {
  if (state.takeSymbol('<')) return true;
  const example = name === 'MAP' ? 'MAP<STRING, INT>' : name === 'ROW' ? 'ROW<a INT>' : `${name}<INT>`;
  state.report({
    message: `${name} needs the types inside it`,
    hint: `Write ${example}.`,
    span: state.peek(-1).span,
  });
  return false;
}

function closeType(state: ParseState, symbol: '>' | ')'): boolean {
  return expectSymbol(state, symbol);
}

function expectSymbol(state: ParseState, symbol: ',' | '>' | ')'): boolean {
  if (state.takeSymbol(symbol)) return true;
  const found = state.peek();
  state.report({ message: `${symbol} is missing in this type`, span: found.span });
  return false;
}

/** Takes a type with its nullability: `INT NOT NULL`. */
export function parseElement(state: ParseState, depth = 0): ElementType | undefined {
  const type = parseType(state, depth);
  if (state.takeWord('NOT')) {
    state.expectWord('NULL', 'after NOT');
    return type === undefined ? undefined : { type, nullable: false };
  }
  state.takeWord('NULL');
  return type === undefined ? undefined : { type, nullable: true };
}

function parseFields(state: ParseState, depth: number): readonly Column[] | undefined {
  const fields: Column[] = [];
  const names = new Set<string>();
  do {
    const name = state.peek();
    if (name.kind !== 'word' && name.kind !== 'name') {
      const message = `a field of a ROW begins with its name, not with ${shown(name)}`;
      state.report({ message, hint: 'Write ROW<a INT, b STRING>.', span: name.span });
      return undefined;
    }
    state.next();
    const element = parseElement(state, depth);
    if (element === undefined) return undefined;
    if (names.has(name.text)) {
      state.report({ code: 'SQL_TYPE', message: `the field ${name.text} is there twice`, span: name.span });
      return undefined;
    }
    names.add(name.text);
    fields.push({ name: name.text, ...element });
  } while (state.takeSymbol(','));
  return fields;
}

function typeOf(name: string, parameters: readonly string[]): DataType | undefined {
  const text = parameters.length === 0 ? name : `${name}(${parameters.join(',')})`;
  return parseDataType(text, CAST_DEFAULTS);
}

function parseParameters(state: ParseState): readonly string[] {
  if (!state.atSymbol('(')) return [];
  const open = state.next();
  const parameters = [takeNumber(state)];
  while (state.takeSymbol(',')) parameters.push(takeNumber(state));
  state.expectClose(open);
  return parameters;
}

function takeNumber(state: ParseState): string {
  const token = state.peek();
  if (token.kind !== 'number')
    state.report({
      message: `a type takes numbers in its parentheses, not ${shown(token)}`,
      span: token.span,
    });
  return state.next().text;
}

function parseZone(state: ParseState): boolean {
  const local = state.atWord('WITH');
  if (!local && !state.atWord('WITHOUT')) return false;
  state.next();
  if (local) state.expectWord('LOCAL', 'after WITH');
  state.expectWord('TIME', 'in this type');
  state.expectWord('ZONE', 'in this type');
  return local;
}
