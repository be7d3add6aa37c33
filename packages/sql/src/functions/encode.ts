// Functions between text, bytes and numbers in other notations.

import { isText, typeText } from '@weir/shared/data-type';
import type { Typed } from '../check/typed.ts';
import { BIGINT, isInteger, STRING } from '../check/types.ts';
import { CHARSET_NAMES, isCharset } from '../runtime/charsets.ts';
import { define, helperCall, parameter } from './build.ts';
import { type FunctionDefinition, type Refusal, refuse } from './definition.ts';
import { literalText } from './literal-text.ts';

const text = parameter('text', 'text');

const TO_BASE64 = define({
  name: 'TO_BASE64',
  family: 'text',
  rule: 'X1.50',
  documentation: 'The text in UTF-8, or bytes, as base64.',
  parameters: [parameter('value', 'string')],
  result: () => STRING,
  fallible: true,
  toJs: helperCall('toBase64'),
  cases: [
    ["TO_BASE64('é')", 'w6k='],
    ["TO_BASE64('')", ''],
    ["TO_BASE64(UNHEX('ff'))", '/w=='],
  ],
});

const FROM_BASE64 = define({
  name: 'FROM_BASE64',
  family: 'text',
  rule: 'X1.50',
  documentation: 'The text whose UTF-8 the base64 holds; padding may be left out.',
  parameters: [parameter('value', 'string')],
  result: () => STRING,
  fallible: true,
  toJs: helperCall('fromBase64'),
  cases: [
    ["FROM_BASE64('w6k=')", 'é'],
    ["FROM_BASE64('w6k')", 'é'],
    ["FROM_BASE64('')", ''],
  ],
});

const HEX = define({
  name: 'HEX',
  family: 'text',
  rule: 'X1.50',
  documentation: 'A whole number, or a text in UTF-8, in upper-case hexadecimal.',
  parameters: [parameter('value', 'any')],
  result: ([value]) => {
    const type = value?.type ?? STRING;
    if (type.kind === 'NULL' || isText(type) || isInteger(type)) return STRING;
    return refuse(`HEX takes text or a whole number, this is ${typeText(type)}`);
  },
  fallible: ({ arguments: [value] }) => value === undefined || !isInteger(value.type),
  toJs: (values, { arguments: [value] }) =>
    helperCall(value !== undefined && isInteger(value.type) ? 'hexNumber' : 'hexText')(values),
  cases: [
    ['HEX(255)', 'FF'],
    ['HEX(CAST(-1 AS TINYINT))', 'FFFFFFFFFFFFFFFF'],
    ["HEX('é')", 'C3A9'],
    ["HEX('')", ''],
  ],
});

const UNHEX = define({
  name: 'UNHEX',
  family: 'text',
  rule: 'X1.50',
  documentation: 'The bytes that hexadecimal digits stand for; NULL when there are others.',
  parameters: [text],
  result: () => ({ kind: 'BYTES' }),
  yieldsNull: true,
  toJs: helperCall('unhex'),
  cases: [
    ["DECODE(UNHEX('c3A9'), 'UTF-8')", 'é'],
    ["UNHEX('123')", Uint8Array.of(0, 0x23)],
    ["UNHEX('0x61')", null],
  ],
});

const BIN = define({
  name: 'BIN',
  family: 'text',
  rule: 'X1.50',
  documentation: 'A whole number in base 2, below 0 as 64 bits.',
  parameters: [parameter('value', 'bigint')],
  result: () => STRING,
  toJs: helperCall('binNumber'),
  cases: [
    ['BIN(5)', '101'],
    ['BIN(-9223372036854775807 - 1)', `1${'0'.repeat(63)}`],
  ],
});

function charsetProblem(charset: Typed | undefined): Refusal | undefined {
  const name = literalText(charset);
  if (name === undefined || isCharset(name)) return undefined;
  const at = { argument: 1, from: 0, to: name.length };
  return { ...refuse('this character set is not known', `Known are ${CHARSET_NAMES}.`, 'SQL_LITERAL'), at };
}

const ENCODE = define({
  name: 'ENCODE',
  family: 'text',
  rule: 'X1.50',
  documentation: 'The bytes of a text in a character set; what it lacks becomes a question mark.',
  parameters: [text, parameter('charset', 'text')],
  result: ([, charset]) => charsetProblem(charset) ?? { kind: 'BYTES' },
  fallible: true,
  toJs: helperCall('encodeText'),
  cases: [
    ["ENCODE('aé😀', 'US-ASCII')", Uint8Array.of(97, 63, 63)],
    ["ENCODE('é', 'utf-16')", Uint8Array.of(0xfe, 0xff, 0, 0xe9)],
    ["ENCODE('é', 'UTF-16LE')", Uint8Array.of(0xe9, 0)],
  ],
});

const DECODE = define({
  name: 'DECODE',
  family: 'text',
  rule: 'X1.50',
  documentation: 'The text of bytes in a character set; what is malformed becomes U+FFFD.',
  parameters: [parameter('bytes', 'bytes'), parameter('charset', 'text')],
  result: ([, charset]) => charsetProblem(charset) ?? STRING,
  fallible: ({ arguments: [, charset] }) => literalText(charset) === undefined,
  toJs: helperCall('decodeText'),
  cases: [
    ["DECODE(UNHEX('61ff'), 'UTF-8')", 'a\ufffd'],
    ["DECODE(UNHEX('e9'), 'ISO-8859-1')", 'é'],
    ["DECODE(UNHEX('fffee900'), 'UTF-16')", 'é'],
  ],
});

const INET_ATON = define({
  name: 'INET_ATON',
  family: 'text',
  rule: 'X1.72',
  documentation: 'An IPv4 address as a number; NULL when the text is none.',
  parameters: [text],
  result: () => BIGINT,
  yieldsNull: true,
  toJs: helperCall('inetAton'),
  cases: [
    ["INET_ATON('1.2.3.4')", 16_909_060],
    ["INET_ATON('127.1')", 2_130_706_433],
    ["INET_ATON('4294967295')", 4_294_967_295],
    ["INET_ATON('1.2.3.4.5')", null],
    ["INET_ATON('1..2')", null],
  ],
});

const INET_NTOA = define({
  name: 'INET_NTOA',
  family: 'text',
  rule: 'X1.72',
  documentation: 'The IPv4 address of a number; NULL when there is none.',
  parameters: [parameter('address', 'whole')],
  result: () => STRING,
  yieldsNull: true,
  toJs: (values, { arguments: [address] }) =>
    helperCall(address?.type.kind === 'BIGINT' ? 'inetNtoa' : 'inetNtoaInt')(values),
  cases: [
    ['INET_NTOA(16909060)', '1.2.3.4'],
    ['INET_NTOA(4294967296)', null],
    ['INET_NTOA(-1)', '255.255.255.255'],
    ['INET_NTOA(CAST(-1 AS BIGINT))', null],
  ],
});

/** Functions of notations. */
export const encodeFunctions: readonly FunctionDefinition[] = [
  TO_BASE64,
  FROM_BASE64,
  HEX,
  UNHEX,
  BIN,
  ENCODE,
  DECODE,
  INET_ATON,
  INET_NTOA,
];
