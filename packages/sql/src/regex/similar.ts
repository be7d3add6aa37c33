// SIMILAR TO: a pattern of SQL becomes one of Java exactly as Flink makes it, then runs on the linear engine.
//
// Flink's rules come from Calcite and are odd in places: `.` and a leading `(?i)` keep the meaning they have in Java,
// a doubled backslash escape is one backslash of Java. Writing Java first and translating that once more keeps every
// such oddity without naming it; a direct way to the engine was rejected because it would have to name them all.

import { type CompiledRegex, compileJavaRegex } from './compiled-regex.ts';
import type { RegexProblem } from './pattern-reader.ts';

const SQL_SIGNS = '[]()|^-+*_%?{}';
const JAVA_SIGNS = '[]()|^-+*?{}$\\.';

const CLASSES: Readonly<Record<string, string>> = {
  alpha: '\\p{Alpha}',
  upper: '\\p{Upper}',
  lower: '\\p{Lower}',
  digit: '\\d',
  space: ' ',
  whitespace: '\\s',
  alnum: '\\p{Alnum}',
};

/** Without ESCAPE Flink escapes with the character 0, which hardly any pattern holds. */
const NO_ESCAPE = '\0';

/** The compiled pattern, which matches whole texts, or why Flink or the linear engine cannot run it. */
export function compileSimilar(
  pattern: string,
  escapeWith: string | undefined,
): CompiledRegex | RegexProblem {
  const java = similarToJava(pattern, escapeWith);
  return typeof java === 'string' ? compileJavaRegex(java, { whole: true }) : java;
}

/** The pattern as a regular expression of Java, or why Flink refuses it; places count UTF-16 units. */
export function similarToJava(pattern: string, escapeWith: string | undefined): string | RegexProblem {
  if (escapeWith !== undefined && escapeWith.length !== 1)
    return refused('ESCAPE takes one character', 0, pattern.length);
  return new Writer(pattern, escapeWith ?? NO_ESCAPE).write();
}

function refused(message: string, from: number, to: number): RegexProblem {
  return { kind: 'invalid', message, from, to };
}

class Writer {
  readonly #pattern: string;
  readonly #escape: string;
  readonly #parts: string[] = [];
  #at = 0;
  #problem: RegexProblem | undefined;

  constructor(pattern: string, escaping: string) {
    this.#pattern = pattern;
    this.#escape = escaping;
  }

  write(): string | RegexProblem {
    this.#checkEscapes();
    while (this.#problem === undefined && this.#at < this.#pattern.length) this.#sign();
    return this.#problem ?? this.#parts.join('');
  }

  #fail(message: string, from: number): void {
    this.#problem ??= refused(message, from, Math.min(from + 1, this.#pattern.length));
  }

  /** An escape that is itself a sign may only stand before signs, also where it would not be read as an escape. */
  #checkEscapes(): void {
    const pattern = this.#pattern;
    const escaping = this.#escape;
    if (SQL_SIGNS.includes(escaping)) {
      for (let at = pattern.indexOf(escaping); at >= 0; at = pattern.indexOf(escaping, at + 1)) {
        if (!SQL_SIGNS.includes(pattern.charAt(at + 1)) || at === pattern.length - 1) this.#failEscape(at);
      }
    }
    const hasClass = pattern.includes('[:') && pattern.includes(':]');
    if (escaping === ':' && !hasClass)
      this.#fail('the escape character : needs a class such as [:alpha:]', 0);
  }

  #failEscape(at: number): void {
    this.#fail(`behind the escape character ${this.#escape} stands no sign of a pattern`, at);
  }

  #sign(): void {
    const character = this.#pattern.charAt(this.#at);
    if (character === this.#escape) this.#escaped();
    else if (character === '[') this.#list();
    else if (character === ']') this.#fail('this ] closes nothing', this.#at);
    else {
      this.#parts.push(plain(character));
      this.#at += 1;
    }
  }

  #escaped(): void {
    const from = this.#at;
    const next = this.#pattern.charAt(from + 1);
    const isSign = next !== '' && SQL_SIGNS.includes(next);
    if (!isSign && next !== this.#escape) this.#failEscape(from);
    this.#parts.push(isSign && JAVA_SIGNS.includes(next) ? `\\${next}` : next);
    this.#at = from + 2;
  }

  /** `[…]`: of the signs only `-` and `^` may stand inside, and classes such as `[:alpha:]`. */
  #list(): void {
    const open = this.#at;
    this.#parts.push('[');
    this.#at += 1;
    // Flink takes the ] that should close for the escape of what follows.
    if (this.#escape === ']') this.#fail('no ] closes this [ where ] is the escape character', open);
    while (this.#problem === undefined) {
      const character = this.#pattern.charAt(this.#at);
      if (character === '') this.#fail('this [ is not closed', open);
      else if (character === ']') break;
      else if (character === this.#escape) this.#escaped();
      else if (this.#pattern.startsWith('[:', this.#at)) this.#characterClass();
      else if (character !== '-' && character !== '^' && SQL_SIGNS.includes(character))
        this.#fail(`${character} between [ and ] needs an escape character`, this.#at);
      else {
        this.#parts.push(character);
        this.#at += 1;
      }
    }
    this.#parts.push(']');
    this.#at += 1;
  }

  #characterClass(): void {
    const match = /^\[:([a-z]+|[A-Z]+):\]/.exec(this.#pattern.slice(this.#at, this.#at + 16));
    const name = match?.[1]?.toLowerCase() ?? '';
    const java = Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
    if (match === null || java === undefined) {
      this.#fail(`there is no class of this name: take one of ${Object.keys(CLASSES).join(', ')}`, this.#at);
      return;
    }
    this.#parts.push(java);
    this.#at += match[0].length;
  }
}

function plain(character: string): string {
  switch (character) {
    case '_':
      return '.';
    case '%':
      return '(?s:.*)';
    case '\\':
    case '$':
      return `\\${character}`;
    default:
      return character;
  }
}
