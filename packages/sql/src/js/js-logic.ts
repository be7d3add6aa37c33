// AND, OR, NOT and IS in three-valued logic, and conditions where only TRUE counts.
//
// A filter asks "is it TRUE", so NULL and FALSE need not be told apart: `whenTrue` and `whenFalse` push that question
// down to the comparisons, where it becomes `c0 !== null && c0 > 5`.

import { helper, type Js, joinJs, js } from '@weir/shared/fragment';
import type { Typed, TypedCall } from '../check/typed.ts';
import { type Code, call, canBeNull, materialise, present, strict, temporary } from './js-code.ts';
import type { Compile } from './to-js.ts';

/** `true` when the condition is TRUE, else `false`. */
export function whenTrue(compile: Compile, expression: Typed): Js {
  return decided(compile, expression, true);
}

function decided(compile: Compile, expression: Typed, wanted: boolean): Js {
  const code = compile.node(expression);
  const pushed = expression.kind === 'call' ? pushDown(compile, expression, wanted) : undefined;
  if (pushed !== undefined) return pushed;
  if (!canBeNull(code)) return wanted ? code.value : js`(!${code.value})`;
  // `=== true` also settles a value that is still NULL.
  const value =
    code.maybeNull || code.atom ? js`${code.value} === ${wanted}` : wanted ? code.value : js`!${code.value}`;
  if (code.nulls.size === 0 || (code.atom && code.nulls.size === 1)) return js`(${value})`;
  const tests = [...code.nulls.values()].map((identifier) => js`${identifier} !== null`);
  return js`(${joinJs([...tests, value], ' && ')})`;
}

function pushDown(compile: Compile, expression: TypedCall, wanted: boolean): Js | undefined {
  const [left, right] = expression.arguments;
  if (left === undefined) return undefined;
  if (expression.function === 'NOT') return decided(compile, left, !wanted);
  if (right === undefined || (expression.function !== 'AND' && expression.function !== 'OR'))
    return undefined;
  // With NULL on the left the right side must still run when it can throw; the value form does that.
  if (compile.node(right).fallible && canBeNull(compile.node(left))) return undefined;
  const a = decided(compile, left, wanted);
  const b = decided(compile, right, wanted);
  return (expression.function === 'AND') === wanted ? js`(${a} && ${b})` : js`(${a} || ${b})`;
}

/** The value of AND and OR: the right side runs unless the left decides alone. */
export function logicCode(compile: Compile, expression: TypedCall): Code {
  const [first, second] = expression.arguments;
  if (first === undefined || second === undefined) throw new Error('bug: AND and OR have two sides');
  const left = compile.node(first);
  const right = compile.node(second);
  const isAnd = expression.function === 'AND';
  const fallible = left.fallible || right.fallible;
  if (!canBeNull(left) && !canBeNull(right)) {
    return present(isAnd ? js`(${left.value} && ${right.value})` : js`(${left.value} || ${right.value})`, {
      fallible,
    });
  }
  const a = materialise(left);
  const b = materialise(right);
  if (!right.fallible) {
    return present(isAnd ? js`${helper('and')}(${a}, ${b})` : js`${helper('or')}(${a}, ${b})`, {
      maybeNull: true,
      fallible,
    });
  }
  const x = temporary(compile.names);
  const y = temporary(compile.names);
  const decisive = !isAnd;
  const rest = call([y], [b], js`(${y} === ${decisive} ? ${decisive} : ${x} === null ? null : ${y})`);
  return present(call([x], [a], js`(${x} === ${decisive} ? ${decisive} : ${rest})`), {
    maybeNull: true,
    fallible,
  });
}

/** NOT: NULL stays NULL. */
export function negationCode(compile: Compile, expression: TypedCall): Code {
  return strict(compile.names, expression.arguments.map(compile.node), ([operand]) => ({
    value: operand === undefined ? js`null` : js`(!${operand.value})`,
  }));
}

/** IS [NOT] NULL, TRUE, FALSE. */
export function isCode(compile: Compile, expression: TypedCall): Code {
  const operand = expression.arguments[0];
  if (operand === undefined) throw new Error('bug: IS has an operand');
  const code = compile.node(operand);
  const { fallible } = code;
  switch (expression.function) {
    case 'IS NULL':
      return present(nullTest(code, true), { fallible });
    case 'IS NOT NULL':
      return present(nullTest(code, false), { fallible });
    case 'IS TRUE':
      return present(whenTrue(compile, operand), { fallible });
    case 'IS NOT TRUE':
      return present(js`(!${whenTrue(compile, operand)})`, { fallible });
    case 'IS FALSE':
      return present(decided(compile, operand, false), { fallible });
    default:
      return present(js`(!${decided(compile, operand, false)})`, { fallible });
  }
}

function nullTest(code: Code, wanted: boolean): Js {
  if (!canBeNull(code) && !code.fallible) return js`${!wanted}`;
  const value = materialise(code);
  return wanted ? js`(${value} === null)` : js`(${value} !== null)`;
}
