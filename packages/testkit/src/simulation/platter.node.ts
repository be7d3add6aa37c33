// What a simulated machine has on disk: what programs see, what survives a power cut, and what lies between.
//
// Harsher than any file system in use, in the ways that POSIX allows: written sectors survive one by one until their file
// is synced; a name survives only when its folder is synced, whatever was done to the file; of unsynced names the first
// few survive (journals keep their order). After a sync that failed the pages count as clean and may never be written:
// the next sync says all is well.
import { dirname } from 'node:path';
import type { Random } from './random.node.ts';

const SECTOR_BYTES = 512;

type Write =
  | { readonly kind: 'write'; readonly position: number; readonly bytes: Uint8Array }
  | { readonly kind: 'truncate'; readonly length: number };

/** A file, whatever its names. */
export class Inode {
  bytes: Buffer = Buffer.alloc(0);
  durable: Buffer = Buffer.alloc(0);
  pending: Write[] = [];

  write(position: number, bytes: Uint8Array): void {
    const copy = Uint8Array.from(bytes);
    this.bytes = applied(this.bytes, { kind: 'write', position, bytes: copy });
    this.pending.push({ kind: 'write', position, bytes: copy });
  }

  truncate(length: number): void {
    this.bytes = applied(this.bytes, { kind: 'truncate', length });
    this.pending.push({ kind: 'truncate', length });
  }

  /** Writes what waits, and nothing that a failed sync has dropped. */
  sync(): void {
    for (const change of this.pending) this.durable = applied(this.durable, change);
    this.pending = [];
  }

  /** The disk did not take everything, and what it did not take is forgotten. */
  failSync(random: Random): void {
    this.durable = survivors(this.durable, this.pending, random);
    this.pending = [];
  }

  powerCut(random: Random): void {
    this.durable = survivors(this.durable, this.pending, random);
    this.bytes = Buffer.from(this.durable);
    this.pending = [];
  }
}

type Entry = Inode | 'folder';
type NameChange = { readonly removed?: string; readonly added?: readonly [name: string, entry: Entry] };

class Folder {
  names = new Map<string, Entry>();
  durable = new Map<string, Entry>();
  pending: NameChange[] = [];

  change(change: NameChange): void {
    applyNames(this.names, change);
    this.pending.push(change);
  }

  sync(): void {
    for (const change of this.pending) applyNames(this.durable, change);
    this.pending = [];
  }

  powerCut(random: Random): void {
    const kept = random.whole(0, this.pending.length);
    for (const change of this.pending.slice(0, kept)) applyNames(this.durable, change);
    this.names = new Map(this.durable);
    this.pending = [];
  }
}

export class Platter {
  readonly #folders = new Map<string, Folder>([['/', new Folder()]]);
  /** Bytes that fit, over all files; what is more is refused with ENOSPC. */
  capacity = Number.POSITIVE_INFINITY;
  /** Logs that were released, kept for the oracle only: path to content. */
  readonly archive = new Map<string, Buffer>();

  file(path: string): Inode | undefined {
    const entry = this.#folders.get(dirname(path))?.names.get(baseOf(path));
    return entry === 'folder' ? undefined : entry;
  }

  kindOf(path: string): 'file' | 'folder' | undefined {
    if (this.#folders.has(path)) return 'folder';
    return this.file(path) === undefined ? undefined : 'file';
  }

  create(path: string): Inode {
    const inode = new Inode();
    this.#folder(dirname(path)).change({ added: [baseOf(path), inode] });
    return inode;
  }

  rename(from: string, to: string): void {
    const inode = this.#existing(from);
    this.#folder(dirname(from)).change({ removed: baseOf(from), added: [baseOf(to), inode] });
  }

  remove(path: string): void {
    const inode = this.#existing(path);
    if (path.endsWith('.log')) this.archive.set(path, Buffer.from(inode.bytes));
    this.#folder(dirname(path)).change({ removed: baseOf(path) });
  }

  /** The first folder that was not there. */
  makeFolder(path: string): string | undefined {
    if (this.#folders.has(path)) return undefined;
    const first = this.makeFolder(dirname(path));
    this.#folders.set(path, new Folder());
    this.#folder(dirname(path)).change({ added: [baseOf(path), 'folder'] });
    return first ?? path;
  }

  list(path: string): readonly string[] {
    return [...this.#folder(path).names.keys()];
  }

  syncFolder(path: string): void {
    this.#folder(path).sync();
  }

  /** Bytes of all files. */
  get usedBytes(): number {
    let sum = 0;
    for (const folder of this.#folders.values())
      for (const entry of folder.names.values()) if (entry !== 'folder') sum += entry.bytes.length;
    return sum;
  }

  /** Everything that was not synced is lost, or not, as the seed says. */
  powerCut(random: Random): void {
    for (const folder of this.#folders.values()) folder.powerCut(random);
    const inodes = new Set<Inode>();
    for (const folder of this.#folders.values())
      for (const entry of folder.names.values()) if (entry !== 'folder') inodes.add(entry);
    for (const inode of inodes) inode.powerCut(random);
    for (const path of [...this.#folders.keys()])
      if (path !== '/' && this.#folders.get(dirname(path))?.names.get(baseOf(path)) !== 'folder')
        this.#folders.delete(path);
  }

  /** Paths of all files, in order. */
  paths(): readonly string[] {
    return [...this.#folders]
      .flatMap(([folder, { names }]) =>
        [...names].flatMap(([name, entry]) =>
          entry === 'folder' ? [] : [`${folder === '/' ? '' : folder}/${name}`],
        ),
      )
      .sort();
  }

  /** A disk of its own with what programs see here now, all of it durable. */
  clone(): Platter {
    const copy = new Platter();
    for (const folder of this.#folders.keys()) copy.makeFolder(folder);
    for (const path of this.paths()) {
      copy.create(path).write(0, this.file(path)?.bytes ?? new Uint8Array(0));
    }
    for (const [path, bytes] of this.archive) copy.archive.set(path, bytes);
    copy.syncAll();
    return copy;
  }

  syncAll(): void {
    for (const folder of this.#folders.values()) {
      folder.sync();
      for (const entry of folder.names.values()) if (entry !== 'folder') entry.sync();
    }
  }

  #folder(path: string): Folder {
    const folder = this.#folders.get(path);
    if (folder === undefined) throw diskError('ENOENT', path);
    return folder;
  }

  #existing(path: string): Inode {
    const inode = this.file(path);
    if (inode === undefined) throw diskError('ENOENT', path);
    return inode;
  }
}

/** An error as node:fs throws it. */
export function diskError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: simulated, '${path}'`), { code });
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function applyNames(names: Map<string, Entry>, change: NameChange): void {
  if (change.removed !== undefined) names.delete(change.removed);
  if (change.added !== undefined) names.set(...change.added);
}

function applied(before: Buffer, change: Write): Buffer {
  const length =
    change.kind === 'truncate'
      ? change.length
      : Math.max(before.length, change.position + change.bytes.length);
  const after = Buffer.alloc(length);
  before.copy(after, 0, 0, Math.min(before.length, length));
  if (change.kind === 'write') after.set(change.bytes, change.position);
  return after;
}

/** Content after a power cut: all, nothing, or some of the sectors of each write. */
function survivors(durable: Buffer, pending: readonly Write[], random: Random): Buffer {
  const fate = random.whole(0, 2);
  if (fate === 0 || pending.length === 0) return durable;
  let content = durable;
  for (const change of pending) {
    if (fate === 1 || change.kind === 'truncate') {
      if (fate === 1 || random.chance(0.5)) content = applied(content, change);
      continue;
    }
    const end = change.position + change.bytes.length;
    for (let at = change.position; at < end; ) {
      const to = Math.min(end, (Math.floor(at / SECTOR_BYTES) + 1) * SECTOR_BYTES);
      const bytes = change.bytes.subarray(at - change.position, to - change.position);
      if (random.chance(0.5)) content = applied(content, { kind: 'write', position: at, bytes });
      at = to;
    }
  }
  return content;
}
