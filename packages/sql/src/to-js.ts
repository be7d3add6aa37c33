// Prints a checked expression as JavaScript.

import { type Js, js } from '@weir/shared/fragment';
import type { Typed } from './typed.ts';

/** Code of one expression. `fallible` code can throw a `RowError`. */
export type JsExpression = { readonly code: Js; readonly fallible: boolean };

/** The value of the expression, NULL as `null`. */
export function toJs(_expression: Typed, _column: (index: number) => Js): JsExpression {
  return { code: js`null`, fallible: false };
}

/** The same for conditions: `true` exactly when the expression is TRUE, else `false`. */
export function toJsCondition(_expression: Typed, _column: (index: number) => Js): JsExpression {
  return { code: js`false`, fallible: false };
}
