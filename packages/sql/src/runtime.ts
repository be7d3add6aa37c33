// Every helper that generated code names, in one table that the engine merges into its own.

import { valueToJson } from './json/json-value.ts';
import { TIME_UNITS } from './parse/ast.ts';
import * as arrays from './runtime/arrays.ts';
import { casts } from './runtime/casts.ts';
import * as choices from './runtime/choices.ts';
import { dateFormatOf, formatDate, formatNanos } from './runtime/date-format.ts';
import { parseDate, parseDateBy, parseDateIn } from './runtime/date-parse.ts';
import * as decimals from './runtime/decimals.ts';
import * as deep from './runtime/deep.ts';
import { doubleToText, floatToText } from './runtime/floats.ts';
import * as integers from './runtime/integers.ts';
import * as json from './runtime/json.ts';
import * as logic from './runtime/logic.ts';
import * as maps from './runtime/maps.ts';
import * as nestedText from './runtime/nested-text.ts';
import * as oldTimes from './runtime/old-times.ts';
import { textHelpers } from './runtime/text-helpers.ts';
import { textToMap } from './runtime/text-to-map.ts';
import * as texts from './runtime/texts.ts';
import {
  addMonthsToDate,
  addMonthsToNanos,
  addMonthsToTimestamp,
  ceilTo,
  EXTRACT,
  epochToTimestamp,
  extractBelowMs,
  FLOOR,
  monthsBetween,
  multiplyInterval,
  roundNanos,
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
  ...oldTimes,
  ...arrays,
  ...deep,
  ...json,
  ...maps,
  textToMap,
  ...nestedText,
  valueToJson,
  ...unitHelpers(),
  doubleToText,
  floatToText,
  formatDate,
  formatNanos,
  dateFormatOf,
  parseDate,
  parseDateBy,
  parseDateIn,
  addMonthsToDate,
  addMonthsToTimestamp,
  addMonthsToNanos,
  extractBelowMs,
  roundNanos,
  epochToTimestamp,
  monthsBetween,
  multiplyInterval,
  wrapTime,
});
