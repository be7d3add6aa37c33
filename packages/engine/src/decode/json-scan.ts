// A scanner over the bytes of one JSON record: exact, with limits, without building objects.
//
// Used twice: to step over values nobody asked for (checking their syntax), and to find the ends of the values that a
// column takes. Every byte is looked at once.
import type { RowErrorCode } from '@weir/shared/diagnostics';
import { JSON_DEPTH_MAX, JSON_KEYS_MAX } from '@weir/shared/limits';
import { RowError } from '@weir/sql/row-error';

const QUOTE = 34;
const BACKSLASH = 92;

/** Kinds of bytes inside a string: plain ASCII, a byte of a longer sequence, or one that needs a look. */
const PLAIN = 0;
const HIGH = 1;
const STOP = 2;
const KINDS: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte < 32 || byte === QUOTE || byte === BACKSLASH) return STOP;
  return byte < 128 ? PLAIN : HIGH;
});

/** The highest bit of each of four bytes. */
const HIGH_BITS = 0x80808080 | 0;
const ONES = 0x01010101;

/**
 * Whether one of four bytes may be a quote, a backslash or a control character: subtracting from a byte that is small
 * enough borrows into its highest bit. It may say so of a byte beside such a one, never the other way.
 */
function needsLook(word: number): boolean {
  const quote = word ^ 0x22222222;
  const slash = word ^ 0x5c5c5c5c;
  const hits = ((word - 0x20202020) & ~word) | ((quote - ONES) & ~quote) | ((slash - ONES) & ~slash);
  return (hits & HIGH_BITS) !== 0;
}

function fail(code: RowErrorCode, message: string): never {
  throw new RowError(code, message);
}

/** True for the escape characters that may follow a backslash, `u` apart. */
function isSimpleEscape(byte: number): boolean {
  return (
    byte === 34 ||
    byte === 92 ||
    byte === 47 ||
    byte === 98 ||
    byte === 102 ||
    byte === 110 ||
    byte === 114 ||
    byte === 116
  );
}

function isHex(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 70) || (byte >= 97 && byte <= 102);
}

/** Position in a record while it is read. `escaped` tells whether the last string held a backslash. */
export class JsonScanner {
  bytes: Uint8Array = new Uint8Array(0);
  /** The same bytes, to be read four at a time. */
  view: DataView = new DataView(new ArrayBuffer(0));
  at = 0;
  end = 0;
  escaped = false;
  ascii = true;
  #from = 0;

  /** Starts on a range. */
  reset(bytes: Uint8Array, from: number, to: number): void {
    if (this.bytes !== bytes) this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.bytes = bytes;
    this.at = from;
    this.end = to;
    this.#from = from;
  }

  /** Where a byte lies in the range, for messages: the range is a record somewhere in a chunk of a file. */
  place(at: number): number {
    return at - this.#from;
  }

  /** Steps over white space and gives the next byte, -1 at the end. */
  next(): number {
    const { bytes, end } = this;
    let at = this.at;
    let byte = at < end ? (bytes[at] ?? -1) : -1;
    while (byte === 32 || byte === 10 || byte === 13 || byte === 9) {
      at += 1;
      byte = at < end ? (bytes[at] ?? -1) : -1;
    }
    this.at = at;
    return byte;
  }

  /** Steps over the byte that must come next. */
  expect(byte: number, what: string): void {
    if (this.next() !== byte) fail('JSON_SYNTAX', `expected ${what} at byte ${this.place(this.at)}`);
    this.at += 1;
  }

  /** With `at` behind an opening quote: moves behind the closing one. Gives the end of the content. */
  string(): number {
    const { bytes, end, view } = this;
    let at = this.at;
    let seen = 0;
    this.escaped = false;
    for (;;) {
      // The hot loop: four bytes at a time while none of them needs a look. High bytes are plain too, but leave their mark.
      for (const last = end - 4; at <= last; at += 4) {
        const word = view.getInt32(at, true);
        if (needsLook(word)) break;
        seen |= word;
      }
      let kind = at < end ? (KINDS[bytes[at] ?? 0] ?? STOP) : STOP;
      while (kind <= HIGH) {
        if (kind === HIGH) seen |= HIGH_BITS;
        at += 1;
        kind = at < end ? (KINDS[bytes[at] ?? 0] ?? STOP) : STOP;
      }
      const byte = at < end ? bytes[at] : undefined;
      if (byte === QUOTE) {
        this.at = at + 1;
        this.ascii = (seen & HIGH_BITS) === 0;
        return at;
      }
      if (byte === undefined) return fail('JSON_SYNTAX', 'a string is not closed');
      if (byte !== BACKSLASH)
        return fail('JSON_SYNTAX', `control character in a string at byte ${this.place(at)}`);
      this.escaped = true;
      at = this.#escape(at + 1);
    }
  }

  #escape(at: number): number {
    const { bytes, end } = this;
    const byte = at < end ? (bytes[at] ?? 0) : 0;
    if (isSimpleEscape(byte)) return at + 1;
    if (byte === 117 && at + 4 < end) {
      const hex =
        isHex(bytes[at + 1] ?? 0) &&
        isHex(bytes[at + 2] ?? 0) &&
        isHex(bytes[at + 3] ?? 0) &&
        isHex(bytes[at + 4] ?? 0);
      if (hex) return at + 5;
    }
    return fail('JSON_SYNTAX', `bad escape at byte ${this.place(at)}`);
  }

  /** Moves behind a number that begins at `at`; gives true when it has a fraction or exponent. */
  number(): boolean {
    const { bytes, end } = this;
    let at = this.at;
    if (bytes[at] === 45) at += 1;
    const first = at < end ? (bytes[at] ?? 0) : 0;
    if (first === 48) at += 1;
    else if (first >= 49 && first <= 57) at = digits(bytes, at, end);
    else fail('JSON_SYNTAX', `expected a value at byte ${this.place(at)}`);
    let fractional = false;
    if (at < end && bytes[at] === 46) {
      fractional = true;
      const from = at + 1;
      at = digits(bytes, from, end);
      if (at === from) fail('JSON_SYNTAX', `expected a digit at byte ${this.place(at)}`);
    }
    const mark = at < end ? bytes[at] : 0;
    if (mark === 101 || mark === 69) {
      fractional = true;
      at += 1;
      if (at < end && (bytes[at] === 43 || bytes[at] === 45)) at += 1;
      const from = at;
      at = digits(bytes, from, end);
      if (at === from) fail('JSON_SYNTAX', `expected a digit at byte ${this.place(at)}`);
    }
    this.at = at;
    return fractional;
  }

  /** Moves behind `true`, `false` or `null`. */
  word(): void {
    const { bytes } = this;
    const first = bytes[this.at];
    const text =
      first === 116 ? WORDS.true : first === 102 ? WORDS.false : first === 110 ? WORDS.null : undefined;
    if (text === undefined)
      throw new RowError('JSON_SYNTAX', `expected a value at byte ${this.place(this.at)}`);
    for (let index = 0; index < text.length; index += 1) {
      if (this.at + index >= this.end || bytes[this.at + index] !== text[index])
        fail('JSON_SYNTAX', `expected a value at byte ${this.place(this.at)}`);
    }
    this.at += text.length;
  }

  /** Steps over one value of any kind, `depth` levels below the record. Checks syntax and limits on the way. */
  skip(depth: number): void {
    const byte = this.next();
    if (byte === QUOTE) {
      this.at += 1;
      this.string();
    } else if (byte === 123 || byte === 91) {
      this.#skipContainer(byte, depth + 1);
    } else if (byte === 45 || (byte >= 48 && byte <= 57)) {
      this.number();
    } else {
      this.word();
    }
  }

  #skipContainer(open: number, depth: number): void {
    if (depth > JSON_DEPTH_MAX) fail('JSON_DEPTH', `nested deeper than ${JSON_DEPTH_MAX} levels`);
    const close = open === 123 ? 125 : 93;
    this.at += 1;
    if (this.next() === close) {
      this.at += 1;
      return;
    }
    for (let items = 1; ; items += 1) {
      if (open === 123) {
        if (items > JSON_KEYS_MAX) fail('JSON_LIMIT', `more than ${JSON_KEYS_MAX} keys in one object`);
        this.expect(QUOTE, 'a key');
        this.string();
        this.expect(58, '":"');
      }
      this.skip(depth);
      const byte = this.next();
      this.at += 1;
      if (byte === close) return;
      if (byte !== 44) fail('JSON_SYNTAX', `expected "," at byte ${this.place(this.at - 1)}`);
    }
  }
}

/** Steps over a value and gives the place behind it. */
export function skipScalar(bytes: Uint8Array, at: number, scan: JsonScanner, depth: number): number {
  if (bytes[at] === QUOTE) {
    scan.at = at + 1;
    scan.string();
    return scan.at;
  }
  scan.at = at;
  scan.skip(depth);
  return scan.at;
}

const WORDS = {
  true: new Uint8Array([116, 114, 117, 101]),
  false: new Uint8Array([102, 97, 108, 115, 101]),
  null: new Uint8Array([110, 117, 108, 108]),
};

function digits(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const byte = bytes[at] ?? 0;
    if (byte < 48 || byte > 57) break;
    at += 1;
  }
  return at;
}
