// STR_TO_MAP at run time: `String.split` of Java, first into entries, then each into a key and the rest.

import type { Value } from '@weir/shared/data-type';
import { CompiledRegex, compileJavaRegex } from '../regex/compiled-regex.ts';
import { RowError } from '../row-error.ts';

type Delimiter = CompiledRegex | string;

/** The entries of a text; empty ones at the end do not count. A string is plain text, a pattern is compiled. */
export function textToMap(
  text: string,
  entryDelimiter: Delimiter,
  keyDelimiter: Delimiter,
): ReadonlyMap<Value, Value> {
  if (text === '') return new Map();
  const entries = [...split(text, entryDelimiter, Infinity)];
  while (entries.at(-1) === '') entries.pop();
  return new Map(
    entries.map((entry) => {
      const [key = '', value = null] = split(entry, keyDelimiter, 2);
      return [key, value];
    }),
  );
}

/** At most `limit` parts. A match of nothing at the start splits nothing off. */
function split(text: string, delimiter: Delimiter, limit: number): readonly string[] {
  if (typeof delimiter === 'string') {
    if (limit === Infinity) return text.split(delimiter);
    const at = text.indexOf(delimiter);
    return at < 0 ? [text] : [text.slice(0, at), text.slice(at + delimiter.length)];
  }
  const parts: string[] = [];
  let from = 0;
  delimiter.each(text, (match) => {
    const [start, end] = [match.start(0), match.end(0)];
    if (parts.length >= limit - 1 || (end === 0 && start === 0)) return;
    parts.push(text.slice(from, start));
    from = end;
  });
  return [...parts, text.slice(from)];
}

/** A delimiter from data as a pattern. */
export function delimiter(pattern: string): CompiledRegex {
  const compiled = compileJavaRegex(pattern);
  if (compiled instanceof CompiledRegex) return compiled;
  throw new RowError('PATTERN', compiled.message);
}
