// Where streams live: one log per environment and name, its columns beside it.
import { join } from 'node:path';
import { Failure } from '@weir/shared/diagnostics';
import { z } from 'zod';
import type { Disk } from '../disk/disk.ts';
import { readWhole, replaceFileSync } from '../log/durable-files.ts';
import { seal, unseal } from '../log/sealed-file.ts';

const aboutSchema = z.strictObject({
  formatVersion: z.literal(1),
  /** The sink that writes the stream: job and node. There is one at a time. */
  writer: z.string(),
  columns: z.array(z.strictObject({ name: z.string(), type: z.string() })),
});
export type AboutStream = z.infer<typeof aboutSchema>;

/** The folder of a stream. Names are `[A-Za-z0-9_]`, checked by the node's definition. */
export function streamFolder(
  root: string,
  stream: { readonly environment: string; readonly name: string },
): string {
  return join(root, stream.environment, encodeURIComponent(stream.name));
}

const KIND = 'stream';

function aboutPath(folder: string): string {
  return join(folder, 'stream.json');
}

/**
 * What is known of a stream; `undefined` before its first writer: a reader may come before.
 *
 * @throws Failure STATE_FOLDER when it is damaged: taken for nothing, a writer would begin behind what it had promised.
 */
export function readAbout(disk: Disk, folder: string): AboutStream | undefined {
  const path = aboutPath(folder);
  if (disk.kindOf(path) === undefined) return undefined;
  const about = aboutSchema.safeParse(unseal(KIND, readWhole(disk, path))).data;
  if (about === undefined)
    throw new Failure('STATE_FOLDER', `file ${path} is damaged`, 'Restore it from a backup.');
  return about;
}

export function writeAbout(disk: Disk, folder: string, about: AboutStream): void {
  replaceFileSync(disk, aboutPath(folder), seal(KIND, about));
}

/** All streams of all environments by name, the columns of the newest environment that has it. */
export function listStreams(
  disk: Disk,
  root: string,
): readonly {
  readonly name: string;
  readonly environments: readonly string[];
  readonly columns: AboutStream['columns'];
}[] {
  const found = new Map<string, { environments: string[]; columns: AboutStream['columns'] }>();
  for (const environment of namesIn(disk, root)) {
    for (const name of namesIn(disk, join(root, environment))) {
      const about = listed(disk, join(root, environment, name));
      if (about === undefined) continue;
      const key = decodeURIComponent(name);
      const environments = [...(found.get(key)?.environments ?? []), environment];
      found.set(key, { environments, columns: about.columns });
    }
  }
  return [...found].sort((a, b) => (a[0] < b[0] ? -1 : 1)).map(([name, about]) => ({ name, ...about }));
}

/** A damaged stream is not offered; whoever uses it is told why. */
function listed(disk: Disk, folder: string): AboutStream | undefined {
  try {
    return readAbout(disk, folder);
  } catch (cause) {
    if (cause instanceof Failure) return undefined;
    throw cause;
  }
}

function namesIn(disk: Disk, folder: string): readonly string[] {
  try {
    return disk.list(folder);
  } catch {
    // No stream was ever written.
    return [];
  }
}
