// Prints the tree of an expression as text that parses back to the same tree: what the importer writes into settings.
//
// Comments and the author's line ends are gone; the alternative, cutting pieces out of the author's text, breaks where a
// name in the middle must change.

import { typeText } from '@weir/shared/data-type';
import type { Ast, AstCall, AstLiteral, AstOver, Frame, FrameBound, JsonClauses } from './ast.ts';
import { identifierText } from './names.ts';

/** How tightly the outermost operator of a text binds, as in the parser. */
const POWER = { or: 22, and: 24, not: 26, is: 28, compare: 30, range: 32, add: 40, multiply: 60, sign: 80 };
const PRIMARY = 100;

const BINARY_POWER: Readonly<Record<string, number>> = {
  OR: POWER.or,
  AND: POWER.and,
  '+': POWER.add,
  '-': POWER.add,
  '*': POWER.multiply,
  '/': POWER.multiply,
  '%': POWER.multiply,
  '||': POWER.multiply,
};

/** The expression as text. Queries inside of it have no text here: they are nodes of their own. */
export function printExpression(node: Ast): string {
  return printed(node, 0);
}

/** The text, in parentheses when its outermost operator binds no tighter than `floor`. */
function printed(node: Ast, floor: number): string {
  const text = bare(node);
  return powerOf(node) > floor ? text : `(${text})`;
}

function powerOf(node: Ast): number {
  switch (node.kind) {
    case 'binary':
      return BINARY_POWER[node.operator] ?? POWER.compare;
    case 'unary':
      return node.operator === 'NOT' ? POWER.not : POWER.sign;
    case 'is':
      return POWER.is;
    case 'between':
    case 'in':
    case 'like':
      return POWER.range;
    case 'subquery':
      return node.form === 'in' ? POWER.range : PRIMARY;
    default:
      return PRIMARY;
  }
}

function bare(node: Ast): string {
  switch (node.kind) {
    case 'literal':
      return literal(node);
    case 'column':
      // In back-ticks CURRENT_DATE is a column, without them a function.
      return node.quoted && /^(?:CURRENT|LOCAL)/i.test(node.name)
        ? `\`${node.name}\``
        : identifierText(node.name);
    case 'unary':
      return node.operator === 'NOT'
        ? `NOT ${printed(node.operand, POWER.not)}`
        : `${node.operator}${printed(node.operand, POWER.sign)}`;
    case 'binary':
      return binary(node);
    case 'is':
      return `${printed(node.operand, POWER.compare)} IS ${node.negated ? 'NOT ' : ''}${node.test}`;
    case 'between': {
      const [low, high] = [printed(node.low, POWER.range), printed(node.high, POWER.range)];
      return `${ranged(node, 'BETWEEN')}${node.symmetric ? 'SYMMETRIC ' : ''}${low} AND ${high}`;
    }
    case 'in':
      return `${ranged(node, 'IN')}(${list(node.items)})`;
    case 'like': {
      const end = node.escape === undefined ? '' : ` ESCAPE ${printed(node.escape, POWER.range)}`;
      return `${ranged(node, node.operator)}${printed(node.pattern, POWER.range)}${end}`;
    }
    case 'case': {
      const operand = node.operand === undefined ? '' : ` ${printed(node.operand, 0)}`;
      const branches = node.branches.map(
        ({ when, result }) => ` WHEN ${printed(when, 0)} THEN ${printed(result, 0)}`,
      );
      const otherwise = node.otherwise === undefined ? '' : ` ELSE ${printed(node.otherwise, 0)}`;
      return `CASE${operand}${branches.join('')}${otherwise} END`;
    }
    case 'cast':
      return `${node.safe ? 'TRY_CAST' : 'CAST'}(${printed(node.operand, 0)} AS ${typeText(node.target)})`;
    case 'call':
      return call(node);
    case 'subquery':
      throw new Error('bug: a query inside an expression has no text');
  }
}

function ranged(node: { readonly operand: Ast; readonly negated: boolean }, word: string): string {
  return `${printed(node.operand, POWER.range)} ${node.negated ? 'NOT ' : ''}${word} `;
}

/** Arithmetic, AND and OR lean to the left; comparisons stand in parentheses inside of one another. */
function binary(node: Extract<Ast, { readonly kind: 'binary' }>): string {
  const power = BINARY_POWER[node.operator];
  const left = printed(node.left, power === undefined ? POWER.range : power - 1);
  return `${left} ${node.operator} ${printed(node.right, power ?? POWER.range)}`;
}

function list(items: readonly Ast[]): string {
  return items.map((item) => printed(item, 0)).join(', ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function literal({ form, text, interval }: AstLiteral): string {
  switch (form) {
    case 'string':
      return quoted(text);
    case 'null':
      return 'NULL';
    case 'date':
    case 'time':
    case 'timestamp':
      return `${form.toUpperCase()} ${quoted(text)}`;
    case 'interval': {
      if (interval === undefined) return `INTERVAL ${quoted(text)}`;
      const digits = interval.digits === 2 ? '' : `(${interval.digits})`;
      const to = interval.to === undefined ? '' : ` TO ${interval.to}`;
      return `INTERVAL ${interval.negative ? '-' : ''}${quoted(text)} ${interval.from}${digits}${to}`;
    }
    default:
      return text;
  }
}

function call(node: AstCall): string {
  const filter = node.filter === undefined ? '' : ` FILTER (WHERE ${printed(node.filter, 0)})`;
  const over = node.over === undefined ? '' : ` OVER ${window(node.over)}`;
  return `${plainCall(node)}${filter}${over}`;
}

function plainCall(node: AstCall): string {
  const [first, second, third, fourth] = node.arguments;
  switch (node.name) {
    case '.':
      return `${operand(first)}.${identifierText(node.field ?? '')}`;
    case '[]':
      return `${operand(first)}[${list(node.arguments.slice(1))}]`;
    case 'ARRAY':
    case 'MAP':
      return `${node.name}[${list(node.arguments)}]`;
    case 'EXTRACT':
      return `EXTRACT(${node.unit} FROM ${list(node.arguments)})`;
    case 'TIMESTAMPADD':
    case 'TIMESTAMPDIFF':
      return `${node.name}(${node.unit}, ${list(node.arguments)})`;
    case 'FLOOR':
    case 'CEIL':
    case 'CEILING':
      return `${node.name}(${list(node.arguments)}${node.unit === undefined ? '' : ` TO ${node.unit}`})`;
    case 'TRIM':
      return `TRIM(${node.side ?? 'BOTH'} ${second === undefined ? '' : `${printed(second, 0)} `}FROM ${list(node.arguments.slice(0, 1))})`;
    case 'POSITION':
      return first === undefined || second === undefined
        ? `POSITION(${list(node.arguments)})`
        : `POSITION(${printed(first, POWER.range)} IN ${printed(second, 0)})`;
    case 'OVERLAY': {
      const end = fourth === undefined ? '' : ` FOR ${printed(fourth, 0)}`;
      const parts = [first, second, third].map((part) => (part === undefined ? '' : printed(part, 0)));
      return `OVERLAY(${parts[0]} PLACING ${parts[1]} FROM ${parts[2]}${end})`;
    }
    case 'JSON_VALUE':
    case 'JSON_QUERY':
    case 'JSON_EXISTS':
      return `${node.name}(${list(node.arguments.slice(0, 2))}${jsonSearch(node)})`;
    case 'JSON_OBJECT':
      return `JSON_OBJECT(${pairs(node.arguments)}${onNull(node.json?.onNull)})`;
    case 'JSON_ARRAY':
      return `JSON_ARRAY(${list(node.arguments)}${onNull(node.json?.onNull)})`;
    default:
      return aggregateCall(node);
  }
}

/** What can stand before `.` and `[`: anything else gets parentheses. */
function operand(node: Ast | undefined): string {
  return node === undefined ? '' : printed(node, node.kind === 'literal' ? PRIMARY : POWER.sign);
}

function pairs(items: readonly Ast[]): string {
  const texts: string[] = [];
  for (let index = 0; index + 1 < items.length; index += 2) {
    const [key, value] = [items[index], items[index + 1]];
    if (key !== undefined && value !== undefined)
      texts.push(`KEY ${printed(key, 0)} VALUE ${printed(value, 0)}`);
  }
  return texts.join(', ');
}

function onNull(write: 'NULL' | 'ABSENT' | undefined): string {
  return write === undefined ? '' : ` ${write} ON NULL`;
}

/** The clauses of JSON_VALUE and its like; values of DEFAULT come last among the arguments. */
function jsonSearch({ json, arguments: list_ }: AstCall): string {
  if (json === undefined) return '';
  const defaults = list_.slice(2);
  const clause = (behavior: JsonClauses['onEmpty'], place: string): string => {
    if (behavior === undefined) return '';
    const given = behavior === 'DEFAULT' ? defaults.shift() : undefined;
    return ` ${behavior}${given === undefined ? '' : ` ${printed(given, 0)}`} ON ${place}`;
  };
  const returning = json.returning === undefined ? '' : ` RETURNING ${typeText(json.returning)}`;
  const wrapper =
    json.wrapper === undefined
      ? ''
      : json.wrapper === 'WITHOUT'
        ? ' WITHOUT ARRAY WRAPPER'
        : ` WITH ${json.wrapper} ARRAY WRAPPER`;
  return `${returning}${wrapper}${clause(json.onEmpty, 'EMPTY')}${clause(json.onError, 'ERROR')}`;
}

/** Calls with what only aggregates have: `*`, DISTINCT, the clause of NULLs, percentages. */
function aggregateCall(node: AstCall): string {
  if (node.star) return `${node.name}(*)`;
  const distinct = node.distinct ? 'DISTINCT ' : '';
  if (node.name === 'JSON_OBJECTAGG') return `JSON_OBJECTAGG(${pairs(node.arguments)}${onNull(node.onNull)})`;
  if (node.percentages === undefined) {
    const nulls = node.nulls === undefined ? '' : ` ${node.nulls} NULLS`;
    return `${node.name}(${distinct}${list(node.arguments)}${nulls}${onNull(node.onNull)})`;
  }
  const { items, list: isList } = node.percentages;
  const percentages = isList ? `ARRAY[${list(items)}]` : list(items);
  const [value, ...rest] = node.arguments;
  const parts = [
    value === undefined ? '' : printed(value, 0),
    percentages,
    ...rest.map((part) => printed(part, 0)),
  ];
  return `${node.name}(${distinct}${parts.join(', ')})`;
}

function window({ base, keys, order, frame }: AstOver): string {
  if (base !== undefined && keys.length === 0 && order.length === 0 && frame === undefined) {
    return identifierText(base.name);
  }
  const parts = [
    base === undefined ? '' : identifierText(base.name),
    keys.length === 0 ? '' : `PARTITION BY ${list(keys)}`,
    order.length === 0
      ? ''
      : `ORDER BY ${order
          .map(({ expression, descending, nulls }) => {
            const end = nulls === undefined ? '' : ` NULLS ${nulls}`;
            return `${printed(expression, 0)}${descending ? ' DESC' : ''}${end}`;
          })
          .join(', ')}`,
    frame === undefined ? '' : frameText(frame),
  ];
  return `(${parts.filter((part) => part !== '').join(' ')})`;
}

function frameText({ unit, start, end }: Frame): string {
  return `${unit} BETWEEN ${bound(start)} AND ${bound(end)}`;
}

function bound(end: FrameBound): string {
  return 'offset' in end
    ? `${printed(end.offset, POWER.range)} ${end.kind.toUpperCase()}`
    : end.kind.toUpperCase();
}
