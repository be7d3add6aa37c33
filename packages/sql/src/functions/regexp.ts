// Functions of regular expressions: Java's syntax, run by a linear-time engine (R6).
//
// A literal pattern is compiled with the expression, and what in it a linear-time engine cannot do is a diagnostic at
// its place. A pattern that Java refuses is accepted, because Flink does: it gives NULL, or FALSE for REGEXP.

import type { DataType } from '@weir/shared/data-type';
import { constant, type Js } from '@weir/shared/fragment';
import type { Typed, TypedCall } from '../check/typed.ts';
import { BOOLEAN, INT, STRING } from '../check/types.ts';
import { CompiledRegex, compileJavaRegex } from '../regex/compiled-regex.ts';
import { define, helperCall, parameter } from './build.ts';
import { type FunctionDefinition, type Refusal, refuse, type Warning } from './definition.ts';
import { literalText } from './literal-text.ts';
import { unlikeJava, wordWarning } from './pattern-problem.ts';

function compiledLiteral(pattern: Typed | undefined): ReturnType<typeof compileJavaRegex> | undefined {
  const text = literalText(pattern);
  return text === undefined ? undefined : compileJavaRegex(text);
}

function patternProblem([, pattern]: readonly Typed[]): Refusal | undefined {
  const compiled = compiledLiteral(pattern);
  if (compiled === undefined) return undefined;
  return compiled instanceof CompiledRegex || compiled.kind === 'unsupported'
    ? unlikeJava(compiled, 1)
    : undefined;
}

function patternWarning([, pattern]: readonly Typed[]): Refusal | undefined {
  const compiled = compiledLiteral(pattern);
  const text = literalText(pattern) ?? '';
  if (compiled === undefined) return undefined;
  const at = { argument: 1, from: 0, to: text.length };
  if (compiled instanceof CompiledRegex) return wordWarning(compiled, 1);
  const message = `${compiled.message}, so this never matches`;
  return {
    ...refuse(message, undefined, 'SQL_LITERAL'),
    at: { ...at, from: compiled.from, to: compiled.to },
  };
}

/** True when the pattern is a literal that compiles: then it gives no NULL and no error. */
function isSound([, pattern]: readonly Typed[]): boolean {
  return compiledLiteral(pattern) instanceof CompiledRegex;
}

/** The arguments with a literal pattern compiled. */
function withPattern(values: readonly Js[], { arguments: [, pattern] }: TypedCall): readonly Js[] {
  const compiled = compiledLiteral(pattern);
  if (!(compiled instanceof CompiledRegex) || literalText(pattern) === '') return values;
  return values.map((value, index) => (index === 1 ? constant(compiled) : value));
}

type Short = Pick<FunctionDefinition, 'name' | 'rule' | 'documentation' | 'cases'> &
  Partial<FunctionDefinition> & { readonly type: DataType; readonly helper: string };

function regexpFunction({ type, helper: helperName, ...definition }: Short): FunctionDefinition {
  return define({
    family: 'text',
    parameters: [parameter('text', 'text'), parameter('pattern', 'text')],
    result: (values) => patternProblem(values) ?? type,
    warning: patternWarning,
    yieldsNull: true,
    fallible: (call) => literalText(call.arguments[1]) === undefined,
    toJs: (values, call) => helperCall(helperName)(withPattern(values, call)),
    ...definition,
  });
}

const REGEXP = regexpFunction({
  name: 'REGEXP',
  rule: 'X1.40',
  helper: 'regexpFind',
  type: BOOLEAN,
  documentation: 'TRUE when the pattern matches somewhere in the text; FALSE for an empty pattern.',
  yieldsNull: false,
  cases: [
    ["REGEXP('foobar', 'o+b')", true],
    ["REGEXP('foobar', '')", false],
    ["REGEXP('foobar', '(')", false],
    ["REGEXP('é', '(?i)É')", false],
    [`REGEXP('a${'\n'}', 'a$')`, true],
    [`REGEXP('a${'\n'}b', 'a.b')`, false],
    [`REGEXP('a${'\n'}b', '(?s)a.b')`, true],
    ["REGEXP('l', '[[:alpha:]]')", true],
    ["REGEXP('b', '[[:alpha:]]')", false],
    [`REGEXP('${'\u212a'}', '(?i)k')`, false],
    ["REGEXP('a$1', '\\$\\d')", true],
  ],
});

const REGEXP_COUNT = regexpFunction({
  name: 'REGEXP_COUNT',
  rule: 'X1.41',
  helper: 'regexpCount',
  type: INT,
  documentation: 'How often the pattern matches, one match after the other.',
  fallible: true,
  cases: [
    ["REGEXP_COUNT('a1b22', '\\d+')", 2],
    ["REGEXP_COUNT('abc', '')", 4],
    ["REGEXP_COUNT('abc', '[')", null],
    [`REGEXP_COUNT('a${'\n'}', '$')`, 2],
    [`REGEXP_COUNT('${'\r\n'}', '$')`, 2],
  ],
});

const REGEXP_INSTR = regexpFunction({
  name: 'REGEXP_INSTR',
  rule: 'X1.41',
  helper: 'regexpInstr',
  type: INT,
  documentation: 'Where the first match stands, in UTF-16 units from 1; 0 when there is none.',
  cases: [
    ["REGEXP_INSTR('ab12', '\\d')", 3],
    ["REGEXP_INSTR('ab', '\\d')", 0],
    ["REGEXP_INSTR('ab', '(')", null],
  ],
});

const group = parameter('group', 'integer', { optional: true });

/** A group that is not given is the one that Flink takes. */
function withGroup(helperName: string, missing: number): FunctionDefinition['toJs'] {
  return (values, call) => {
    const [whole, pattern, wanted = constant(missing)] = withPattern(values, call);
    return whole === undefined || pattern === undefined
      ? helperCall(helperName)(values)
      : helperCall(helperName)([whole, pattern, wanted]);
  };
}

const REGEXP_EXTRACT = regexpFunction({
  name: 'REGEXP_EXTRACT',
  rule: 'X1.39',
  helper: 'regexpExtract',
  type: STRING,
  documentation: 'The first match, or one group of it; NULL when there is none.',
  parameters: [parameter('text', 'text'), parameter('pattern', 'text'), group],
  toJs: withGroup('regexpExtract', 0),
  cases: [
    ["REGEXP_EXTRACT('key=value', '(\\w+)=(\\w+)', 2)", 'value'],
    ["REGEXP_EXTRACT('key=value', '\\w+')", 'key'],
    ["REGEXP_EXTRACT('a', '(x)?a', 1)", null],
    ["REGEXP_EXTRACT('a', 'a', 1)", null],
    ["REGEXP_EXTRACT('a', '(a)', -1)", null],
    [`REGEXP_EXTRACT('xa${'\n'}', '(a$)', 1)`, 'a'],
    [`REGEXP_EXTRACT('xa${'\r\n'}', 'a\\s*$')`, `a${'\r\n'}`],
  ],
});

const REGEXP_SUBSTR = regexpFunction({
  name: 'REGEXP_SUBSTR',
  rule: 'X1.41',
  helper: 'regexpExtract',
  type: STRING,
  documentation: 'The first match; NULL when there is none.',
  toJs: withGroup('regexpExtract', 0),
  cases: [
    ["REGEXP_SUBSTR('ab12', '\\d+')", '12'],
    ["REGEXP_SUBSTR('ab', '\\d+')", null],
  ],
});

const REGEXP_EXTRACT_ALL = regexpFunction({
  name: 'REGEXP_EXTRACT_ALL',
  rule: 'X1.41',
  helper: 'regexpExtractAll',
  type: { kind: 'ARRAY', element: { type: STRING, nullable: true } },
  documentation: 'One group of every match, the first when none is given; NULL when there is no such group.',
  parameters: [parameter('text', 'text'), parameter('pattern', 'text'), group],
  fallible: true,
  toJs: withGroup('regexpExtractAll', 1),
  cases: [
    ["REGEXP_EXTRACT_ALL('a1b2', '([a-z])([0-9])')", ['a', 'b']],
    ["REGEXP_EXTRACT_ALL('a1b2', '[0-9]', 0)", ['1', '2']],
    ["REGEXP_EXTRACT_ALL('ab', '(a)|b')", ['a', null]],
    ["REGEXP_EXTRACT_ALL('a1b2', '[0-9]')", null],
  ],
});

function replaceWarning(values: readonly Typed[]): Warning | undefined {
  const found = patternWarning(values);
  if (isSound(values) || values.some((value) => value.nullable)) return found;
  const message = 'the result is NULL where the pattern is none; Flink says that it never is';
  const hint = 'Write a pattern out, or let one argument be nullable.';
  return { at: { argument: 1 }, message, ...found, code: 'SQL_PORTABLE', hint };
}

const REGEXP_REPLACE = regexpFunction({
  name: 'REGEXP_REPLACE',
  rule: 'X1.38',
  helper: 'regexpReplace',
  type: STRING,
  documentation: 'Every match replaced by a text, which is taken literally.',
  parameters: [parameter('text', 'text'), parameter('pattern', 'text'), parameter('replacement', 'text')],
  // Flink types the result as never NULL, and gives NULL for a pattern that Java refuses.
  yieldsNull: (values) => !isSound(values),
  warning: replaceWarning,
  fallible: true,
  cases: [
    ["REGEXP_REPLACE('a1b22', '\\d+', '#')", 'a#b#'],
    ["REGEXP_REPLACE('ab', '(a)(b)', '$2$1')", '$2$1'],
    ["REGEXP_REPLACE('abc', 'x?', '-')", '-a-b-c-'],
    ["REGEXP_REPLACE('abc', '[', '-')", null],
  ],
});

/** Functions of regular expressions. */
export const regexpFunctions: readonly FunctionDefinition[] = [
  REGEXP,
  REGEXP_COUNT,
  REGEXP_INSTR,
  REGEXP_EXTRACT,
  REGEXP_SUBSTR,
  REGEXP_EXTRACT_ALL,
  REGEXP_REPLACE,
];
