// Code of conversions (X2). What cannot fail is inline; text goes through parsers that throw a row error or give NULL.

import { type DataType, isBytes, isComposite, isNanos, isText, sameType } from '@weir/shared/data-type';
import { helper, type Js, js } from '@weir/shared/fragment';
import { castMayFail } from '../check/check-cast.ts';
import type { TypedCast } from '../check/typed.ts';
import { asDecimal, type Decimal, isInteger } from '../check/types.ts';
import { scaledUp, wrapped } from './js-arithmetic.ts';
import { converted as convertedParts, nestedCast, type PartCode } from './js-cast-nested.ts';
import { type Built, type Code, strict } from './js-code.ts';
import type { Compile } from './to-js.ts';

/** The code of a conversion. */
export function castCode(compile: Compile, expression: TypedCast): Code {
  const operand = compile.node(expression.operand);
  const from = expression.operand.type;
  const to = expression.type;
  if (isSameCarrier(from, to)) return operand;
  return strict(compile.names, [operand], ([value]) => {
    if (value === undefined) throw new Error('bug: CAST has an operand');
    if (!isComposite(from)) return converted(value.value, from, to, expression.safe);
    const parts: PartCode = {
      names: compile.names,
      convert: (part, partFrom, partTo) => {
        if (isSameCarrier(partFrom, partTo)) return part;
        if (isComposite(partFrom)) return convertedParts(parts, part, partFrom, partTo);
        return converted(part, partFrom, partTo, false).value;
      },
    };
    const built = nestedCast(parts, value.value, { from, to, safe: expression.safe });
    return isText(to) ? { ...built, value: sized(built.value, to) } : built;
  });
}

const INTEGER_BITS = { TINYINT: 8, SMALLINT: 16, INT: 32, BIGINT: 64 } as const;

function isSameCarrier(from: DataType, to: DataType): boolean {
  if (isInteger(from) && isInteger(to)) return bitsOf(from) <= bitsOf(to);
  if (from.kind === 'DECIMAL' && to.kind === 'DECIMAL') {
    return from.scale === to.scale && from.precision <= to.precision;
  }
  if (to.kind === 'DOUBLE')
    return from.kind === 'FLOAT' || from.kind === 'DOUBLE' || (isInteger(from) && bitsOf(from) < 64);
  if (isMoment(from) && isMoment(to))
    return isNanos(from) === isNanos(to) && precisionOf(from) <= precisionOf(to);
  if (from.kind === 'TIME' && to.kind === 'TIME') return from.precision <= to.precision;
  if (isText(from) && isText(to))
    return (
      to.kind === 'STRING' || (to.kind === 'VARCHAR' && maxLength(from) <= to.length) || sameType(from, to)
    );
  if (isBytes(from) && isBytes(to)) {
    return (
      sameType(from, to) || to.kind === 'BYTES' || (to.kind === 'VARBINARY' && maxLength(from) <= to.length)
    );
  }
  if (isComposite(from)) return areSameParts(from, to);
  return from.kind === to.kind && from.kind !== 'DECIMAL';
}

/** Collections whose parts are carried alike need no conversion, whatever their fields are called. */
function areSameParts(from: DataType, to: DataType): boolean {
  if ((from.kind === 'ARRAY' && to.kind === 'ARRAY') || (from.kind === 'MULTISET' && to.kind === 'MULTISET'))
    return isSameCarrier(from.element.type, to.element.type);
  if (from.kind === 'MAP' && to.kind === 'MAP')
    return isSameCarrier(from.key.type, to.key.type) && isSameCarrier(from.value.type, to.value.type);
  if (from.kind !== 'ROW' || to.kind !== 'ROW') return false;
  return from.fields.every((field, index) =>
    isSameCarrier(field.type, to.fields[index]?.type ?? { kind: 'NULL' }),
  );
}

function maxLength(type: DataType): number {
  return 'length' in type ? type.length : Infinity;
}

function bitsOf(type: DataType): number {
  return type.kind in INTEGER_BITS ? INTEGER_BITS[integerKind(type)] : 0;
}

function integerKind(type: DataType): keyof typeof INTEGER_BITS {
  if (type.kind === 'TINYINT' || type.kind === 'SMALLINT' || type.kind === 'INT') return type.kind;
  return 'BIGINT';
}

function isMoment(type: DataType): boolean {
  return type.kind === 'TIMESTAMP' || type.kind === 'TIMESTAMP_LTZ';
}

function precisionOf(type: DataType): number {
  return type.kind === 'TIMESTAMP' || type.kind === 'TIMESTAMP_LTZ' ? type.precision : 3;
}

function converted(value: Js, from: DataType, to: DataType, safe: boolean): Built {
  if (isBytes(to))
    return { value: sizedBytes(isText(from) ? js`${helper('encodeUtf8')}(${value})` : value, to) };
  if (isText(from)) return fromText(value, to, safe);
  if (from.kind === 'BOOLEAN') return fromBoolean(value, to);
  switch (to.kind) {
    case 'STRING':
    case 'VARCHAR':
    case 'CHAR':
      return { value: sized(toText(value, from), to) };
    case 'BOOLEAN':
      return { value: js`(${value} !== 0)` };
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
      return { value: toInteger(value, from, to) };
    case 'BIGINT':
      return { value: toBigint(value, from) };
    case 'DECIMAL':
      return toDecimal(value, from, to);
    case 'FLOAT':
      return { value: toFloat(value, from) };
    case 'DOUBLE':
      return { value: toDouble(value, from) };
    case 'INTERVAL_DAY':
    case 'INTERVAL_MONTH':
      return { value: from.kind === 'BIGINT' ? js`Number(${value})` : value };
    default:
      return { value: toMoment(value, from, to) };
  }
}

const TEXT_TARGETS = {
  BOOLEAN: 'Boolean',
  FLOAT: 'Float',
  DOUBLE: 'Double',
  DATE: 'Date',
} as const;

function fromText(value: Js, to: DataType, safe: boolean): Built {
  const fallible = !safe;
  const maybeNull = safe;
  switch (to.kind) {
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT': {
      const name = safe ? helper('tryTextToInteger') : helper('textToInteger');
      return { value: js`${name}(${value}, ${INTEGER_BITS[to.kind]})`, fallible, maybeNull };
    }
    case 'DECIMAL': {
      const name = safe ? helper('tryTextToDecimal') : helper('textToDecimal');
      return { value: js`${name}(${value}, ${to.precision}, ${to.scale})`, fallible, maybeNull };
    }
    case 'TIME': {
      const name = safe ? helper('tryTextToTime') : helper('textToTime');
      return { value: js`${name}(${value}, ${to.precision})`, fallible, maybeNull };
    }
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ': {
      const name = safe ? helper('tryTextToTimestamp') : helper('textToTimestamp');
      return { value: js`${name}(${value}, ${to.precision})`, fallible, maybeNull };
    }
    case 'BOOLEAN':
    case 'FLOAT':
    case 'DOUBLE':
    case 'DATE': {
      const name = helper(`${safe ? 'tryTextTo' : 'textTo'}${TEXT_TARGETS[to.kind]}`);
      return { value: js`${name}(${value})`, fallible, maybeNull };
    }
    default:
      return { value: sized(value, to) };
  }
}

/** Text brought to the length of its type: cut, for CHAR padded with blanks. */
function sized(text: Js, to: DataType): Js {
  if (to.kind === 'CHAR') return js`${helper('padText')}(${text}, ${to.length})`;
  return to.kind === 'VARCHAR' ? js`${helper('cutText')}(${text}, ${to.length})` : text;
}

/** Bytes brought to the length of their type: cut, for BINARY padded with zeros. */
function sizedBytes(bytes: Js, to: DataType): Js {
  if (to.kind === 'BINARY') return js`${helper('padBytes')}(${bytes}, ${to.length})`;
  return to.kind === 'VARBINARY' ? js`${helper('cutBytes')}(${bytes}, ${to.length})` : bytes;
}

function fromBoolean(value: Js, to: DataType): Built {
  if (isText(to)) return { value: sized(js`${helper('booleanToText')}(${value})`, to) };
  const digit = js`(${value} ? 1 : 0)`;
  // A DECIMAL without a digit before the point cannot hold 1.
  return to.kind === 'DECIMAL'
    ? toDecimal(digit, { kind: 'DECIMAL', precision: 1, scale: 0 }, to)
    : { value: digit };
}

function toText(value: Js, from: DataType): Js {
  if (isBytes(from)) return js`${helper('decodeUtf8')}(${value})`;
  switch (from.kind) {
    case 'DECIMAL':
      return js`${helper('decimalToText')}(${value}, ${from.scale})`;
    case 'DOUBLE':
      return js`${helper('doubleToText')}(${value})`;
    case 'FLOAT':
      return js`${helper('floatToText')}(${value})`;
    case 'DATE':
      return js`${helper('dateToText')}(${value})`;
    case 'TIME':
      return js`${helper('timeToText')}(${value}, ${from.precision})`;
    case 'INTERVAL_DAY':
      return js`${helper('dayIntervalToText')}(${value})`;
    case 'INTERVAL_MONTH':
      return js`${helper('monthIntervalToText')}(${value})`;
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return js`${helper(isNanos(from) ? 'nanosToText' : 'timestampToText')}(${value}, ${from.precision})`;
    default:
      return js`${helper('integerToText')}(${value})`;
  }
}

function toInteger(value: Js, from: DataType, to: DataType): Js {
  if (from.kind === 'DECIMAL') return wrapped(to, js`${helper('decimalToInt')}(${value}, ${from.scale})`);
  if (from.kind === 'BIGINT') return wrapped(to, js`${helper('bigintToInt')}(${value})`);
  if (from.kind === 'DOUBLE' || from.kind === 'FLOAT') {
    const whole = js`${helper('doubleToInt')}(${value})`;
    return to.kind === 'INT' ? whole : wrapped(to, whole);
  }
  return wrapped(to, value);
}

function toBigint(value: Js, from: DataType): Js {
  return from.kind === 'DECIMAL'
    ? js`${helper('decimalToBigint')}(${value}, ${from.scale})`
    : js`${helper('doubleToBigint')}(${value})`;
}

function toDecimal(value: Js, from: DataType, to: Decimal): Built {
  const exact = asDecimal(from);
  if (exact === undefined) {
    const text = js`${helper('doubleToDecimal')}(${value}, ${to.precision}, ${to.scale})`;
    return { value: text, maybeNull: true, fallible: castMayFail(from, to) };
  }
  const fits = to.precision - to.scale >= exact.precision - exact.scale && to.scale >= exact.scale;
  if (fits) return { value: scaledUp(value, to.scale - exact.scale) };
  return {
    value: js`${helper('fitDecimal')}(${value}, ${exact.scale}, ${to.precision}, ${to.scale})`,
    maybeNull: true,
  };
}

function toFloat(value: Js, from: DataType): Js {
  if (from.kind === 'DECIMAL') return js`Math.fround(${helper('decimalToDouble')}(${value}, ${from.scale}))`;
  return from.kind === 'BIGINT' ? js`${helper('bigintToFloat')}(${value})` : js`Math.fround(${value})`;
}

function toDouble(value: Js, from: DataType): Js {
  return from.kind === 'DECIMAL'
    ? js`${helper('decimalToDouble')}(${value}, ${from.scale})`
    : js`Number(${value})`;
}

/** Between DATE, TIME and TIMESTAMP, by way of epoch milliseconds unless both sides count nanoseconds. */
function toMoment(value: Js, from: DataType, to: DataType): Js {
  if (isNanos(from) && isNanos(to))
    return js`${helper('cutNanos')}(${value}, ${10 ** (9 - precisionOf(to))})`;
  const ms = toMs(value, from);
  if (to.kind === 'DATE') return js`Math.floor(${ms} / 86400000)`;
  if (to.kind === 'TIME') {
    const clock = from.kind === 'TIME' ? ms : js`${helper('wrapTime')}(${ms})`;
    return to.precision === 3 ? clock : js`${helper('cutFraction')}(${clock}, ${10 ** (3 - to.precision)})`;
  }
  if (isNanos(to)) return js`${helper('msToNanos')}(${ms})`;
  const isWhole =
    from.kind === 'DATE' || (from.kind !== 'TIME' && !isNanos(from) && precisionOf(from) <= precisionOf(to));
  if (isWhole || precisionOf(to) === 3) return ms;
  return js`${helper('cutFraction')}(${ms}, ${10 ** (3 - precisionOf(to))})`;
}

/** A moment as epoch milliseconds, a TIME as milliseconds of the day. */
export function toMs(value: Js, from: DataType): Js {
  if (from.kind === 'DATE') return js`(${value} * 86400000)`;
  return isNanos(from) ? js`${helper('nanosToMs')}(${value})` : value;
}
