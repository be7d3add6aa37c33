// URL_ENCODE, URL_DECODE and PARSE_URL: java.net.URLEncoder, URLDecoder and the questions to java.net.URL.

import { type JavaUrl, parseJavaUrl } from '../java-url.ts';
import { boundedLength } from './text-limit.ts';
import { finderOf } from './text-search.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

const URL_PLAIN: ReadonlySet<number> = new Set(
  [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.*'].map((character) =>
    character.charCodeAt(0),
  ),
);

/** URL_ENCODE: a blank is `+`, all but letters, digits and `-_.*` goes by its bytes. */
export function urlEncode(text: string): string {
  let result = '';
  for (const byte of encodeUtf8(text)) {
    if (URL_PLAIN.has(byte)) result += String.fromCharCode(byte);
    else result += byte === 32 ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    boundedLength(result.length);
  }
  return result;
}

/** URL_DECODE: NULL when a `%` has no two hexadecimal digits. */
export function urlDecode(text: string): string | null {
  // What is not escaped stays as it is, halves of surrogate pairs too, so only runs of escapes go through UTF-8.
  const parts: string[] = [];
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('%', at);
    parts.push(text.slice(at, next < 0 ? text.length : next).replaceAll('+', ' '));
    if (next < 0) break;
    const run = readEscapes(text, next);
    if (run === undefined) return null;
    parts.push(decodeUtf8(Uint8Array.from(run)));
    at = next + run.length * 3;
  }
  return parts.join('');
}

function readEscapes(text: string, from: number): readonly number[] | undefined {
  const bytes: number[] = [];
  for (let at = from; text.charAt(at) === '%'; at += 3) {
    // Java reads the two characters as a signed number, so `%+5` is 5.
    const digits = text.slice(at + 1, at + 3);
    if (!/^(?:[0-9A-Fa-f]{2}|\+[0-9A-Fa-f]|-0)$/.test(digits)) return undefined;
    bytes.push(Math.abs(Number.parseInt(digits, 16)));
  }
  return bytes;
}

/** Upper-case names only, as in Flink. */
const PARTS: Readonly<Record<string, (url: JavaUrl) => string | null>> = {
  HOST: (url) => url.host,
  PATH: (url) => url.path,
  QUERY: (url) => url.query,
  REF: (url) => url.ref,
  PROTOCOL: (url) => url.protocol,
  FILE: (url) => (url.query === null ? url.path : `${url.path}?${url.query}`),
  AUTHORITY: (url) => url.authority,
  USERINFO: (url) => url.userInfo,
};

/** PARSE_URL: NULL when the text is no URL or has no such part. */
export function parseUrl(text: string, part: string): string | null {
  const read = Object.hasOwn(PARTS, part) ? PARTS[part] : undefined;
  const url = read === undefined ? undefined : parseJavaUrl(text);
  return read === undefined || url === undefined ? null : read(url);
}

/** PARSE_URL with a key: the first value of that parameter of the query, as it is written. */
export function parseUrlKey(text: string, part: string, key: string): string | null {
  const query = part === 'QUERY' ? parseUrl(text, part) : null;
  if (query === null) return null;
  const wanted = `${key}=`;
  const find = finderOf(wanted);
  for (let at = find(query, 0); at >= 0; at = find(query, at + 1)) {
    if (at > 0 && query.charAt(at - 1) !== '&') continue;
    const from = at + wanted.length;
    const end = query.indexOf('&', from);
    return query.slice(from, end < 0 ? query.length : end);
  }
  return null;
}
