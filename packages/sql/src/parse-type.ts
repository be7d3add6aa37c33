// Types as CAST names them. What Flink has and we do not says so; what nobody has gets a suggestion.

import type { DataType } from '@weir/shared/data-type';
import { CAST_DEFAULTS, parseDataType } from '@weir/shared/parse-data-type';
import { type ParseState, shown } from './parse-state.ts';
import { parseUnit } from './parse-unit.ts';
import { closest } from './suggest.ts';

/** Names of the types that a column can have, for completion. */
export const TYPE_NAMES: readonly string[] =
  'BOOLEAN TINYINT SMALLINT INT BIGINT FLOAT DOUBLE DECIMAL STRING DATE TIME TIMESTAMP TIMESTAMP_LTZ'.split(
    ' ',
  );

const FLINK_ONLY: ReadonlySet<string> = new Set(
  'ARRAY MAP ROW MULTISET RAW VARIANT TIMESTAMP TIMESTAMP_LTZ TIME CHAR VARCHAR BINARY VARBINARY'.split(' '),
);

/** Takes a type at the cursor; without one reports and gives `undefined`. */
export function parseType(state: ParseState): DataType | undefined {
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

function typeOf(name: string, parameters: readonly string[]): DataType | undefined {
  const text = parameters.length === 0 ? name : `${name}(${parameters.join(',')})`;
  return parseDataType(text, CAST_DEFAULTS);
}

function parseParameters(state: ParseState): readonly string[] {
  if (!state.atSymbol('(')) return [];
  const open = state.next();
  const parameters = [state.next().text];
  while (state.takeSymbol(',')) parameters.push(state.next().text);
  state.expectClose(open);
  return parameters;
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
