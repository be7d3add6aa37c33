// Names of functions that other SQL databases have: what Flink calls them, with the call rewritten where that is safe.
//
// A name that Flink has itself must never stand here (a test holds that), also when Flink means something else by it.

import type { Problem } from '../diagnostic.ts';
import type { AstCall } from '../parse/ast.ts';
import { tokenize } from '../parse/tokens.ts';
import { type CheckContext, replaced } from './check-context.ts';

type Foreign = {
  /** What stands for it in Flink, for the message. */
  readonly flink: string;
  /** The whole call in Flink's words, or `undefined` for these arguments. */
  readonly write?: ((values: readonly string[]) => string | undefined) | undefined;
  /** The numbers of arguments with which only the name differs. */
  readonly counts?: readonly number[] | undefined;
  readonly hint?: string | undefined;
};

function renamed(flink: string, ...counts: readonly number[]): Foreign {
  return { flink, counts };
}

/** A call of so many arguments, written anew. */
function written(flink: string, count: number, write: (values: readonly string[]) => string): Foreign {
  return { flink, write: (values) => (values.length === count ? write(values) : undefined) };
}

const CHARACTERS = renamed('CHAR_LENGTH', 1);
const CONDITION = renamed('IF', 3);
const COUNT = renamed('CARDINALITY', 1);
const CAST: Foreign = {
  flink: 'CAST',
  hint: 'Write CAST(… AS INT), or TRY_CAST for NULL instead of an error.',
};
const PATTERNS = "Its patterns are those of Java: 'yyyy-MM-dd HH:mm:ss'.";
const JSON_READERS = 'JSON_VALUE gives a text, number or condition, JSON_QUERY an object or array.';

const FUNCTIONS: ReadonlyMap<string, Foreign> = new Map([
  ['LENGTH', CHARACTERS],
  ['LEN', CHARACTERS],
  ['UCASE', renamed('UPPER', 1)],
  ['LCASE', renamed('LOWER', 1)],
  ['MID', renamed('SUBSTRING', 2, 3)],
  ['CHARINDEX', renamed('LOCATE', 2, 3)],
  ['STRPOS', renamed('INSTR', 2)],
  ['CONTAINS', written('INSTR(…) > 0', 2, ([s, part]) => `(INSTR(${s}, ${part}) > 0)`)],
  ['STARTS_WITH', renamed('STARTSWITH', 2)],
  ['ENDS_WITH', renamed('ENDSWITH', 2)],
  ['REGEXP_LIKE', renamed('REGEXP', 2)],
  ['STRING_SPLIT', renamed('SPLIT', 2)],
  ['SPLIT_PART', written('SPLIT_INDEX', 3, ([s, by, n = '']) => `SPLIT_INDEX(${s}, ${by}, ${fromZero(n)})`)],
  ['ARRAY_TO_STRING', renamed('ARRAY_JOIN', 2)],
  ['ARRAY_LENGTH', COUNT],
  ['ARRAY_SIZE', COUNT],
  ['SIZE', COUNT],
  ['NVL', renamed('IFNULL', 2)],
  ['NVL2', written('CASE', 3, ([x, a, b]) => `CASE WHEN ${x} IS NOT NULL THEN ${a} ELSE ${b} END`)],
  ['ISNULL', { flink: 'IS NULL or IFNULL', write: whenNull }],
  ['IFF', CONDITION],
  ['IIF', CONDITION],
  ['POW', renamed('POWER', 2)],
  ['SQUARE', written('POWER', 1, ([x]) => `POWER(${x}, 2)`)],
  ['LOG1P', written('LN(1 + x)', 1, ([x]) => `LN(1 + (${x}))`)],
  ['EXPM1', written('EXP(x) - 1', 1, ([x]) => `(EXP(${x}) - 1)`)],
  ['TRUNC', renamed('TRUNCATE', 1, 2)],
  ['RANDOM', renamed('RAND', 0)],
  ['SHA', renamed('SHA1', 1)],
  ['TO_HEX', renamed('HEX', 1)],
  ['GEN_RANDOM_UUID', renamed('UUID', 0)],
  ['NEWID', renamed('UUID', 0)],
  ['JSON_EXTRACT_SCALAR', renamed('JSON_VALUE', 2)],
  ['GET_JSON_OBJECT', { flink: 'JSON_VALUE or JSON_QUERY', hint: JSON_READERS }],
  ['JSON_EXTRACT', { flink: 'JSON_VALUE or JSON_QUERY', hint: JSON_READERS }],
  ['GETDATE', renamed('NOW', 0)],
  ['SYSDATE', renamed('NOW', 0)],
  ['CURDATE', written('CURRENT_DATE', 0, () => 'CURRENT_DATE')],
  ['CURTIME', written('LOCALTIME', 0, () => 'LOCALTIME')],
  ['DAY', renamed('DAYOFMONTH', 1)],
  ['DATEADD', renamed('TIMESTAMPADD', 3)],
  ['DATE_ADD', written('TIMESTAMPADD', 2, ([day, n = '']) => added(day, n))],
  ['ADD_MONTHS', written('TIMESTAMPADD', 2, ([day, n]) => `TIMESTAMPADD(MONTH, ${n}, ${day})`)],
  ['DATEDIFF', written('TIMESTAMPDIFF', 2, ([to, from]) => `TIMESTAMPDIFF(DAY, ${from}, ${to})`)],
  ['DATE_TRUNC', { flink: 'FLOOR(… TO DAY)', write: truncated, hint: 'FLOOR(… TO WEEK) begins on Sunday.' }],
  ['TO_CHAR', { flink: 'DATE_FORMAT for moments, CAST(… AS STRING) for numbers', hint: PATTERNS }],
  ['STR_TO_DATE', { flink: 'TO_TIMESTAMP', hint: PATTERNS }],
  ['TO_NUMBER', CAST],
  ['CONVERT', CAST],
]);

const JOINED = renamed('LISTAGG', 1, 2);

const AGGREGATES: ReadonlyMap<string, Foreign> = new Map([
  ['GROUP_CONCAT', JOINED],
  ['STRING_AGG', JOINED],
  ['LIST_AGG', JOINED],
  ['MEAN', renamed('AVG', 1)],
  ['STDEV', renamed('STDDEV', 1)],
  ['ANY_VALUE', renamed('FIRST_VALUE', 1)],
  ['COUNT_DISTINCT', written('COUNT(DISTINCT …)', 1, ([x]) => `COUNT(DISTINCT ${x})`)],
]);

/** Every name that is known as one of another database. */
export const FOREIGN_NAMES: readonly string[] = [...FUNCTIONS.keys(), ...AGGREGATES.keys()];

/** What is said about a call of such a name, with the call in Flink's words where its arguments agree. */
export function foreignCall(
  ctx: CheckContext,
  node: AstCall,
  place: 'value' | 'aggregate',
): Problem | undefined {
  const aggregate = AGGREGATES.get(node.name);
  const foreign = place === 'aggregate' ? aggregate : (FUNCTIONS.get(node.name) ?? aggregate);
  if (foreign === undefined) return undefined;
  const isMisplaced = place === 'value' && aggregate !== undefined;
  const fix = isMisplaced ? undefined : fixOf(ctx, node, foreign);
  const kind = place === 'aggregate' ? 'aggregate' : 'function';
  const message = `there is no ${kind} ${node.name}; Flink calls it ${foreign.flink}`;
  const hint = isMisplaced ? 'It is an aggregate: use an aggregate node.' : foreign.hint;
  return { code: 'SQL_FUNCTION', message, hint, span: node.nameSpan, fix };
}

function fixOf(ctx: CheckContext, node: AstCall, { flink, counts, write }: Foreign): Problem['fix'] {
  const values = argumentTexts(ctx.source, node);
  const call = write?.(values);
  if (call !== undefined) {
    const span = { from: node.nameSpan.from, to: closeOf(ctx.source, node) };
    return { title: `Change to ${flink}`, replace: replaced(ctx, span, call) };
  }
  if (counts?.includes(values.length) !== true) return undefined;
  return { title: `Change to ${flink}`, replace: replaced(ctx, node.nameSpan, flink) };
}

/** The arguments as they were written, parentheses and comments included, which the spans of the tree leave out. */
function argumentTexts(source: string, node: AstCall): readonly string[] {
  const inside = source.slice(node.nameSpan.to, closeOf(source, node) - 1);
  const { tokens } = tokenize(inside);
  const texts: string[] = [];
  let depth = 0;
  let from = tokens[0]?.span.to ?? 0;
  for (const { kind, text, span } of tokens) {
    if (kind === 'end' || (kind === 'symbol' && text === ',' && depth === 1)) {
      texts.push(inside.slice(from, span.from).trim());
      from = span.to;
    }
    if (kind === 'symbol') depth += depthOf(text);
  }
  return texts.length === 1 && texts[0] === '' ? [] : texts;
}

function depthOf(symbol: string): number {
  if (symbol === '(' || symbol === '[') return 1;
  return symbol === ')' || symbol === ']' ? -1 : 0;
}

/** Where the parentheses of the call end; a FILTER may follow. */
function closeOf(source: string, node: AstCall): number {
  let depth = 0;
  for (const { kind, text, span } of tokenize(source.slice(node.nameSpan.to)).tokens) {
    if (kind === 'symbol') depth += depthOf(text);
    if (depth === 0) return node.nameSpan.to + span.to;
  }
  return node.span.to;
}

/** One argument is a test elsewhere, two are a replacement. */
function whenNull([value, otherwise]: readonly string[]): string | undefined {
  if (value === undefined) return undefined;
  return otherwise === undefined ? `(${value} IS NULL)` : `IFNULL(${value}, ${otherwise})`;
}

/** Parts are counted from 1 by others and from 0 by Flink. */
function fromZero(index: string): string {
  return /^[1-9]\d{0,8}$/.test(index) ? String(Number(index) - 1) : `(${index}) - 1`;
}

function added(day: string | undefined, count: string): string {
  return /^interval\b/i.test(count) ? `(${day} + ${count})` : `TIMESTAMPADD(DAY, ${count}, ${day})`;
}

/** Weeks are left out: they begin on Monday elsewhere and on Sunday in Flink. */
function truncated([unit = '', moment]: readonly string[]): string | undefined {
  const name = /^'(year|quarter|month|day|hour|minute|second)'$/i.exec(unit)?.[1];
  return name === undefined || moment === undefined ? undefined : `FLOOR(${moment} TO ${name.toUpperCase()})`;
}
