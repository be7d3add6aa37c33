// The JSON functions at run time. Each row's document is parsed once, however many functions read it.

import type { Value } from '@weir/shared/data-type';
import { jsonNumberKind, jsonNumberText } from '../json/json-number.ts';
import { compileJsonPath, isPathProblem, type JsonPath, type JsonPathProblem } from '../json/json-path.ts';
import { selectJson } from '../json/json-select.ts';
import { type JsonNode, JsonNumber, parseJson } from '../json/json-text.ts';
import { isList, writeJson, writeObject } from '../json/json-write.ts';
import { RowError } from '../row-error.ts';

/** What JSON_VALUE does when nothing is found (`empty`) or the document or the path fails (`error`). */
export type JsonValueRules = {
  readonly empty: 'NULL' | 'ERROR' | 'DEFAULT';
  readonly error: 'NULL' | 'ERROR' | 'DEFAULT';
  readonly emptyDefault: Value;
  readonly errorDefault: Value;
};

/** The same for JSON_QUERY, with the array that goes around the result. */
export type JsonQueryRules = {
  readonly wrapper: 'WITHOUT' | 'CONDITIONAL' | 'UNCONDITIONAL';
  readonly empty: 'NULL' | 'ERROR' | 'EMPTY ARRAY' | 'EMPTY OBJECT';
  readonly error: 'NULL' | 'ERROR' | 'EMPTY ARRAY' | 'EMPTY OBJECT';
};

let lastText = '';
let lastNode: JsonNode | undefined;

/** Parses, remembering the last document: `JSON_VALUE(j, '$.a')` and `JSON_VALUE(j, '$.b')` share the work. */
function documentOf(text: string): JsonNode | undefined {
  if (text === lastText) return lastNode;
  const node = parseJson(text);
  lastText = text;
  lastNode = node;
  return node;
}

const PATHS_MAX = 256;
const paths = new Map<string, JsonPath | JsonPathProblem>();

/** A path from data, compiled; the last 256 different ones are kept. */
export function jsonPath(text: string): JsonPath | JsonPathProblem {
  let path = paths.get(text);
  if (path === undefined) {
    path = compileJsonPath(text);
    if (paths.size >= PATHS_MAX) paths.clear();
    paths.set(text, path);
  }
  return path;
}

type Found =
  | { readonly kind: 'value'; readonly node: JsonNode; readonly lax: boolean }
  | { readonly kind: 'empty' }
  | { readonly kind: 'error'; readonly reason: string };

/** What the path finds, as the ON EMPTY and ON ERROR clauses tell it apart. */
function find(text: string, path: JsonPath | JsonPathProblem): Found {
  if (isPathProblem(path)) {
    if (path.unsupported) throw new RowError('JSON_PATH', path.problem);
    return { kind: 'error', reason: path.problem };
  }
  const document = documentOf(text);
  if (document === undefined) {
    return path.lax ? { kind: 'empty' } : { kind: 'error', reason: 'the text is no JSON' };
  }
  const node = selectJson(path, document);
  if (node === undefined) return { kind: 'error', reason: 'the path leads nowhere' };
  if (node !== null) return { kind: 'value', node, lax: path.lax };
  return path.lax ? { kind: 'empty' } : { kind: 'error', reason: 'the path leads to a JSON null' };
}

function isScalar(node: JsonNode): boolean {
  return !isList(node) && !(node instanceof Map);
}

const EMPTY: Found = { kind: 'empty' };

/** The scalar a path finds, or what the clauses say instead; `found` false means the latter. */
function scalarAt(
  text: string,
  path: JsonPath | JsonPathProblem,
  rules: JsonValueRules,
): { readonly found: true; readonly node: JsonNode } | { readonly found: false; readonly value: Value } {
  let found = find(text, path);
  if (found.kind === 'value' && !isScalar(found.node))
    found = found.lax ? EMPTY : { kind: 'error', reason: 'the path leads to an array or object' };
  if (found.kind === 'value') return { found: true, node: found.node };
  const rule = found.kind === 'empty' ? rules.empty : rules.error;
  if (rule === 'ERROR') throw failed(found);
  if (rule === 'NULL') return { found: false, value: null };
  return { found: false, value: found.kind === 'empty' ? rules.emptyDefault : rules.errorDefault };
}

function failed(found: Exclude<Found, { readonly kind: 'value' }>): RowError {
  return new RowError('JSON_PATH', found.kind === 'error' ? found.reason : 'the path finds nothing');
}

/** JSON_VALUE: strings as they are, other scalars by their text. */
export function jsonValueText(text: string, path: JsonPath | JsonPathProblem, rules: JsonValueRules): Value {
  const scalar = scalarAt(text, path, rules);
  return scalar.found ? scalarText(scalar.node) : scalar.value;
}

function scalarText(node: JsonNode): string {
  if (node instanceof JsonNumber) return jsonNumberText(node);
  return String(node);
}

function mismatch(node: JsonNode, wanted: string): RowError {
  const kind =
    node instanceof JsonNumber
      ? jsonNumberText(node).slice(0, 60)
      : typeof node === 'string'
        ? 'text'
        : String(node);
  return new RowError('CAST', `JSON_VALUE found ${kind}, RETURNING asks for ${wanted}`);
}

/** JSON_VALUE RETURNING BOOLEAN. */
export function jsonValueBoolean(
  text: string,
  path: JsonPath | JsonPathProblem,
  rules: JsonValueRules,
): Value {
  const scalar = scalarAt(text, path, rules);
  if (!scalar.found) return scalar.value;
  if (typeof scalar.node === 'boolean') return scalar.node;
  throw mismatch(scalar.node, 'a boolean');
}

/** JSON_VALUE RETURNING INTEGER: a number without fraction and exponent that fits INT. */
export function jsonValueInteger(
  text: string,
  path: JsonPath | JsonPathProblem,
  rules: JsonValueRules,
): Value {
  const scalar = scalarAt(text, path, rules);
  if (!scalar.found) return scalar.value;
  if (scalar.node instanceof JsonNumber && jsonNumberKind(scalar.node) === 'integer') {
    const value = Number(scalar.node.text) + 0;
    if (value >= -2_147_483_648 && value <= 2_147_483_647) return value;
  }
  throw mismatch(scalar.node, 'an INTEGER');
}

/** JSON_VALUE RETURNING DOUBLE: a number with a fraction or exponent, as in Flink. */
export function jsonValueDouble(
  text: string,
  path: JsonPath | JsonPathProblem,
  rules: JsonValueRules,
): Value {
  const scalar = scalarAt(text, path, rules);
  if (!scalar.found) return scalar.value;
  // A BigDecimal, which Flink goes through, has no negative zero.
  if (scalar.node instanceof JsonNumber && jsonNumberKind(scalar.node) === 'decimal')
    return Number(scalar.node.text) + 0;
  throw mismatch(scalar.node, 'a DOUBLE with a fraction');
}

/** The array or object a path finds in its wrapper, `undefined` when the clauses decide. */
function containerAt(
  text: string,
  path: JsonPath | JsonPathProblem,
  rules: JsonQueryRules,
): JsonNode | Exclude<Found, { readonly kind: 'value' }> {
  const found = find(text, path);
  if (found.kind !== 'value') return found;
  const { node, lax } = found;
  const wrapped =
    rules.wrapper === 'UNCONDITIONAL' || (rules.wrapper === 'CONDITIONAL' && !isList(node)) ? [node] : node;
  if (!isScalar(wrapped)) return wrapped;
  return lax ? { kind: 'empty' } : { kind: 'error', reason: 'the path leads to no array or object' };
}

function isFound(outcome: JsonNode | Exclude<Found, { readonly kind: 'value' }>): outcome is JsonNode {
  return !(outcome !== null && typeof outcome === 'object' && 'kind' in outcome);
}

/** JSON_QUERY as text. */
export function jsonQueryText(
  text: string,
  path: JsonPath | JsonPathProblem,
  rules: JsonQueryRules,
): string | null {
  const outcome = containerAt(text, path, rules);
  if (isFound(outcome)) return writeJson(outcome);
  switch (outcome.kind === 'empty' ? rules.empty : rules.error) {
    case 'NULL':
      return null;
    case 'ERROR':
      throw failed(outcome);
    case 'EMPTY ARRAY':
      return '[]';
    case 'EMPTY OBJECT':
      return '{}';
  }
}

/** JSON_QUERY RETURNING ARRAY<STRING>: elements as JSON_VALUE or JSON_QUERY would give them. */
export function jsonQueryArray(
  text: string,
  path: JsonPath | JsonPathProblem,
  rules: JsonQueryRules,
): readonly (string | null)[] | null {
  let outcome = containerAt(text, path, rules);
  if (isFound(outcome)) {
    if (isList(outcome))
      return outcome.map((node) =>
        node === null ? null : isScalar(node) ? scalarText(node) : writeJson(node),
      );
    outcome = { kind: 'error', reason: 'the path leads to an object, not to an array' };
  }
  const rule = outcome.kind === 'empty' ? rules.empty : rules.error;
  if (rule === 'ERROR') throw failed(outcome);
  return rule === 'NULL' ? null : [];
}

/** JSON_EXISTS; an error is what the clause says, `undefined` for ERROR ON ERROR. */
export function jsonExists(
  text: string,
  path: JsonPath | JsonPathProblem,
  onError: boolean | null | undefined,
): boolean | null {
  const found = find(text, path);
  if (found.kind !== 'error') return found.kind === 'value';
  if (onError === undefined) throw failed(found);
  return onError;
}

/** `IS JSON VALUE`: text after the first value does not count, NULL is none. */
export function isJsonValue(text: string | null): boolean {
  if (text === null) return false;
  return documentOf(text) !== undefined;
}

/** `IS JSON SCALAR`. */
export function isJsonScalar(text: string | null): boolean {
  if (text === null) return false;
  const node = documentOf(text);
  return node !== undefined && isScalar(node);
}

/** `IS JSON ARRAY`. */
export function isJsonArray(text: string | null): boolean {
  if (text === null) return false;
  const node = documentOf(text);
  return node !== undefined && isList(node);
}

/** `IS JSON OBJECT`. */
export function isJsonObject(text: string | null): boolean {
  if (text === null) return false;
  return documentOf(text) instanceof Map;
}

/** JSON_OBJECT from its keys and the JSON texts of its values, `null` for NULL; of equal keys the last one stays. */
export function jsonObject(
  keys: readonly string[],
  absentOnNull: boolean,
  ...values: readonly (string | null)[]
): string {
  const fields = new Map<string, string>();
  for (const [index, key] of keys.entries()) {
    const value = values[index] ?? null;
    if (value !== null) fields.set(key, value);
    else if (!absentOnNull) fields.set(key, 'null');
  }
  return writeObject([...fields]);
}

/** JSON_ARRAY from the JSON texts of its values. */
export function jsonArray(absentOnNull: boolean, ...values: readonly (string | null)[]): string {
  const items = absentOnNull ? values.filter((value) => value !== null) : values;
  return `[${items.map((value) => value ?? 'null').join(',')}]`;
}

/** JSON(text) inside JSON_OBJECT: the value it holds, in our own writing; blank text is NULL. */
export function jsonRaw(text: string): string | null {
  if (isBlank(text)) return null;
  const node = documentOf(text);
  if (node === undefined) throw new RowError('JSON_PATH', 'the text in JSON() is no JSON');
  return writeJson(node);
}

/** As Java trims: everything up to the blank. */
function isBlank(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 32) return false;
  return true;
}

const QUOTED: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '/': '\\/',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** JSON_QUOTE: everything beyond ASCII becomes an escape per UTF-16 unit, where Flink writes five digits that no reader takes. */
export function jsonQuote(text: string): string {
  const inside = text.replace(
    /["\\/\b\f\n\r\t\u0080-\uffff]/g,
    (unit) => QUOTED[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${inside}"`;
}

/** JSON_UNQUOTE: the content of a JSON string; text that is none comes back as it is. */
export function jsonUnquote(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  if (documentOf(text) === undefined) return text;
  const inside = text.slice(1, -1);
  // Behind the first value anything may stand; an escape there that is none leaves the text alone.
  const content = parseJson(
    `"${inside.replaceAll(/(\\.)|"/gs, (match, escaped?: string) => escaped ?? `\\${match}`)}"`,
  );
  return typeof content === 'string' ? content : text;
}
