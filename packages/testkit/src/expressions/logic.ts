// What can be TRUE, FALSE or NULL: comparisons, AND, OR, NOT, IS, BETWEEN, IN and LIKE of the interpreter (X1.5 to X1.11).

import { RowError } from '@weir/sql/row-error';
import { order, same } from './compare.ts';
import { type Model, textOf } from './model.ts';

type Truth = boolean | null;

/** FALSE wins, then NULL. */
export function both(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false;
  return a === null || b === null ? null : true;
}

/** TRUE wins, then NULL. */
export function either(a: Truth, b: Truth): Truth {
  if (a === true || b === true) return true;
  return a === null || b === null ? null : false;
}

/** A comparison; NULL when a side is NULL. */
export function compared(operator: string, a: Model, b: Model): Truth {
  if (a === null || b === null) return null;
  // Collections have no order, only equality.
  if (operator === '=') return same(a, b);
  if (operator === '<>') return !same(a, b);
  const sign = order(a, b);
  switch (operator) {
    case '<':
      return sign < 0;
    case '<=':
      return sign <= 0;
    case '>':
      return sign > 0;
    default:
      return sign >= 0;
  }
}

/** `IS [NOT] NULL, TRUE, FALSE`; `undefined` for another operator. */
export function tested(operator: string, value: Model): boolean | undefined {
  switch (operator) {
    case 'IS NULL':
      return value === null;
    case 'IS NOT NULL':
      return value !== null;
    case 'IS TRUE':
      return value === true;
    case 'IS NOT TRUE':
      return value !== true;
    case 'IS FALSE':
      return value === false;
    case 'IS NOT FALSE':
      return value !== false;
    default:
      return undefined;
  }
}

/** `x BETWEEN a AND b`. */
export function between(x: Model, a: Model, b: Model): Truth {
  return both(compared('>=', x, a), compared('<=', x, b));
}

/** `x IN (…)`: any of the comparisons. */
export function among(x: Model, items: readonly Model[]): Truth {
  return items.reduce<Truth>((found, item) => either(found, compared('=', x, item)), false);
}

const ANY = 'any';
const ONE = 'one';
const LINE_ENDS: ReadonlySet<string> = new Set(['\n', '\r', '\u0085', '\u2028', '\u2029']);

type Step = typeof ANY | typeof ONE | { readonly character: string };

/** `text LIKE pattern`: all places that the pattern can have reached, character by character. */
export function like(text: string, pattern: string, escapeWith: string): boolean {
  const steps = stepsOf(pattern, escapeWith);
  let reached = past(steps, [0]);
  for (const character of text) {
    const next: number[] = [];
    for (const place of reached) {
      const step = steps[place];
      if (step === undefined) continue;
      if (step === ANY) next.push(place);
      else if (step === ONE ? !LINE_ENDS.has(character) : step.character === character) next.push(place + 1);
    }
    reached = past(steps, next);
  }
  return reached.includes(steps.length);
}

/** The places with those behind a `%` that took nothing. */
function past(steps: readonly Step[], places: readonly number[]): readonly number[] {
  const all = new Set<number>();
  for (const place of places) {
    let at = place;
    all.add(at);
    while (steps[at] === ANY) {
      at += 1;
      all.add(at);
    }
  }
  return [...all];
}

function stepsOf(pattern: string, escapeWith: string): readonly Step[] {
  const characters = [...pattern];
  const marks = [...escapeWith];
  if (marks.length > 1) throw new RowError('CAST', 'ESCAPE takes one character');
  const steps: Step[] = [];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    if (marks.length === 1 && character === marks[0]) {
      at += 1;
      const escaped = characters[at] ?? '';
      if (escaped !== '%' && escaped !== '_' && escaped !== marks[0])
        throw new RowError('CAST', 'a bad escape sequence');
      steps.push({ character: escaped });
    } else {
      steps.push(character === '%' ? ANY : character === '_' ? ONE : { character });
    }
  }
  return steps;
}

/** The arguments of LIKE, of which the escape character may be missing. */
export function likeOf([text, pattern, escapeWith]: readonly Model[]): boolean {
  return like(textOf(text), textOf(pattern), escapeWith === undefined ? '' : textOf(escapeWith));
}
