// A regular expression of Java, compiled for the linear-time engine re2js, with what `$` means in Java.
//
// `$` holds at the end of the text and before a line end that ends it. RE2 has only the first. For a text that ends in a
// line end a second program is compiled where `$` takes that line end into a group of its own, and matches are cut
// before it. Rejected: RE2's `(?m)$`, which holds inside the text; cutting the text, which loses `\n` written out.

import { MatcherInput, RE2JS } from 're2js';
import { RowError } from '../row-error.ts';
import { END, type JavaRegex, translateJavaRegex } from './java-regex.ts';
import { type NativeRegex, nativeRegex } from './native-regex.ts';
import type { RegexProblem } from './pattern-reader.ts';

/** Instructions a program may have: 1000 repetitions of one character are 2001. */
const PROGRAM_SIZE_MAX = 2500;

/** Steps that the searches of one call may take for each character of the text, and at most. */
const STEPS_PER_UNIT = 64;
const STEPS_MAX = 2 ** 27;

const FINAL_LINE_END = '([\\n\\r\\x{85}\\x{2028}\\x{2029}])?\\z';
/** What is said about a pattern with more behind `$`. */
export const NOT_AT_END = 'a pattern has to end at its $';

const FINAL_CRLF = '(\\r\\n)?\\z';

/** Where a match and its groups stand, in UTF-16 units; -1 for a group without a match. */
export type Match = { readonly start: (group: number) => number; readonly end: (group: number) => number };

/** A compiled pattern; may be searched any number of times. */
export class CompiledRegex {
  readonly groupCount: number;
  readonly usesWordBoundary: boolean;
  readonly hasMoreAfterEnd: boolean;
  readonly #pattern: string;
  readonly #translated: JavaRegex;
  readonly #plain: RE2JS;
  readonly #variants = new Map<string, RE2JS>();
  /** The fast path, where the pattern has one. */
  readonly #native: NativeRegex | undefined;

  constructor(pattern: string, translated: JavaRegex, native?: NativeRegex | undefined) {
    this.#native = native;
    this.#pattern = pattern;
    this.#translated = translated;
    this.#plain = RE2JS.compile(sourceOf(translated, '\\z'));
    this.groupCount = translated.endsBeforeGroup.length - 1;
    this.usesWordBoundary = translated.usesWordBoundary;
    this.hasMoreAfterEnd = translated.hasMoreAfterEnd;
  }

  get size(): number {
    return this.#plain.programSize();
  }

  toString(): string {
    return this.#pattern;
  }

  /** True when there is a match; faster than finding its place. */
  matches(text: string): boolean {
    if (this.#native !== undefined && text.length <= this.#native.unitsMax)
      return this.#native.regex.test(text);
    const hasEnd = this.#translated.groupsBeforeEnd.length > 0;
    if (hasEnd && finalLineEnd(text) !== undefined) return this.first(text) !== undefined;
    return this.#plain.test(text);
  }

  /** The text of a group of the first match; `undefined` without a match, or where the group has none. */
  group(text: string, group: number): string | undefined {
    if (this.#native !== undefined && text.length <= this.#native.unitsMax)
      return this.#native.regex.exec(text)?.[group];
    const match = this.first(text);
    if (match === undefined || match.start(group) < 0) return undefined;
    return text.slice(match.start(group), match.end(group));
  }

  /** The first match, or `undefined`. */
  first(text: string): Match | undefined {
    return this.#searcher(text)(0);
  }

  /**
   * Every match from left to right, as `Matcher.find` of Java goes: after an empty one the next search starts one
   * UTF-16 unit further.
   *
   * @throws RowError when the searches together would be more than linear in the text.
   */
  each(text: string, visit: (match: Match) => void): void {
    const search = this.#searcher(new CountedText(text, this.size));
    for (let at = 0; at <= text.length; ) {
      const match = search(at);
      if (match === undefined) return;
      visit(match);
      at = match.end(0) === match.start(0) ? match.end(0) + 1 : match.end(0);
    }
  }

  /** The first match but for an empty one at the start, where splitting a text cuts nothing off. */
  firstCut(text: string): Match | undefined {
    const search = this.#searcher(text);
    const match = search(0);
    if (match === undefined || match.end(0) > 0) return match;
    return text === '' ? undefined : search(1);
  }

  #searcher(text: string | CountedText): (from: number) => Match | undefined {
    const cut = this.#translated.groupsBeforeEnd.length === 0 ? undefined : finalLineEnd(text);
    if (cut === undefined) {
      const matcher = this.#plain.matcher(MatcherInput.utf16(text));
      const match: Match = { start: (group) => matcher.start(group), end: (group) => matcher.end(group) };
      return (from) => (matcher.find(from) ? match : undefined);
    }
    // What stands behind `$` would have to match the line end that was taken; refused where it is a literal.
    if (this.hasMoreAfterEnd) throw new RowError('PATTERN', NOT_AT_END);
    const matcher = this.#variant(cut.isCrLf ? FINAL_CRLF : FINAL_LINE_END).matcher(MatcherInput.utf16(text));
    const { endsBeforeGroup, groupsBeforeEnd } = this.#translated;
    const actual = (group: number): number => group + (endsBeforeGroup[group] ?? 0);
    return (from) => {
      if (!matcher.find(from)) return undefined;
      const tookLineEnd = groupsBeforeEnd.some(
        (groups, index) => matcher.start(groups + index + 1) === cut.at,
      );
      const limit = tookLineEnd ? cut.at : text.length;
      return {
        start: (group) => Math.min(matcher.start(actual(group)), limit),
        end: (group) => Math.min(matcher.end(actual(group)), limit),
      };
    };
  }

  #variant(end: string): RE2JS {
    const found = this.#variants.get(end) ?? RE2JS.compile(sourceOf(this.#translated, end));
    this.#variants.set(end, found);
    return found;
  }
}

function sourceOf({ pieces }: JavaRegex, end: string): string {
  return pieces.map((piece) => (piece === END ? `(?:${end})` : piece)).join('');
}

function finalLineEnd(
  text: string | CountedText,
): { readonly at: number; readonly isCrLf: boolean } | undefined {
  const { length } = text;
  const last = length === 0 ? '' : text.charAt(length - 1);
  if (last === '\n' && length > 1 && text.charAt(length - 2) === '\r')
    return { at: length - 2, isCrLf: true };
  return last !== '' && '\n\r\u0085\u2028\u2029'.includes(last)
    ? { at: length - 1, isCrLf: false }
    : undefined;
}

/**
 * A text that counts how often the engine looks at it. One search is linear, but many can be quadratic: `a.*b|a` reads
 * to the end of `aaaa` for every match. The engine takes any string object and offers no count of its own.
 */
class CountedText extends String {
  #left: number;

  constructor(text: string, programSize: number) {
    super(text);
    this.#left = Math.min(STEPS_MAX, (text.length + 256) * (STEPS_PER_UNIT + 4 * programSize));
  }

  override charCodeAt(at: number): number {
    this.#left -= 1;
    if (this.#left < 0) throw new RowError('NUMBER_RANGE', 'the regular expression takes too many steps');
    return super.charCodeAt(at);
  }
}

const CACHE_MAX = 256;
const cache = new Map<string, CompiledRegex | RegexProblem>();

/**
 * The compiled pattern, or why there is none; the last 256 are kept.
 *
 * @param place  `whole` when a match has to take the whole text, as with `Pattern.matches` of Java.
 */
export function compileJavaRegex(pattern: string, { whole = false } = {}): CompiledRegex | RegexProblem {
  const key = `${whole ? '=' : '~'}${pattern}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const compiled = compile(pattern, whole);
  const oldest = cache.size >= CACHE_MAX ? cache.keys().next().value : undefined;
  if (oldest !== undefined) cache.delete(oldest);
  cache.set(key, compiled);
  return compiled;
}

function compile(pattern: string, whole: boolean): CompiledRegex | RegexProblem {
  const translated = translateJavaRegex(pattern);
  if ('kind' in translated) return translated;
  const problem = { kind: 'unsupported', from: 0, to: pattern.length } as const;
  try {
    const compiled = whole
      ? new CompiledRegex(pattern, anchored(translated))
      : new CompiledRegex(pattern, translated, nativeRegex(pattern));
    return compiled.size <= PROGRAM_SIZE_MAX ? compiled : { ...problem, message: 'the pattern is too large' };
  } catch {
    // What the translation lets pass and RE2 does not: repetitions whose counts multiply beyond 1000.
    return { ...problem, message: 'the repetitions of the pattern are too large' };
  }
}

function anchored(regex: JavaRegex): JavaRegex {
  return { ...regex, pieces: ['\\A(?:', ...regex.pieces, ')\\z'] };
}
