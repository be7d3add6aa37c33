// Paths that requests may name: below one of the named folders, links followed and checked.
import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { isAbsolute, join, sep } from 'node:path';
import { Failure } from '@weir/shared/diagnostics';

/** The folders that pipelines may use, by the first part of a path. */
export type Roots = ReadonlyMap<string, string>;

/**
 * Opens a file below a root for reading.
 *
 * The real path is checked, and then opened without following a last link, so that neither `..` nor a link can lead out.
 *
 * @throws Failure NOT_FOUND; the same for what does not exist and what may not be seen.
 */
export function readHead(
  roots: Roots,
  path: string,
  bytesMax: number,
): { readonly bytes: Buffer; readonly truncated: boolean } {
  const real = resolveBelow(roots, path);
  const file = openSync(real, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const found = fstatSync(file);
    if (!found.isFile()) throw absent();
    const bytes = Buffer.alloc(Math.min(bytesMax, found.size));
    const read = readSync(file, bytes, 0, bytes.length, 0);
    return { bytes: bytes.subarray(0, read), truncated: found.size > read };
  } finally {
    closeSync(file);
  }
}

/** The real path of `root/rest`. @throws Failure NOT_FOUND. */
export function resolveBelow(roots: Roots, path: string): string {
  const [name = '', ...rest] = path.split('/');
  const root = roots.get(name);
  const isPlain =
    rest.length > 0 &&
    rest.every((part) => part !== '' && part !== '.' && part !== '..' && !/[\0\\]/.test(part));
  if (root === undefined || !isPlain || isAbsolute(path)) throw absent();
  try {
    const realRoot = realpathSync(root);
    const real = realpathSync(join(realRoot, ...rest));
    if (!real.startsWith(realRoot + sep)) throw absent();
    return real;
  } catch {
    throw absent();
  }
}

function absent(): Failure {
  return new Failure('NOT_FOUND', 'file does not exist in the folders that pipelines use');
}
