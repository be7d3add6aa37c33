// Any value of a type, where the edges of scope.ts have been tried: all bits of numbers, text of digits and signs.

import type { DataType, Value } from '@weir/shared/data-type';
import type { Random } from './random.ts';

const DAY_MS = 86_400_000;
const FIRST_DAY = -719_162;
const LAST_DAY = 2_932_896;
const CHARACTERS = [...'0123456789.-+:eE aAbzß%_\\😀é\u2028'];

/** A value of a type; collections hold a few. */
export function randomValue(random: Random, type: DataType): Value {
  switch (type.kind) {
    case 'BOOLEAN':
      return random.percent(50);
    case 'TINYINT':
      return random.below(256) - 128;
    case 'SMALLINT':
      return random.below(65_536) - 32_768;
    case 'INT':
      return random.below(2 ** 32) - 2 ** 31;
    case 'BIGINT':
      return narrowed(BigInt.asIntN(64, bits(random)) >> BigInt(random.below(64)));
    case 'FLOAT':
      return Math.fround(double(random));
    case 'DOUBLE':
      return double(random);
    case 'DECIMAL':
      return decimal(random, type.precision);
    case 'DATE':
      return FIRST_DAY + random.below(LAST_DAY - FIRST_DAY + 1);
    case 'TIME':
      return cut(random.below(DAY_MS), type.precision);
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return timestamp(random, type.precision);
    default:
      return collection(random, type);
  }
}

function collection(random: Random, type: DataType): Value {
  const part = (of: { readonly type: DataType; readonly nullable: boolean }): Value =>
    of.nullable && random.percent(20) ? null : randomValue(random, of.type);
  switch (type.kind) {
    case 'ARRAY':
      return several(random, () => part(type.element));
    case 'ROW':
      return type.fields.map(part);
    case 'MAP':
      return new Map(several(random, () => [part(type.key), part(type.value)] as const));
    case 'BYTES':
      return Uint8Array.from(several(random, () => random.below(128)));
    default:
      return text(random, type);
  }
}

function several<Item>(random: Random, make: () => Item): Item[] {
  return Array.from({ length: random.below(6) }, make);
}

function text(random: Random, type: DataType): string {
  const most = 'length' in type ? type.length : 12;
  const length = type.kind === 'CHAR' ? most : random.below(most + 1);
  return Array.from({ length }, () => random.pick(CHARACTERS)).join('');
}

function bits(random: Random): bigint {
  return BigInt(random.below(2 ** 32)) * 2n ** 32n + BigInt(random.below(2 ** 32));
}

/** Half of them of everyday size, half any bits but those of NaN. */
function double(random: Random): number {
  if (random.percent(50)) return (random.below(2 ** 32) - 2 ** 31) / 10 ** random.below(12);
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits(random));
  const value = view.getFloat64(0);
  return Number.isNaN(value) ? 0 : value;
}

function decimal(random: Random, precision: number): number | bigint {
  const digits = Array.from({ length: 1 + random.below(precision) }, () => random.below(10)).join('');
  return narrowed(random.percent(50) ? BigInt(digits) : -BigInt(digits));
}

function timestamp(random: Random, precision: number): number | bigint {
  const ms = (FIRST_DAY + random.below(LAST_DAY - FIRST_DAY + 1)) * DAY_MS + random.below(DAY_MS);
  if (precision <= 3) return cut(ms, precision);
  const unit = 10 ** (9 - precision);
  return narrowed(BigInt(ms) * 1_000_000n + BigInt(random.below(1_000_000 / unit) * unit));
}

function cut(ms: number, precision: number): number {
  const unit = 10 ** (3 - precision);
  return Math.floor(ms / unit) * unit;
}

function narrowed(value: bigint): number | bigint {
  const size = value < 0n ? -value : value;
  return size < 2n ** 53n ? Number(value) : value;
}
