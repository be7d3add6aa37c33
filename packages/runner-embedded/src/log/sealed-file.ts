// A file of JSON whose first line says how long the rest is and its SHA-256, so that a single wrong bit is seen.
import { createHash } from 'node:crypto';
import { z } from 'zod';

const headSchema = z.strictObject({ weir: z.string(), bytes: z.number(), sha256: z.string() });

/** The parts of the file. `kind` names what it holds. */
export function seal(kind: string, content: unknown): readonly Buffer[] {
  const body = Buffer.from(JSON.stringify(content));
  const head = { weir: kind, bytes: body.length, sha256: sha256(body) };
  return [Buffer.from(`${JSON.stringify(head)}\n`), body];
}

/** What was sealed; `undefined` when a single bit is not as it was written, or it is of another kind. */
export function unseal(kind: string, bytes: Buffer): unknown {
  const lineEnd = bytes.indexOf(10);
  if (lineEnd < 0) return undefined;
  const head = headSchema.safeParse(parseJson(bytes.subarray(0, lineEnd))).data;
  const body = bytes.subarray(lineEnd + 1);
  if (head?.weir !== kind || head.bytes !== body.length || head.sha256 !== sha256(body)) return undefined;
  return parseJson(body);
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    // Damaged: the caller says what that means.
    return undefined;
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
