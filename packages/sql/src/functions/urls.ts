// Functions of URLs.

import { STRING } from '../check/types.ts';
import { define, helperCall, parameter } from './build.ts';
import type { FunctionDefinition } from './definition.ts';

const text = parameter('text', 'text');

const URL_ENCODE = define({
  name: 'URL_ENCODE',
  family: 'text',
  rule: 'X1.51',
  documentation: 'The text as a part of a URL: a blank is +, what is not plain goes by its bytes.',
  parameters: [text],
  result: (values) => ({ type: STRING, nullable: true, arguments: values }),
  fallible: true,
  toJs: helperCall('urlEncode'),
  cases: [
    ["URL_ENCODE('a b/é*~')", 'a+b%2F%C3%A9*%7E'],
    ["URL_ENCODE('')", ''],
  ],
});

const URL_DECODE = define({
  name: 'URL_DECODE',
  family: 'text',
  rule: 'X1.51',
  documentation: 'The text that a part of a URL stands for; NULL when a % is not followed by two digits.',
  parameters: [text],
  result: () => STRING,
  yieldsNull: true,
  toJs: helperCall('urlDecode'),
  cases: [
    ["URL_DECODE('a+b%2F%C3%A9')", 'a b/é'],
    ["URL_DECODE('%ff')", '\ufffd'],
    ["URL_DECODE('a%2')", null],
  ],
});

const PARSE_URL = define({
  name: 'PARSE_URL',
  family: 'text',
  rule: 'X1.51',
  documentation:
    'A part of a URL: PROTOCOL, AUTHORITY, USERINFO, HOST, PATH, QUERY, FILE or REF; with a key one value of the query.',
  parameters: [
    parameter('url', 'text'),
    parameter('part', 'text'),
    parameter('key', 'text', { optional: true }),
  ],
  result: () => STRING,
  yieldsNull: true,
  fallible: true,
  toJs: (values) => helperCall(values.length === 3 ? 'parseUrlKey' : 'parseUrl')(values),
  cases: [
    ["PARSE_URL('https://u:p@h.example:8080/a/b?q=1&r=%20#f', 'HOST')", 'h.example'],
    ["PARSE_URL('https://h/a?q=1&r=%20', 'QUERY', 'r')", '%20'],
    ["PARSE_URL('https://h/a?xq=1&q=2', 'QUERY', 'q')", '2'],
    ["PARSE_URL('http://h/a/./b/../c', 'PATH')", '/a/c'],
    ["PARSE_URL('http://h:x/', 'HOST')", null],
    ["PARSE_URL('http://[::1]:80/', 'HOST')", '[::1]'],
    ["PARSE_URL('http://[1:2]/', 'HOST')", null],
    ["PARSE_URL('h/a', 'PATH')", null],
    ["PARSE_URL('http://h/', 'host')", null],
  ],
});

/** Functions of URLs. */
export const urlFunctions: readonly FunctionDefinition[] = [URL_ENCODE, URL_DECODE, PARSE_URL];
