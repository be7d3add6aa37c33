// Translates a regular expression of Java to RE2, as far as both mean the same (R6).
//
// The idea: every construct is written out in a form that has one meaning in RE2. `.` becomes a class without all line
// ends of Java, `\s` gets the vertical tab, `(?i)` becomes classes such as [aA] because RE2's own folds beyond ASCII.
// What no linear-time engine can do is refused with its place. Handing the text to RE2 unread was rejected: both accept
// `$`, `.`, `(?i)` and `[[:alpha:]]` and mean different things.

import { classText, complement, pointText } from './code-points.ts';
import { readClass, readSetEscape } from './java-class.ts';
import { LINE_ENDS, PREDEFINED } from './java-escapes.ts';
import { PatternReader, type RegexProblem } from './pattern-reader.ts';

/** Longest pattern, in UTF-16 units. */
export const PATTERN_UNITS_MAX = 1024;

const REPEAT_MAX = 1000;

/** Where `$` stands in the translation: the compiled form fills it in. */
export const END: unique symbol = Symbol('end');

/** A translated pattern. `pieces` is RE2 source with places for `$`; `warnings` are about what Java 17 sees differently. */
export type JavaRegex = {
  readonly pieces: readonly (string | typeof END)[];
  /** For each group of the pattern how many places of `$` open before it; index 0 is the whole match. */
  readonly endsBeforeGroup: readonly number[];
  /** For each place of `$` how many groups of the pattern open before it. */
  readonly groupsBeforeEnd: readonly number[];
  /** Something stands behind `$`, which here already took the last line end. */
  readonly hasMoreAfterEnd: boolean;
  readonly usesWordBoundary: boolean;
};

/** The pattern in RE2's syntax, or why not. */
export function translateJavaRegex(pattern: string): JavaRegex | RegexProblem {
  if (pattern.length > PATTERN_UNITS_MAX) {
    const message = `the pattern is longer than ${PATTERN_UNITS_MAX} characters`;
    return { kind: 'unsupported', message, from: PATTERN_UNITS_MAX, to: pattern.length };
  }
  return new Translator(pattern).translate();
}

type Flags = { ignoreCase: boolean; dotAll: boolean };

const DOT = classText({ ranges: complement(LINE_ENDS), named: [] });
const DOT_ALL = '(?s:.)';
const LINE_BREAK = `(?:\\r\\n|${classText({ ranges: PREDEFINED['v'] ?? [], named: [] })})`;

class Translator {
  readonly #reader: PatternReader;
  readonly #pieces: (string | typeof END)[] = [];
  readonly #endsBeforeGroup: number[] = [0];
  readonly #groupsBeforeEnd: number[] = [];
  readonly #names = new Set<string>();
  #hasMoreAfterEnd = false;
  #usesWordBoundary = false;

  constructor(pattern: string) {
    this.#reader = new PatternReader(pattern);
  }

  translate(): JavaRegex | RegexProblem {
    const reader = this.#reader;
    this.#alternatives({ ignoreCase: false, dotAll: false });
    if (!reader.done) reader.invalid('this ) closes nothing', reader.at);
    return (
      reader.problem ?? {
        pieces: this.#pieces,
        endsBeforeGroup: this.#endsBeforeGroup,
        groupsBeforeEnd: this.#groupsBeforeEnd,
        hasMoreAfterEnd: this.#hasMoreAfterEnd,
        usesWordBoundary: this.#usesWordBoundary,
      }
    );
  }

  #write(piece: string | typeof END): void {
    this.#pieces.push(piece);
  }

  /** True when an alternative holds a `$`. */
  #alternatives(flags: Flags): boolean {
    let sawEnd = this.#sequence(flags);
    while (this.#reader.take('|')) {
      this.#write('|');
      sawEnd = this.#sequence(flags) || sawEnd;
    }
    return sawEnd;
  }

  #sequence(flags: Flags): boolean {
    const reader = this.#reader;
    let sawEnd = false;
    while (!reader.done && reader.peek() !== '|' && reader.peek() !== ')') {
      const from = reader.at;
      const kind = this.#atom(flags);
      if ((kind === 'consuming' || kind === 'test') && sawEnd) this.#hasMoreAfterEnd = true;
      sawEnd = sawEnd || kind === 'end';
      if (kind !== 'flags') this.#quantifier(from);
    }
    return sawEnd;
  }

  /** Writes one atom and says what it is: text, the end of the text, a test, or flags that take no quantifier. */
  #atom(flags: Flags): 'consuming' | 'end' | 'test' | 'flags' {
    const reader = this.#reader;
    const from = reader.at;
    switch (reader.peek()) {
      case '(':
        return this.#group(flags);
      case '[':
        this.#write(readClass(reader, flags.ignoreCase));
        return 'consuming';
      case '.':
        reader.at += 1;
        this.#write(flags.dotAll ? DOT_ALL : DOT);
        return 'consuming';
      case '^':
        reader.at += 1;
        this.#write('\\A');
        return 'test';
      case '$':
        reader.at += 1;
        return this.#end();
      case '*':
      case '+':
      case '?':
        reader.invalid(`${reader.peek()} repeats nothing`, from);
        return 'test';
      case '{':
        if (/\d/.test(reader.peek(1))) reader.unsupported('a count repeats nothing', from);
        else reader.invalid('{ is no count', from);
        return 'test';
      case '\\':
        return this.#escape(flags);
      default:
        this.#literal(reader.point(), flags);
        return 'consuming';
    }
  }

  #end(): 'end' {
    this.#groupsBeforeEnd.push(this.#endsBeforeGroup.length - 1);
    this.#write(END);
    return 'end';
  }

  #literal(point: number, flags: Flags): void {
    const other = flags.ignoreCase ? otherCase(point) : undefined;
    this.#write(other === undefined ? pointText(point) : `[${pointText(point)}${pointText(other)}]`);
  }

  #escape(flags: Flags): 'consuming' | 'end' | 'test' | 'flags' {
    const reader = this.#reader;
    const from = reader.at;
    const set = readSetEscape(reader, flags.ignoreCase);
    if (set !== undefined) {
      this.#write(classText(set));
      return 'consuming';
    }
    if (reader.take('\\Q')) return this.#quoted(flags);
    if (reader.take('\\A')) this.#write('\\A');
    else if (reader.take('\\z')) this.#write('\\z');
    else if (reader.take('\\Z')) return this.#end();
    else if (reader.startsWith('\\b{')) reader.unsupported('\\b{g} has no counterpart', from);
    else if (reader.startsWith('\\b') || reader.startsWith('\\B')) {
      this.#write(`\\${reader.peek(1)}`);
      this.#usesWordBoundary = true;
      reader.at += 2;
    } else {
      if (reader.take('\\R')) this.#write(LINE_BREAK);
      else if (reader.take('\\')) {
        const point = reader.escapedPoint(from);
        if (point !== undefined) this.#literal(point, flags);
      }
      return 'consuming';
    }
    return 'test';
  }

  /** `\Q…\E`: a quantifier behind it repeats the last character, as in Java. */
  #quoted(flags: Flags): 'consuming' | 'flags' {
    const reader = this.#reader;
    const close = reader.pattern.indexOf('\\E', reader.at);
    const to = close < 0 ? reader.pattern.length : close;
    const isEmpty = to === reader.at;
    while (reader.at < to) this.#literal(reader.point(), flags);
    reader.take('\\E');
    return isEmpty ? 'flags' : 'consuming';
  }

  #group(flags: Flags): 'consuming' | 'end' | 'flags' {
    const reader = this.#reader;
    const from = reader.at;
    reader.at += 1;
    const inner: Flags = { ...flags };
    if (!reader.take('?')) this.#openGroup();
    else if (reader.take(':')) this.#write('(?:');
    else if (reader.take('=') || reader.take('!') || reader.take('<=') || reader.take('<!'))
      reader.unsupported('looking ahead or behind is not linear', from);
    else if (reader.take('>')) reader.unsupported('an atomic group is not linear', from);
    else if (reader.take('<')) this.#namedGroup(from);
    else if (this.#readFlags(inner, from)) {
      Object.assign(flags, inner);
      return 'flags';
    } else this.#write('(?:');
    const sawEnd = this.#alternatives(inner);
    if (!reader.take(')')) reader.invalid('this group is not closed', from);
    this.#write(')');
    return sawEnd ? 'end' : 'consuming';
  }

  #openGroup(): void {
    this.#endsBeforeGroup.push(this.#groupsBeforeEnd.length);
    this.#write('(');
  }

  #namedGroup(from: number): void {
    const reader = this.#reader;
    const name = /^([A-Za-z][A-Za-z0-9]*)>/.exec(reader.pattern.slice(reader.at))?.[1];
    if (name === undefined) reader.invalid('a group name is letters and digits, then >', from);
    else if (this.#names.has(name)) reader.invalid(`two groups are named ${name}`, from);
    else {
      this.#names.add(name);
      reader.at += name.length + 1;
      this.#openGroup();
    }
  }

  /** Reads `i-s)` or `i-s:`; true when the flags hold for the rest of the group around them. */
  #readFlags(flags: Flags, from: number): boolean {
    const reader = this.#reader;
    let value = true;
    while (!reader.done) {
      const letter = reader.peek();
      reader.at += 1;
      if (letter === ')') return true;
      if (letter === ':') return false;
      if (letter === '-' && value) value = false;
      else if (letter === 'i') flags.ignoreCase = value;
      else if (letter === 's') flags.dotAll = value;
      else if (!/[mduxU]/.test(letter)) reader.invalid('this group has no known form', from);
      else if (value) reader.unsupported(`the flag ${letter} means something else in RE2`, from);
    }
    reader.invalid('this group is not closed', from);
    return false;
  }

  #quantifier(from: number): void {
    const reader = this.#reader;
    const start = reader.at;
    const match = /^(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})/.exec(reader.pattern.slice(start, start + 24));
    if (match === null) {
      if (reader.peek() === '{') reader.invalid('{ is no count', start);
      return;
    }
    reader.at += match[0].length;
    const low = Number(match[1] ?? 0);
    const high = Number(match[3] === undefined || match[3] === '' ? low : match[3]);
    if (high < low) reader.invalid('this count runs backwards', start);
    if (high > REPEAT_MAX) reader.unsupported(`a count above ${REPEAT_MAX} is too large`, start);
    this.#write(match[0]);
    if (reader.take('?')) this.#write('?');
    else if (reader.peek() === '+') {
      reader.at += 1;
      reader.unsupported('a possessive quantifier is not linear', from);
    }
    if (/[*+?]/.test(reader.peek())) reader.invalid(`${reader.peek()} repeats nothing`, reader.at);
    if (reader.peek() === '{') reader.unsupported('a count of a repetition has no counterpart', reader.at);
  }
}

function otherCase(point: number): number | undefined {
  if (point >= 65 && point <= 90) return point + 32;
  return point >= 97 && point <= 122 ? point - 32 : undefined;
}
