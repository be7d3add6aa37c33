// What is said about a literal that is a regular expression of Java (R6).

import { CompiledRegex, NOT_AT_END } from '../regex/compiled-regex.ts';
import type { RegexProblem } from '../regex/pattern-reader.ts';
import { type Refusal, refuse } from './definition.ts';

/** Why a literal pattern cannot run here as it does in Flink, at its place in an argument. */
export function unlikeJava(compiled: CompiledRegex | RegexProblem, argument: number): Refusal | undefined {
  if (compiled instanceof CompiledRegex) {
    if (!compiled.hasMoreAfterEnd) return undefined;
    const to = compiled.toString().length;
    const hint = 'Behind it only a last line end could still match.';
    return { ...refuse(NOT_AT_END, hint, 'SQL_LITERAL'), at: { argument, from: 0, to } };
  }
  const { kind, message, from, to } = compiled;
  const hint =
    kind === 'invalid' ? undefined : 'Patterns are those of Java that a linear-time engine can run.';
  return { ...refuse(message, hint, 'SQL_LITERAL'), at: { argument, from, to } };
}

/** `\b` depends on the version of Java. */
export function wordWarning(compiled: CompiledRegex, argument: number): Refusal | undefined {
  if (!compiled.usesWordBoundary) return undefined;
  const message = '\\b knows ASCII words only; Flink on Java 17 also takes other letters as parts of words';
  const at = { argument, from: 0, to: compiled.toString().length };
  return { ...refuse(message, 'Results differ only beside letters such as é.', 'SQL_LITERAL'), at };
}
