// Bit rot: one bit of one file changes while nobody looks.
import type { Platter } from './platter.node.ts';
import type { Random } from './random.node.ts';

/** Flips a bit of a file of the data plane; gives the path, nothing when there is none. Output files are the user's. */
export function flipBit(platter: Platter, random: Random): readonly string[] {
  const paths = platter
    .paths()
    .filter(
      (path) => !path.startsWith('/data/files/') && !path.endsWith('/reserve') && !path.endsWith('.tmp'),
    )
    .filter((path) => (platter.file(path)?.bytes.length ?? 0) > 0);
  // Often the newest checkpoint: there is one to fall back to. Often what has no other copy.
  const newest = paths.filter((path) => path.includes('/manifest-')).slice(-1);
  const logs = paths.filter((path) => path.endsWith('.log'));
  const [some = paths] = [random.pick([newest, logs, paths])].filter(({ length }) => length > 0);
  const path = some[random.whole(0, some.length - 1)];
  const inode = path === undefined ? undefined : platter.file(path);
  if (path === undefined || inode === undefined) return [];
  const at = random.whole(0, inode.bytes.length - 1);
  const byte = (inode.bytes[at] ?? 0) ^ (1 << random.whole(0, 7));
  inode.write(at, Uint8Array.of(byte));
  inode.sync();
  return [path];
}
