// Prints a checked expression as JavaScript: typed templates only, no text of a user in the source.

import type { Value } from '@weir/shared/data-type';
import { constant, type Js, joinJs, js } from '@weir/shared/fragment';
import type { Typed, TypedCall, TypedCase } from '../check/typed.ts';
import { canYieldNull } from '../functions/definition.ts';
import { findFunction } from '../functions/index.ts';
import { arithmeticCode } from './js-arithmetic.ts';
import { castCode } from './js-cast.ts';
import { type Code, canBeNull, materialise, type Names, present, strict } from './js-code.ts';
import { betweenCode, comparisonCode, inCode, likeCode, overlapsCode, similarCode } from './js-compare.ts';
import { isCode, logicCode, negationCode, whenTrue } from './js-logic.ts';

/** Code of one expression. `fallible` code can throw a `RowError`. */
export type JsExpression = { readonly code: Js; readonly fallible: boolean };

/** Turns nodes into code; handed to the files of the operators. */
export type Compile = { readonly node: (expression: Typed) => Code; readonly names: Names };

/**
 * The value of the expression as JavaScript, NULL as `null`.
 *
 * @param column  The identifier that holds a column of the scope as its Value carrier. Asked for columns that are
 *                used only; its prefix must not be `tmp`.
 */
export function toJs(expression: Typed, column: (index: number) => Js): JsExpression {
  const code = compiler(column).node(expression);
  return { code: materialise(code), fallible: code.fallible };
}

/** The same for conditions: `true` exactly when the expression is TRUE, else `false`; cheaper than `toJs(…) === true`. */
export function toJsCondition(expression: Typed, column: (index: number) => Js): JsExpression {
  const compile = compiler(column);
  return { code: whenTrue(compile, expression), fallible: compile.node(expression).fallible };
}

function compiler(column: (index: number) => Js): Compile {
  const known = new Map<Typed, Code>();
  const identifiers = new Map<number, Js>();
  const identifier = (index: number): Js => {
    const found = identifiers.get(index) ?? column(index);
    identifiers.set(index, found);
    return found;
  };
  const compile: Compile = {
    names: { next: 0 },
    node: (expression) => {
      const found = known.get(expression) ?? compileNode(compile, identifier, expression);
      known.set(expression, found);
      return found;
    },
  };
  return compile;
}

function compileNode(compile: Compile, identifier: (index: number) => Js, expression: Typed): Code {
  switch (expression.kind) {
    case 'literal':
      return literalCode(expression.value);
    case 'column': {
      const value = identifier(expression.index);
      return present(value, {
        atom: true,
        ...(expression.nullable ? { nulls: new Map([[expression.index, value]]) } : {}),
      });
    }
    case 'call':
      return callCode(compile, expression);
    case 'case':
      return caseCode(compile, expression);
    case 'cast':
      return castCode(compile, expression);
  }
}

/** A constant: small ones in the source, text and bigints through the pool. */
export function literalCode(value: Value): Code {
  if (value === null) return present(js`null`, { atom: true, maybeNull: true });
  const isPlain = typeof value === 'number' || typeof value === 'boolean';
  return present(isPlain ? js`${value}` : constant(value), { atom: true });
}

function callCode(compile: Compile, expression: TypedCall): Code {
  switch (expression.function) {
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case 'NEGATE':
      return arithmeticCode(compile, expression);
    case '=':
    case '<>':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case 'IS DISTINCT FROM':
    case 'IS NOT DISTINCT FROM':
      return comparisonCode(compile, expression, expression.function);
    case 'BETWEEN':
    case 'BETWEEN SYMMETRIC':
      return betweenCode(compile, expression);
    case 'IN':
      return inCode(compile, expression);
    case 'LIKE':
      return likeCode(compile, expression);
    case 'SIMILAR TO':
      return similarCode(compile, expression);
    case 'OVERLAPS':
      return overlapsCode(compile, expression);
    case 'AND':
    case 'OR':
      return logicCode(compile, expression);
    case 'NOT':
      return negationCode(compile, expression);
    case 'IS NULL':
    case 'IS NOT NULL':
    case 'IS TRUE':
    case 'IS NOT TRUE':
    case 'IS FALSE':
    case 'IS NOT FALSE':
      return isCode(compile, expression);
    default:
      return functionCode(compile, expression);
  }
}

function functionCode(compile: Compile, expression: TypedCall): Code {
  const definition = findFunction(expression.function);
  if (definition === undefined) throw new Error('bug: the checker let an unknown function pass');
  const operands = expression.arguments.map(compile.node);
  const fallible =
    typeof definition.fallible === 'function'
      ? definition.fallible(expression)
      : (definition.fallible ?? false);
  const built = (values: readonly Code[]) =>
    definition.toJs(
      values.map((value) => value.value),
      expression,
    );
  if (definition.nulls === 'strict') {
    const maybeNull = canYieldNull(definition, expression.arguments);
    return strict(compile.names, operands, (values) => ({ value: built(values), maybeNull, fallible }));
  }
  const value = definition.toJs(operands.map(materialise), expression);
  const raises = fallible || operands.some((operand) => operand.fallible);
  return present(value, { maybeNull: expression.nullable, fallible: raises });
}

function caseCode(compile: Compile, expression: TypedCase): Code {
  const otherwise = expression.otherwise === undefined ? undefined : compile.node(expression.otherwise);
  const parts: Js[] = [];
  let fallible = otherwise?.fallible ?? false;
  let maybeNull = otherwise === undefined || canBeNull(otherwise);
  for (const branch of expression.branches) {
    const result = compile.node(branch.result);
    fallible = fallible || result.fallible || compile.node(branch.when).fallible;
    maybeNull = maybeNull || canBeNull(result);
    parts.push(js`${whenTrue(compile, branch.when)} ? ${materialise(result)} : `);
  }
  const last = otherwise === undefined ? js`null` : materialise(otherwise);
  return present(js`(${joinJs(parts, '')}${last})`, { maybeNull, fallible });
}
