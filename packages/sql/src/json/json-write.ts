// JSON text as Flink's mapper writes it: keys in order, no blanks, only what must be escaped is.

import { jsonNumberText } from './json-number.ts';
import { type JsonNode, JsonNumber } from './json-text.ts';

/** The text of a JSON value; objects by their keys in UTF-16 order. */
export function writeJson(node: JsonNode): string {
  if (node === null || typeof node === 'boolean') return String(node);
  if (typeof node === 'string') return jsonString(node);
  if (node instanceof JsonNumber) return jsonNumberText(node);
  if (isList(node)) return `[${node.map(writeJson).join(',')}]`;
  return writeObject([...node].map(([key, value]) => [key, writeJson(value)] as const));
}

/** True for a JSON array. */
export function isList(node: JsonNode): node is readonly JsonNode[] {
  return Array.isArray(node);
}

/** The text of an object from its keys and the texts of their values; the keys must differ. */
export function writeObject(fields: readonly (readonly [key: string, value: string])[]): string {
  const sorted = [...fields].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${sorted.map(([key, value]) => `${jsonString(key)}:${value}`).join(',')}}`;
}

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** A JSON string: quotes, backslashes and control characters escaped, everything else as it is. */
export function jsonString(text: string): string {
  const quoted = JSON.stringify(text);
  // `JSON.stringify` writes \u with small letters and escapes lone surrogates, Jackson does neither.
  return quoted.includes('\\u') ? `"${text.split('').map(escaped).join('')}"` : quoted;
}

function escaped(unit: string): string {
  const short = SHORT[unit];
  if (short !== undefined) return short;
  const code = unit.charCodeAt(0);
  return code < 32 ? `\\u${code.toString(16).toUpperCase().padStart(4, '0')}` : unit;
}
