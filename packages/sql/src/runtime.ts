// Every helper that generated code names, in one table that the engine merges into its own.

import { TIME_UNITS } from './ast.ts';
import { casts } from './runtime/casts.ts';
import * as choices from './runtime/choices.ts';
import { formatDate } from './runtime/date-format.ts';
import * as decimals from './runtime/decimals.ts';
import { doubleToText, floatToText } from './runtime/floats.ts';
import * as integers from './runtime/integers.ts';
import * as logic from './runtime/logic.ts';
import { textHelpers } from './runtime/text-helpers.ts';
import * as texts from './runtime/texts.ts';
import {
  addMonthsToDate,
  addMonthsToTimestamp,
  ceilTo,
  EXTRACT,
  epochToTimestamp,
  FLOOR,
  monthsBetween,
  multiplyInterval,
  wrapTime,
} from './runtime/times.ts';

/** A function that generated code may call. */
export type SqlHelper = (...values: never[]) => unknown;

function unitHelpers(): Record<string, SqlHelper> {
  const helpers: Record<string, SqlHelper> = {};
  for (const unit of TIME_UNITS) {
    const extract = EXTRACT[unit];
    const floor = FLOOR[unit];
    if (extract !== undefined) helpers[`extract${unit}`] = extract;
    if (floor === undefined) continue;
    helpers[`floorTo${unit}`] = floor;
    helpers[`ceilTo${unit}`] = ceilTo(unit);
  }
  return helpers;
}

/** The helper table. `helper('x')` in generated code is `sqlHelpers.x`. */
export const sqlHelpers: Readonly<Record<string, SqlHelper>> = Object.freeze({
  ...integers,
  ...decimals,
  ...logic,
  ...casts,
  ...texts,
  ...textHelpers,
  ...choices,
  ...unitHelpers(),
  doubleToText,
  floatToText,
  formatDate,
  addMonthsToDate,
  addMonthsToTimestamp,
  epochToTimestamp,
  monthsBetween,
  multiplyInterval,
  wrapTime,
});
