// What lies below `DATA/files`, as pipelines name it.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FileInfo } from '@weir/shared/api';

const LISTED_MAX = 2_000;
const DEPTH_MAX = 6;

/** Files with their sizes. Links are not followed, hidden files are ours: both are left out. */
export function listFiles(filesDir: string): readonly FileInfo[] {
  const found: FileInfo[] = [];
  const walk = (folder: string, path: string, depth: number): void => {
    if (depth > DEPTH_MAX) return;
    for (const entry of entriesOf(folder)) {
      if (entry.name.startsWith('.') || found.length >= LISTED_MAX) continue;
      const inner = join(folder, entry.name);
      if (entry.isDirectory()) walk(inner, `${path}/${entry.name}`, depth + 1);
      else if (entry.isFile())
        found.push({
          path: `${path}/${entry.name}`,
          bytes: statSync(inner, { throwIfNoEntry: false })?.size ?? 0,
        });
    }
  };
  walk(filesDir, 'files', 1);
  return found;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    // Not there yet, or gone while listing.
    return [];
  }
}
