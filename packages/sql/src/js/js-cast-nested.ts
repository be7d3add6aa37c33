// Code of conversions of collections: part by part, with the code of the conversions of their parts.

import { type DataType, type ElementType, isText } from '@weir/shared/data-type';
import { helper, type Js, joinJs, js } from '@weir/shared/fragment';
import { castMayFail } from '../check/check-cast.ts';
import { STRING } from '../check/types.ts';
import { type Built, call, type Names, temporary } from './js-code.ts';

/** What makes code for the parts: the names of parameters, and the conversion of one value that is not NULL. */
export type PartCode = {
  readonly names: Names;
  readonly convert: (value: Js, from: DataType, to: DataType) => Js;
};

/** The code of a conversion from a collection; `safe` is TRY_CAST. */
export function nestedCast(
  parts: PartCode,
  value: Js,
  { from, to, safe }: { readonly from: DataType; readonly to: DataType; readonly safe: boolean },
): Built {
  const fallible = castMayFail(from, to);
  const code = converted(parts, value, from, to);
  if (!safe || !fallible) return { value: code, fallible };
  return { value: js`${helper('orNull')}(() => ${code})`, maybeNull: true };
}

/** A value that is not NULL converted to a type of its kind, or to text. */
export function converted(parts: PartCode, value: Js, from: DataType, to: DataType): Js {
  if (isText(to)) return collectionText(parts, value, from);
  if (
    (from.kind === 'ARRAY' && to.kind === 'ARRAY') ||
    (from.kind === 'MULTISET' && to.kind === 'MULTISET')
  ) {
    const element = arrow(parts, from.element, to.element);
    if (from.kind === 'ARRAY') return js`${value}.map(${element})`;
    return js`${helper('convertMap')}(${value}, ${element}, (n) => n)`;
  }
  if (from.kind === 'MAP' && to.kind === 'MAP') {
    const key = arrow(parts, from.key, to.key);
    return js`${helper('convertMap')}(${value}, ${key}, ${arrow(parts, from.value, to.value)})`;
  }
  if (from.kind !== 'ROW' || to.kind !== 'ROW') throw new Error('bug: these collections do not convert');
  const row = temporary(parts.names);
  const fields = from.fields.map((field, index) => {
    const target = to.fields[index];
    if (target === undefined) throw new Error('bug: rows of different length do not convert');
    return js`${arrow(parts, field, target)}(${row}[${index}])`;
  });
  return call([row], [value], js`[${joinJs(fields, ', ')}]`);
}

/** `(x) => x === null ? null : …`, in parentheses so that it can be called. */
function arrow(parts: PartCode, from: ElementType, to: ElementType): Js {
  const x = temporary(parts.names);
  const value = parts.convert(x, from.type, to.type);
  return from.nullable ? js`((${x}) => ${x} === null ? null : ${value})` : js`((${x}) => ${value})`;
}

function collectionText(parts: PartCode, value: Js, from: DataType): Js {
  const text = (type: DataType): Js =>
    arrow(parts, { type, nullable: false }, { type: STRING, nullable: false });
  switch (from.kind) {
    case 'ARRAY':
      return js`${helper('arrayToText')}(${value}, ${text(from.element.type)})`;
    case 'MAP':
      return js`${helper('mapToText')}(${value}, ${text(from.key.type)}, ${text(from.value.type)})`;
    case 'MULTISET':
      return js`${helper('mapToText')}(${value}, ${text(from.element.type)}, ${text({ kind: 'INT' })})`;
    case 'ROW': {
      const texts = from.fields.map((field) => text(field.type));
      return js`${helper('rowToText')}(${value}, [${joinJs(texts, ', ')}])`;
    }
    default:
      throw new Error('bug: only collections have parts');
  }
}
