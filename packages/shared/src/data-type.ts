// The SQL types a column can have, and the way each is carried through generated JavaScript.

/**
 * A SQL type without nullability. `precision` and `scale` count decimal digits, of TIME and TIMESTAMP the digits of the
 * fraction of a second, `length` characters (CHAR, VARCHAR) or bytes (BINARY, VARBINARY). STRING and BYTES are the
 * unbounded VARCHAR and VARBINARY.
 */
export type DataType =
  | { readonly kind: 'BOOLEAN' | 'TINYINT' | 'SMALLINT' | 'INT' | 'BIGINT' | 'FLOAT' | 'DOUBLE' }
  | { readonly kind: 'DECIMAL'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'STRING' | 'BYTES' | 'DATE' }
  | { readonly kind: 'CHAR' | 'VARCHAR' | 'BINARY' | 'VARBINARY'; readonly length: number }
  | { readonly kind: 'TIME'; readonly precision: number }
  | { readonly kind: 'TIMESTAMP' | 'TIMESTAMP_LTZ'; readonly precision: number }
  | { readonly kind: 'INTERVAL_DAY' | 'INTERVAL_MONTH' }
  | { readonly kind: 'ARRAY'; readonly element: ElementType }
  | { readonly kind: 'MULTISET'; readonly element: ElementType }
  | { readonly kind: 'MAP'; readonly key: ElementType; readonly value: ElementType }
  | { readonly kind: 'ROW'; readonly fields: readonly Column[] }
  | { readonly kind: 'NULL' };

/** The name of a type without its parameters. */
export type TypeKind = DataType['kind'];

/** The type of what a collection holds. */
export type ElementType = { readonly type: DataType; readonly nullable: boolean };

/** A column of a stream or a field of a ROW: a name, a type and whether NULL can occur. */
export type Column = { readonly name: string; readonly type: DataType; readonly nullable: boolean };

/**
 * A value as generated code carries it. NULL is `null`.
 *
 * BOOLEAN boolean · TINYINT, SMALLINT, INT, FLOAT, DOUBLE number · text types string · DATE days since 1970 ·
 * TIME milliseconds of the day · TIMESTAMP and TIMESTAMP_LTZ to 3 digits epoch milliseconds, beyond 3 digits epoch
 * nanoseconds · INTERVAL_DAY milliseconds · INTERVAL_MONTH months · byte types Uint8Array · ARRAY an array · ROW an array
 * of its fields · MAP a Map · MULTISET a Map to counts. BIGINT, DECIMAL as its unscaled integer and nanoseconds are a
 * number while the integer is safe (|x| <= 2^53 - 1) and a bigint beyond, never both: so `===` compares them.
 * Collections and bytes are never changed once made.
 */
export type Value =
  | boolean
  | number
  | bigint
  | string
  | null
  | Uint8Array
  | readonly Value[]
  | ReadonlyMap<Value, Value>;

/** How a column is stored in a batch: Float64Array, Float64Array with a side array for bigints, or a plain array. */
export type Carrier = 'float' | 'wide' | 'reference';

/** The storage of a type in a batch. Booleans are plain values. */
export function carrierOf(type: DataType): Carrier {
  switch (type.kind) {
    case 'BIGINT':
    case 'DECIMAL':
      return 'wide';
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return isNanos(type) ? 'wide' : 'float';
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'FLOAT':
    case 'DOUBLE':
    case 'DATE':
    case 'TIME':
    case 'INTERVAL_DAY':
    case 'INTERVAL_MONTH':
      return 'float';
    default:
      return 'reference';
  }
}

/** True for CHAR, VARCHAR and STRING. */
export function isText(type: DataType): boolean {
  return type.kind === 'STRING' || type.kind === 'VARCHAR' || type.kind === 'CHAR';
}

/** True for BINARY, VARBINARY and BYTES. */
export function isBytes(type: DataType): boolean {
  return type.kind === 'BYTES' || type.kind === 'VARBINARY' || type.kind === 'BINARY';
}

/** True for ARRAY, MULTISET, MAP and ROW. */
export function isComposite(type: DataType): boolean {
  return type.kind === 'ARRAY' || type.kind === 'MULTISET' || type.kind === 'MAP' || type.kind === 'ROW';
}

/** True for a TIMESTAMP or TIMESTAMP_LTZ of more than 3 digits, which is carried in nanoseconds. */
export function isNanos(type: DataType): boolean {
  return (type.kind === 'TIMESTAMP' || type.kind === 'TIMESTAMP_LTZ') && type.precision > 3;
}

/** The type as SQL writes it, for people and for Flink: `DECIMAL(10, 2)`, `ARRAY<INT NOT NULL>`. */
export function typeText(type: DataType): string {
  switch (type.kind) {
    case 'DECIMAL':
      return `DECIMAL(${type.precision}, ${type.scale})`;
    case 'CHAR':
    case 'VARCHAR':
    case 'BINARY':
    case 'VARBINARY':
      return `${type.kind}(${type.length})`;
    case 'TIME':
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return `${type.kind}(${type.precision})`;
    case 'INTERVAL_DAY':
      return 'INTERVAL DAY TO SECOND';
    case 'INTERVAL_MONTH':
      return 'INTERVAL YEAR TO MONTH';
    case 'ARRAY':
    case 'MULTISET':
      return `${type.kind}<${elementText(type.element)}>`;
    case 'MAP':
      return `MAP<${elementText(type.key)}, ${elementText(type.value)}>`;
    case 'ROW':
      return `ROW<${type.fields.map((field) => `${fieldName(field.name)} ${elementText(field)}`).join(', ')}>`;
    default:
      return type.kind;
  }
}

/** The type with its nullability: `INT NOT NULL`. */
export function elementText({ type, nullable }: ElementType): string {
  return nullable ? typeText(type) : `${typeText(type)} NOT NULL`;
}

function fieldName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** True when both types are the same, parameters included. */
export function sameType(a: DataType, b: DataType): boolean {
  if (a === b) return true;
  return a.kind === b.kind && typeText(a) === typeText(b);
}

/** True for the types that can be an event time. */
export function isEventTime(type: DataType): boolean {
  return (type.kind === 'TIMESTAMP' || type.kind === 'TIMESTAMP_LTZ') && type.precision <= 3;
}
