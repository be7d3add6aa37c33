// Bugs that are put between the code and its machine: each must be found by the simulation (I30).
//
// None is a switch in the code: a wrapped disk, clock, or host does what the code without the safeguard would have done.
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { crc32 } from 'node:zlib';
import { decodeManifest, encodeManifest, type Manifest } from '@weir/runner-embedded/checkpoint/manifest';
import { type Disk, isFull, type OpenFile } from '@weir/runner-embedded/disk/disk';
import type { Machine } from '@weir/runner-embedded/host/machine';
import { FRAME_HEADER_BYTES, frameBytesAt } from '@weir/runner-embedded/log/frame';

/** Who runs on the machine, and whether it is starting. */
export type Who = { readonly isJob: boolean; readonly recovering: () => boolean };

export type Planted = {
  readonly name: string;
  readonly machine?: ((machine: Machine, who: Who) => Machine) | undefined;
  /** The door is not told the keys of requests. */
  readonly dropKeys?: boolean | undefined;
};

type Paths = (path: string) => boolean;
const anyPath: Paths = () => true;
const below =
  (part: string): Paths =>
  (path) =>
    path.includes(part);

/** Changes the disk; `pathOf` tells what an open file is. */
function disk(
  change: (disk: Disk, who: Who, pathOf: (file: OpenFile) => string) => Partial<Disk>,
): Planted['machine'] {
  return (machine, who) => {
    const paths = new Map<OpenFile, string>();
    const inner: Disk = {
      ...machine.disk,
      open: (path, how) => {
        const file = machine.disk.open(path, how);
        paths.set(file, path);
        return file;
      },
    };
    return { ...machine, disk: { ...inner, ...change(inner, who, (file) => paths.get(file) ?? '') } };
  };
}

/** Content is never synced, but everybody is told that it was. */
const withoutSync = (where: Paths): Planted['machine'] =>
  disk((inner, _, pathOf) => ({
    sync: (file) => {
      if (!where(pathOf(file))) inner.sync(file);
    },
    syncLater: async (file) => {
      if (!where(pathOf(file))) await inner.syncLater(file);
    },
  }));

const withoutFolderSync = (where: Paths): Planted['machine'] =>
  disk((inner) => ({
    syncFolder: (folder) => {
      if (!where(folder)) inner.syncFolder(folder);
    },
    syncFolderLater: async (folder) => {
      if (!where(folder)) await inner.syncFolderLater(folder);
    },
  }));

/** A sync that failed is tried again on the same descriptor, and then says that all is well. */
const syncTwice: Planted['machine'] = disk((inner) => ({
  sync: (file) => {
    try {
      inner.sync(file);
    } catch {
      inner.sync(file);
    }
  },
  syncLater: (file) => inner.syncLater(file).catch(() => inner.syncLater(file)),
}));

/** Whole files are changed as they are read. */
const reading = (
  where: (path: string, who: Who) => boolean,
  changed: (bytes: Buffer) => Buffer,
): Planted['machine'] =>
  disk((inner, who, pathOf) => ({
    read: (file, into, position) => {
      const count = inner.read(file, into, position);
      if (where(pathOf(file), who) && count > 0)
        into.set(changed(Buffer.from(into.subarray(0, count))).subarray(0, count));
      return count;
    },
  }));

/** The checksums of frames are made right, whatever they hold. */
function trusted(bytes: Buffer): Buffer {
  for (let at = 0; ; ) {
    const length = frameBytesAt(bytes, at, bytes.length);
    if (length === undefined || at + length > bytes.length) return bytes;
    bytes.writeUInt32LE(crc32(bytes.subarray(at + 8, at + length)), at + 4);
    at += length;
  }
}

/** Frames are there, but the keys in their notes are others. */
function withOtherKeys(bytes: Buffer): Buffer {
  for (let at = 0; ; ) {
    const length = frameBytesAt(bytes, at, bytes.length);
    if (length === undefined || at + length > bytes.length) return trusted(bytes);
    const noteBytes = bytes.readUInt32LE(at + FRAME_HEADER_BYTES + 4);
    if (noteBytes > 0) bytes.writeUInt8(1, at + FRAME_HEADER_BYTES + 8 + noteBytes - 1);
    at += length;
  }
}

/** The checksum of a sealed file is made right, whatever it holds. */
function resealed(bytes: Buffer): Buffer {
  const lineEnd = bytes.indexOf(10);
  const head = /"sha256":"/.exec(bytes.subarray(0, Math.max(0, lineEnd)).toString());
  if (head === null) return bytes;
  const sha256 = createHash('sha256')
    .update(bytes.subarray(lineEnd + 1))
    .digest('hex');
  bytes.write(sha256, head.index + head[0].length);
  return bytes;
}

/** Manifests are read as if something had not been saved. */
const forgetting = (forget: (manifest: Manifest) => Manifest): Planted['machine'] =>
  disk((inner, who, pathOf) => {
    const other = (file: OpenFile): Buffer | undefined => {
      const bytes = Buffer.alloc(inner.sizeOf(file));
      inner.read(file, bytes, 0);
      const manifest = decodeManifest(bytes);
      return manifest === undefined ? undefined : Buffer.concat(encodeManifest(forget(manifest)));
    };
    const isManifest = (file: OpenFile): boolean =>
      who.recovering() && basename(pathOf(file)).startsWith('manifest-');
    return {
      sizeOf: (file) => (isManifest(file) ? other(file)?.length : undefined) ?? inner.sizeOf(file),
      read: (file, into, position) => {
        const bytes = isManifest(file) ? other(file) : undefined;
        return bytes === undefined ? inner.read(file, into, position) : bytes.copy(into, 0, position);
      },
    };
  });

const sourcesWith =
  (change: (source: Readonly<Record<string, unknown>>) => object) =>
  (manifest: Manifest): Manifest => ({
    ...manifest,
    snapshot: {
      ...manifest.snapshot,
      sources: Object.fromEntries(
        Object.entries(manifest.snapshot.sources).map(([id, source]) => [
          id,
          JSON.parse(
            JSON.stringify(change(typeof source === 'object' && source !== null ? { ...source } : {})),
          ),
        ]),
      ),
    },
  });

/** The position of a request, some of whose records were taken. */
function withoutRecord(source: Readonly<Record<string, unknown>>): object {
  const { position } = source;
  if (typeof position !== 'object' || position === null) return source;
  const { record: _, ...rest } = { record: 0, ...position };
  return { ...source, position: rest };
}

/** Removals at a start do not happen. */
const withoutRemoval = (where: Paths): Planted['machine'] =>
  disk((inner, who) => ({
    remove: (path) => {
      if (!(who.recovering() && where(path))) inner.remove(path);
    },
  }));

/** A log is not cut where its checkpoint ends: what follows is appended behind what was given up. */
const withoutCut = (where: Paths): Planted['machine'] =>
  disk((inner, who, pathOf) => ({
    truncate: (file, bytes) => {
      if (!(who.recovering() && where(pathOf(file)))) inner.truncate(file, bytes);
    },
    write: (file, parts, position) =>
      inner.write(file, parts, where(pathOf(file)) ? inner.sizeOf(file) : position),
  }));

/** A disk without room is taken for one that has written everything. */
const withoutRoom: Planted['machine'] = disk((inner) => ({
  write: (file, parts, position) => {
    const bytes = parts.reduce((sum, part) => sum + part.length, 0);
    try {
      inner.write(file, parts, position);
    } catch (cause) {
      if (!isFull(cause)) throw cause;
    }
    return bytes;
  },
}));

export const PLANTED: readonly Planted[] = [
  { name: 'nothing is synced', machine: withoutSync(anyPath) },
  { name: 'the log of a door is not synced before the answer', machine: withoutSync(below('/doors/')) },
  {
    name: 'checkpoints are not synced before they get their name',
    machine: withoutSync(below('/manifest-')),
  },
  { name: 'files of sinks are not synced before the checkpoint', machine: withoutSync(below('/.part-')) },
  {
    name: 'dead letters are not synced before the checkpoint',
    machine: withoutSync(below('/dead-letters/')),
  },
  { name: 'streams are not synced before the checkpoint', machine: withoutSync(below('/streams/')) },
  { name: 'no folder is synced', machine: withoutFolderSync(anyPath) },
  { name: 'the folder of checkpoints is not synced', machine: withoutFolderSync(below('/checkpoints')) },
  { name: 'folders of sinks are not synced', machine: withoutFolderSync(below('/files/')) },
  { name: 'folders of logs are not synced', machine: withoutFolderSync(below('/doors/')) },
  { name: 'a failed sync is tried again on the same descriptor', machine: syncTwice },
  { name: 'the checksum of frames is not looked at', machine: reading(below('.log'), trusted) },
  { name: 'the checksum of checkpoints is not looked at', machine: reading(below('/manifest-'), resealed) },
  { name: 'keys of requests are not known', dropKeys: true },
  {
    name: 'keys of requests are forgotten at a start',
    machine: reading(
      (path, who) => path.includes('/doors/') && !who.isJob && who.recovering(),
      withOtherKeys,
    ),
  },
  {
    name: 'a replaced writer is not fenced off',
    machine: disk((inner) => ({
      kindOf: (path) => (path.endsWith('/generation') ? undefined : inner.kindOf(path)),
    })),
  },
  {
    name: 'a start does not commit what its checkpoint has prepared',
    machine: disk((inner, who) => ({
      rename: (from, to) => {
        if (!(who.recovering() && basename(to).startsWith('part-'))) inner.rename(from, to);
      },
      kindOf: (path) =>
        who.recovering() && basename(path).startsWith('part-') ? 'file' : inner.kindOf(path),
    })),
  },
  {
    name: 'rows are visible before their checkpoint is durable',
    machine: disk((inner) => ({
      rename: (from, to) => {
        inner.rename(from, to);
        const epoch = /\.part-[0-9a-f]+-g\d+-(\d{10})$/.exec(to)?.[1];
        if (epoch !== undefined) inner.rename(to, to.replace(/\.part-[0-9a-f]+-g\d+-/, 'part-'));
      },
    })),
  },
  {
    name: 'output of epochs that were given up stays',
    machine: withoutRemoval((path) => basename(path).startsWith('part-')),
  },
  {
    name: 'dead letters of epochs that were given up stay',
    machine: withoutCut(below('/dead-letters/')),
  },
  {
    name: 'rows of epochs that were given up stay in streams',
    machine: withoutCut((path) => path.includes('/streams/') && path.endsWith('.log')),
  },
  {
    name: 'sources begin anew at a start',
    machine: forgetting(sourcesWith(({ position: _, ...rest }) => rest)),
  },
  {
    name: 'records of a request that were taken are taken again',
    machine: forgetting(sourcesWith(withoutRecord)),
  },
  {
    name: 'event time begins anew at a start',
    machine: forgetting(sourcesWith((source) => ({ ...source, watermark: Number.MIN_SAFE_INTEGER }))),
  },
  {
    name: 'state of operators begins anew at a start',
    machine: forgetting((manifest) => ({ ...manifest, snapshot: { ...manifest.snapshot, operators: {} } })),
  },
  {
    name: 'counters begin anew at a start',
    machine: forgetting((manifest) => ({ ...manifest, counters: {} })),
  },
  {
    name: 'a start without readable checkpoint begins empty',
    machine: disk((inner) => ({
      list: (folder) =>
        inner
          .list(folder)
          .filter((name) => !/^(?:manifest|damaged)-/.test(name) || isReadable(inner, `${folder}/${name}`)),
    })),
  },
  {
    name: 'only the newest checkpoint is kept',
    machine: disk((inner) => ({
      list: (folder) => {
        const names = inner.list(folder);
        const oldest = names
          .filter((name) => /^manifest-\d+$/.test(name))
          .sort()
          .slice(0, -1);
        for (const name of oldest) inner.remove(`${folder}/${name}`);
        return names.filter((name) => !oldest.includes(name));
      },
    })),
  },
  { name: 'a full disk is taken for one that has written', machine: withoutRoom },
  {
    name: 'a checkpoint replaces the one before in place',
    machine: disk((inner) => ({
      open: (path, how) => inner.open(path.replace(/(manifest-\d+)\.g\d+\.tmp$/, '$1'), how),
      rename: (from, to) => {
        if (!basename(to).startsWith('manifest-')) inner.rename(from, to);
      },
    })),
  },
];

function isReadable(inner: Disk, path: string): boolean {
  if (path.includes('/damaged-')) return false;
  const file = inner.open(path, 'read');
  const bytes = Buffer.alloc(inner.sizeOf(file));
  inner.read(file, bytes, 0);
  inner.close(file);
  return decodeManifest(bytes) !== undefined;
}
