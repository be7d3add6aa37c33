// JSON_QUOTE, JSON_UNQUOTE and IS JSON: text as a JSON string and back, and whether text is JSON.

import { helper, js } from '@weir/shared/fragment';
import { BOOLEAN, STRING } from '../check/types.ts';
import { define, helperCall, parameter, type Sql, sql } from './build.ts';
import type { FunctionDefinition } from './definition.ts';

const JSON_QUOTE = define({
  name: 'JSON_QUOTE',
  family: 'json',
  rule: 'X1.53',
  documentation: 'Text as a JSON string in ASCII: quotes, slashes and everything beyond ASCII escaped.',
  parameters: [parameter('text', 'text')],
  warning: () => ({
    code: 'SQL_PORTABLE',
    message:
      'JSON_QUOTE on Flink writes characters beyond U+FFFF, such as emoji, in a way no JSON reader takes',
    hint: 'Use JSON_STRING.',
  }),
  result: () => STRING,
  toJs: helperCall('jsonQuote'),
  cases: [
    [`JSON_QUOTE('a"b')`, '"a\\"b"'],
    [`JSON_QUOTE('é')`, '"\\u00e9"'],
  ],
});

const JSON_UNQUOTE = define({
  name: 'JSON_UNQUOTE',
  family: 'json',
  rule: 'X1.53',
  documentation: 'The content of a JSON string; text that is none comes back as it is.',
  parameters: [parameter('text', 'text')],
  result: () => STRING,
  toJs: helperCall('jsonUnquote'),
  cases: [
    [`JSON_UNQUOTE('"a\\u00e9"')`, 'aé'],
    [`JSON_UNQUOTE('[1]')`, '[1]'],
  ],
});

function isJson(kind: 'VALUE' | 'SCALAR' | 'ARRAY' | 'OBJECT', name: string, print: (text: Sql) => Sql) {
  return define({
    name: `IS JSON ${kind}`,
    family: 'json',
    rule: 'X1.54',
    documentation:
      kind === 'VALUE'
        ? 'TRUE when the text begins with a JSON value; FALSE for NULL.'
        : `TRUE when the text begins with a JSON ${kind.toLowerCase()}; FALSE for NULL.`,
    parameters: [parameter('text', 'text')],
    syntax: kind === 'VALUE' ? 'text IS [NOT] JSON [VALUE]' : `text IS [NOT] JSON ${kind}`,
    nulls: 'own',
    result: () => BOOLEAN,
    toJs: ([text = js`null`]) => js`${helper(name)}(${text})`,
    toFlink: ([text = sql`NULL`]) => print(text),
    cases: [
      [`'[1, 2]' IS JSON ${kind}`, kind === 'VALUE' || kind === 'ARRAY'],
      [`'{"a": 1}' IS JSON ${kind}`, kind === 'VALUE' || kind === 'OBJECT'],
      [`'1' IS JSON ${kind}`, kind === 'VALUE' || kind === 'SCALAR'],
      [`CAST(NULL AS STRING) IS JSON ${kind}`, false],
    ],
  });
}

/** Functions on JSON text as a whole. */
export const jsonTextFunctions: readonly FunctionDefinition[] = [
  JSON_QUOTE,
  JSON_UNQUOTE,
  isJson('VALUE', 'isJsonValue', (text) => sql`(${text} IS JSON VALUE)`),
  isJson('SCALAR', 'isJsonScalar', (text) => sql`(${text} IS JSON SCALAR)`),
  isJson('ARRAY', 'isJsonArray', (text) => sql`(${text} IS JSON ARRAY)`),
  isJson('OBJECT', 'isJsonObject', (text) => sql`(${text} IS JSON OBJECT)`),
];
