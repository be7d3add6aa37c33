// The real disk: node:fs, one system call per operation.
import {
  closeSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  fsync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statfsSync,
  unlinkSync,
  writev,
  writevSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import type { Disk, OpenFile, OpenHow } from './disk.ts';

const FLAGS: Readonly<Record<OpenHow, string>> = { read: 'r', write: 'r+', create: 'wx', replace: 'w' };
// Windows cannot open a folder to sync it; its file system journals names by itself.
const SYNCS_FOLDERS = process.platform !== 'win32';

export const nodeDisk: Disk = {
  open: (path, how) => openSync(path, FLAGS[how], 0o600),
  close: closeSync,
  read: (file, into, position) => {
    let at = 0;
    while (at < into.length) {
      const read = readSync(file, into, at, into.length - at, position + at);
      if (read === 0) break;
      at += read;
    }
    return at;
  },
  write: (file, parts, position) => writevSync(file, [...parts], position),
  writeLater,
  sizeOf: (file) => fstatSync(file).size,
  truncate: ftruncateSync,
  sync: fdatasyncSync,
  syncLater: (file) =>
    new Promise((resolve, reject) => {
      fdatasync(file, (cause) => (cause === null ? resolve() : reject(cause)));
    }),
  syncFolder: (folder) => {
    if (!SYNCS_FOLDERS) return;
    const handle = openSync(folder, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  },
  syncFolderLater: async (folder) => {
    if (!SYNCS_FOLDERS) return;
    const handle = await open(folder, 'r');
    try {
      await new Promise<void>((resolve, reject) => {
        fsync(handle.fd, (cause) => (cause === null ? resolve() : reject(cause)));
      });
    } finally {
      await handle.close();
    }
  },
  rename: renameSync,
  remove: unlinkSync,
  makeFolder: (path) => mkdirSync(path, { recursive: true, mode: 0o700 }),
  removeFolder: (path) => rmSync(path, { recursive: true, force: true }),
  list: (folder) => readdirSync(folder),
  freeBytes: (path) => {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  },
  kindOf: (path) => {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    if (found.isFile()) return 'file';
    return found.isDirectory() ? 'folder' : 'other';
  },
};

async function writeLater(file: OpenFile, parts: readonly Uint8Array[]): Promise<void> {
  let waiting = parts.filter((part) => part.length > 0);
  let position = 0;
  while (waiting.length > 0) {
    const at = position;
    const given = waiting;
    const written = await new Promise<number>((resolve, reject) => {
      writev(file, given, at, (cause, bytes) => (cause === null ? resolve(bytes) : reject(cause)));
    });
    position += written;
    waiting = behind(waiting, written);
  }
}

/** What is left of parts behind the first bytes. */
function behind(parts: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let left = bytes;
  return parts.flatMap((part) => {
    const cut = Math.min(left, part.length);
    left -= cut;
    return cut === part.length ? [] : [part.subarray(cut)];
  });
}
