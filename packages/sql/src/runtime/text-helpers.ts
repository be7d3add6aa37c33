// The helpers of text, bytes and patterns that generated code names, beside those of texts.ts.

import type { Value } from '@weir/shared/data-type';
import { printf } from '../printf/printf.ts';
import { ascii, chr, initCap, translateText, translateWith } from './characters.ts';
import { decodeText, encodeText } from './charsets.ts';
import {
  binNumber,
  digest,
  fromBase64,
  hexNumber,
  hexText,
  inetAton,
  inetNtoa,
  inetNtoaInt,
  sha2,
  toBase64,
  unhex,
} from './encodings.ts';
import * as regexps from './regexps.ts';
import {
  instr,
  locateFrom,
  positionOf,
  replaceText,
  splitIndex,
  splitIndexAt,
  splitText,
} from './text-search.ts';
import { endsWithBytes, isAlpha, isDecimal, isDigit, startsWithBytes } from './text-tests.ts';
import { parseUrl, parseUrlKey, urlDecode, urlEncode } from './urls.ts';
import { cutBytes, decodeUtf8, encodeUtf8, padBytes } from './utf8.ts';

/** Helpers by name. */
export const textHelpers = {
  ...regexps,
  ascii,
  binNumber,
  chr,
  cutBytes,
  decodeText,
  decodeUtf8,
  digest,
  elt: (index: number | bigint | null, ...choices: readonly Value[]): Value =>
    index === null || index < 1 ? null : (choices[Number(index) - 1] ?? null),
  encodeText,
  encodeUtf8,
  endsWithBytes,
  endsWithText: (text: string, part: string): boolean => text.endsWith(part),
  fromBase64,
  hexNumber,
  hexText,
  inetAton,
  inetNtoa,
  inetNtoaInt,
  initCap,
  instr,
  isAlpha,
  isDecimal,
  isDigit,
  locateFrom,
  padBytes,
  parseUrl,
  parseUrlKey,
  positionOf,
  printf,
  replaceText,
  sha2,
  splitIndex,
  splitIndexAt,
  splitText,
  startsWithBytes,
  startsWithText: (text: string, part: string): boolean => text.startsWith(part),
  toBase64,
  translateKnown: (text: string | null, map: ReadonlyMap<string, string>): string | null =>
    text === null ? null : translateWith(text, map),
  translateText,
  unhex,
  urlDecode,
  urlEncode,
};
