// The cursor over a pattern, with the first problem found. A problem ends the reading: the cursor jumps to the end.

import { CONTROLS } from './java-escapes.ts';

/**
 * Why a pattern cannot be used. `invalid`: Java refuses it too. `unsupported`: Java takes it, a linear-time engine
 * cannot. `from` and `to` are places in the pattern.
 */
export type RegexProblem = {
  readonly kind: 'invalid' | 'unsupported';
  readonly message: string;
  readonly from: number;
  readonly to: number;
};

/** Reads a pattern by code points. */
export class PatternReader {
  readonly pattern: string;
  at = 0;
  problem: RegexProblem | undefined;

  constructor(pattern: string) {
    this.pattern = pattern;
  }

  get done(): boolean {
    return this.at >= this.pattern.length;
  }

  /** The character under the cursor, '' at the end. */
  peek(ahead = 0): string {
    return this.pattern.charAt(this.at + ahead);
  }

  startsWith(text: string): boolean {
    return this.pattern.startsWith(text, this.at);
  }

  take(text: string): boolean {
    if (!this.startsWith(text)) return false;
    this.at += text.length;
    return true;
  }

  /** The next code point; 0 at the end. */
  point(): number {
    const point = this.pattern.codePointAt(this.at) ?? 0;
    this.at += point > 0xffff ? 2 : 1;
    return point;
  }

  invalid(message: string, from: number): undefined {
    return this.#fail('invalid', message, from);
  }

  unsupported(message: string, from: number): undefined {
    return this.#fail('unsupported', message, from);
  }

  #fail(kind: RegexProblem['kind'], message: string, from: number): undefined {
    const to = Math.min(Math.max(this.at, from + 1), this.pattern.length);
    this.problem ??= { kind, message, from, to };
    this.at = this.pattern.length;
    return undefined;
  }

  /** The character that an escape names; the cursor stands behind the backslash. `undefined` after a problem. */
  escapedPoint(from: number): number | undefined {
    if (this.done) return this.invalid('a backslash ends the pattern', from);
    const letter = this.peek();
    if (Object.hasOwn(CONTROLS, letter)) {
      this.at += 1;
      return CONTROLS[letter];
    }
    switch (letter) {
      case '0':
        return this.#octal(from);
      case 'x':
        return this.#hexadecimal(from);
      case 'u':
        return this.#unicode(from);
      case 'c':
        this.at += 1;
        return this.done ? this.invalid('\\c needs a letter', from) : this.point() ^ 64;
    }
    if (/[1-9]/.test(letter)) return this.unsupported('a back-reference such as \\1 is not linear', from);
    if (letter === 'k') return this.unsupported('a back-reference such as \\k is not linear', from);
    if (letter === 'G' || letter === 'X' || letter === 'N')
      return this.unsupported(`\\${letter} has no counterpart`, from);
    if (/[A-Za-z]/.test(letter)) return this.invalid(`\\${letter} is no escape`, from);
    return this.point();
  }

  #octal(from: number): number | undefined {
    const digits = /^0([0-3][0-7]{2}|[0-7]{1,2})/.exec(this.pattern.slice(this.at, this.at + 4))?.[1];
    if (digits === undefined) return this.invalid('\\0 needs octal digits', from);
    this.at += 1 + digits.length;
    return Number.parseInt(digits, 8);
  }

  #hexadecimal(from: number): number | undefined {
    const digits = /^x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,8})\})/.exec(
      this.pattern.slice(this.at, this.at + 12),
    );
    const point = Number.parseInt(digits?.[1] ?? digits?.[2] ?? '', 16);
    if (digits === null || point > 0x10ffff)
      return this.invalid('\\x needs two hexadecimal digits or {…}', from);
    this.at += digits[0].length;
    return point;
  }

  /** Two halves of a character beyond the BMP are one character, as in Java. */
  #unicode(from: number): number | undefined {
    const unit = this.#unit();
    if (unit === undefined) return this.invalid('\\u needs four hexadecimal digits', from);
    if (unit < 0xd800 || unit > 0xdbff || !this.startsWith('\\u')) return unit;
    const start = this.at;
    this.at += 1;
    const low = this.#unit();
    if (low !== undefined && low >= 0xdc00 && low <= 0xdfff)
      return (unit - 0xd800) * 0x400 + (low - 0xdc00) + 0x10000;
    this.at = start;
    return unit;
  }

  #unit(): number | undefined {
    const digits = /^u([0-9A-Fa-f]{4})/.exec(this.pattern.slice(this.at, this.at + 5))?.[1];
    if (digits === undefined) return undefined;
    this.at += 5;
    return Number.parseInt(digits, 16);
  }
}
