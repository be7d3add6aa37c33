// Records out of bytes that come in pieces.
import { expect, it } from 'vitest';
import { RecordBuffer } from './record-buffer.ts';

const lineEnd = (bytes: Uint8Array, from: number, to: number): number =>
  Math.max(from, bytes.subarray(0, to).lastIndexOf(10) + 1);

function feed(buffer: RecordBuffer, bytes: Uint8Array): void {
  buffer.room(bytes.length).set(bytes);
  buffer.filled(bytes.length);
}

function take(buffer: RecordBuffer, last = false): { text: string; position: unknown } | undefined {
  const chunk = buffer.take(last, 0);
  if (chunk === undefined) return undefined;
  return {
    text: Buffer.from(chunk.bytes.subarray(chunk.from, chunk.to)).toString(),
    position: chunk.position,
  };
}

it('a byte-order mark in front of the first record is no part of it, wherever the bytes are cut', () => {
  const bytes = Buffer.from('\uFEFF"a"\n\uFEFFb\n');
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const buffer = new RecordBuffer(lineEnd, 0);
    feed(buffer, bytes.subarray(0, cut));
    const first = take(buffer);
    feed(buffer, bytes.subarray(cut));
    const text = `${first?.text ?? ''}${take(buffer)?.text ?? ''}`;
    expect([cut, text]).toEqual([cut, '"a"\n\uFEFFb\n']);
  }
});

it('positions are those of the file, the mark counts; behind the start there is no mark', () => {
  const start = new RecordBuffer(lineEnd, 0);
  feed(start, Buffer.from('\uFEFFa\nb'));
  expect(take(start)).toEqual({ text: 'a\n', position: 5 });
  expect(take(start, true)).toEqual({ text: 'b', position: 6 });
  const later = new RecordBuffer(lineEnd, 5);
  feed(later, Buffer.from('\uFEFFb\n'));
  expect(take(later)).toEqual({ text: '\uFEFFb\n', position: 10 });
});
