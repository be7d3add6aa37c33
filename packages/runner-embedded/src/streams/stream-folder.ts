// Where streams live: one log per environment and name, its columns beside it.
import { join } from 'node:path';
import { z } from 'zod';
import type { Disk } from '../disk/disk.ts';
import { readWhole } from '../log/durable-files.ts';

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

export function aboutPath(folder: string): string {
  return join(folder, 'stream.json');
}

/** What is known of a stream; `undefined` before its first writer. */
export function readAbout(disk: Disk, folder: string): AboutStream | undefined {
  try {
    return aboutSchema.parse(JSON.parse(readWhole(disk, aboutPath(folder)).toString()));
  } catch {
    // A reader may come before the writer.
    return undefined;
  }
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
      const about = readAbout(disk, join(root, environment, name));
      if (about === undefined) continue;
      const key = decodeURIComponent(name);
      const environments = [...(found.get(key)?.environments ?? []), environment];
      found.set(key, { environments, columns: about.columns });
    }
  }
  return [...found].sort((a, b) => (a[0] < b[0] ? -1 : 1)).map(([name, about]) => ({ name, ...about }));
}

function namesIn(disk: Disk, folder: string): readonly string[] {
  try {
    return disk.list(folder);
  } catch {
    // No stream was ever written.
    return [];
  }
}
