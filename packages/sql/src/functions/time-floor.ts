// FLOOR and CEIL of a moment to a unit of time (X1.57).

import { type DataType, isNanos } from '@weir/shared/data-type';
import { helper, type Js, js, type Sql, sql } from '@weir/shared/fragment';
import type { Typed, TypedCall } from '../check/typed.ts';
import { isDateTime, isNumeric } from '../check/types.ts';
import { FLOOR } from '../runtime/times.ts';
import { type CallForm, type Refusal, refuse } from './definition.ts';
import { CLOCK_UNITS, unitSql } from './time-units.ts';

type Rounding = {
  readonly result: (values: readonly Typed[], form: CallForm) => DataType | Refusal | undefined;
  readonly toJs: (values: readonly Js[], call: TypedCall) => Js;
  readonly toFlink: (values: readonly Sql[], call: TypedCall) => Sql;
};

function rounding(name: 'FLOOR' | 'CEIL'): Rounding {
  return {
    result: (values, { unit }) => {
      const type = values[0]?.type;
      if (unit === undefined) {
        return type !== undefined && isNumeric(type)
          ? undefined
          : refuse(`${name} takes a number, or a moment and a unit`, `Write ${name}(t TO HOUR).`);
      }
      if (type === undefined || !isDateTime(type)) return refuse(`${name} … TO ${unit} takes a moment`);
      if (FLOOR[unit] === undefined)
        return refuse(`${name} does not go to ${unit}`, 'Units are SECOND to MILLENNIUM.');
      if (type.kind === 'TIME' && !CLOCK_UNITS.has(unit)) {
        return refuse(`a TIME has no ${unit}`, 'It has HOUR, MINUTE, SECOND and MILLISECOND.');
      }
      return type;
    },
    toJs: ([value = js`null`], call) => {
      // Flink's CEIL of a DATE to DAY is the next day, though the date is the start of its day (X1.57, measured).
      if (name === 'CEIL' && call.type.kind === 'DATE' && call.unit === 'DAY') return js`(${value} + 1)`;
      const round = helper(`${name.toLowerCase()}To${call.unit ?? 'DAY'}`);
      if (isNanos(call.type))
        return js`${helper('roundNanos')}(${value}, ${round}, ${name === 'CEIL' && call.unit === 'MILLISECOND'})`;
      if (call.type.kind === 'TIME') return js`${helper('wrapTime')}(${round}(${value}))`;
      return call.type.kind === 'DATE'
        ? js`(${round}(${value} * 86400000) / 86400000)`
        : js`${round}(${value})`;
    },
    toFlink: ([value = sql`NULL`], call) => {
      const word = name === 'FLOOR' ? sql`FLOOR` : sql`CEIL`;
      return call.unit === undefined
        ? sql`${word}(${value})`
        : sql`${word}(${value} TO ${unitSql(call.unit)})`;
    },
  };
}

/** FLOOR(t TO unit). */
export const floorTo: Rounding = rounding('FLOOR');
/** CEIL(t TO unit). */
export const ceilTo: Rounding = rounding('CEIL');
