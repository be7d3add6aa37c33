// Cuts a stream of bytes at the ends of records. The rest of a record waits for its end.
import type { SourceChunk, SourceRequest } from '@weir/engine/host';
import { RECORD_BYTES_MAX } from '@weir/shared/limits';

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** A growing buffer of bytes with positions. */
export class RecordBuffer {
  readonly #recordEnd: SourceRequest['recordEnd'];
  #bytes = new Uint8Array(512 * 1024);
  /** The waiting bytes are `#bytes[#from..#to]`; `#position` is where `#from` lies in the source. */
  #from = 0;
  #to = 0;
  #position: number;
  #dropping = false;

  constructor(recordEnd: SourceRequest['recordEnd'], position: number) {
    this.#recordEnd = recordEnd;
    this.#position = position;
  }

  /** A place to write at least so many bytes; chunks handed over before are no longer valid. */
  room(bytes: number): Uint8Array {
    const waiting = this.#to - this.#from;
    if (this.#from > 0) {
      this.#bytes.copyWithin(0, this.#from, this.#to);
      this.#from = 0;
      this.#to = waiting;
    }
    if (this.#to + bytes > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#to + bytes));
      grown.set(this.#bytes.subarray(0, this.#to));
      this.#bytes = grown;
    }
    return this.#bytes.subarray(this.#to, this.#to + bytes);
  }

  filled(bytes: number): void {
    this.#to += bytes;
  }

  /**
   * The whole records that wait, or `undefined`.
   *
   * @param last The bytes have ended: what waits is the last record, with or without a line end.
   */
  take(last: boolean, arrivalMs: number): SourceChunk | undefined {
    if (this.#position === 0) this.#skipMark();
    if (this.#dropping && !this.#endDrop(last)) return undefined;
    let end = last ? this.#to : this.#recordEnd(this.#bytes, this.#from, this.#to);
    if (end === this.#from && this.#to - this.#from > RECORD_BYTES_MAX) {
      // A record without end: its head goes out, is refused as too large, and the rest is skipped up to its line end.
      end = this.#to;
      this.#dropping = true;
    }
    if (end === this.#from) return undefined;
    const chunk = {
      bytes: this.#bytes,
      from: this.#from,
      to: end,
      arrivalMs,
      position: this.#position + (end - this.#from),
    };
    this.#position = chunk.position;
    this.#from = end;
    return chunk;
  }

  /** A byte-order mark stands in front of the first record and is no part of it. */
  #skipMark(): void {
    if (!BYTE_ORDER_MARK.every((byte, index) => this.#bytes[this.#from + index] === byte)) return;
    if (this.#to - this.#from < BYTE_ORDER_MARK.length) return;
    this.#from += BYTE_ORDER_MARK.length;
    this.#position = BYTE_ORDER_MARK.length;
  }

  #endDrop(last: boolean): boolean {
    const found = this.#bytes.subarray(this.#from, this.#to).indexOf(10);
    const skipped = found < 0 ? this.#to - this.#from : found + 1;
    this.#from += skipped;
    this.#position += skipped;
    if (found < 0 && !last) return false;
    this.#dropping = false;
    return true;
  }
}
