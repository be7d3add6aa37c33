// The disk under everything durable: one small port, so that a whole job runs on a simulated disk too.
//
// It has the operations that durability is made of and nothing else: bytes at positions, syncs of content and of folders,
// renames, removals. Each is one system call of the real disk, so that a fault can be put before or after each of them.

/** What an open file may be used for: `write` one that is there, `create` one that is not, `replace` either, emptied. */
export type OpenHow = 'read' | 'write' | 'create' | 'replace';

/** An open file: a descriptor. */
export type OpenFile = number;

/** Fails as node:fs does: errors with a `code` such as ENOENT, ENOSPC, EIO. */
export interface Disk {
  readonly open: (path: string, how: OpenHow) => OpenFile;
  readonly close: (file: OpenFile) => void;
  /** Bytes read, fewer than asked for only at the end of the file. */
  readonly read: (file: OpenFile, into: Uint8Array, position: number) => number;
  /** Bytes written; fewer than given when the disk is nearly full. */
  readonly write: (file: OpenFile, parts: readonly Uint8Array[], position: number) => number;
  /** Writes everything from the beginning of the file, without blocking the thread. */
  readonly writeLater: (file: OpenFile, parts: readonly Uint8Array[]) => Promise<void>;
  readonly sizeOf: (file: OpenFile) => number;
  readonly truncate: (file: OpenFile, bytes: number) => void;
  /** Content and size are durable on return; the name is not. */
  readonly sync: (file: OpenFile) => void;
  /** The same without blocking the thread. */
  readonly syncLater: (file: OpenFile) => Promise<void>;
  /** Names below a folder are durable on return: creations, renames, removals. */
  readonly syncFolder: (folder: string) => void;
  readonly syncFolderLater: (folder: string) => Promise<void>;
  readonly rename: (from: string, to: string) => void;
  readonly remove: (path: string) => void;
  /** Makes a folder with its parents; the first one that was not there, if any. */
  readonly makeFolder: (path: string) => string | undefined;
  readonly removeFolder: (path: string) => void;
  /** Names in a folder, in no order. */
  readonly list: (folder: string) => readonly string[];
  /** Bytes that the file system of a path has left for us. */
  readonly freeBytes: (path: string) => number;
  /** What lies at a path; links are not followed. */
  readonly kindOf: (path: string) => 'file' | 'folder' | 'other' | undefined;
}

/** The code of an error of a disk; empty when it is none. */
export function errorCode(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}

/** True for errors that say that there is no room. */
export function isFull(cause: unknown): boolean {
  const code = errorCode(cause);
  return code === 'ENOSPC' || code === 'EDQUOT';
}
