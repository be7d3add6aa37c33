// R5, X1.52 to X1.54: JSON text, paths, and what they find.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonNumberText } from './json-number.ts';
import { compileJsonPath, isPathProblem } from './json-path.ts';
import { selectJson } from './json-select.ts';
import { type JsonNode, JsonNumber, parseJson } from './json-text.ts';
import { valueToJson } from './json-value.ts';
import { jsonString, writeJson } from './json-write.ts';

function written(text: string): string | undefined {
  const node = parseJson(text);
  return node === undefined ? undefined : writeJson(node);
}

describe('R5: text that is JSON', () => {
  test.each([
    [' {"b": 1, "a": [true, null]} ', '{"a":[true,null],"b":1}'],
    ['{"a":1,"a":2}', '{"a":2}'],
    ['1 2', '1'],
    ['{}x', '{}'],
    ['"\\u00e9\\n\\/"', '"é\\n/"'],
    ['"\\u0001"', '"\\u0001"'],
    ['-0', '0'],
    ['-0.0', '0.0'],
    ['1.50', '1.50'],
    ['1e3', '1E+3'],
    ['0.00000001', '1E-8'],
    ['12345678901234567890', '12345678901234567890'],
    ['1e999999', '1E+999999'],
    ['{"__proto__": 1}', '{"__proto__":1}'],
  ])('%s', (text, expected) => {
    expect(written(text)).toBe(expected);
  });

  test.each([
    '',
    ' ',
    'nul',
    'nullx',
    'NaN',
    "{'a':1}",
    '{a:1}',
    '{"a":1',
    '{"a" 1}',
    '[1,]',
    '[1 2]',
    '{"a":1,}',
    '"a',
    '"\n"',
    '"\\x"',
    '"\\u12"',
    '01',
    '1.',
    '.5',
    '+1',
    '1e',
    '-',
    '1,2',
    '1x',
    '1e9999999999',
    '1'.repeat(1001),
    '[1e99999999999]',
  ])('%s is none', (text) => {
    expect(parseJson(text)).toBeUndefined();
  });

  test('64 levels are read, 65 are not, and a million brackets cost nothing', () => {
    expect(written(`${'['.repeat(64)}${']'.repeat(64)}`)).toHaveLength(128);
    expect(parseJson(`${'['.repeat(65)}${']'.repeat(65)}`)).toBeUndefined();
    expect(parseJson('['.repeat(1_000_000))).toBeUndefined();
  });

  test('what JSON.stringify writes is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        expect(plain(parseJson(JSON.stringify(value)))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 300 },
    );
  });

  test('any text either is JSON to both parsers, or to neither unless text follows the value', () => {
    const mutated = fc
      .tuple(
        fc.json({ maxDepth: 3 }),
        fc.nat(),
        fc.constantFrom('', ',', '"', '[', '}', '0', '\\', 'e', '\n', 'x'),
      )
      .map(([text, at, insert]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + insert + text.slice(place + 1);
      });
    fc.assert(
      fc.property(mutated, (text) => {
        // An exponent of ten digits is a number to JavaScript (0 or Infinity) and none to Java.
        if (/[eE][+-]?0*\d{10}/.test(text)) return;
        let parsed: unknown;
        try {
          parsed = JSON.parse(text);
        } catch {
          return;
        }
        expect(plain(parseJson(text))).toEqual(parsed);
      }),
      { numRuns: 1000 },
    );
  });

  test('strings come back from their own writing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => parseJson(jsonString(text)) === text));
  });
});

function plain(node: JsonNode | undefined): unknown {
  if (node instanceof JsonNumber) return Number(node.text);
  if (node instanceof Map) {
    const entries = [...node].map(([key, value]) => [key, plain(value)] as const);
    return Object.fromEntries(entries);
  }
  return Array.isArray(node) ? node.map(plain) : node;
}

test('numbers are written like BigDecimal', () => {
  const text = (number: string) => jsonNumberText(new JsonNumber(number));
  expect(text('0e3')).toBe('0E+3');
  expect(text('100e-2')).toBe('1.00');
  expect(text('123e-10')).toBe('1.23E-8');
  expect(text('-1.5E+2')).toBe('-1.5E+2');
  expect(valueToJson(150, { kind: 'DECIMAL', precision: 5, scale: 2 })).toBe('1.50');
  expect(valueToJson(1, { kind: 'DECIMAL', precision: 38, scale: 18 })).toBe('1E-18');
  expect(valueToJson(1e7, { kind: 'DOUBLE' })).toBe('1.0E+7');
  expect(valueToJson(Math.fround(0.1), { kind: 'FLOAT' })).toBe('0.10000000149011612');
  expect(valueToJson(Number.NaN, { kind: 'DOUBLE' })).toBe('"NaN"');
});

const BOOKS = '{"b": [{"t": "x", "p": 1}, {"t": "y", "q": [5, 6]}], "a b": {"c.d": 7}, "n": null}';

function found(path: string, text = BOOKS): string | undefined {
  const compiled = compileJsonPath(path);
  const document = parseJson(text);
  if (isPathProblem(compiled) || document === undefined) return 'malformed';
  const node = selectJson(compiled, document);
  return node === undefined ? undefined : writeJson(node);
}

describe('X1.52: paths', () => {
  test.each([
    ['$.b[0].t', '"x"'],
    ['b[1].q[-1]', '6'],
    ["$['a b']['c.d']", '7'],
    ['$["a b"]', '{"c.d":7}'],
    ['lax $.z.z', 'null'],
    ['STRICT $.n', 'null'],
    ['$.b[*].t', '["x","y"]'],
    ['$.b[*].z', '[]'],
    ['$.b[0,1].t', '["x","y"]'],
    ['$.b[1:].t', '["y"]'],
    ['$.b[:1].t', '["x"]'],
    ['$.b[-1:].t', '["y"]'],
    ['$..t', '["x","y"]'],
    ['$..q[0]', '[5]'],
    ["$.b[0]['t','p']", '{"p":1,"t":"x"}'],
    ["$.b[*]['t','p']", '[{"p":1,"t":"x"},{"t":"y"}]'],
    ['$.b.length()', '2'],
    ['$.length()', '3'],
    ['$.b[0].t.size()', 'null'],
    ['$.b[9]', undefined],
    ['$.z', undefined],
    ['$.b.t', undefined],
    ['lax $.b[9]', 'null'],
    ['$.b[*].t[0]', '[]'],
  ])('%s finds %s', (path, expected) => {
    expect(found(path)).toBe(expected);
  });

  test.each([
    ['$x', 1, false],
    ['$.', 1, false],
    ['$..', 2, false],
    ['$...a', 3, false],
    ['', 0, false],
    ['$.a b', 3, false],
    ['$[', 1, false],
    ['$[a]', 1, false],
    ["$['a", 2, false],
    ["$['a' 'b']", 6, false],
    ['$[1:2:3]', 1, false],
    ['$[99999999999]', 1, false],
    ['$.a[?(@.b > 1)]', 3, true],
    ['$.a.min()', 4, true],
    ['lax $.length().a', 6, true],
  ])('%s is refused at %i', (path, at, unsupported) => {
    const compiled = compileJsonPath(path);
    expect(isPathProblem(compiled) && { at: compiled.at, unsupported: compiled.unsupported }).toEqual({
      at,
      unsupported,
    });
  });

  test('any text compiles or is refused with a place inside it', () => {
    const paths = fc.string({ unit: fc.constantFrom(...'$.[]*\'"\\ab0-:,? ()@'), maxLength: 20 });
    fc.assert(
      fc.property(paths, (path) => {
        const compiled = compileJsonPath(path);
        if (isPathProblem(compiled)) return compiled.at >= 0 && compiled.at <= path.length;
        selectJson(compiled, parseJson(BOOKS) ?? null);
        return true;
      }),
      { numRuns: 2000 },
    );
  });

  test('many scans over a deep document give up instead of taking forever', () => {
    const deep = `${'[[1,2],'.repeat(60)}1${']'.repeat(60)}`;
    expect(found('$..*..*..*..*..*..*', deep)).toBeUndefined();
  });
});
