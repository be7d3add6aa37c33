// The Disk of one simulated process: operations on a platter, each of which a fault may stop, break or delay.
import { dirname } from 'node:path';
import type { Disk, OpenFile } from '@weir/runner-embedded/disk/disk';
import { diskError, type Inode, type Platter } from './platter.node.ts';
import type { Random } from './random.node.ts';

export type OperationKind =
  | 'open'
  | 'read'
  | 'write'
  | 'truncate'
  | 'sync'
  | 'syncFolder'
  | 'rename'
  | 'remove'
  | 'makeFolder'
  | 'list';
/** `path` is the new name of a rename. */
export type Operation = { readonly kind: OperationKind; readonly path: string };

/** What a fault does to an operation. */
export type Effect =
  | { readonly kind: 'none' }
  | { readonly kind: 'error'; readonly code: 'EIO' | 'ENOSPC' }
  /** The process is gone, before the operation or just after it. */
  | { readonly kind: 'crash'; readonly after: boolean };

/** The process that an operation belonged to is no more. */
export class ProcessGone extends Error {}

export type DiskWorld = {
  readonly platter: Platter;
  /** Runs something later, when the process is then alive. */
  readonly after: (ms: number, run: () => void) => void;
  readonly random: Random;
  /** Asked before each operation; it has already ended the process when it says crash. */
  readonly effectOf: (operation: Operation) => Effect;
  readonly crash: () => void;
  readonly isGone: () => boolean;
  /** How long an operation takes that does not block. */
  readonly latencyMs: () => number;
};

type Open = { readonly inode: Inode; readonly path: string };

export function simDisk(world: DiskWorld): Disk {
  const { platter } = world;
  const open = new Map<OpenFile, Open>();
  let nextFile = 3;
  const file = (number: OpenFile): Open => {
    const found = open.get(number);
    if (found === undefined) throw diskError('EBADF', String(number));
    return found;
  };
  const operate = <T>(operation: Operation, work: () => T, broken: () => void = () => undefined): T => {
    if (world.isGone()) throw new ProcessGone();
    const effect = world.effectOf(operation);
    if (effect.kind === 'error') {
      broken();
      throw diskError(effect.code, operation.path);
    }
    if (effect.kind === 'crash' && !effect.after) {
      world.crash();
      throw new ProcessGone();
    }
    const result = work();
    if (effect.kind === 'crash') {
      world.crash();
      throw new ProcessGone();
    }
    return result;
  };
  /** Nothing comes back to a process that is gone. */
  const later = (work: () => void): Promise<void> =>
    new Promise((resolve, reject) => {
      world.after(world.latencyMs(), () => {
        try {
          work();
          resolve();
        } catch (cause) {
          if (!(cause instanceof ProcessGone)) reject(cause);
        }
      });
    });
  const room = (path: string, bytes: number): void => {
    if (bytes > 0 && platter.usedBytes + bytes > platter.capacity) throw diskError('ENOSPC', path);
  };
  const write = (number: OpenFile, parts: readonly Uint8Array[], position: number): number => {
    const { inode, path } = file(number);
    return operate({ kind: 'write', path }, () => {
      const all = Buffer.concat(parts);
      const left = platter.capacity - platter.usedBytes;
      // A disk that fills up takes a part first and refuses at the next write.
      const bytes = all.subarray(0, Math.max(0, Math.min(all.length, inode.bytes.length - position + left)));
      if (bytes.length === 0 && all.length > 0) throw diskError('ENOSPC', path);
      inode.write(position, bytes);
      return bytes.length;
    });
  };
  const sync = (number: OpenFile): void => {
    const { inode, path } = file(number);
    operate(
      { kind: 'sync', path },
      () => inode.sync(),
      () => inode.failSync(world.random),
    );
  };
  const syncFolder = (folder: string): void =>
    operate({ kind: 'syncFolder', path: folder }, () => platter.syncFolder(folder));
  return {
    open: (path, how) =>
      operate({ kind: how === 'read' ? 'read' : 'open', path }, () => {
        const found = platter.file(path);
        if (found === undefined && (how === 'read' || how === 'write')) throw diskError('ENOENT', path);
        if (found !== undefined && how === 'create') throw diskError('EEXIST', path);
        if (found === undefined) room(path, 1);
        else if (how === 'replace') found.truncate(0);
        nextFile += 1;
        open.set(nextFile, { inode: found ?? platter.create(path), path });
        return nextFile;
      }),
    close: (number) => {
      open.delete(number);
    },
    read: (number, into, position) => {
      const { inode, path } = file(number);
      return operate({ kind: 'read', path }, () => {
        if (position >= inode.bytes.length) return 0;
        return inode.bytes.copy(into, 0, position, Math.min(inode.bytes.length, position + into.length));
      });
    },
    write,
    writeLater: (number, parts) =>
      later(() => {
        const bytes = Buffer.concat(parts);
        for (let at = 0; at < bytes.length; ) at += write(number, [bytes.subarray(at)], at);
      }),
    sizeOf: (number) => file(number).inode.bytes.length,
    truncate: (number, bytes) => {
      const { inode, path } = file(number);
      operate({ kind: 'truncate', path }, () => inode.truncate(bytes));
    },
    sync,
    syncLater: (number) => later(() => sync(number)),
    syncFolder,
    syncFolderLater: (folder) => later(() => syncFolder(folder)),
    rename: (from, to) => operate({ kind: 'rename', path: to }, () => platter.rename(from, to)),
    remove: (path) => operate({ kind: 'remove', path }, () => platter.remove(path)),
    makeFolder: (path) => operate({ kind: 'makeFolder', path }, () => platter.makeFolder(path)),
    removeFolder: (path) => {
      for (const found of platter.paths())
        if (found.startsWith(`${path}/`))
          operate({ kind: 'remove', path: found }, () => platter.remove(found));
    },
    list: (folder) => operate({ kind: 'list', path: folder }, () => platter.list(folder)),
    freeBytes: () => platter.capacity - platter.usedBytes,
    kindOf: (path) => {
      if (world.isGone()) throw new ProcessGone();
      return platter.kindOf(path);
    },
  };
}

/** Where a name lies: for telling apart what belongs to what. */
export function folderName(path: string): string {
  const folder = dirname(path);
  return folder.slice(folder.lastIndexOf('/') + 1);
}
