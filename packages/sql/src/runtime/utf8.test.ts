// X1.50: bytes of text and text of bytes as Java makes them.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeText, encodeText } from './charsets.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

test('X1.50: what is well-formed comes back, with the bytes of the platform', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const bytes = encodeUtf8(text);
      expect(bytes).toEqual(new Uint8Array(new TextEncoder().encode(text)));
      expect(decodeUtf8(bytes)).toBe(text);
      for (const charset of ['UTF-8', 'UTF-16BE', 'UTF-16LE', 'UTF-16'])
        expect(decodeText(encodeText(text, charset), charset)).toBe(text);
    }),
  );
});

test('X1.50: half a surrogate pair is a question mark, as in Java', () => {
  expect(encodeUtf8('a\ud83d')).toEqual(Uint8Array.of(97, 63));
  expect(encodeUtf8('\ude00b')).toEqual(Uint8Array.of(63, 98));
});

describe('X1.50: malformed UTF-8 gives as many U+FFFD as Java 17 writes', () => {
  test.each([
    [[0xff], '\ufffd'],
    [[0xc3], '\ufffd'],
    [[0xc0, 0x80], '\ufffd\ufffd'],
    [[0xc3, 0x28], '\ufffd('],
    [[0xe2, 0x82], '\ufffd'],
    [[0xe2, 0x82, 0x41], '\ufffdA'],
    [[0xe0, 0x80, 0x80], '\ufffd\ufffd\ufffd'],
    [[0xed, 0xa0, 0x80], '\ufffd'],
    [[0xf0, 0x9f, 0x98], '\ufffd'],
    [[0xf0, 0x9f, 0x98, 0x41], '\ufffdA'],
    [[0xf5, 0x80], '\ufffd\ufffd'],
    [[0x41, 0x80, 0x42], 'A\ufffdB'],
  ])('%j', (bytes, expected) => {
    expect(decodeUtf8(Uint8Array.from(bytes))).toBe(expected);
  });

  test('the UTF-16 sets: a lone half, and a byte left over', () => {
    expect(decodeText(Uint8Array.of(0xd8, 0x3d, 0, 0x41, 0, 0x42), 'UTF-16BE')).toBe('\ufffdB');
    expect(decodeText(Uint8Array.of(0, 0x41, 0x42), 'UTF-16BE')).toBe('A\ufffd');
    expect(decodeText(Uint8Array.of(0x80, 0x41), 'us-ascii')).toBe('\ufffdA');
  });
});
