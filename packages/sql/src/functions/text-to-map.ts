// STR_TO_MAP: text such as a=1,b=2 as a map. The delimiters are regular expressions of Java (R6).

import type { DataType, ElementType } from '@weir/shared/data-type';
import { constant, helper, type Js, js } from '@weir/shared/fragment';
import { CompiledRegex, compileJavaRegex } from '../regex/compiled-regex.ts';
import type { Typed, TypedCall } from '../typed.ts';
import { STRING } from '../types.ts';
import { define, parameter } from './build.ts';
import { type Refusal, refuse } from './definition.ts';
import { literalText } from './literal-text.ts';

const TEXT: ElementType = { type: STRING, nullable: true };
const DEFAULTS = [',', '='] as const;

/** What is wrong with a literal delimiter: Flink would fail the job on a malformed one. */
function delimiterProblem(values: readonly Typed[]): Refusal | undefined {
  for (const argument of [1, 2]) {
    const text = literalText(values[argument]);
    const compiled = text === undefined ? undefined : compileJavaRegex(text);
    if (compiled === undefined || compiled instanceof CompiledRegex) continue;
    const hint = 'A delimiter is a regular expression; signs with a meaning are written with a backslash.';
    const { from, to } = compiled;
    return { ...refuse(compiled.message, hint, 'SQL_LITERAL'), at: { argument, from, to } };
  }
  return undefined;
}

/** A delimiter: plain text as it is, other literals compiled, one from data looked up. */
function delimiterJs(values: readonly Js[], call: TypedCall, index: 1 | 2): Js {
  const node = call.arguments[index];
  const text = node === undefined ? DEFAULTS[index - 1] : literalText(node);
  if (text === undefined) return js`${helper('delimiter')}(${values[index] ?? js`null`})`;
  return constant(plainText(text) ?? compileJavaRegex(text));
}

/** The text that a pattern without a meaning stands for; a backslash before a sign takes its meaning away. */
function plainText(pattern: string): string | undefined {
  const parts = pattern.match(/\\[^\p{L}\p{N}]|[^\\^$.|?*+()[\]{}]|./gsu) ?? [];
  if (parts.length === 0) return undefined;
  if (parts.some((part) => part.length === 1 && /[\\^$.|?*+()[\]{}]/.test(part))) return undefined;
  return parts.map((part) => part.replace(/^\\(?=.)/s, '')).join('');
}

const MAP: DataType = { kind: 'MAP', key: TEXT, value: TEXT };

export const STR_TO_MAP = define({
  name: 'STR_TO_MAP',
  family: 'collection',
  rule: 'X1.68',
  documentation:
    'A map from text such as a=1,b=2; delimiters are regular expressions, an entry without the second one has the value NULL.',
  parameters: [
    parameter('text', 'text'),
    parameter('entryDelimiter', 'text', { optional: true }),
    parameter('keyDelimiter', 'text', { optional: true }),
  ],
  yieldsNull: true,
  // A pattern from data may be none, and a search may take too many steps.
  fallible: true,
  result: (values) => delimiterProblem(values) ?? MAP,
  toJs: (values, call) => {
    const [text = js`null`] = values;
    return js`${helper('textToMap')}(${text}, ${delimiterJs(values, call, 1)}, ${delimiterJs(values, call, 2)})`;
  },
  cases: [
    ["STR_TO_MAP('a=1,b=2')['b']", '2'],
    ["STR_TO_MAP('a:1|b:2', '\\|', ':')['a']", '1'],
    ["STR_TO_MAP('a=1, b=2', ', *')['b']", '2'],
    ["STR_TO_MAP('a')['a']", null],
  ],
});
