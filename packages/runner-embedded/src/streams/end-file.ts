// How far a stream may be read, kept beside its log: what a data plane begins with before any writer runs.
//
// Written in place at each commit, into two slots in turn: a slot fits a sector, and has a CRC. The newer one counts; when
// it is damaged the one before does, and the writer sets it anew from its manifest.
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { Failure } from '@weir/shared/diagnostics';
import type { Disk, OpenFile } from '../disk/disk.ts';
import { readWhole, writeAll } from '../log/durable-files.ts';

const END_FILE = 'committed';
/** f64 end, u32 number of the write, u32 CRC of both. The end may fall, when a job goes back to an older checkpoint. */
const SLOT_BYTES = 16;
const CHECKED_BYTES = 12;
const SLOTS = 2;

type Slot = { readonly end: number; readonly write: number; readonly index: number };

/**
 * The end in a stream's folder; 0 when nothing was committed yet.
 *
 * @throws Failure SOURCE_GAP when what is there cannot be read: silence would look like an empty stream.
 */
export function storedEnd(disk: Disk, folder: string): number {
  const path = join(folder, END_FILE);
  if (disk.kindOf(path) === undefined) return 0;
  const bytes = readWhole(disk, path);
  const slot = newest(bytes);
  // A first write that did not get through has left a part, or nothing but zeros.
  const isFirst = bytes.length < SLOT_BYTES || bytes.every((byte) => byte === 0);
  if (slot === undefined && !isFirst)
    throw new Failure('SOURCE_GAP', `file ${path} is damaged`, 'Restore it from a backup.');
  return slot?.end ?? 0;
}

function newest(bytes: Buffer): Slot | undefined {
  let found: Slot | undefined;
  for (let index = 0; index < SLOTS && (index + 1) * SLOT_BYTES <= bytes.length; index += 1) {
    const slot = bytes.subarray(index * SLOT_BYTES, (index + 1) * SLOT_BYTES);
    if (crc32(slot.subarray(0, CHECKED_BYTES)) !== slot.readUInt32LE(CHECKED_BYTES)) continue;
    const write = slot.readUInt32LE(8);
    if (found === undefined || write > found.write) found = { end: slot.readDoubleLE(0), write, index };
  }
  return found;
}

/** Commits for a writer that is no longer part of its pipeline. */
export function storeEnd(disk: Disk, folder: string, end: number): void {
  if (end <= endOrZero(disk, folder)) return;
  const file = new EndFile(disk, folder);
  try {
    file.write(end);
  } finally {
    file.close();
  }
}

/** A writer knows the end from its manifest: to it a damaged file is one without an end. */
function endOrZero(disk: Disk, folder: string): number {
  try {
    return storedEnd(disk, folder);
  } catch (cause) {
    if (cause instanceof Failure) return 0;
    throw cause;
  }
}

/** The file, open for writing. */
export class EndFile {
  readonly #disk: Disk;
  readonly #file: OpenFile;
  #slot: number;
  #write: number;

  constructor(disk: Disk, folder: string) {
    const path = join(folder, END_FILE);
    this.#disk = disk;
    const isNew = disk.kindOf(path) === undefined;
    const last = isNew ? undefined : newest(readWhole(disk, path));
    this.#file = disk.open(path, isNew ? 'create' : 'write');
    if (isNew) disk.syncFolder(folder);
    this.#slot = last === undefined ? 0 : (last.index + 1) % SLOTS;
    this.#write = last?.write ?? 0;
  }

  write(end: number): void {
    this.#write += 1;
    const bytes = Buffer.alloc(SLOT_BYTES);
    bytes.writeDoubleLE(end);
    bytes.writeUInt32LE(this.#write, 8);
    bytes.writeUInt32LE(crc32(bytes.subarray(0, CHECKED_BYTES)), CHECKED_BYTES);
    writeAll(this.#disk, this.#file, bytes, this.#slot * SLOT_BYTES);
    this.#disk.sync(this.#file);
    this.#slot = (this.#slot + 1) % SLOTS;
  }

  close(): void {
    this.#disk.close(this.#file);
  }
}
