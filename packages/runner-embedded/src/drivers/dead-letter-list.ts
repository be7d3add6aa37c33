// Lists the dead letters of a job, newest first, from its file; another thread may be appending to it.

import { isUtf8 } from 'node:buffer';
import type { DeadLetter } from '@weir/shared/api';
import type { Disk } from '../disk/disk.ts';
import { eachRecord, FRAME_HEADER_BYTES, type Frame, frameBytesAt, readFrame } from '../log/frame.ts';
import { segmentPath } from '../log/segments.ts';
import { letterNoteSchema } from './dead-letter-file.ts';

const SHOWN_BYTES_MAX = 4 * 1024;
const WINDOW_BYTES = 1024 * 1024;

/** Knows where each letter lies, and goes on from where it stopped reading. */
export class DeadLetterList {
  readonly #disk: Disk;
  readonly #path: string;
  readonly #offsets: number[] = [];
  readonly #nodes: string[] = [];
  #scanned = 0;

  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#path = segmentPath(folder, 0);
  }

  /** The newest letters, and how many there are in all in the file. */
  read(options: { readonly nodeId: string | undefined; readonly limit: number }): {
    readonly total: number;
    readonly letters: readonly DeadLetter[];
  } {
    let file: number;
    try {
      file = this.#disk.open(this.#path, 'read');
    } catch {
      // The job never had a dead letter.
      return { total: 0, letters: [] };
    }
    try {
      this.#scan(file);
      const { nodeId, limit } = options;
      const letters: DeadLetter[] = [];
      for (let index = this.#offsets.length - 1; index >= 0 && letters.length < limit; index -= 1) {
        if (nodeId !== undefined && this.#nodes[index] !== nodeId) continue;
        const letter = letterAt(this.#disk, file, this.#offsets[index] ?? 0);
        if (letter !== undefined) letters.push(letter);
      }
      const total =
        nodeId === undefined ? this.#nodes.length : this.#nodes.filter((node) => node === nodeId).length;
      return { total, letters };
    } finally {
      this.#disk.close(file);
    }
  }

  #scan(file: number): void {
    const size = this.#disk.sizeOf(file);
    if (size < this.#scanned) this.#reset();
    while (this.#scanned < size) {
      const window = readAt(
        this.#disk,
        file,
        this.#scanned,
        Math.min(WINDOW_BYTES + FRAME_HEADER_BYTES, size - this.#scanned),
      );
      let at = 0;
      for (
        let frame = readFrame(window, at, window.length);
        frame !== undefined;
        frame = readFrame(window, at, window.length)
      ) {
        this.#offsets.push(this.#scanned + at);
        this.#nodes.push(noteOf(frame).nodeId);
        at = frame.end;
      }
      const next = at === 0 ? frameBytesAt(window, 0, window.length) : at;
      // A letter that is being written: it is there the next time.
      if (next === undefined || (at === 0 && next <= window.length)) return;
      if (at === 0 && this.#scanned + next > size) return;
      if (at === 0) this.#scanLarge(file, next);
      else this.#scanned += at;
    }
  }

  /** A letter that is larger than the window. */
  #scanLarge(file: number, bytes: number): void {
    const whole = readAt(this.#disk, file, this.#scanned, bytes);
    const frame = readFrame(whole, 0, whole.length);
    if (frame !== undefined) {
      this.#offsets.push(this.#scanned);
      this.#nodes.push(noteOf(frame).nodeId);
    }
    this.#scanned += bytes;
  }

  #reset(): void {
    this.#offsets.length = 0;
    this.#nodes.length = 0;
    this.#scanned = 0;
  }
}

function noteOf(frame: Frame): ReturnType<typeof letterNoteSchema.parse> {
  return letterNoteSchema.parse(JSON.parse(frame.note.toString()));
}

function letterAt(disk: Disk, file: number, offset: number): DeadLetter | undefined {
  const head = readAt(disk, file, offset, FRAME_HEADER_BYTES);
  const length = frameBytesAt(head, 0, head.length);
  if (length === undefined) return undefined;
  const bytes = readAt(disk, file, offset, length);
  const frame = readFrame(bytes, 0, bytes.length);
  if (frame === undefined) return undefined;
  const note = noteOf(frame);
  let content: Buffer = Buffer.alloc(0);
  eachRecord(bytes, frame, (from, to) => {
    content = bytes.subarray(from, Math.min(to, from + SHOWN_BYTES_MAX));
  });
  const shown = isUtf8(content) ? { text: content.toString() } : cutText(content);
  const { nodeId, code, message } = note;
  return { nodeId, code, message, at: new Date(frame.arrivalMs).toISOString(), bytes: note.bytes, ...shown };
}

/** Text whose last character was cut in the middle is still text. */
function cutText(content: Buffer): { readonly text: string } | { readonly base64: string } {
  for (let cut = 1; cut <= 3 && content.length >= SHOWN_BYTES_MAX; cut += 1) {
    const shorter = content.subarray(0, content.length - cut);
    if (isUtf8(shorter)) return { text: shorter.toString() };
  }
  return { base64: content.toString('base64') };
}

function readAt(disk: Disk, file: number, offset: number, bytes: number): Buffer {
  const buffer = Buffer.allocUnsafe(bytes);
  return buffer.subarray(0, disk.read(file, buffer, offset));
}
