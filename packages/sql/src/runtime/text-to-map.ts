// STR_TO_MAP: its delimiters are regular expressions of Java, and texts are cut as String.split cuts them.

import type { Value } from '@weir/shared/data-type';
import { CompiledRegex, compileJavaRegex } from '../regex/compiled-regex.ts';
import type { RegexProblem } from '../regex/pattern-reader.ts';
import { RowError } from '../row-error.ts';

/** What cuts a text: plain text, which is faster, or a pattern. */
export type Delimiter = string | CompiledRegex;

/** A delimiter as it was written, or why it is none. */
export function readDelimiter(pattern: string): Delimiter | RegexProblem {
  return plainDelimiter(pattern) ?? compileJavaRegex(pattern);
}

/** The text that a pattern without signs of its own means; `undefined` when it has some. */
function plainDelimiter(pattern: string): string | undefined {
  if (pattern === '') return undefined;
  // A backslash before a sign takes its meaning away; before a letter or digit it gives one.
  const parts = pattern.match(/\\[^\p{L}\p{N}]|[^\\^$.|?*+()[\]{}]+|./gsu) ?? [];
  if (parts.some((part) => part.length === 1 && /[\\^$.|?*+()[\]{}]/.test(part))) return undefined;
  return parts.map((part) => part.replace(/^\\(?=.)/s, '')).join('');
}

/**
 * STR_TO_MAP: `a=1,b=2` as a map; an entry without a key delimiter has the value NULL.
 *
 * @param entries  Delimits entries; text is a pattern from data that is still to be read.
 * @throws RowError when a pattern from data is none, or splitting takes more steps than are linear in the text.
 */
export function textToMap(
  text: string,
  entries: Delimiter | { readonly pattern: string },
  key: Delimiter | { readonly pattern: string },
): ReadonlyMap<Value, Value> {
  const map = new Map<Value, Value>();
  if (text === '') return map;
  const between = delimiter(entries);
  const inside = delimiter(key);
  for (const entry of split(text, between)) {
    const [from, to] = cut(entry, inside);
    if (from < 0) map.set(entry, null);
    else map.set(whole(entry.slice(0, from)), whole(entry.slice(to)));
  }
  return map;
}

function delimiter(written: Delimiter | { readonly pattern: string }): Delimiter {
  if (typeof written === 'string' || written instanceof CompiledRegex) return written;
  const read = readDelimiter(written.pattern);
  if (typeof read === 'string' || read instanceof CompiledRegex) return read;
  throw new RowError('PATTERN', read.message);
}

/** The parts between matches. Empty ones at the end do not count, an empty match at the start cuts nothing off. */
function split(text: string, between: Delimiter): readonly string[] {
  const parts = typeof between === 'string' ? text.split(between) : splitBy(text, between);
  let count = parts.length;
  while (count > 0 && parts[count - 1] === '') count -= 1;
  return parts.slice(0, count);
}

function splitBy(text: string, between: CompiledRegex): string[] {
  const parts: string[] = [];
  let from = 0;
  between.each(text, (match) => {
    if (match.end(0) === 0) return;
    parts.push(whole(text.slice(from, match.start(0))));
    from = match.end(0);
  });
  parts.push(whole(text.slice(from)));
  return parts;
}

function cut(entry: string, inside: Delimiter): readonly [from: number, to: number] {
  if (typeof inside === 'string') {
    const at = entry.indexOf(inside);
    return [at, at + inside.length];
  }
  const match = inside.firstCut(entry);
  return match === undefined ? [-1, -1] : [match.start(0), match.end(0)];
}

/** An empty match can cut a character beyond U+FFFF in two; Flink keeps no halves. */
function whole(part: string): string {
  return part.isWellFormed() ? part : part.replace(/[\ud800-\udfff]/gu, '?');
}
