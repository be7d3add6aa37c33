// Files that pipelines read and write: listing, looking at the beginning, storing an upload.
import { createWriteStream, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FileInfo, QueryOutputs } from '@weir/shared/api';
import { Failure } from '@weir/shared/diagnostics';
import type { AuditLog } from '../../audit/audit-log.ts';
import { randomToken } from '../../auth/secret.ts';
import type { Actor } from '../../trpc.ts';
import { type Roots, readHead } from './roots.ts';

export type FilesService = {
  readonly list: () => readonly FileInfo[];
  readonly head: (path: string, bytes: number) => QueryOutputs['files.head'];
  /** Stores a body as `files/NAME`, whole or not at all. */
  readonly store: (name: string, body: Readable, actor: Actor) => Promise<FileInfo>;
};

export const UPLOAD_BYTES_MAX = 64 * 1024 * 1024;
const FILES_MAX = 1_000;
const LISTED_MAX = 2_000;
const DEPTH_MAX = 3;
const NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,119}$/;

export function createFilesService(deps: {
  readonly roots: Roots;
  readonly filesDir: string;
  readonly audit: AuditLog;
}): FilesService {
  return {
    list: () =>
      [...deps.roots].flatMap(([name, folder]) => walk(folder, name, DEPTH_MAX)).slice(0, LISTED_MAX),
    head: (path, bytes) => {
      const head = readHead(deps.roots, path, bytes);
      // Streaming mode drops a character that was cut in the middle; at the end of the file there is none to drop.
      const text = new TextDecoder().decode(head.bytes, { stream: head.truncated });
      return { text, truncated: head.truncated };
    },
    store: (name, body, actor) => store(deps, name, body, actor),
  };
}

async function store(
  deps: { readonly filesDir: string; readonly audit: AuditLog },
  name: string,
  body: Readable,
  actor: Actor,
): Promise<FileInfo> {
  if (!NAME.test(name)) {
    throw new Failure(
      'BAD_REQUEST',
      'file name has other characters than letters, digits, dot, dash and underscore',
      'Rename the file.',
    );
  }
  if (readdirSync(deps.filesDir).length >= FILES_MAX)
    throw new Failure(
      'CONFLICT',
      `there are ${FILES_MAX} files already`,
      'Remove some from the state folder.',
    );
  const temporary = join(deps.filesDir, `.upload-${randomToken(9)}`);
  try {
    await pipeline(body, limited, createWriteStream(temporary, { flags: 'wx', mode: 0o600, flush: true }));
    renameSync(temporary, join(deps.filesDir, name));
  } finally {
    rmSync(temporary, { force: true });
  }
  const path = `files/${name}`;
  const { size } = statSync(join(deps.filesDir, name));
  deps.audit.transact((_tx, record) =>
    record({ actor: actor.user, action: 'file.upload', detail: `${path}, ${size} bytes` }),
  );
  return { path, bytes: size };
}

async function* limited(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > UPLOAD_BYTES_MAX)
      throw new Failure(
        'PAYLOAD_TOO_LARGE',
        'file is larger than 64 MiB',
        'Copy it into the files folder of the state folder.',
      );
    yield chunk;
  }
}

// Links are not followed and hidden files are ours: both are left out.
function walk(folder: string, path: string, depth: number): readonly FileInfo[] {
  if (depth === 0) return [];
  return entries(folder).flatMap((entry): readonly FileInfo[] => {
    if (entry.name.startsWith('.')) return [];
    const inner = { folder: join(folder, entry.name), path: `${path}/${entry.name}` };
    if (entry.isDirectory()) return walk(inner.folder, inner.path, depth - 1);
    return entry.isFile() ? [{ path: inner.path, bytes: sizeOf(inner.folder) }] : [];
  });
}

function entries(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    // A folder that is not there yet, or went away while listing, has no files.
    return [];
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
