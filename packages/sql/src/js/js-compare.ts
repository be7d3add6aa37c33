// Code of comparisons, BETWEEN, IN, LIKE and SIMILAR TO.

import { type DataType, isText, type Value } from '@weir/shared/data-type';
import { constant, helper, type Js, joinJs, js } from '@weir/shared/fragment';
import type { Comparison } from '../check/check-compare.ts';
import type { Typed, TypedCall } from '../check/typed.ts';
import { isExact, scaleOf } from '../check/types.ts';
import { isDeep } from '../check/types-nested.ts';
import { literalText } from '../functions/literal-text.ts';
import { CompiledRegex } from '../regex/compiled-regex.ts';
import { compileSimilar } from '../regex/similar.ts';
import { scaledUp } from './js-arithmetic.ts';
import { type Code, canBeNull, materialise, present, strict } from './js-code.ts';
import { compileLike, type LikePattern } from './like.ts';
import type { Compile } from './to-js.ts';

type Order = '=' | '<>' | '<' | '<=' | '>' | '>=';
type Side = { readonly code: Js; readonly type: DataType; readonly literal: Value | undefined };

/** The code of one comparison. */
export function comparisonCode(compile: Compile, expression: TypedCall, operator: Comparison): Code {
  const [left, right] = expression.arguments;
  if (left === undefined || right === undefined) throw new Error('bug: a comparison has two sides');
  const operands = [compile.node(left), compile.node(right)];
  if (operator === 'IS DISTINCT FROM' || operator === 'IS NOT DISTINCT FROM') {
    const [a, b] = operands.map(materialise);
    if (a === undefined || b === undefined) throw new Error('bug: a comparison has two sides');
    // Carriers are unique and NULL is null, so identity is equality here.
    // Bytes and collections are told apart by `compared`, which takes NULL as well.
    const value = compared(operator === 'IS DISTINCT FROM' ? '<>' : '=', sideOf(left, a), sideOf(right, b));
    return present(value, { fallible: operands.some((operand) => operand.fallible) });
  }
  return strict(compile.names, operands, ([a, b]) => {
    if (a === undefined || b === undefined) throw new Error('bug: a comparison has two sides');
    return { value: compared(operator, sideOf(left, a.value), sideOf(right, b.value)) };
  });
}

/** The side of a comparison: its code with what is known about it. */
export function sideOf(expression: Typed, code: Js): Side {
  return {
    code,
    type: expression.type,
    literal: expression.kind === 'literal' ? expression.value : undefined,
  };
}

/** `a op b` for values that are not NULL (for `=` and `<>` they may be). */
export function compared(operator: Order, left: Side, right: Side): Js {
  if (isDeep(left.type)) return deep(operator, left.code, right.code);
  if (isText(left.type) && operator !== '=' && operator !== '<>' && !isPlain(left) && !isPlain(right)) {
    return inline(operator, js`${helper('compareText')}(${left.code}, ${right.code})`, js`0`);
  }
  if (!isExact(left.type) || !isExact(right.type)) return inline(operator, left.code, right.code);
  const scale = Math.max(scaleOf(left.type), scaleOf(right.type));
  return inline(operator, atScale(left, scale), atScale(right, scale));
}

function deep(operator: Order, a: Js, b: Js): Js {
  if (operator === '=') return js`${helper('sameValue')}(${a}, ${b})`;
  if (operator === '<>') return js`(!${helper('sameValue')}(${a}, ${b}))`;
  return inline(operator, js`${helper('compareBytes')}(${a}, ${b})`, js`0`);
}

/** Text whose UTF-16 order against any other text is its code-point order: no unit from U+D800 up. */
function isPlain(side: Side): boolean {
  return typeof side.literal === 'string' && !/[\ud800-\uffff]/.test(side.literal);
}

function atScale(side: Side, scale: number): Js {
  const digits = scale - scaleOf(side.type);
  const { literal } = side;
  if (typeof literal === 'number' && Number.isSafeInteger(literal * 10 ** digits))
    return js`${literal * 10 ** digits}`;
  return scaledUp(side.code, digits);
}

function inline(operator: Order, a: Js, b: Js): Js {
  switch (operator) {
    case '=':
      return js`(${a} === ${b})`;
    case '<>':
      return js`(${a} !== ${b})`;
    case '<':
      return js`(${a} < ${b})`;
    case '<=':
      return js`(${a} <= ${b})`;
    case '>':
      return js`(${a} > ${b})`;
    case '>=':
      return js`(${a} >= ${b})`;
  }
}

/** `x BETWEEN a AND b` is `x >= a AND x <= b` in three-valued logic. */
export function betweenCode(compile: Compile, expression: TypedCall): Code {
  const [subject, low, high] = expression.arguments;
  if (subject === undefined || low === undefined || high === undefined)
    throw new Error('bug: BETWEEN has three parts');
  const operands = expression.arguments.map(compile.node);
  const symmetric = expression.function === 'BETWEEN SYMMETRIC';
  const boundsPresent = operands.slice(1).every((operand) => !canBeNull(operand));
  const raises = operands.some((operand) => operand.fallible);
  // The short form skips the upper bound when the lower one fails, which nothing may notice.
  if (boundsPresent && !symmetric && !raises && operands[0]?.atom === true) {
    return strict(compile.names, operands, ([x, a, b]) => {
      if (x === undefined || a === undefined || b === undefined)
        throw new Error('bug: BETWEEN has three parts');
      const above = compared('>=', sideOf(subject, x.value), sideOf(low, a.value));
      return { value: js`(${above} && ${compared('<=', sideOf(subject, x.value), sideOf(high, b.value))})` };
    });
  }
  const values = joinJs(
    operands.map((operand, index) => comparableValue(expression, index, operand)),
    ', ',
  );
  const name = symmetric ? helper('betweenSymmetric') : helper('between');
  const textual = isText(subject.type);
  return present(js`${name}(${values}, ${textual})`, { maybeNull: expression.nullable, fallible: raises });
}

function comparableValue(expression: TypedCall, index: number, operand: Code): Js {
  const type = expression.arguments[index]?.type;
  if (type === undefined || !isExact(type)) return materialise(operand);
  const scale = Math.max(...expression.arguments.map((argument) => scaleOf(argument.type)));
  return scaledUp(materialise(operand), scale - scaleOf(type));
}

/** `(a, b) OVERLAPS (c, d)`: not strict, because FALSE can be known where an end is NULL. */
export function overlapsCode(compile: Compile, expression: TypedCall): Code {
  const operands = expression.arguments.map(compile.node);
  const fallible = operands.some((operand) => operand.fallible);
  return present(js`${helper('overlaps')}(${joinJs(operands.map(materialise), ', ')})`, {
    maybeNull: expression.nullable,
    fallible,
  });
}

const INLINE_ITEMS_MAX = 8;

/** `x IN (a, b)`: an `===` chain for few items, a set for many constants. */
export function inCode(compile: Compile, expression: TypedCall): Code {
  const [subject, ...items] = expression.arguments;
  if (subject === undefined) throw new Error('bug: IN has a subject');
  const operands = expression.arguments.map(compile.node);
  const [first, ...rest] = operands;
  if (first === undefined) throw new Error('bug: IN has a subject');
  const pool = items.length > INLINE_ITEMS_MAX ? constantSet(expression) : undefined;
  if (pool !== undefined) {
    return strict(compile.names, [first], ([x]) => ({
      value: js`${helper('isIn')}(${x?.value ?? null}, ${constant(pool)})`,
    }));
  }
  if (first.atom && rest.every((item) => item.atom && !canBeNull(item)) && items.length <= INLINE_ITEMS_MAX) {
    return strict(compile.names, [first, ...rest], ([x, ...others]) => {
      if (x === undefined) throw new Error('bug: IN has a subject');
      const tests = others.map((other, index) => {
        const item = items[index];
        return item === undefined
          ? js`false`
          : compared('=', sideOf(subject, x.value), sideOf(item, other.value));
      });
      return { value: js`(${joinJs(tests, ' || ')})` };
    });
  }
  const values = operands.map((operand, index) => comparableValue(expression, index, operand));
  const [x, ...others] = values;
  const fallible = operands.some((operand) => operand.fallible);
  return present(js`${helper('inList')}(${x ?? null}, [${joinJs(others, ', ')}])`, {
    maybeNull: expression.nullable,
    fallible,
  });
}

/** The items as a set when all are constants of the subject's scale and none is NULL or a float. */
function constantSet(expression: TypedCall): ReadonlySet<Value> | undefined {
  const [subject, ...items] = expression.arguments;
  const type = subject?.type;
  if (type === undefined || type.kind === 'DOUBLE' || type.kind === 'FLOAT') return undefined;
  const values = new Set<Value>();
  for (const item of items) {
    if (item.kind !== 'literal' || item.value === null || scaleOf(item.type) !== scaleOf(type))
      return undefined;
    values.add(item.value);
  }
  return values;
}

/** `s LIKE p`: a constant pattern is compiled once and travels in the pool. */
export function likeCode(compile: Compile, expression: TypedCall): Code {
  const [subject, pattern, escapeWith] = expression.arguments;
  if (subject === undefined || pattern === undefined) throw new Error('bug: LIKE has a pattern');
  const escapeText = escapeWith === undefined ? '' : literalText(escapeWith);
  const patternText = literalText(pattern);
  if (patternText !== undefined && escapeText !== undefined) {
    const compiled = compileLike(patternText, escapeText);
    if (typeof compiled !== 'string') {
      return strict(compile.names, [compile.node(subject)], ([s]) => ({
        value: matched(s?.value ?? js`null`, compiled),
      }));
    }
  }
  return strict(compile.names, expression.arguments.map(compile.node), (values) => {
    const [s, p, e] = values.map((value) => value.value);
    const value = js`${helper('like')}(${s ?? null}, ${p ?? null}, ${e ?? constant('')})`;
    return { value, fallible: escapeWith !== undefined };
  });
}

/** `s SIMILAR TO p`: a constant pattern is compiled once; one from data can be none, which ends the row. */
export function similarCode(compile: Compile, expression: TypedCall): Code {
  const [subject, pattern, escapeWith] = expression.arguments;
  const text = literalText(pattern);
  const escapeText = literalText(escapeWith);
  const compiled =
    text === undefined || (escapeWith !== undefined && escapeText === undefined)
      ? undefined
      : compileSimilar(text, escapeText);
  if (subject !== undefined && compiled instanceof CompiledRegex) {
    return strict(compile.names, [compile.node(subject)], ([s]) => ({
      value: js`${helper('similarTo')}(${s?.value ?? js`null`}, ${constant(compiled)})`,
    }));
  }
  return strict(compile.names, expression.arguments.map(compile.node), (values) => {
    const parts = joinJs(
      values.map(({ value }) => value),
      ', ',
    );
    return { value: js`${helper('similarTo')}(${parts})`, fallible: true };
  });
}

/** `a%`, `%a`, `%a%` and `a` are methods of strings; two to three times faster than the general matcher. */
function matched(text: Js, pattern: LikePattern): Js {
  const { segments, anchoredStart, anchoredEnd } = pattern;
  const [first, ...rest] = segments;
  if (first === undefined) return anchoredStart && anchoredEnd ? js`(${text} === ${constant('')})` : js`true`;
  if (rest.length > 0 || first.text === undefined)
    return js`${helper('matchLike')}(${text}, ${constant(pattern)})`;
  const part = constant(first.text);
  if (anchoredStart) return anchoredEnd ? js`(${text} === ${part})` : js`${text}.startsWith(${part})`;
  return anchoredEnd ? js`${text}.endsWith(${part})` : js`${text}.includes(${part})`;
}
