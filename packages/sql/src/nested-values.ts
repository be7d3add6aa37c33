// Collections as JSON: lists for ARRAY, objects for ROW, objects by the text of the key for MAP and MULTISET.

import { type DataType, type ElementType, isText, type Value } from '@weir/shared/data-type';
import { isInteger } from './check/types.ts';
import { parseNumeral, pow10 } from './decimal.ts';

/** What JSON can hold. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

type Nested = readonly Value[] | ReadonlyMap<Value, Value>;
type Format = (value: Value, type: DataType) => JsonValue;
type Text = (value: Value, type: DataType) => string;
type Parse = (text: string, type: DataType) => Value | undefined;

const BIGINT: ElementType = { type: { kind: 'BIGINT' }, nullable: false };

/** The JSON form of a collection; `format` gives that of its parts. */
export function formatNested(value: Nested, type: DataType, format: Format): JsonValue {
  if (type.kind === 'ARRAY' && Array.isArray(value))
    return value.map((item: Value) => format(item, type.element.type));
  const entries = entriesOf(value, type, format).map(
    (part) => [part.name, format(part.value, part.type)] as const,
  );
  return Object.fromEntries(entries);
}

/** The JSON text of a collection with exact numbers; `text` gives that of its parts, `format` the form of keys. */
export function nestedText(value: Nested, type: DataType, text: Text, format: Format): string {
  if (type.kind === 'ARRAY' && Array.isArray(value)) {
    return `[${value.map((item: Value) => text(item, type.element.type)).join(',')}]`;
  }
  const entries = entriesOf(value, type, format);
  return `{${entries.map((part) => `${JSON.stringify(part.name)}:${text(part.value, part.type)}`).join(',')}}`;
}

type Part = { readonly name: string; readonly value: Value; readonly type: DataType };

function entriesOf(value: Nested, type: DataType, format: Format): readonly Part[] {
  if (type.kind === 'ROW' && Array.isArray(value)) {
    const fields: readonly Value[] = value;
    return type.fields.map((field, index) => ({
      name: field.name,
      value: fields[index] ?? null,
      type: field.type,
    }));
  }
  const kinds = mapTypes(type);
  if (kinds === undefined || !(value instanceof Map)) throw new Error('bug: the value is not of its type');
  const pairs: ReadonlyMap<Value, Value> = value;
  return [...pairs].map(([key, item]) => ({
    name: keyText(key, kinds.key.type, format),
    value: item,
    type: kinds.value.type,
  }));
}

function mapTypes(type: DataType): { readonly key: ElementType; readonly value: ElementType } | undefined {
  if (type.kind === 'MAP') return type;
  return type.kind === 'MULTISET' ? { key: type.element, value: BIGINT } : undefined;
}

function keyText(key: Value, type: DataType, format: Format): string {
  if (key === null) return 'null';
  const form = format(key, type);
  return typeof form === 'string' ? form : JSON.stringify(form);
}

/**
 * A collection from JSON text; `parse` reads its parts.
 *
 * @returns `undefined` when the text is no JSON or does not have the shape of the type.
 */
export function parseNested(text: string, type: DataType, parse: Parse): Value | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text, (_, value: unknown, context?: { readonly source?: string }) =>
      typeof value === 'number' && context?.source !== undefined ? new Numeral(context.source) : value,
    );
  } catch {
    return undefined;
  }
  return fromJson(parsed, type, parse);
}

/** The text of a number in JSON: digits beyond 2^53 must not be lost. */
class Numeral {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A value of the type from parsed JSON whose numbers are `Numeral`s; `undefined` when it does not fit. */
function fromJson(json: unknown, type: DataType, parse: Parse): Value | undefined {
  if (json === null || json === undefined) return null;
  if (type.kind === 'ARRAY')
    return Array.isArray(json) ? all(json.map((item) => element(item, type.element, parse))) : undefined;
  if (type.kind === 'ROW' || type.kind === 'MAP' || type.kind === 'MULTISET') {
    if (typeof json !== 'object' || Array.isArray(json) || json instanceof Numeral) return undefined;
    return fromObject(new Map(Object.entries(json)), type, parse);
  }
  if (json instanceof Numeral) return fromNumeral(json.text, type, parse);
  if (typeof json === 'boolean')
    return type.kind === 'BOOLEAN' ? json : isText(type) ? String(json) : undefined;
  return typeof json === 'string' ? parse(json, type) : undefined;
}

/** Text takes the number as it is written; integers take whole numbers however they are written, as in columns. */
function fromNumeral(text: string, type: DataType, parse: Parse): Value | undefined {
  if (isText(type)) return text;
  if (!isPlainNumber(type)) return undefined;
  return parse(text, type) ?? (isInteger(type) ? wholeNumber(text, type, parse) : undefined);
}

function wholeNumber(text: string, type: DataType, parse: Parse): Value | undefined {
  const numeral = parseNumeral(text);
  if (numeral === undefined) return undefined;
  const unit = pow10(numeral.scale);
  return numeral.unscaled % unit === 0n ? parse(String(numeral.unscaled / unit), type) : undefined;
}

function isPlainNumber(type: DataType): boolean {
  return type.kind !== 'BOOLEAN' && type.kind !== 'DATE' && type.kind !== 'TIME';
}

function element(json: unknown, { type, nullable }: ElementType, parse: Parse): Value | undefined {
  const value = fromJson(json, type, parse);
  return value === null && !nullable ? undefined : value;
}

function all(values: readonly (Value | undefined)[]): readonly Value[] | undefined {
  const present = values.filter((value) => value !== undefined);
  return present.length < values.length ? undefined : present;
}

function fromObject(
  json: ReadonlyMap<string, unknown>,
  type: Extract<
    DataType,
    { readonly kind: 'ROW' } | { readonly kind: 'MAP' } | { readonly kind: 'MULTISET' }
  >,
  parse: Parse,
): Value | undefined {
  if (type.kind === 'ROW')
    return all(type.fields.map((field) => element(json.get(field.name), field, parse)));
  const kinds = mapTypes(type);
  if (kinds === undefined) return undefined;
  const result = new Map<Value, Value>();
  for (const [name, item] of json) {
    const key = parse(name, kinds.key.type);
    const value = element(item, kinds.value, parse);
    if (key === undefined || value === undefined) return undefined;
    result.set(key, value);
  }
  return result;
}
