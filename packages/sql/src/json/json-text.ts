// JSON text as values whose numbers keep their text. Reads what Jackson reads under Flink's SQL functions, to the letter.
//
// `JSON.parse` was rejected: it loses digits beyond 2^53, refuses text after the first value (Flink takes `1 2` for 1) and
// has no limit of depth, so hostile text could exhaust the stack.

import { JSON_DEPTH_MAX } from '@weir/shared/limits';

/** A number as it was written. */
export class JsonNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A JSON value. Objects keep the place of a key's first, and the value of its last, appearance (R5). Never changed. */
export type JsonNode =
  | null
  | boolean
  | string
  | JsonNumber
  | readonly JsonNode[]
  | ReadonlyMap<string, JsonNode>;

/**
 * The first JSON value of a text.
 *
 * @returns `undefined` when there is none, when it nests deeper than 64 levels (R5) or has a number of over 1,000
 *          characters (Jackson's limit). After a number, TRUE, FALSE or NULL a blank or the end must follow; what comes
 *          after the value is not looked at.
 */
export function parseJson(text: string): JsonNode | undefined {
  const reader = new JsonReader(text);
  const value = reader.value(1);
  return value !== undefined && reader.endsCleanly(value) ? value : undefined;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const NUMBER_CHARS_MAX = 1000;
const EXPONENT_MAX = 2_147_483_647;

const WORDS: Readonly<Record<number, readonly [word: string, value: JsonNode]>> = {
  110: ['null', null],
  116: ['true', true],
  102: ['false', false],
};

const ESCAPED: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The code of the next character that is no blank; NaN at the end. */
  #next(): number {
    let code = this.#text.charCodeAt(this.#at);
    while (code === 32 || code === 10 || code === 13 || code === 9) {
      this.#at += 1;
      code = this.#text.charCodeAt(this.#at);
    }
    return code;
  }

  /** The value at the cursor, `depth` containers deep; `undefined` when the text is malformed. */
  value(depth: number): JsonNode | undefined {
    const code = this.#next();
    if (code === 34) return this.#string();
    if (code === 123) return depth > JSON_DEPTH_MAX ? undefined : this.#object(depth);
    if (code === 91) return depth > JSON_DEPTH_MAX ? undefined : this.#array(depth);
    const word = WORDS[code];
    if (word === undefined) return this.#number();
    if (!this.#text.startsWith(word[0], this.#at)) return undefined;
    this.#at += word[0].length;
    // A word must not run on: `nullx` is none.
    return /[\p{L}\p{N}_$]/u.test(this.#text.charAt(this.#at)) ? undefined : word[1];
  }

  /** What stands right behind a number on the outermost level decides whether it was one. */
  endsCleanly(value: JsonNode): boolean {
    if (!(value instanceof JsonNumber)) return true;
    const code = this.#text.charCodeAt(this.#at);
    return Number.isNaN(code) || code === 32 || code === 10 || code === 13 || code === 9;
  }

  #number(): JsonNumber | undefined {
    NUMBER.lastIndex = this.#at;
    if (!NUMBER.test(this.#text)) return undefined;
    const text = this.#text.slice(this.#at, NUMBER.lastIndex);
    if (text.length > NUMBER_CHARS_MAX) return undefined;
    const exponent = /[eE]([+-]?\d+)$/.exec(text);
    // Java holds scales as INT; a digit of slack keeps the arithmetic on them inside it.
    if (exponent !== null && Math.abs(Number(exponent[1])) > EXPONENT_MAX - NUMBER_CHARS_MAX)
      return undefined;
    this.#at = NUMBER.lastIndex;
    // `1.`, `1e` and `01` stop before the character that makes them malformed.
    return /[\d.eE]/.test(this.#text.charAt(this.#at)) ? undefined : new JsonNumber(text);
  }

  #array(depth: number): readonly JsonNode[] | undefined {
    this.#at += 1;
    const items: JsonNode[] = [];
    if (this.#next() === 93) {
      this.#at += 1;
      return items;
    }
    for (;;) {
      const item = this.value(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
      const code = this.#next();
      this.#at += 1;
      if (code === 93) return items;
      if (code !== 44) return undefined;
    }
  }

  #object(depth: number): ReadonlyMap<string, JsonNode> | undefined {
    this.#at += 1;
    const fields = new Map<string, JsonNode>();
    if (this.#next() === 125) {
      this.#at += 1;
      return fields;
    }
    for (;;) {
      const key = this.#next() === 34 ? this.#string() : undefined;
      if (key === undefined || this.#next() !== 58) return undefined;
      this.#at += 1;
      const value = this.value(depth + 1);
      if (value === undefined) return undefined;
      fields.set(key, value);
      const code = this.#next();
      this.#at += 1;
      if (code === 125) return fields;
      if (code !== 44) return undefined;
    }
  }

  #string(): string | undefined {
    const text = this.#text;
    let from = this.#at + 1;
    let result = '';
    for (let at = from; ; at += 1) {
      const code = text.charCodeAt(at);
      if (code === 34) {
        this.#at = at + 1;
        return result === '' ? text.slice(from, at) : result + text.slice(from, at);
      }
      // The end (NaN) and control characters.
      if (!(code >= 32)) return undefined;
      if (code !== 92) continue;
      const escaped = escapeAt(text, at + 1);
      if (escaped === undefined) return undefined;
      result += text.slice(from, at) + escaped.text;
      at += escaped.length;
      from = at + 1;
    }
  }
}

/** What the escape behind a backslash stands for and how many characters it has; `undefined` when it is none. */
function escapeAt(text: string, at: number): { readonly text: string; readonly length: number } | undefined {
  const letter = text.charAt(at);
  if (letter === 'u') {
    const digits = text.slice(at + 1, at + 5);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) return undefined;
    return { text: String.fromCharCode(Number.parseInt(digits, 16)), length: 5 };
  }
  const plain = Object.hasOwn(ESCAPED, letter) ? ESCAPED[letter] : undefined;
  return plain === undefined ? undefined : { text: plain, length: 1 };
}
