// Making files and names durable: what is renamed or created is there after a crash only when its folder is synced too.
import { dirname } from 'node:path';
import { type Disk, errorCode } from '../disk/disk.ts';

/** How far above a folder names may have been made by a process that died before it synced them. */
const PARENTS_SYNCED = 4;

/** Makes a folder, with its parents, that is there after a crash. */
export function makeFolder(disk: Disk, folder: string): void {
  const first = disk.makeFolder(folder) ?? '';
  let above = folder;
  for (let level = 0; level < PARENTS_SYNCED && dirname(above) !== above; level += 1) {
    const isNew = first !== '' && above.length >= first.length;
    above = dirname(above);
    try {
      disk.syncFolder(above);
    } catch (cause) {
      // A folder of the system above ours may not be opened; it was there before us.
      if (isNew || !['EACCES', 'EPERM', 'EROFS'].includes(errorCode(cause))) throw cause;
    }
  }
}

/** Replaces a small file: after a crash it holds the old or the new content, never a part. */
export function replaceFileSync(disk: Disk, path: string, content: string | readonly Uint8Array[]): void {
  const temporary = `${path}.tmp`;
  const file = disk.open(temporary, 'replace');
  try {
    writeAll(disk, file, typeof content === 'string' ? Buffer.from(content) : Buffer.concat(content), 0);
    disk.sync(file);
  } finally {
    disk.close(file);
  }
  disk.rename(temporary, path);
  disk.syncFolder(dirname(path));
}

/** Writes all bytes; a disk that takes them in parts says at the next part that it is full. */
export function writeAll(disk: Disk, file: number, bytes: Uint8Array, position: number): void {
  for (let at = 0; at < bytes.length; ) at += disk.write(file, [bytes.subarray(at)], position + at);
}

/** `replaceFileSync` without blocking the thread, for content of any size. */
export async function replaceFile(
  disk: Disk,
  file: {
    readonly path: string;
    /** Written first. Nobody else may write to this name: what was given up may wake up and go on. */
    readonly temporary: string;
    readonly parts: readonly Uint8Array[];
    /** Called when everything but the new name is durable; what it throws keeps the old content. */
    readonly before: () => void;
  },
): Promise<void> {
  const { path, temporary, parts, before } = file;
  const open = disk.open(temporary, 'replace');
  try {
    await disk.writeLater(open, parts);
    await disk.syncLater(open);
  } finally {
    disk.close(open);
  }
  before();
  disk.rename(temporary, path);
  await disk.syncFolderLater(dirname(path));
}

/** The whole content of a file. */
export function readWhole(disk: Disk, path: string): Buffer {
  const file = disk.open(path, 'read');
  try {
    const bytes = Buffer.allocUnsafe(disk.sizeOf(file));
    return bytes.subarray(0, disk.read(file, bytes, 0));
  } finally {
    disk.close(file);
  }
}

/** Removes a file that may be gone already. */
export function removeIfThere(disk: Disk, path: string): void {
  if (disk.kindOf(path) !== undefined) disk.remove(path);
}
