// Which share of a stream a row belongs to: the same for equal keys, always, on any machine.
import type { Value } from '@weir/shared/data-type';
import { constant, type Js, joinJs, js } from '@weir/shared/fragment';
import { valueKey } from '@weir/sql/runtime/deep';
import type { CompiledExpression } from './embedded/expressions.ts';

/** Shares are told apart to a thousandth of a percent. */
const PARTS = 100_000;

/** A number from 0 to below 100 for some values and a salt: evenly spread, equal for equal values. */
export function shareOf(salt: string, ...values: readonly Value[]): number {
  let hash = 0x811c9dc5;
  const add = (text: string): void => {
    for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  };
  add(salt);
  for (const value of values) {
    const text = value === null ? '' : String(valueKey(value));
    // The length and NULL go in, so that no two lists of values are one text.
    add(`${value === null ? 'n' : text.length}:`);
    add(text);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((((hash ^ (hash >>> 16)) >>> 0) % PARTS) * 100) / PARTS;
}

/** Code that is true for the rows of a share: `percent` of all keys. */
export function inShare(
  keys: readonly CompiledExpression[],
  settings: { readonly percent: number; readonly salt: string },
): CompiledExpression {
  const values: readonly Js[] = keys.map(({ code }) => code);
  const call = js`${constant(shareOf)}(${joinJs([js`${constant(settings.salt)}`, ...values], ', ')})`;
  return {
    code: js`(${call} < ${settings.percent})`,
    fallible: false,
    type: { kind: 'BOOLEAN' },
    nullable: false,
    uses: new Set(keys.flatMap(({ uses }) => [...uses])),
  };
}
