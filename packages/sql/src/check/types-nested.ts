// Types with parts, and bytes: what two of them have in common, and which compare although they are not the same.

import {
  type DataType,
  type ElementType,
  isBytes,
  isComposite,
  isText,
  sameType,
} from '@weir/shared/data-type';

type Common = (a: DataType, b: DataType) => DataType | undefined;

/**
 * The common type of two types of which one has parts or is of bytes: part by part, fields by their place.
 *
 * @param common  The rule for the parts.
 */
export function commonNested(a: DataType, b: DataType, common: Common): DataType | undefined {
  if (isBytes(a) && isBytes(b)) return commonBytes(a, b);
  if (a.kind === 'ARRAY' && b.kind === 'ARRAY') return collectionOf('ARRAY', a.element, b.element, common);
  if (a.kind === 'MULTISET' && b.kind === 'MULTISET')
    return collectionOf('MULTISET', a.element, b.element, common);
  if (a.kind === 'MAP' && b.kind === 'MAP') {
    const key = commonElement(a.key, b.key, common);
    const value = commonElement(a.value, b.value, common);
    return key === undefined || value === undefined ? undefined : { kind: 'MAP', key, value };
  }
  if (a.kind !== 'ROW' || b.kind !== 'ROW' || a.fields.length !== b.fields.length) return undefined;
  const fields = a.fields.flatMap((field, index) => {
    const other = b.fields[index];
    const element = other === undefined ? undefined : commonElement(field, other, common);
    return element === undefined ? [] : [{ name: field.name, ...element }];
  });
  return fields.length < a.fields.length ? undefined : { kind: 'ROW', fields };
}

function collectionOf(
  kind: 'ARRAY' | 'MULTISET',
  a: ElementType,
  b: ElementType,
  common: Common,
): DataType | undefined {
  const element = commonElement(a, b, common);
  return element === undefined ? undefined : { kind, element };
}

function commonElement(a: ElementType, b: ElementType, common: Common): ElementType | undefined {
  const type = common(a.type, b.type);
  return type === undefined ? undefined : { type, nullable: a.nullable || b.nullable };
}

/** Two BINARY of one length stay so, else the longer length as VARBINARY; BYTES has no length. */
function commonBytes(a: DataType, b: DataType): DataType {
  if (sameType(a, b)) return a;
  const length = Math.max(...[a, b].map((type) => ('length' in type ? type.length : Infinity)));
  return length === Infinity ? { kind: 'BYTES' } : { kind: 'VARBINARY', length };
}

/** True when values of both types can be equal as they are: the same but for NULLs inside, lengths and names of fields. */
export function isAlike(a: DataType, b: DataType): boolean {
  if (isText(a) && isText(b)) return true;
  if (isBytes(a) && isBytes(b)) return true;
  if (a.kind !== b.kind) return false;
  if ((a.kind === 'ARRAY' && b.kind === 'ARRAY') || (a.kind === 'MULTISET' && b.kind === 'MULTISET'))
    return isAlike(a.element.type, b.element.type);
  if (a.kind === 'MAP' && b.kind === 'MAP')
    return isAlike(a.key.type, b.key.type) && isAlike(a.value.type, b.value.type);
  if (a.kind !== 'ROW' || b.kind !== 'ROW') return sameType(a, b);
  return (
    a.fields.length === b.fields.length &&
    a.fields.every((field, index) => isAlike(field.type, b.fields[index]?.type ?? { kind: 'NULL' }))
  );
}

/** True for the types whose values are objects: equal by what they hold, never by identity. */
export function isDeep(type: DataType): boolean {
  return isComposite(type) || isBytes(type);
}

/** True for a type that is or holds a MAP or MULTISET: equal ones can be stored differently, so it is no key. */
export function holdsMap(type: DataType): boolean {
  switch (type.kind) {
    case 'MAP':
    case 'MULTISET':
      return true;
    case 'ARRAY':
      return holdsMap(type.element.type);
    case 'ROW':
      return type.fields.some((field) => holdsMap(field.type));
    default:
      return false;
  }
}

/** True for a ROW with a field that can be NULL at any depth: Flink then declares its comparisons nullable. */
export function hasNullableField(type: DataType): boolean {
  return type.kind === 'ROW' && type.fields.some((field) => field.nullable || hasNullableField(field.type));
}
