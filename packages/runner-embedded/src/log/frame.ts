// The unit of a log: one frame holds the records of one request, so that a request is there whole or not at all.
//
// Little-endian: u32 count of body bytes, u32 CRC-32 of arrival and body, f64 arrival (epoch ms), body. The body: u32
// count of records, u32 count of note bytes, the note, one u32 length per record, the records. Records are stored by
// length, never by separator: a pretty-printed event keeps its line ends.
import { crc32 } from 'node:zlib';

export const FRAME_HEADER_BYTES = 16;
const BODY_HEAD_BYTES = 8;

/** A request of 5 MiB with 10,000 lengths fits three times; anything larger is no frame. */
export const FRAME_BODY_BYTES_MAX = 16 * 1024 * 1024;

/** A range of bytes of a buffer that is known from the context. */
export type ByteRange = { readonly from: number; readonly to: number };

/** The bytes of a frame whose records are ranges of `bytes`. */
export function encodeFrame(frame: {
  readonly arrivalMs: number;
  readonly note: Uint8Array;
  readonly bytes: Uint8Array;
  readonly records: readonly ByteRange[];
}): Buffer {
  const { note, records } = frame;
  const recordBytes = records.reduce((sum, { from, to }) => sum + to - from, 0);
  const bodyBytes = BODY_HEAD_BYTES + note.length + 4 * records.length + recordBytes;
  const encoded = Buffer.allocUnsafe(FRAME_HEADER_BYTES + bodyBytes);
  encoded.writeUInt32LE(bodyBytes, 0);
  encoded.writeDoubleLE(frame.arrivalMs, 8);
  encoded.writeUInt32LE(records.length, 16);
  encoded.writeUInt32LE(note.length, 20);
  encoded.set(note, FRAME_HEADER_BYTES + BODY_HEAD_BYTES);
  let lengthAt = FRAME_HEADER_BYTES + BODY_HEAD_BYTES + note.length;
  let recordAt = lengthAt + 4 * records.length;
  for (const { from, to } of records) {
    encoded.writeUInt32LE(to - from, lengthAt);
    lengthAt += 4;
    encoded.set(frame.bytes.subarray(from, to), recordAt);
    recordAt += to - from;
  }
  encoded.writeUInt32LE(crc32(encoded.subarray(8)), 4);
  return encoded;
}

/** A frame in a buffer. The records are views. */
export type Frame = {
  /** Where the next frame begins in the buffer. */
  readonly end: number;
  readonly arrivalMs: number;
  readonly note: Buffer;
  readonly records: number;
  /** Where the lengths of the records begin in the buffer, the records behind them. */
  readonly lengthsAt: number;
};

/**
 * Bytes of the frame that begins at `at`, header included; `undefined` when the header is not whole or cannot be one.
 */
export function frameBytesAt(bytes: Buffer, at: number, end: number): number | undefined {
  if (end - at < FRAME_HEADER_BYTES) return undefined;
  const bodyBytes = bytes.readUInt32LE(at);
  if (bodyBytes < BODY_HEAD_BYTES || bodyBytes > FRAME_BODY_BYTES_MAX) return undefined;
  return FRAME_HEADER_BYTES + bodyBytes;
}

/** The frame at `at`, or `undefined` when it is torn or damaged. */
export function readFrame(bytes: Buffer, at: number, end: number): Frame | undefined {
  const length = frameBytesAt(bytes, at, end);
  if (length === undefined || at + length > end) return undefined;
  if (crc32(bytes.subarray(at + 8, at + length)) !== bytes.readUInt32LE(at + 4)) return undefined;
  const records = bytes.readUInt32LE(at + FRAME_HEADER_BYTES);
  const noteBytes = bytes.readUInt32LE(at + FRAME_HEADER_BYTES + 4);
  if (FRAME_HEADER_BYTES + BODY_HEAD_BYTES + noteBytes + 4 * records > length) return undefined;
  const noteAt = at + FRAME_HEADER_BYTES + BODY_HEAD_BYTES;
  return {
    end: at + length,
    arrivalMs: bytes.readDoubleLE(at + 8),
    note: bytes.subarray(noteAt, noteAt + noteBytes),
    records,
    lengthsAt: noteAt + noteBytes,
  };
}

/** Calls back with the byte range of each record of a frame. */
export function eachRecord(bytes: Buffer, frame: Frame, visit: (from: number, to: number) => void): void {
  let at = frame.lengthsAt + 4 * frame.records;
  for (let record = 0; record < frame.records; record += 1) {
    const to = at + bytes.readUInt32LE(frame.lengthsAt + 4 * record);
    visit(at, to);
    at = to;
  }
}
