// Completion inside collections and JSON calls: the fields behind a dot, the clauses of a JSON function.

import type { Column, DataType } from '@weir/shared/data-type';
import type { Token } from '../parse/tokens.ts';

/** The fields that may follow a dot, the last of these tokens; `undefined` when no dot or no known row stands there. */
export function fieldsBehindDot(
  before: readonly Token[],
  columns: readonly Column[],
): readonly Column[] | undefined {
  if (before.at(-1)?.text !== '.' || before.at(-1)?.kind !== 'symbol') return undefined;
  const type = typeOfAccess(before.slice(0, -1), columns);
  return type?.kind === 'ROW' ? type.fields : undefined;
}

/** The type of `a.b[1].c` at the end of the tokens, read backwards to the name of a column, then forwards. */
function typeOfAccess(tokens: readonly Token[], columns: readonly Column[]): DataType | undefined {
  const path: (string | undefined)[] = [];
  let at = tokens.length - 1;
  for (;;) {
    const token = tokens[at];
    if (token?.kind === 'symbol' && token.text === ']') {
      // No name stands for an element.
      path.push(undefined);
      at = openingOf(tokens, at) - 1;
      continue;
    }
    if (token?.kind !== 'word' && token?.kind !== 'name') return undefined;
    if (tokens[at - 1]?.text !== '.') break;
    path.push(token.text);
    at -= 2;
  }
  let type = columns.find((column) => column.name === tokens[at]?.text)?.type;
  for (const name of path.reverse()) type = name === undefined ? itemType(type) : fieldType(type, name);
  return type;
}

function fieldType(type: DataType | undefined, name: string): DataType | undefined {
  return type?.kind === 'ROW' ? type.fields.find((field) => field.name === name)?.type : undefined;
}

/** Place of the `[` that the token at a place closes; -1 when there is none. */
function openingOf(tokens: readonly Token[], from: number): number {
  let depth = 0;
  for (let at = from; at >= 0; at -= 1) {
    if (tokens[at]?.kind !== 'symbol') continue;
    if (tokens[at]?.text === ']') depth += 1;
    if (tokens[at]?.text === '[') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

function itemType(type: DataType | undefined): DataType | undefined {
  if (type?.kind === 'ARRAY') return type.element.type;
  return type?.kind === 'MAP' ? type.value.type : undefined;
}

const ON_NULL = ['NULL ON NULL', 'ABSENT ON NULL'];
const CLAUSES: Readonly<Record<string, readonly string[]>> = {
  JSON_VALUE: [
    'RETURNING',
    'NULL ON EMPTY',
    'ERROR ON EMPTY',
    'NULL ON ERROR',
    'ERROR ON ERROR',
    'DEFAULT',
    'ON EMPTY',
    'ON ERROR',
  ],
  JSON_QUERY: [
    'RETURNING',
    'WITH WRAPPER',
    'WITH CONDITIONAL WRAPPER',
    'EMPTY ARRAY ON EMPTY',
    'EMPTY OBJECT ON EMPTY',
    'ERROR ON EMPTY',
    'EMPTY ARRAY ON ERROR',
    'EMPTY OBJECT ON ERROR',
    'ERROR ON ERROR',
  ],
  JSON_EXISTS: ['TRUE ON ERROR', 'FALSE ON ERROR', 'UNKNOWN ON ERROR', 'ERROR ON ERROR'],
  JSON_OBJECT: ['VALUE', ...ON_NULL],
  JSON_ARRAY: ON_NULL,
};

/** The clauses of the JSON function whose parentheses are open at the end of the tokens. */
export function clausesAt(before: readonly Token[]): readonly string[] {
  let depth = 0;
  for (let at = before.length - 1; at > 0; at -= 1) {
    if (before[at]?.kind !== 'symbol') continue;
    if (before[at]?.text === ')') depth += 1;
    if (before[at]?.text !== '(') continue;
    if (depth === 0) return CLAUSES[before[at - 1]?.text.toUpperCase() ?? ''] ?? [];
    depth -= 1;
  }
  return [];
}
