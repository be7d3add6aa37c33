// Values of goldens: from their JSON form to our carriers, and the comparison of what we computed with what they say.

import { type DataType, type ElementType, isNanos, type Value } from '@weir/shared/data-type';
import { parseElementType } from '@weir/shared/parse-data-type';
import { DAY_MS, daysFromCivil } from '@weir/sql/civil';
import { narrow } from '@weir/sql/decimal';
import { formatValue, parseValue } from '@weir/sql/values';

/** The type that a golden names, or `undefined` when there is none such. */
export function goldenType(text: string): ElementType | undefined {
  const nullable = !text.endsWith(' NOT NULL');
  const plain = text.replace(/ NOT NULL$/, '');
  if (/^INTERVAL(_YEAR_MONTH| YEAR| MONTH)/.test(plain))
    return { type: { kind: 'INTERVAL_MONTH' }, nullable };
  if (plain.startsWith('INTERVAL')) return { type: { kind: 'INTERVAL_DAY' }, nullable };
  return parseElementType(text);
}

/** A value of a golden as a carrier; `undefined` when it cannot be one. */
export function goldenValue(json: unknown, type: DataType): Value | undefined {
  if (json === null || json === undefined) return null;
  if (typeof json === 'boolean') return json;
  if (typeof json === 'number') return json;
  if (typeof json === 'string') return textValue(json, type);
  if (type.kind === 'ARRAY' && Array.isArray(json)) {
    const items = json.map((item: unknown) => goldenValue(item, type.element.type));
    const present = items.filter((item) => item !== undefined);
    return present.length < items.length ? undefined : present;
  }
  return parseValue(JSON.stringify(json), type);
}

function textValue(text: string, type: DataType): Value | undefined {
  switch (type.kind) {
    case 'DOUBLE':
      return Number(text);
    case 'FLOAT':
      return Math.fround(Number(text));
    case 'DATE':
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return moment(text, type);
    default:
      return parseValue(text, type);
  }
}

/** Dates and timestamps of any year: past 9999 with a plus sign, before 0 with a minus sign. */
function moment(text: string, type: DataType): Value | undefined {
  const match = /^([+-]?\d{4,9})-(\d{2})-(\d{2})(?: (\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?)?Z?$/.exec(text);
  if (match === null) return undefined;
  const days = daysFromCivil(Number(match[1]), Number(match[2]), Number(match[3]));
  if (type.kind === 'DATE') return days;
  const seconds = (Number(match[4] ?? 0) * 60 + Number(match[5] ?? 0)) * 60 + Number(match[6] ?? 0);
  const fraction = (match[7] ?? '').padEnd(9, '0');
  const ms = days * DAY_MS + seconds * 1000 + Number(fraction.slice(0, 3));
  return isNanos(type) ? narrow(BigInt(ms) * 1_000_000n + BigInt(fraction.slice(3))) : ms;
}

/** True when our value is what the golden says, as exactly as its tolerance asks. */
export function matches(json: unknown, value: Value, type: DataType, tolerance: string | undefined): boolean {
  if (json === null || json === undefined || value === null) return (json ?? null) === null && value === null;
  if (tolerance === 'json') return sameJson(text(json), text(value));
  if (type.kind === 'ARRAY' && Array.isArray(json) && Array.isArray(value)) {
    return matchesList(json, value, type.element.type, tolerance);
  }
  if (type.kind === 'ROW' || type.kind === 'MAP' || type.kind === 'MULTISET') {
    return sameObject(json, formatValue(value, type));
  }
  if (value instanceof Uint8Array) return json === formatValue(value, type);
  const wanted = goldenValue(json, type);
  if (wanted === undefined) return json === formatValue(value, type);
  return Object.is(wanted, value) || withinTolerance(tolerance, wanted, value);
}

function matchesList(
  json: readonly unknown[],
  value: readonly Value[],
  element: DataType,
  tolerance: string | undefined,
): boolean {
  if (json.length !== value.length) return false;
  if (tolerance !== 'unordered')
    return json.every((item, index) => matches(item, value[index] ?? null, element, tolerance));
  const rest = [...value];
  return json.every((item) => {
    const found = rest.findIndex((candidate) => matches(item, candidate, element, undefined));
    if (found >= 0) rest.splice(found, 1);
    return found >= 0;
  });
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Numbers by value, objects without regard to the order of keys. */
function sameJson(a: string, b: string): boolean {
  try {
    return same(JSON.parse(a), JSON.parse(b));
  } catch {
    return a === b;
  }
}

function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return Object.is(a, b) || a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a);
  const right = new Map(Object.entries(b));
  return (
    left.length === right.size && left.every(([key, value]) => right.has(key) && same(value, right.get(key)))
  );
}

/** Fields of a ROW or MAP: numbers of goldens may be text, so leaves are compared as text or as numbers. */
function sameObject(json: unknown, ours: unknown): boolean {
  if (typeof json !== 'object' || typeof ours !== 'object' || json === null || ours === null) {
    if (typeof json === 'string' && typeof ours === 'number') return Object.is(Number(json), ours);
    return json === ours || (json === undefined && ours === null);
  }
  const left = Object.entries(json);
  const right = new Map<string, unknown>(Object.entries(ours));
  return left.length === right.size && left.every(([key, value]) => sameObject(value, right.get(key)));
}

function withinTolerance(tolerance: string | undefined, wanted: Value, value: Value): boolean {
  switch (tolerance) {
    case 'utf16-order':
      return true;
    case 'lone-surrogate':
      return String(value).replaceAll(/\p{Surrogate}/gu, '?') === wanted;
    case 'double-text':
      return Number(wanted) === Number(value) || Math.fround(Number(wanted)) === Math.fround(Number(value));
  }
  if (typeof wanted !== 'number' || typeof value !== 'number') return false;
  if (tolerance === 'ulp2') return Math.abs(wanted - value) <= 2 * ulp(wanted);
  if (tolerance === 'rel1e-12') return close(wanted, value, 1e-12);
  return tolerance === 'rel1e-6' && close(wanted, value, 1e-6);
}

function close(wanted: number, value: number, relative: number): boolean {
  return Math.abs(wanted - value) <= relative * Math.abs(wanted);
}

/** The distance to the next larger double. */
function ulp(value: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(value));
  const bits = view.getBigUint64(0);
  view.setBigUint64(0, bits + 1n);
  return view.getFloat64(0) - Math.abs(value);
}
