// What can be typed at the cursor: columns, functions and keywords, in text that need not parse.

import { type Column, typeText } from '@weir/shared/data-type';
import { AGGREGATES } from '../aggregates/index.ts';
import { signatureOf } from '../functions/definition.ts';
import { FUNCTIONS } from '../functions/index.ts';
import { TIME_UNITS } from '../parse/ast.ts';
import { identifierText } from '../parse/names.ts';
import { TYPE_NAMES } from '../parse/parse-type.ts';
import { type Token, tokenize } from '../parse/tokens.ts';
import { clausesAt, fieldsBehindDot } from './complete-nested.ts';

/** A proposal: `insert` replaces the text from `from` to `to`. */
export type Completion = {
  readonly label: string;
  readonly kind: 'column' | 'function' | 'keyword';
  /** Type or signature. */
  readonly detail: string;
  readonly insert: string;
  readonly documentation?: string | undefined;
  readonly from: number;
  readonly to: number;
};

const OPERAND_WORDS = ['CASE', 'NOT', 'NULL', 'TRUE', 'FALSE', 'CAST', 'TRY_CAST', 'INTERVAL'] as const;
const AFTER_WORDS = [
  'AND',
  'OR',
  'IS NULL',
  'IS NOT NULL',
  'IS JSON',
  'IN',
  'NOT IN',
  'LIKE',
  'SIMILAR TO',
  'BETWEEN',
  'WHEN',
  'THEN',
  'ELSE',
  'END',
] as const;
const INSERTS: Readonly<Record<string, string>> = {
  CAST: 'CAST(',
  TRY_CAST: 'TRY_CAST(',
  IN: 'IN (',
  'NOT IN': 'NOT IN (',
  FILTER: 'FILTER (WHERE ',
};

/**
 * Proposals at a cursor, best first: those that start with the written letters before those that contain them.
 *
 * @param place  In an `aggregate` field a call of an aggregate stands outside; inside it, values as everywhere.
 * @returns Nothing inside string literals and numbers.
 */
export function complete(
  text: string,
  offset: number,
  columns: readonly Column[],
  place: 'value' | 'aggregate' = 'value',
): readonly Completion[] {
  const { tokens } = tokenize(text);
  const index = tokens.findIndex(
    (token) => token.kind !== 'end' && token.span.from < offset && offset <= token.span.to,
  );
  const touched = index < 0 ? undefined : tokens[index];
  const isWord = touched?.kind === 'word' || touched?.kind === 'name';
  if (touched !== undefined && !isWord && (touched.kind === 'text' || touched.kind === 'number')) return [];
  const from = isWord ? touched.span.from : offset;
  const prefix = isWord ? text.slice(from, offset).replace(/^`/, '') : '';
  const before = tokens.filter((token) => token.kind !== 'end' && token.span.to <= from);
  const to = isWord && touched.kind === 'word' ? touched.span.to : offset;
  const outside = place === 'aggregate' && isOutside(before);
  return (outside ? aggregateProposals(before) : proposals(before, columns))
    .map((proposal) => ({ proposal, rank: rankOf(proposal.label, prefix) }))
    .filter(({ rank }) => rank < NO_MATCH)
    .sort((a, b) => a.rank - b.rank)
    .map(({ proposal }) => ({ ...proposal, from, to }));
}

type Proposal = Omit<Completion, 'from' | 'to'>;

const NO_MATCH = 3;

function rankOf(label: string, prefix: string): number {
  const wanted = prefix.toLowerCase();
  const name = label.toLowerCase();
  if (wanted === '') return 0;
  if (label.startsWith(prefix)) return 0;
  if (name.startsWith(wanted)) return 1;
  return name.includes(wanted) ? 2 : NO_MATCH;
}

function proposals(before: readonly Token[], columns: readonly Column[]): readonly Proposal[] {
  const last = before.at(-1);
  const word = last?.kind === 'word' ? last.text.toUpperCase() : '';
  const fields = fieldsBehindDot(before, columns);
  if (fields !== undefined) return fields.map(ofColumn);
  if (word === 'AS' || word === 'RETURNING') return TYPE_NAMES.map((name) => keyword(name, 'type'));
  if (expectsUnit(before, word)) return TIME_UNITS.map((name) => keyword(name, 'unit of time'));
  if (last !== undefined && endsOperand(last))
    return [...clausesAt(before), ...AFTER_WORDS].map((name) => keyword(name, 'keyword'));
  return [
    ...columns.map(ofColumn),
    ...FUNCTIONS.flatMap(ofFunction),
    ...OPERAND_WORDS.map((name) => keyword(name, 'keyword')),
  ];
}

/** True when no parenthesis is open before the cursor. */
function isOutside(before: readonly Token[]): boolean {
  const open = before.filter(({ kind, text }) => kind === 'symbol' && text === '(').length;
  return open <= before.filter(({ kind, text }) => kind === 'symbol' && text === ')').length;
}

/** Outside all parentheses: an aggregate, or the filter behind it. */
function aggregateProposals(before: readonly Token[]): readonly Proposal[] {
  if (before.length > 0) return [keyword('FILTER', 'which rows count')];
  return AGGREGATES.flatMap(({ name, aliases = [], syntax, documentation }) =>
    [name, ...aliases].map((label) => ({
      label,
      kind: 'function' as const,
      detail: syntax,
      insert: `${label}(`,
      documentation,
    })),
  );
}

function expectsUnit(before: readonly Token[], word: string): boolean {
  if (word === 'TO') return true;
  const caller = before.at(-2)?.text.toUpperCase() ?? '';
  if (before.at(-1)?.text === '(')
    return caller === 'EXTRACT' || caller === 'TIMESTAMPADD' || caller === 'TIMESTAMPDIFF';
  return before.at(-1)?.kind === 'text' && caller === 'INTERVAL';
}

const CONTINUING: ReadonlySet<string> = new Set(
  'AND OR NOT IN LIKE BETWEEN CASE WHEN THEN ELSE WHERE FROM ESCAPE DISTINCT IS SYMMETRIC BOTH LEADING TRAILING FOR DEFAULT KEY VALUE'.split(
    ' ',
  ),
);

/** True when a whole operand stands before the cursor, so that an operator has to follow. */
function endsOperand(token: Token): boolean {
  if (token.kind === 'symbol') return token.text === ')' || token.text === ']';
  return token.kind !== 'word' || !CONTINUING.has(token.text.toUpperCase());
}

function keyword(label: string, detail: string): Proposal {
  return { label, kind: 'keyword', detail, insert: INSERTS[label] ?? label };
}

function ofColumn(column: Column): Proposal {
  const detail = column.nullable ? typeText(column.type) : `${typeText(column.type)} NOT NULL`;
  return { label: column.name, kind: 'column', detail, insert: identifierText(column.name) };
}

function ofFunction(definition: (typeof FUNCTIONS)[number]): readonly Proposal[] {
  if (!/^[A-Z][A-Z0-9_]*$/.test(definition.name)) return [];
  const open = definition.syntax?.startsWith(`${definition.name}[`) === true ? '[' : '(';
  const insert = definition.parameters.length === 0 ? `${definition.name}()` : `${definition.name}${open}`;
  const { documentation } = definition;
  return [
    { label: definition.name, kind: 'function', detail: signatureOf(definition), insert, documentation },
  ];
}
