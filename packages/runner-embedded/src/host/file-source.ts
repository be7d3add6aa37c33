// Reads the bytes of a file in whole records: plain files at any position, gzipped ones by unpacking from the start.
import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { SourceChunk, SourceDriver, SourceRequest } from '@weir/engine/host';
import { Failure } from '@weir/shared/diagnostics';
import { z } from 'zod';
import { RecordBuffer } from './record-buffer.ts';

const READ_BYTES = 256 * 1024;
const UNPACKED_BYTES_MAX = 4 * 1024 * 1024;

/** Byte offset behind the last record that was handed over (in the unpacked bytes of a gzipped file). */
const positionSchema = z.number().int().min(0);

export type FileSourceOptions = {
  readonly path: string;
  /** Go on when the file grows, never end. */
  readonly follow: boolean;
  readonly recordEnd: SourceRequest['recordEnd'];
  readonly position: SourceRequest['position'];
};

/**
 * Opens a file for reading.
 *
 * @throws Failure SOURCE_FILE when it cannot be opened, SOURCE_GAP when it is shorter than the position.
 */
export function openFileSource(options: FileSourceOptions): SourceDriver {
  const position = options.position === undefined ? 0 : positionSchema.parse(options.position);
  return options.path.endsWith('.gz')
    ? new GzipSource(options, position)
    : new PlainSource(options, position);
}

function openFile(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): Failure {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Failure(
    'SOURCE_FILE',
    `file ${path} cannot be opened: ${why}`,
    'Check the name and the permissions of the file.',
  );
}

class PlainSource implements SourceDriver {
  readonly #path: string;
  readonly #file: number;
  readonly #follow: boolean;
  readonly #records: RecordBuffer;
  #offset: number;

  constructor(options: FileSourceOptions, position: number) {
    this.#path = options.path;
    this.#file = openFile(options.path);
    this.#follow = options.follow;
    this.#offset = position;
    this.#records = new RecordBuffer(options.recordEnd, position);
    if (fstatSync(this.#file).size < position) {
      throw new Failure(
        'SOURCE_GAP',
        `file ${options.path} is shorter than where the job stopped`,
        'Restore the file. Or change a setting of the source, such as its path: it then begins anew.',
      );
    }
  }

  next(): SourceChunk | 'idle' | 'end' {
    for (;;) {
      const room = this.#records.room(READ_BYTES);
      const read = this.#read(room);
      this.#offset += read;
      this.#records.filled(read);
      if (read === 0 && this.#follow) return 'idle';
      const chunk = this.#records.take(read === 0, Date.now());
      if (chunk !== undefined) return chunk;
      if (read === 0) return 'end';
    }
  }

  #read(room: Uint8Array): number {
    try {
      return readSync(this.#file, room, 0, room.length, this.#offset);
    } catch (cause) {
      throw unreadable(this.#path, cause);
    }
  }

  onReady(): void {
    // The engine looks by itself every 100 ms; a followed file needs no more.
  }

  release(): void {
    // The file keeps its bytes.
  }

  backlogBytes(): number {
    return Math.max(0, fstatSync(this.#file).size - this.#offset);
  }

  close(): void {
    closeSync(this.#file);
  }
}

class GzipSource implements SourceDriver {
  readonly #stream: ReturnType<typeof createGunzip>;
  readonly #file: ReturnType<typeof createReadStream>;
  readonly #records: RecordBuffer;
  #skip: number;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #ended = false;
  #failed: Error | undefined;
  #ready: () => void = () => undefined;

  constructor(options: FileSourceOptions, position: number) {
    closeSync(openFile(options.path));
    this.#skip = position;
    this.#records = new RecordBuffer(options.recordEnd, position);
    this.#file = createReadStream(options.path);
    this.#stream = createGunzip();
    this.#file.on('error', (error) => this.#fail(error));
    this.#stream.on('data', (bytes: Buffer) => this.#take(bytes));
    this.#stream.on('end', () => {
      this.#ended = true;
      this.#ready();
    });
    this.#stream.on('error', (error) => this.#fail(error));
    this.#file.pipe(this.#stream);
  }

  #fail(error: Error): void {
    this.#failed = error;
    this.#ready();
  }

  #take(bytes: Buffer): void {
    const skipped = Math.min(this.#skip, bytes.length);
    this.#skip -= skipped;
    if (skipped === bytes.length) return;
    this.#waiting.push(bytes.subarray(skipped));
    this.#waitingBytes += bytes.length - skipped;
    if (this.#waitingBytes > UNPACKED_BYTES_MAX) this.#stream.pause();
    this.#ready();
  }

  next(): SourceChunk | 'idle' | 'end' {
    if (this.#failed !== undefined) {
      throw new Failure(
        'SOURCE_FILE',
        `the gzipped file cannot be unpacked: ${this.#failed.message}`,
        'Check that the file is complete.',
      );
    }
    for (let bytes = this.#waiting.shift(); bytes !== undefined; bytes = this.#waiting.shift()) {
      this.#waitingBytes -= bytes.length;
      this.#records.room(bytes.length).set(bytes);
      this.#records.filled(bytes.length);
      const chunk = this.#records.take(false, Date.now());
      if (this.#waitingBytes < UNPACKED_BYTES_MAX / 2) this.#stream.resume();
      if (chunk !== undefined) return chunk;
    }
    if (!this.#ended) return 'idle';
    return this.#records.take(true, Date.now()) ?? 'end';
  }

  onReady(callback: () => void): void {
    this.#ready = callback;
  }

  release(): void {
    // The file keeps its bytes.
  }

  backlogBytes(): number {
    return this.#waitingBytes;
  }

  close(): void {
    this.#file.destroy();
    this.#stream.destroy();
  }
}
