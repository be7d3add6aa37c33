// Functions of text in the interpreter: characters are elements of arrays, UTF-16 units where a rule says so (X1.28 to X1.50).

import { RECORD_BYTES_MAX } from '@weir/shared/limits';
import { RowError } from '@weir/sql/row-error';
import { utf8 } from './bytes.ts';
import type { StrictFunction } from './functions-number.ts';
import { listOf, type Model, textOf, wholeOf } from './model.ts';

/** Texts that a function makes longer than its input have a bound. */
function bounded(length: number): void {
  if (length > RECORD_BYTES_MAX) throw new RowError('NUMBER_RANGE', 'the text would be longer than 1 MiB');
}

const numberAt = (values: readonly Model[], index: number): number => Number(wholeOf(values[index]));

/** SUBSTRING (X1.34). */
function substring(values: readonly Model[]): string | null {
  const characters = [...textOf(values[0])];
  const start = numberAt(values, 1);
  const length = values.length > 2 ? numberAt(values, 2) : characters.length;
  if (length < 0) return null;
  const from = start < 0 ? characters.length + start : Math.max(0, start - 1);
  return from < 0 ? '' : characters.slice(from, from + length).join('');
}

function trimmed(values: readonly Model[], side: 'BOTH' | 'LEADING' | 'TRAILING'): string {
  const set = [...(values.length > 1 ? textOf(values[1]) : ' ')];
  const characters = [...textOf(values[0])];
  while (side !== 'TRAILING' && characters.length > 0 && set.includes(characters[0] ?? ''))
    characters.shift();
  while (side !== 'LEADING' && characters.length > 0 && set.includes(characters.at(-1) ?? ''))
    characters.pop();
  return characters.join('');
}

/** The place of a text in another from 1, from a character on; 0 when it is not there. */
function place(needle: string, text: string, from = 0): number {
  if (needle === '') return 1;
  const characters = [...text];
  for (let at = Math.max(0, from); at < characters.length; at += 1)
    if (characters.slice(at).join('').startsWith(needle)) return at + 1;
  return 0;
}

function replaced(text: string, searched: string, replacement: string): string {
  if (searched === '') {
    bounded(text.length + (text.length + 1) * replacement.length);
    return (
      replacement +
      text
        .split('')
        .map((unit) => unit + replacement)
        .join('')
    );
  }
  const parts = text.split(searched);
  bounded(text.length + (parts.length - 1) * (replacement.length - searched.length));
  return parts.join(replacement);
}

function padded(values: readonly Model[], side: 'left' | 'right'): string | null {
  const text = textOf(values[0]);
  const length = numberAt(values, 1);
  const pad = textOf(values[2]);
  if (length < 0 || pad === '') return null;
  if (length <= text.length) return text.slice(0, length);
  bounded(length);
  let filling = '';
  while (filling.length < length - text.length) filling += pad;
  filling = filling.slice(0, length - text.length);
  return side === 'left' ? filling + text : text + filling;
}

/** OVERLAY counts UTF-16 units and drops the rest when the length is not above 0 (X1.46). */
function overlay(values: readonly Model[]): string {
  const text = textOf(values[0]);
  const replacement = textOf(values[1]);
  const start = numberAt(values, 2);
  const length = values.length > 3 ? numberAt(values, 3) : replacement.length;
  if (start < 1 || start > text.length) return text;
  const head = text.slice(0, start - 1) + replacement;
  if (length <= 0) return head;
  if (start + length > 2 ** 31 - 1)
    throw new RowError('NUMBER_RANGE', 'start and length pass the largest INT');
  return start + length > text.length ? head : head + text.slice(start + length - 1);
}

function splitIndex(text: string, separator: string, index: number): string | null {
  if (index < 0 || text === '') return null;
  if (separator === '') return cutAtBlanks(text)[index] ?? null;
  return text.split(separator)[index] ?? null;
}

/** Where Java sees white space; the blanks that do not break are none. */
function cutAtBlanks(text: string): readonly string[] {
  const parts = [''];
  for (const character of text) {
    const isControl = '\t\n\v\f\r\u001c\u001d\u001e\u001f'.includes(character);
    if (isControl || (/\p{Z}/u.test(character) && !'\u00a0\u2007\u202f'.includes(character))) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${character}`);
  }
  return parts;
}

function separatorOf(value: Model | undefined): string | undefined {
  if (typeof value !== 'bigint') return textOf(value);
  return value < 1n || value > 255n ? undefined : String.fromCharCode(Number(value));
}

const HEX = '0123456789ABCDEF';

function hex(value: Model | undefined): string {
  if (typeof value === 'bigint') return (value < 0n ? value + 2n ** 64n : value).toString(16).toUpperCase();
  const bytes = utf8(textOf(value));
  bounded(bytes.length * 2);
  return [...bytes].map((byte) => HEX.charAt(Math.floor(byte / 16)) + HEX.charAt(byte % 16)).join('');
}

/** An odd number of digits: Flink loses the first one. */
function unhex(text: string): Uint8Array | null {
  const values = [...text.toUpperCase()].map((digit) => HEX.indexOf(digit));
  if (/[^\x20-\x7e]/.test(text) || values.includes(-1)) return null;
  const bytes: number[] = [];
  if (values.length % 2 === 1) {
    bytes.push(0);
    values.shift();
  }
  for (let at = 0; at < values.length; at += 2) bytes.push((values[at] ?? 0) * 16 + (values[at + 1] ?? 0));
  return Uint8Array.from(bytes);
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function base64(value: Model | undefined): string {
  const bytes = value instanceof Uint8Array ? value : utf8(textOf(value));
  bounded(Math.ceil(bytes.length / 3) * 4);
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const digits = (bits.match(/.{1,6}/g) ?? []).map((six) =>
    BASE64.charAt(Number.parseInt(six.padEnd(6, '0'), 2)),
  );
  while (digits.length % 4 !== 0) digits.push('=');
  return digits.join('');
}

/** Texts together that would pass the bound only where many are joined, which nothing here does. */
const joined: StrictFunction = (values) => values.map(textOf).join('');

function reversed(value: Model | undefined): Model {
  if (value instanceof Uint8Array) return [...value].reverse().map(BigInt);
  return textOf(value).split('').reverse().join('');
}

function begins(value: Model | undefined, part: Model | undefined): boolean {
  if (typeof value === 'string') return value.slice(0, textOf(part).length) === part;
  const bytes = value instanceof Uint8Array ? [...value].map(BigInt) : listOf(value);
  const wanted = part instanceof Uint8Array ? [...part].map(BigInt) : listOf(part);
  return wanted.every((byte, index) => bytes[index] === byte);
}

/** Functions by name. */
export const textFunctions: Readonly<Record<string, StrictFunction>> = {
  CHAR_LENGTH: ([value]) => BigInt([...textOf(value)].length),
  UPPER: ([value]) => textOf(value).toUpperCase(),
  LOWER: ([value]) => textOf(value).toLowerCase(),
  SUBSTRING: substring,
  TRIM: (values, { side = 'BOTH' }) => trimmed(values, side),
  BTRIM: (values) => trimmed(values, 'BOTH'),
  LTRIM: (values) => trimmed(values, 'LEADING'),
  RTRIM: (values) => trimmed(values, 'TRAILING'),
  LEFT: (values) => [...textOf(values[0])].slice(0, Math.max(0, numberAt(values, 1))).join(''),
  RIGHT: (values) => {
    const characters = [...textOf(values[0])];
    const count = Math.max(0, numberAt(values, 1));
    return characters.slice(Math.max(0, characters.length - count)).join('');
  },
  POSITION: ([needle, text]) => BigInt(place(textOf(needle), textOf(text))),
  LOCATE: (values) => {
    if (values.length < 3) return BigInt(place(textOf(values[0]), textOf(values[1])));
    const start = numberAt(values, 2);
    if (start === -(2 ** 31) && values[0] !== '') return 0n;
    return BigInt(place(textOf(values[0]), textOf(values[1]), start - 1));
  },
  REPLACE: ([text, searched, replacement]) => replaced(textOf(text), textOf(searched), textOf(replacement)),
  LPAD: (values) => padded(values, 'left'),
  RPAD: (values) => padded(values, 'right'),
  OVERLAY: overlay,
  REVERSE: ([value]) => [...textOf(value)].reduce((text, character) => character + text, ''),
  REPEAT: (values) => {
    const text = textOf(values[0]);
    const count = Math.max(0, numberAt(values, 1));
    bounded(text.length * count);
    return Array.from({ length: text === '' ? 0 : count }, () => text).join('');
  },
  CONCAT: joined,
  '||': joined,
  SPLIT_INDEX: (values) => {
    const separator = separatorOf(values[1]);
    return separator === undefined ? null : splitIndex(textOf(values[0]), separator, numberAt(values, 2));
  },
  SPLIT: ([text, separator]) => {
    const parts = textOf(text).split(textOf(separator));
    // Flink keeps no halves of characters.
    return textOf(text) === ''
      ? []
      : separator === ''
        ? parts.map((unit) => (utf8(unit)[0] === 63 ? '?' : unit))
        : parts;
  },
  STARTSWITH: ([value, part]) => begins(value, part),
  ENDSWITH: ([value, part]) => begins(reversed(value), reversed(part)),
  HEX: ([value]) => hex(value),
  BIN: ([value]) => (wholeOf(value) < 0n ? wholeOf(value) + 2n ** 64n : wholeOf(value)).toString(2),
  UNHEX: ([value]) => unhex(textOf(value)),
  TO_BASE64: ([value]) => base64(value),
};

/** CONCAT_WS: only a NULL separator gives NULL, other NULLs are left out. */
export function concatWithSeparator([separator = null, ...parts]: readonly Model[]): string | null {
  if (separator === null) return null;
  return parts
    .filter((part) => part !== null)
    .map(textOf)
    .join(textOf(separator));
}
