// Paths of pipelines lie below named folders only (S25): `files/...` of the state folder, `examples/...` of the product.
import { realpathSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { Failure } from '@weir/shared/diagnostics';

/** The named folders: absolute paths. */
export type Roots = { readonly files: string; readonly examples: string };

/**
 * The absolute path of a file that a pipeline names.
 *
 * @throws Failure SOURCE_FILE when the path leaves its folder, also by a symbolic link, or names no folder.
 */
export function resolveInRoots(path: string, roots: Roots): string {
  const [name = '', ...rest] = path.split('/');
  const root = name === 'files' ? roots.files : name === 'examples' ? roots.examples : undefined;
  if (
    root === undefined ||
    rest.length === 0 ||
    rest.some((part) => part === '..' || part === '' || part.includes('\0'))
  ) {
    throw new Failure(
      'SOURCE_FILE',
      `path ${path} is not below files or examples`,
      'Use a path such as files/orders.ndjson.',
    );
  }
  const absolute = resolve(root, ...rest);
  const inside = (candidate: string, base: string): boolean =>
    candidate === base || candidate.startsWith(base + sep);
  if (!inside(absolute, resolve(root)) || !inside(realOf(absolute), realOf(resolve(root)))) {
    throw new Failure(
      'SOURCE_FILE',
      `path ${path} leaves its folder`,
      'Use a path such as files/orders.ndjson.',
    );
  }
  return absolute;
}

/** The real path of the longest part that exists. */
function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // Not there yet: the folder above decides where it would lie.
    const parent = resolve(path, '..');
    return parent === path ? path : resolve(realOf(parent), path.slice(parent.length).replace(/^[/\\]+/, ''));
  }
}
