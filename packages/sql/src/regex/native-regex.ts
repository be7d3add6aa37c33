// The fast path of regular expressions: patterns so plain that the engine of JavaScript means the same as Java's and cannot
// run away are matched by it, thirty times faster than by the linear-time engine.
//
// Plain are characters, simple classes, alternatives, groups and `^`, with repetitions of single characters only: nothing
// repeats what repeats. From one place a search then takes at most the length of the text to the power of the number of
// repetitions, times the ways through alternatives; where that could be more than a bound, the text goes to the linear-time engine. A pattern with anything
// else has no fast path.

/** A plain pattern. */
export type NativeRegex = {
  /** Sees code points and has no state. */
  readonly regex: RegExp;
  /** Longest text, in UTF-16 units, whose search stays below the bound. */
  readonly unitsMax: number;
};

/** Steps that a search may take. */
const STEPS_MAX = 2 ** 20;

/** The plain form of a pattern of Java; `undefined` when it is not plain. */
export function nativeRegex(pattern: string): NativeRegex | undefined {
  const reader = new PlainReader(pattern);
  const source = reader.alternatives(0);
  if (source === undefined || !reader.done) return undefined;
  const unitsMax = Math.floor((STEPS_MAX / reader.ways) ** (1 / (reader.repetitions + 1)));
  return { regex: new RegExp(source, 'u'), unitsMax };
}

const GROUPS_DEEP_MAX = 20;
/** Characters that mean something outside a class, in Java or in JavaScript. */
const SPECIAL = '\\^$.|?*+()[]{}/';
const ALNUM = /[0-9A-Za-z]/;
/** Classes that are the same set in both: Java's are ASCII. */
const ESCAPED_CLASSES: Readonly<Record<string, string>> = {
  d: '0-9',
  w: 'a-zA-Z0-9_',
  s: ' \\t\\n\\x0b\\f\\r',
};
const LINE_ENDS = '\\n\\r\\u0085\\u2028\\u2029';

class PlainReader {
  readonly #pattern: string;
  #at = 0;
  repetitions = 0;
  /** Ways through the alternatives of the pattern. */
  ways = 1;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  get done(): boolean {
    return this.#at >= this.#pattern.length;
  }

  #peek(): string {
    return this.#pattern.charAt(this.#at);
  }

  #take(text: string): boolean {
    if (!this.#pattern.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  /** The character under the cursor, whole where it is a surrogate pair. */
  #character(): string {
    const point = this.#pattern.codePointAt(this.#at) ?? 0;
    const text = String.fromCodePoint(point);
    this.#at += text.length;
    return text;
  }

  alternatives(depth: number): string | undefined {
    let source = '';
    for (let count = 1; ; count += 1) {
      const sequence = this.#sequence(depth);
      if (sequence === undefined) return undefined;
      source += sequence;
      if (!this.#take('|')) {
        this.ways *= count;
        return source;
      }
      source += '|';
    }
  }

  #sequence(depth: number): string | undefined {
    let source = '';
    while (!this.done && this.#peek() !== '|' && this.#peek() !== ')') {
      const item = this.#item(depth);
      if (item === undefined) return undefined;
      source += item;
    }
    return source;
  }

  #item(depth: number): string | undefined {
    if (this.#take('^')) return this.#isRepeated() ? undefined : '^';
    if (this.#take('(')) return this.#group(depth);
    const one = this.#one();
    if (one === undefined) return undefined;
    const repeat = this.#repeat();
    return repeat === undefined ? undefined : one + repeat;
  }

  #group(depth: number): string | undefined {
    const plain = this.#take('?:');
    if (depth >= GROUPS_DEEP_MAX || (!plain && this.#peek() === '?')) return undefined;
    const inside = this.alternatives(depth + 1);
    if (inside === undefined || !this.#take(')') || this.#isRepeated()) return undefined;
    return `(${plain ? '?:' : ''}${inside})`;
  }

  #isRepeated(): boolean {
    return this.#peek() !== '' && '*+?{'.includes(this.#peek());
  }

  /** What matches a single character. */
  #one(): string | undefined {
    if (this.#take('.')) return `[^${LINE_ENDS}]`;
    if (this.#take('[')) return this.#class();
    if (this.#take('\\')) return this.#escaped();
    const character = this.#character();
    if (character !== '/' && SPECIAL.includes(character)) return undefined;
    return isLoneSurrogate(character) ? undefined : literal(character);
  }

  #escaped(): string | undefined {
    const character = this.#character();
    const set = ESCAPED_CLASSES[character];
    if (set !== undefined && Object.hasOwn(ESCAPED_CLASSES, character)) return `[${set}]`;
    return ALNUM.test(character) || character === '\0' ? undefined : literal(character);
  }

  #class(): string | undefined {
    let source = this.#take('^') ? '[^' : '[';
    while (!this.#take(']')) {
      if (this.done) return undefined;
      const member = this.#member();
      if (member === undefined) return undefined;
      source += member;
    }
    return source.endsWith('[') || source.endsWith('[^') ? undefined : `${source}]`;
  }

  /** A character, a range or an escaped set; anything that Java reads in its own way is not plain. */
  #member(): string | undefined {
    const from = this.#classCharacter();
    if (from === undefined || from.length > 1) return from?.slice(1);
    if (this.#peek() !== '-') return inClass(from);
    this.#at += 1;
    if (this.#peek() === ']') return `${inClass(from)}\\-`;
    const to = this.#classCharacter();
    if (to === undefined || to.length > 1 || from > to) return undefined;
    return `${inClass(from)}-${inClass(to)}`;
  }

  /** One UTF-16 unit, or an escaped set with a mark before it. */
  #classCharacter(): string | undefined {
    const character = this.#character();
    if (character.length > 1 || isLoneSurrogate(character) || '[]^-'.includes(character)) return undefined;
    // Two of them are an intersection.
    if (character === '&' && this.#peek() === '&') return undefined;
    if (character !== '\\') return character;
    const escaped = this.#character();
    const set = ESCAPED_CLASSES[escaped];
    if (set !== undefined && Object.hasOwn(ESCAPED_CLASSES, escaped)) return `=${set}`;
    return ALNUM.test(escaped) || escaped.length > 1 ? undefined : escaped;
  }

  #repeat(): string | undefined {
    const match = /^(?:[*+?]|\{(\d{1,3})(,(\d{1,3})?)?\})/.exec(this.#pattern.slice(this.#at, this.#at + 10));
    if (match === null) return this.#peek() === '{' ? undefined : '';
    this.#at += match[0].length;
    if (match[3] !== undefined && Number(match[3]) < Number(match[1])) return undefined;
    this.repetitions += 1;
    const lazy = this.#take('?') ? '?' : '';
    return this.#isRepeated() ? undefined : match[0] + lazy;
  }
}

/** A character that stands for itself. */
function literal(character: string): string {
  if (SPECIAL.includes(character)) return `\\${character}`;
  return character < ' ' ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : character;
}

/** The same inside a class. */
function inClass(character: string): string {
  return character === '-' ? '\\-' : literal(character);
}

function isLoneSurrogate(character: string): boolean {
  return character.length === 1 && character >= '\ud800' && character <= '\udfff';
}
