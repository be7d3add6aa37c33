// STR_TO_MAP: text such as a=1,b=2 as a map. The delimiters are regular expressions of Java (R6).

import type { DataType, ElementType } from '@weir/shared/data-type';
import { constant, helper, type Js, js } from '@weir/shared/fragment';
import type { Typed, TypedCall } from '../check/typed.ts';
import { STRING } from '../check/types.ts';
import { CompiledRegex } from '../regex/compiled-regex.ts';
import type { RegexProblem } from '../regex/pattern-reader.ts';
import { type Delimiter, readDelimiter } from '../runtime/text-to-map.ts';
import { define, parameter } from './build.ts';
import type { Refusal } from './definition.ts';
import { literalText } from './literal-text.ts';
import { unlikeJava } from './pattern-problem.ts';

const TEXT: ElementType = { type: STRING, nullable: true };
const MAP: DataType = { kind: 'MAP', key: TEXT, value: TEXT };
const DEFAULTS = [',', '='] as const;

/** A delimiter that is written in the expression, or Flink's own; `undefined` when it comes from data. */
function writtenDelimiter(
  values: readonly (Typed | undefined)[],
  index: 0 | 1,
): Delimiter | RegexProblem | undefined {
  const node = values[index + 1];
  const text = node === undefined ? DEFAULTS[index] : literalText(node);
  return text === undefined ? undefined : readDelimiter(text);
}

/** What is wrong with a literal delimiter: Flink would fail the job on a malformed one. */
function delimiterProblem(values: readonly Typed[]): Refusal | undefined {
  for (const index of [0, 1] as const) {
    const read = writtenDelimiter(values, index);
    const problem = typeof read === 'object' ? unlikeJava(read, index + 1) : undefined;
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function delimiterJs(values: readonly Js[], { arguments: nodes }: TypedCall, index: 0 | 1): Js {
  const read = writtenDelimiter(nodes, index);
  const isRead = typeof read === 'string' || read instanceof CompiledRegex;
  return isRead ? constant(read) : js`{ pattern: ${values[index + 1] ?? js`null`} }`;
}

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
  fallible: ({ arguments: values }) =>
    ([0, 1] as const).some((index) => typeof writtenDelimiter(values, index) !== 'string'),
  result: (values) => delimiterProblem(values) ?? MAP,
  toJs: (values, call) => {
    const [entries, key] = ([0, 1] as const).map((index) => delimiterJs(values, call, index));
    return js`${helper('textToMap')}(${values[0] ?? js`null`}, ${entries ?? js`null`}, ${key ?? js`null`})`;
  },
  cases: [
    ["STR_TO_MAP('a=1,b=2')['b']", '2'],
    ["STR_TO_MAP('a:1|b:2', '\\|', ':')['a']", '1'],
    ["STR_TO_MAP('a=1, b=2', ', *')['b']", '2'],
    ["STR_TO_MAP('a')['a']", null],
  ],
});
