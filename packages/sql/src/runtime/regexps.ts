// Regular expressions at run time (R6). A pattern is compiled when it is a constant, else text that is looked up.
//
// A pattern that Java refuses gives NULL, or FALSE for REGEXP, as in Flink. One that Java takes and a linear-time engine
// cannot is an error of the row: an answer would be another than Flink's.

import { CompiledRegex, compileJavaRegex } from '../regex/compiled-regex.ts';
import { compileSimilar } from '../regex/similar.ts';
import { RowError } from '../row-error.ts';
import { boundedLength } from './text-limit.ts';

function compiled(pattern: CompiledRegex | string): CompiledRegex | undefined {
  if (typeof pattern !== 'string') return pattern;
  const found = compileJavaRegex(pattern);
  if (found instanceof CompiledRegex) return found;
  if (found.kind === 'unsupported') throw new RowError('PATTERN', found.message);
  return undefined;
}

/** REGEXP: true when the pattern matches somewhere. */
export function regexpFind(text: string, pattern: CompiledRegex | string): boolean {
  return pattern !== '' && compiled(pattern)?.matches(text) === true;
}

/** SIMILAR TO: true when the pattern matches the whole text. Flink fails on a pattern that is none. */
export function similarTo(text: string, pattern: CompiledRegex | string, escapeWith?: string): boolean {
  const regex = pattern instanceof CompiledRegex ? pattern : compileSimilar(pattern, escapeWith);
  if (!(regex instanceof CompiledRegex)) throw new RowError('PATTERN', regex.message);
  return regex.matches(text);
}

/** REGEXP_COUNT. */
export function regexpCount(text: string, pattern: CompiledRegex | string): number | null {
  const regex = compiled(pattern);
  if (regex === undefined) return null;
  let count = 0;
  regex.each(text, () => {
    count += 1;
  });
  return count;
}

/** REGEXP_INSTR: the place of the first match from 1, in UTF-16 units; 0 when there is none. */
export function regexpInstr(text: string, pattern: CompiledRegex | string): number | null {
  const regex = compiled(pattern);
  if (regex === undefined) return null;
  const match = regex.first(text);
  return match === undefined ? 0 : match.start(0) + 1;
}

/** REGEXP_EXTRACT and REGEXP_SUBSTR: one group of the first match. */
export function regexpExtract(text: string, pattern: CompiledRegex | string, group: number): string | null {
  const regex = compiled(pattern);
  if (regex === undefined || group < 0 || group > regex.groupCount) return null;
  return regex.group(text, group) ?? null;
}

/** REGEXP_EXTRACT_ALL: one group of every match. */
export function regexpExtractAll(
  text: string,
  pattern: CompiledRegex | string,
  group: number,
): readonly (string | null)[] | null {
  const regex = compiled(pattern);
  if (regex === undefined || group < 0 || group > regex.groupCount) return null;
  const found: (string | null)[] = [];
  regex.each(text, (match) => {
    const start = match.start(group);
    found.push(start < 0 ? null : text.slice(start, match.end(group)));
  });
  return found;
}

/** REGEXP_REPLACE: every match replaced; the replacement is taken literally. */
export function regexpReplace(
  text: string,
  pattern: CompiledRegex | string,
  replacement: string,
): string | null {
  const regex = compiled(pattern);
  if (regex === undefined) return null;
  const parts: string[] = [];
  let at = 0;
  let length = text.length;
  regex.each(text, (match) => {
    const start = match.start(0);
    const end = match.end(0);
    length = boundedLength(length + replacement.length - (end - start));
    parts.push(text.slice(at, start), replacement);
    at = end;
  });
  parts.push(text.slice(at));
  return parts.join('');
}
